"""Changing what a contact prefers; the language is changed through the directory."""

from collections.abc import Sequence

from django.db import transaction

from contacts.consents.preferences import queries
from contacts.consents.preferences.models import PreferenceType, PreferredChannel, PreferredOrganisation
from contacts.directory.commands import NotFound
from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.history.journal import note
from contacts.lookups.models import Organisation
from contacts.record import choices
from contacts.record.errors import invalid


def prefer_channels(*, contact: int, channels: Sequence[str], actor: Actor) -> None:
    """Set the channels that a contact likes, the dearest first; raises ``Invalid`` and ``NotFound``."""
    known = [channel for channel in choices.members(choices.ConsentChannel) if channel != "ANY"]
    for n, channel in enumerate(channels):
        if channel not in known or channel in channels[:n]:
            raise invalid(f"channels[{n}]", "invalid_choice", f"Expected each of {', '.join(known)} at most once.")
    with transaction.atomic():
        _lock(contact)
        if queries.channels(contact) == list(channels):
            return
        PreferredChannel.objects.filter(contact=contact).delete()
        PreferredChannel.objects.bulk_create(
            PreferredChannel(contact_id=contact, channel=channel, position=n) for n, channel in enumerate(channels)
        )
        told = ", ".join(choices.label(channel) for channel in channels) or "nothing"
        note(contact=contact, kind="channels_preferred", actor=actor, about={"channels": told})


def prefer_organisation(*, contact: int, organisation: int, type: str, actor: Actor) -> PreferredOrganisation:
    """Note that a contact prefers an organisation for ``type``; raises ``Invalid`` and ``NotFound``."""
    if type not in PreferenceType.values:
        raise invalid("type", "invalid_choice", f"Expected one of {', '.join(PreferenceType.values)}.")
    with transaction.atomic():
        _lock(contact)
        found = Organisation.objects.filter(pk=organisation).first()
        if found is None:
            raise invalid("organisation", "unknown", f"There is no organisation {organisation}.")
        row, is_new = PreferredOrganisation.objects.get_or_create(
            contact_id=contact, organisation=found, type=type, defaults={}
        )
        if is_new:
            about = {"organisation": found.name, "type": PreferenceType(type).label.lower()}
            note(contact=contact, kind="organisation_preferred", actor=actor, about=about)
    return row


def forget_organisation(*, contact: int, preference: int, actor: Actor) -> None:
    """Take one preferred organisation back; nothing happens when it is not there."""
    with transaction.atomic():
        row = queries.organisations(contact).filter(pk=preference).first()
        if row is not None:
            row.delete()
            about = {"organisation": row.organisation.name, "type": PreferenceType(row.type).label.lower()}
            note(contact=contact, kind="organisation_forgotten", actor=actor, about=about)


def _lock(contact: int) -> None:
    if not list(Contact.objects.filter(pk=contact).select_for_update(of=("self",)).values_list("pk")):
        raise NotFound(f"There is no contact {contact}.")
