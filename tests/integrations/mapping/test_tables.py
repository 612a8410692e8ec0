"""What a table can say: nested paths, choices, times, look-ups, strangers, and both directions of outgoing calls."""

from typing import Any

import pytest

from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from integrations.mapping.codecs import choice, looked_up, text, whole
from integrations.mapping.draft import Misread
from integrations.mapping.moments import day, epoch_moment, iso_moment
from integrations.mapping.slots import Slot, aside, here
from integrations.mapping.sources import BLANK, Custom, Nested, Part
from integrations.mapping.table import Row, Table, Unknown
from integrations.wire.inbound.bodies import encoded
from tests.integrations.laws import KNOWN, after

PERSON, BIRTH = Nested("demographics"), Nested("demographics.birth_date")
GENDERS = {"FEMALE": "Female", "MALE": "Male"}
ROWS = (
    Row("Name", here("last_name"), text(10, empty="")),
    Row("Person.Gender", Slot(PERSON, "gender"), choice(GENDERS)),
    Row("Person.Born.Year", Slot(BIRTH, "year"), whole(words=True)),
    Row("Person.Passport.Until", Slot(Nested("demographics.passport"), "expires_on"), day()),
    Row("Group", here("category"), looked_up("category", "name")),
    Row("Level", Slot(Custom("club"), "level"), text()),
    Row("Mail", Slot(Part(of="emails", types=("BUSINESS",)), "email"), text()),
    Row("Made", here("created_at"), iso_moment(), "out"),
    Row("MadeAt", here("created_at"), epoch_moment(), "out"),
    Row("Secret", aside("secret"), text(), "in"),
)


def table(unknown: Unknown = "ignored") -> Table:
    return Table("sample", ROWS, forms=("full",), unknown=unknown)


SHOWN: dict[str, Any] = {
    "Name": "King", "Person": {"Gender": "Female", "Born": {"Year": 1815}, "Passport": {"Until": "2030-01-01"}},
    "Group": "category 2", "Level": "Gold", "Mail": "ada@example.org", "Made": "1970-01-01T00:00:00.000Z", "MadeAt": 0,
}  # fmt: skip
SENT = {key: value for key, value in SHOWN.items() if not key.startswith("Made")}


def test_what_is_nested_is_read_and_shown() -> None:
    parsed = table().parse(SENT | {"Secret": "x"}, current=BLANK, known=KNOWN)
    assert parsed.aside == {"secret": "x"}
    assert table().render(after(BLANK, parsed.patch), KNOWN) == SHOWN


@pytest.mark.parametrize("said", [SENT, {}, {"Group": "category 2"}, {"Mail": "ada@example.org"}])
def test_a_list_shows_the_same_text_whatever_is_not_there(said: dict[str, Any]) -> None:
    contact = after(BLANK, table().parse({"Name": "King"} | said, current=BLANK, known=KNOWN).patch)
    listed = table().lister("full")(table().read(codec.dumps(contact), "full"), KNOWN)
    assert encoded(listed) == encoded(table().render(contact, KNOWN))


def test_calls_to_the_vendor_and_its_replies_are_the_same_table() -> None:
    contact = after(BLANK, table().parse(SENT, current=BLANK, known=KNOWN).patch)
    assert table().call(contact, KNOWN) == SENT | {"Secret": None}
    assert after(BLANK, table().reply(SENT, current=BLANK, known=KNOWN).patch) == contact


def test_faults_are_named_in_the_callers_words() -> None:
    wrong = {"Name": "x" * 11, "Person": {"Gender": "none", "Born": {"Year": "MM"}}}
    with pytest.raises(Misread) as info:
        table().parse(wrong, current=BLANK, known=KNOWN)
    assert [error.path for error in info.value.errors] == ["Name", "Person.Gender", "Person.Born.Year"]
    parsed = table().parse({"Mail": "nobody", "Name": "Ada"}, current=BLANK, known=KNOWN)
    with pytest.raises(Misread) as info, parsed.named():
        after(BLANK, parsed.patch)
    assert [error.path for error in info.value.errors] == ["Mail"]


def test_strangers_are_ignored_kept_or_refused_as_the_dialect_says() -> None:
    said = {"Name": "King", "Shoe": 43}
    assert table().parse(said, current=BLANK, known=KNOWN).patch == parse_patch({"last_name": "King"})
    kept = parse_patch({"last_name": "King", "kept": {"sample": {"Shoe": 43}}})
    assert table("kept").parse(said, current=BLANK, known=KNOWN).patch == kept
    with pytest.raises(Misread):
        table("refused").parse(said, current=BLANK, known=KNOWN)


def test_a_part_of_another_type_is_nobodys_business() -> None:
    contact = after(
        BLANK, parse_patch({"emails": [{"email": "a@example.org"}, {"email": "b@e.org", "type": "BUSINESS"}]})
    )
    for value, left in (("c@e.org", ["a@example.org", "c@e.org"]), (None, ["a@example.org"])):
        changed = after(contact, table().parse({"Mail": value}, current=contact, known=KNOWN).patch)
        assert [email["email"] for email in changed["emails"]] == left
