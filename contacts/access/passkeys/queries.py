"""The passkeys somebody has."""

from django.db.models import QuerySet

from contacts.access.passkeys.models import Passkey


def of_account(account: int) -> QuerySet[Passkey]:
    """The passkeys of an account, in the order they were added."""
    return Passkey.objects.filter(account=account).order_by("pk")
