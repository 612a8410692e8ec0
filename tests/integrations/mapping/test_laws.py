"""What holds of every dialect's table: what is written is read back, what was read says nothing, silence is silence."""

from functools import reduce
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contacts.record import contact
from contacts.record.parsing import codec
from contacts.record.patch import ContactPatch
from integrations.dialects.registry import DIALECTS
from integrations.mapping.sources import BLANK, Aside, Body, Consents, Nested, Part
from integrations.wire.inbound.bodies import encoded
from tests.integrations.laws import KNOWN, after, bodies

FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TABLES = {dialect.name: dialect.table for dialect in DIALECTS}
every = pytest.mark.parametrize("dialect", TABLES)


def sent(dialect: str, body: Body) -> dict[str, Any]:
    """A request that says all a program can say of a contact."""
    return TABLES[dialect].call(body, KNOWN)


@every
@FEW
@given(body=bodies())
def test_what_was_read_says_nothing(dialect: str, body: Body) -> None:
    for form in TABLES[dialect].forms:
        shown = TABLES[dialect].render(body, KNOWN, form)
        assert TABLES[dialect].parse(shown, current=body, known=KNOWN).patch == ContactPatch()


@every
@FEW
@given(body=bodies())
def test_silence_is_not_a_change(dialect: str, body: Body) -> None:
    assert TABLES[dialect].parse({}, current=body, known=KNOWN).patch == ContactPatch()


@every
@FEW
@given(body=bodies())
def test_what_is_written_is_read_back(dialect: str, body: Body) -> None:
    said = sent(dialect, body)
    written = after(BLANK, TABLES[dialect].parse(said, current=BLANK, known=KNOWN).patch)
    assert sent(dialect, written) == said


@every
@FEW
@given(body=bodies(), other=bodies(), data=st.data())
def test_one_value_changes_and_no_other(dialect: str, body: Body, other: Body, data: st.DataObject) -> None:
    rows = [row for row in TABLES[dialect].rows if row.way == "both" and not isinstance(row.slot.source, Aside)]
    row = data.draw(st.sampled_from([row for row in rows if "." not in row.their]))
    ranked = isinstance(row.slot.source, Part)
    value = sent(dialect, other)[row.their]
    source: Any = row.slot.source
    # Another entry of the list takes the place of one that goes.
    assume(not (ranked and (source.rank or value in (None, ""))))
    # There is nothing without its organisation.
    is_affiliation = ranked and source.of == "affiliations" and row.slot.key != "organisation"
    assume(body["affiliations"] or not is_affiliation)
    # Who has answered cannot be made one who never did.
    assume(not (value is None and isinstance(source, Consents)))
    changed = after(body, TABLES[dialect].parse({row.their: value}, current=body, known=KNOWN).patch)
    before, now = sent(dialect, body), sent(dialect, changed)
    assert now[row.their] == value
    same = {one.their for one in TABLES[dialect].rows if one.slot == row.slot}
    assert {k: v for k, v in now.items() if k not in same} == {k: v for k, v in before.items() if k not in same}


@every
@FEW
@given(body=bodies())
def test_what_is_read_is_enough_for_what_is_shown(dialect: str, body: Body) -> None:
    table = TABLES[dialect]
    for form in table.forms:
        seen = table.read(codec.dumps(body), form)
        assert table.render(seen, KNOWN, form) == table.render(body, KNOWN, form)
        assert table.references([seen]) == table.references([body])


@every
@FEW
@given(body=bodies())
def test_what_lists_write_is_what_is_rendered(dialect: str, body: Body) -> None:
    table = TABLES[dialect]
    for form in table.forms:
        written = encoded(table.lister(form)(table.read(codec.dumps(body), form), KNOWN))
        assert written == encoded(table.render(body, KNOWN, form))


def test_objects_of_the_record_have_what_is_asked_of_them() -> None:
    for table in TABLES.values():
        for source, key in ((row.slot.source, row.slot.key) for row in table.rows):
            if isinstance(source, Nested):
                found = reduce(_inside, source.at.split("."), contact.ContactRecord)
                assert key in found.__struct_fields__, (table.dialect, source.at, key)


def _inside(cls: type[msgspec.Struct], name: str) -> type[msgspec.Struct]:
    """The struct that an attribute holds."""
    kind = next(field.type for field in msgspec.structs.fields(cls) if field.name == name)
    found = [one for one in (kind, *get_args(kind)) if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    return found[0]


@every
def test_every_form_of_an_answer_is_rendered(dialect: str) -> None:
    for form in TABLES[dialect].forms:
        assert set(TABLES[dialect].render(BLANK, KNOWN, form)) == {
            row.their.partition(".")[0] for row in TABLES[dialect].rows if row.way != "in" and row.in_form(form)
        }
