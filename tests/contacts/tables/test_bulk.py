"""Rows in and out of one table, few and many, on the database of this run."""

import datetime as dt
import os
import struct
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.directory.models import CompanyProfile, CustomValue
from contacts.directory.storing.rows import CONTACT_COLUMNS, PROJECTIONS
from contacts.history.journal import COLUMNS as CHANGE_COLUMNS
from contacts.history.models import Change
from contacts.imports.models import Import, ImportRow
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
def test_rows_of_several_tables_go_together_and_in_their_order(count: int, on_postgresql: bool) -> None:
    contact = create(first_name="Ada").record.id
    group = CustomFieldGroup.objects.create(alias="g", name="g")
    field = CustomField.objects.create(group=group, alias="a", label="a").pk
    with CaptureQueriesContext(connection) as sent, bulk.together():
        bulk.insert(Category, COLUMNS, [row(1, "first")])
        bulk.insert(CustomValue, ("contact_id", "field_id", "text", "position"), [
            (contact, field, "", n) for n in range(count)
        ])  # fmt: skip
        bulk.upsert(Category, COLUMNS, [row(1, "then")], key=["uuid"])
    assert Category.objects.get(description=STRANGE).name == "then"
    assert CustomValue.objects.filter(field=field).count() == count
    assert len(sent) == (1 if on_postgresql and count == 1 else 3)


@pytest.mark.django_db
def test_what_waits_is_left_when_something_goes_wrong() -> None:
    def halfway() -> None:
        with transaction.atomic(), bulk.together():
            bulk.insert(Category, COLUMNS, [row(1, "first")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        halfway()
    bulk.insert(Category, COLUMNS, [row(2, "second")])
    assert Category.objects.get(description=STRANGE).name == "second"


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
@pytest.mark.parametrize("count", [1, MANY])
def test_every_kind_of_value_keeps_its_meaning(count: int) -> None:
    """Numbers at their limits, days, moments in another zone, amounts, UUIDs and JSON as text."""
    ids = [create(first_name="Ada").record.id for _ in range(count)]
    east = dt.timezone(dt.timedelta(hours=5, minutes=30))
    at = dt.datetime(1995, 12, 31, 23, 59, 59, 999999, east)
    source, lines = Import.objects.create(name="f"), (-(2**31), 2**31 - 1)
    texts = ("registration_number", "tax_number", "vat_number", "vat_registered_by")
    bulk.insert(
        CompanyProfile,
        ("contact_id", "annual_turnover", "established_on", "number_of_employees", *texts),
        [(id_, Decimal("-1250000.0050"), dt.date(1, 1, 1), -(2**63), *("é" * 100 for _ in texts)) for id_ in ids],
    )
    bulk.insert(ImportRow, ("source_id", "number", "line", "outcome", "contact_id", "label", "changes", "faults"), [
        (source.pk, n, lines[n % 2], "refused", None, "", "", '[{"é": "\\n"}]') for n in range(count)
    ])  # fmt: skip
    bulk.insert(Change, CHANGE_COLUMNS, [
        (ids[0], n + 2, "x", STRANGE, "", at, "system", None, "", "system", "", "") for n in range(count)
    ])  # fmt: skip
    profiles = CompanyProfile.objects.values_list("annual_turnover", "established_on", "number_of_employees")
    assert list(profiles) == [(Decimal("-1250000.0050"), dt.date(1, 1, 1), -(2**63))] * count
    found = source.rows.order_by("number").values_list("line", "contact_id", "faults")
    assert list(found) == [(lines[n % 2], None, [{"é": "\n"}]) for n in range(count)]
    assert set(Change.objects.filter(action="x").values_list("at", "changes")) == {(at, STRANGE)}


@pytest.mark.django_db
@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite has no limits")
@pytest.mark.parametrize("count", [1, MANY])
@pytest.mark.parametrize(("column", "value"), [("line", 2**31), ("contact_id", 2**63), ("label", "x" * 201)])
def test_what_is_too_large_is_refused_and_not_cut_off(count: int, column: str, value: object) -> None:
    source = Import.objects.create(name="f")
    values = {"number": 0, "line": 1, "contact_id": 1, "label": "", column: value}
    rows = [(source.pk, n, *list(values.values())[1:], "refused", "", "[]") for n in range(count)]
    columns = ("source_id", *values, "outcome", "changes", "faults")
    with pytest.raises((DataError, OverflowError, struct.error)), transaction.atomic():
        bulk.insert(ImportRow, columns, rows)
    assert not source.rows.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, MANY])
def test_the_same_key_twice_is_an_error_of_django(count: int) -> None:
    rows = [row(1, f"{n}") for n in range(count)]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Category, COLUMNS, rows)


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
    own = {field.attname for field in Change._meta.concrete_fields}
    assert own - set(CHANGE_COLUMNS) == {"id", "transaction"}
