"""Grace with one of everything, and a folder of the test's own for bytes."""

import pytest

from contacts.access.accounts.models import Account
from tests.contacts.files.conftest import media
from tests.contacts.portal.pages.making import Things, everything

__all__ = ["media"]


@pytest.fixture
def hers_all(grace: Account) -> Things:
    """What Grace has."""
    return everything(grace.contact_id or 0, grace)
