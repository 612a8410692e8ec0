"""People with an account, and caches as empty as after a start."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from contacts.access.accounts.models import Account
from contacts.access.apps import queries as apps
from contacts.access.providers import discovery
from contacts.access.sessions import queries as sessions
from contacts.directory import operations as directory
from contacts.history.actor import SYSTEM
from contacts.options import queries as options
from contacts.record.patch import ContactPatch


def forget_everything() -> None:
    """As a process that has just started."""
    sessions._seen.clear()
    apps._seen.clear()
    apps._origins.clear()
    apps.METER.start_afresh()
    discovery.forget()
    options.forget()


@pytest.fixture(autouse=True)
def just_started() -> Iterator[None]:
    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def ada(db: None) -> Account:
    contact = directory.create(patch=ContactPatch(first_name="Ada", last_name="King"), actor=SYSTEM)
    return Account.objects.create(contact_id=contact.record.id, password_set_at=timezone.now())


@pytest.fixture
def bob(db: None) -> Account:
    return Account.objects.create(password_set_at=timezone.now())
