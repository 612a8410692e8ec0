"""People with an account."""

import pytest
from django.utils import timezone

from contacts.access.accounts.models import Account
from contacts.directory import operations as directory
from contacts.history.actor import SYSTEM
from contacts.record.patch import ContactPatch


@pytest.fixture
def ada(db: None) -> Account:
    contact = directory.create(patch=ContactPatch(first_name="Ada", last_name="King"), actor=SYSTEM)
    return Account.objects.create(contact_id=contact.record.id, password_set_at=timezone.now())


@pytest.fixture
def bob(db: None) -> Account:
    return Account.objects.create(password_set_at=timezone.now())
