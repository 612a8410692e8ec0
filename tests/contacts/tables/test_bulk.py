"""Rows in and out of one table, few and many, on the database of this run."""

import datetime as dt
from uuid import UUID

import pytest
from django.test.utils import CaptureQueriesContext

from contacts.directory.models import CustomValue
from contacts.directory.rows import CONTACT_COLUMNS, PROJECTIONS
from contacts.history.models import Change
from contacts.lookups.models import Category, CustomField, CustomFieldGroup
from contacts.models import Contact
from contacts.tables import bulk
from tests.contacts.directory.making import create

COLUMNS = ("uuid", "name", "code", "description", "is_active", "position")
MANY = bulk.FEW + 1
STRANGE = "a\tb\\N\n\\.\n"


def row(n: int, name: str) -> bulk.Row:
    return UUID(int=n), name, f"c{n}", STRANGE, n % 2 == 0, n


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, MANY, 2 * bulk.BATCH + 1])
def test_rows_come_back_as_they_went_in(count: int) -> None:
    rows = [row(n, f"Çà \\ ' {n}") for n in range(count)]
    bulk.insert(Category, COLUMNS, rows)
    assert list(Category.objects.filter(description=STRANGE).order_by("position").values_list(*COLUMNS)) == rows


@pytest.mark.django_db
def test_rows_with_the_same_key_are_overwritten() -> None:
    bulk.insert(Category, COLUMNS, [row(n, f"old {n}") for n in range(3)])
    bulk.upsert(Category, COLUMNS, [row(n, f"new {n}") for n in (1, 2, 3)], key=["uuid"])
    assert list(Category.objects.filter(description=STRANGE).order_by("position").values_list("name", flat=True)) == [
        "old 0", "new 1", "new 2", "new 3",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, MANY])
def test_times_and_nulls_keep_their_meaning(count: int) -> None:
    contact = create(first_name="Ada").record.id
    group = CustomFieldGroup.objects.create(alias="g", name="g")
    field = CustomField.objects.create(group=group, alias="a", label="a").pk
    at = dt.datetime(2024, 2, 29, 12, 30, 1, 123456, dt.UTC)
    bulk.insert(CustomValue, ("contact_id", "field_id", "text", "moment", "position"), [
        (contact, field, "", at if n % 2 else None, n) for n in range(count)
    ])  # fmt: skip
    found = CustomValue.objects.order_by("position").values_list("moment", "number")
    assert list(found) == [(at if n % 2 else None, None) for n in range(count)]


@pytest.mark.django_db
def test_no_rows_are_no_statement() -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as ran:
        bulk.insert(Category, COLUMNS, [])
        bulk.upsert(Category, COLUMNS, [], key=["uuid"])
    assert len(ran) == 0


def test_the_projection_fills_every_column() -> None:
    written = {Contact: CONTACT_COLUMNS} | {p.model: p.columns for p in PROJECTIONS}
    for model, columns in written.items():
        own = {field.attname for field in model._meta.concrete_fields}
        generated = (
            {"id"}
            if model._meta.get_field("id" if "id" in own else "contact").get_internal_type() == "BigAutoField"
            else set()
        )
        assert own - generated == set(columns), model


def test_the_journal_leaves_only_what_the_database_fills() -> None:
    from contacts.history.journal import COLUMNS as WRITTEN

    own = {field.attname for field in Change._meta.concrete_fields}
    assert own - set(WRITTEN) == {"id", "transaction"}
