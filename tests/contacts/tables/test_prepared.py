"""A query that is composed once answers each call's own values, on the database of this run."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.models import Contact
from contacts.tables.prepared import Prepared
from tests.contacts.directory.making import create

NOW = dt.datetime.now(dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=400)


@pytest.mark.django_db
def test_each_call_is_answered_for_its_own_values() -> None:
    kings, queens = (create(last_name=name).record.id for name in ("King", "Queen"))
    composed = []

    @Prepared
    def named(ids: list[int], name: str, since: dt.datetime, least: int) -> QuerySet[Contact, Any]:
        composed.append(name)
        rows = Contact.objects.filter(pk__in=ids, last_name=name, created_at__gt=since, revision__gte=least)
        return rows.values_list("pk", "last_name")

    asked: list[tuple[list[int], str, dt.datetime, int]] = [
        ([kings, queens], "King", LONG_AGO, 1), ([kings, queens], "Queen", LONG_AGO, 1),
        ([kings], "Queen", LONG_AGO, 1), ([], "King", LONG_AGO, 1), ([kings] * 20, "King", LONG_AGO, 1),
        ([kings], "King", LONG_AGO, 2),
        ([kings], "King", NOW + dt.timedelta(days=1), 1),
    ]  # fmt: skip
    assert [list(named(*values)) for values in asked] == [
        [(kings, "King")], [(queens, "Queen")], [], [], [(kings, "King")], [], [],
    ]  # fmt: skip
    assert len(composed) == (1 if connection.vendor == "postgresql" else len(asked))


@pytest.mark.django_db
def test_values_are_as_the_fields_have_them() -> None:
    group = CustomFieldGroup.objects.create(name="Sizes", alias="sizes")
    CustomField.objects.create(group=group, alias="shoe", label="Shoe", type="choice", choices=["S", "L"])
    rows = Prepared(lambda alias: CustomField.objects.filter(alias=alias).values_list("choices", "part"))
    assert [list(rows("shoe")), list(rows("hat"))] == [[(["S", "L"], "contact")], []]


@pytest.mark.django_db
def test_a_value_that_stands_nowhere_is_a_mistake() -> None:
    rows = Prepared(lambda name, unused: Contact.objects.filter(last_name=name).values_list("pk"))
    if connection.vendor == "postgresql":
        with pytest.raises(ValueError, match="not every value"):
            rows("King", 1)
