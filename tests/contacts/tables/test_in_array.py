"""``__in`` with many numbers is one parameter on PostgreSQL, and finds what it always found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, ContactEmail
from contacts.tables.in_array import LEAST
from tests.contacts.directory.making import create

MANY = list(range(-3 * LEAST, -1))


@pytest.fixture
def there(db: None) -> list[int]:
    return [create(last_name=f"King {n}", emails=[{"email": f"k{n}@example.org"}]).record.id for n in range(3)]


def test_columns_and_references_find_the_same_rows(there: list[int]) -> None:
    asked = [*MANY, there[0], there[2], there[0], None]
    for _ in range(2):
        assert set(Contact.objects.filter(pk__in=asked).values_list("pk", flat=True)) == {there[0], there[2]}
        found = ContactEmail.objects.filter(contact__in=asked).values_list("contact_id", flat=True)
        assert set(found) == {there[0], there[2]}
        assert Contact.objects.exclude(pk__in=asked).count() == 1
        asked = asked[-4:]  # few


def test_what_is_none_or_no_number_is_as_it_was(there: list[int]) -> None:
    assert list(Contact.objects.filter(pk__in=[])) == list(Contact.objects.filter(pk__in=[None] * 20)) == []
    assert Contact.objects.filter(pk__in=Contact.objects.filter(pk=there[1]).values("pk")).count() == 1
    names = [f"King {n}" for n in range(1, 30)]
    assert Contact.objects.filter(last_name__in=names).count() == 2


def test_many_numbers_are_one_parameter(there: list[int]) -> None:
    with CaptureQueriesContext(connection) as captured:
        list(Contact.objects.filter(pk__in=[*MANY, *there]).values_list("pk"))
    assert ("ANY('{" in captured[0]["sql"].replace("ANY(ARRAY[", "ANY('{")) is (connection.vendor == "postgresql")
