"""Accounts for contacts that there are already."""

from contacts.access.accounts.models import Account
from contacts.directory.models import Contact


def open_account(contact: Contact) -> Account:
    """A new account of ``contact``, known by its id unless an earlier account was; raises ``IntegrityError``."""
    taken = Account.objects.filter(uuid=contact.uuid).exists()
    return Account.objects.create(contact=contact, **({} if taken else {"uuid": contact.uuid}))
