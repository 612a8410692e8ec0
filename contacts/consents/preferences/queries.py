"""What a contact prefers."""

from django.db.models import QuerySet

from contacts.consents.preferences.models import PreferredChannel, PreferredOrganisation


def channels(contact: int) -> list[str]:
    """The channels a contact likes, the dearest first."""
    rows = PreferredChannel.objects.filter(contact=contact).order_by("position")
    return list(rows.values_list("channel", flat=True))


def organisations(contact: int) -> QuerySet[PreferredOrganisation]:
    """The organisations a contact prefers and for what, with their names, in the order they were chosen."""
    return PreferredOrganisation.objects.filter(contact=contact).select_related("organisation").order_by("id")
