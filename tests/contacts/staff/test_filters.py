"""What the filter builder reads, writes and leaves alone."""

import pytest
from django.http import QueryDict

from contacts.staff.drawing.filters import Condition, blocks_from_rows, make_builder, read_blocks, write_blocks
from contacts.staff.people.finding.offered import offered
from tests.contacts.staff.gallery import FIELDS

TOWN = Condition(field="addresses.town", op="eq", value="Nicosia")
LIMASSOL = Condition(field="addresses.town", op="eq", value="Λεμεσός")
STATUS = Condition(field="status", op="eq", value="A")


@pytest.mark.parametrize("blocks", [(), ((TOWN,),), ((TOWN, LIMASSOL), (STATUS,))])
def test_what_is_written_is_read_back(blocks: tuple[tuple[Condition, ...], ...]) -> None:
    assert read_blocks(write_blocks(blocks)) == blocks


def test_blocks_are_written_in_the_shape_of_the_filter_language() -> None:
    assert write_blocks(((TOWN, STATUS), (STATUS,))) == (
        '{"and":[{"or":[{"field":"addresses.town","op":"eq","value":"Nicosia"},'
        '{"field":"status","op":"eq","value":"A"}]},{"field":"status","op":"eq","value":"A"}]}'
    )


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "7",
        '{"and":[{"or":[{"and":[]}]}]}',
        '{"and":[{"field":7,"op":"eq"}]}',
        '{"and":[{"or":[]}]}',
        '{"field":"status","op":"in","value":["A"]}',
    ],
)
def test_a_filter_of_another_shape_is_shown_and_not_built(text: str) -> None:
    builder = make_builder(text=text, fields=FIELDS)
    assert (builder.raw, builder.lines) == (text, ())


def test_rows_sent_without_a_script_become_blocks() -> None:
    sent = QueryDict(
        "block=1&field=addresses.town&op=eq&value=Nicosia&block=1&field=status&op=eq&value=A&block=99&field=&op=eq&value="
    )
    assert blocks_from_rows(sent) == ((TOWN, STATUS),)


def test_a_filter_is_said_in_words() -> None:
    builder = make_builder(text=write_blocks(((TOWN,), (STATUS,))), fields=FIELDS)
    assert builder.sentences == ("Town is Nicosia", "Status is Active")
    either = make_builder(text=write_blocks(((TOWN, STATUS), (STATUS,))), fields=FIELDS)
    assert either.sentences == ("Town is Nicosia or Status is Active", "Status is Active")


@pytest.mark.django_db
def test_fields_and_their_choices_read_as_words() -> None:
    found = {field.path: field for field in offered({"language", "addresses.po_box"})}
    assert [field.label for field in found.values()] == ["Address, PO box", "Language"]
    assert {("DEU", "German"), ("CUSTOM1", "Custom 1")} <= set(found["language"].choices)
