"""What cannot be stored is refused at its own field, quickly, and leaves nothing behind."""

import time
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.directory import queries
from contacts.directory.commands import Archive, NotFound, Stale, Update
from contacts.directory.models import Contact, Snapshot
from contacts.history.models import Change
from contacts.record.errors import Invalid
from contacts.record.parsing.parse import MAX_ERRORS, parse_patch
from tests.contacts.directory.making import ACTOR, create, lookups, update

pytestmark = pytest.mark.django_db
HALF = "\ud800"
MEGABYTES = 10_000_000


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def email(value: Any) -> dict[str, Any]:
    return {"emails": [{"email": value}]}


def phone(value: Any) -> dict[str, Any]:
    return {"phones": [{"number": value}]}


def custom(value: Any) -> dict[str, Any]:
    return {"custom": {"facts": {"contact_text": value}}}


BAD: list[tuple[str, dict[Any, Any], str, str]] = [
    ("an unknown field", {"frst_name": "Ada"}, "frst_name", "unknown_field"),
    ("an unknown field of a part", {"emails": [{"mail": "a@example.org"}]}, "emails[0].mail", "unknown_field"),
    ("a field that is no text", {1: "Ada"}, "1", "unknown_field"),
    ("an unknown field with NUL", {"a\x00": 1}, "a\ufffd", "unknown_field"),
    ("an unknown field with half a character", {f"a{HALF}": 1}, "a\ufffd", "unknown_field"),
    ("an unknown field of ten megabytes", {"x" * MEGABYTES: 1}, "x" * 60, "unknown_field"),
    ("a list for a text", {"first_name": ["Ada"]}, "first_name", "invalid"),
    ("text for a list", {"emails": "ada@example.org"}, "emails", "invalid"),
    ("nothing for a part", {"emails": [None]}, "emails[0]", "invalid"),
    ("text for a flag", {"is_active": "yes"}, "is_active", "invalid"),
    ("a flag for a reference", {"category": True}, "category", "invalid"),
    ("a name too long", {"first_name": "a" * 201}, "first_name", "too_long"),
    ("ten megabytes of name", {"first_name": "é" * MEGABYTES}, "first_name", "too_long"),
    ("ten megabytes of marks", {"notes": "e\u0301" * (MEGABYTES // 2)}, "notes", "too_long"),
    ("ten megabytes of email", email("é" * MEGABYTES), "emails[0].email", "too_long"),
    ("ten megabytes of type", {"emails": [{"type": "x" * MEGABYTES}]}, "emails[0].type", "invalid_choice"),
    ("an email without a domain", email("nobody"), "emails[0].email", "invalid_email"),
    ("an email with a second line", email("a@example.org\nBcc: b@example.org"), "emails[0].email", "invalid_text"),
    ("an email that is a regex trap", email("a@" + "a-" * 100 + "!"), "emails[0].email", "invalid_email"),
    ("a phone of letters", phone("call me"), "phones[0].number", "invalid_phone"),
    ("a phone that is a regex trap", phone("(" * 63 + "x"), "phones[0].number", "invalid_phone"),
    ("an unknown look-up", {"category": "Nowhere"}, "category", "unknown"),
    ("a look-up beyond 64 bits", {"category": 10**30}, "category", "invalid"),
    ("an unknown look-up in a list", {"sources": ["SOU1", "Nowhere"]}, "sources[1]", "unknown"),
    ("an unknown organisation", {"affiliations": [{"organisation": 2**62}]}, "affiliations[0].organisation", "unknown"),
    ("an unknown zone", {"zones": [{"id": 10**30}]}, "zones[0].id", "invalid"),
    ("an unknown country", {"country_of_agreement": "XX"}, "country_of_agreement", "unknown_country"),
    ("an unknown contact", {"relations": [{"contact": 2**62}]}, "relations[0].contact", "unknown"),
    ("an unknown custom field", {"custom": {"facts": {"nothing": 1}}}, "custom.facts.nothing", "unknown_field"),
    ("a consent by fax", {"consents": {"marketing": {"FAX": "ACCEPTED"}}}, "consents.marketing.FAX", "invalid_choice"),
    ("a consent to dance", {"consents": {"dancing": {"SMS": "ACCEPTED"}}}, "consents.dancing", "invalid_choice"),
    ("half a consent", {"consents": {"marketing": {"SMS": "MAYBE"}}}, "consents.marketing.SMS", "invalid_choice"),
    ("a consent for all channels", {"consents": {"marketing": "ACCEPTED"}}, "consents.marketing", "invalid"),
    ("a table as a custom value", custom({"a": 1}), "custom.facts.contact_text", "invalid"),
    ("NUL in a name", {"first_name": "A\x00da"}, "first_name", "invalid_text"),
    ("half a character in a name", {"first_name": f"A{HALF}"}, "first_name", "invalid_text"),
    ("half a character in a tag", {"tags": ["a", HALF]}, "tags[1]", "invalid_text"),
    ("half a character in a key", {"kept": {"web": {HALF: 1}}}, "kept.web.\ufffd", "invalid_text"),
    ("half a character as a dialect", {"kept": {HALF: {"a": 1}}}, "kept.\ufffd", "invalid_text"),
    ("NUL in a key", {"kept": {"web": {"a\x00": 1}}}, "kept.web.a\ufffd", "invalid_text"),
    ("NUL in a custom alias", {"custom": {"facts": {"a\x00": 1}}}, "custom.facts.a\ufffd", "invalid_text"),
    ("half a character in a custom alias", {"custom": {"facts": {HALF: 1}}}, "custom.facts.\ufffd", "invalid_text"),
    ("half a character as a custom value", custom(HALF), "custom.facts.contact_text", "invalid_text"),
    ("a number that is none", {"kept": {"web": {"a": float("nan")}}}, "kept.web.a", "invalid"),
    ("a number without end", {"kept": {"web": {"a": float("inf")}}}, "kept.web.a", "invalid"),
    ("a number of 400 digits", {"kept": {"web": {"a": 10**400}}}, "kept.web.a", "invalid"),
    ("a custom number of 400 digits", custom(10**400), "custom.facts.contact_text", "invalid"),
    ("900 levels", {"kept": {"web": {"a": nested(900)}}}, "kept.web.a" + "[0]" * 19, "invalid"),
    ("100 levels", {"kept": {"web": {"a": nested(100)}}}, "kept.web.a" + "[0]" * 19, "invalid"),
    ("ten megabytes to keep", {"kept": {"web": {"a": "y" * MEGABYTES}}}, "kept.web.a", "too_long"),
    ("many small things to keep", {"kept": {"web": {f"k{n}": "y" * 99 for n in range(1500)}}}, "kept", "too_long"),
    ("100,000 tags", {"tags": [f"t{n}" for n in range(100_000)]}, "tags", "too_many"),
    ("201 phones", {"phones": [{"number": f"99{n:06}"} for n in range(201)]}, "phones", "too_many"),
    ("overriding direction", {"last_name": "a\u202egnp.exe"}, "last_name", "invalid_text"),
    ("twenty marks on a letter", {"last_name": "Z" + "\u0301" * 20}, "last_name", "invalid_text"),
    ("29 February 2023", {"company_profile": {"established_on": "2023-02-29"}},
     "company_profile.established_on", "invalid"),
    ("born on 29 February 2023", {"demographics": {"birth_date": {"year": 2023, "month": 2, "day": 29}}},
     "demographics.birth_date.day", "invalid"),
    ("year 0", {"company_profile": {"established_on": "0000-01-01"}}, "company_profile.established_on", "invalid"),
    ("born in year 0", {"demographics": {"birth_date": {"year": 0}}}, "demographics.birth_date.year", "invalid"),
    ("a moment before year 1", {"zones": [{"id": "Members", "expires_at": "0001-01-01T00:00:00+14:00"}]},
     "zones[0].expires_at", "invalid"),
    ("a turnover that is none", {"company_profile": {"annual_turnover": "sNaN"}},
     "company_profile.annual_turnover", "invalid"),
    ("a page that is a script", {"website": "javascript:alert(1)"}, "website", "invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "code"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_input_is_refused_at_its_field(body: dict[Any, Any], path: str, code: str) -> None:
    lookups()
    ada = create(last_name="King").record
    started = time.process_time()
    for act in (
        lambda: door.create(patch=parse_patch({"last_name": "King", **body}), actor=ACTOR),
        lambda: door.update(contact=ada.id, patch=parse_patch(body), actor=ACTOR),
    ):
        with pytest.raises(Invalid) as caught:
            act()
        assert (path, code) in [(e.path, e.code) for e in caught.value.errors]
        "".join(e.path + e.message for e in caught.value.errors).encode()  # fit for an answer
        assert all(len(e.message) < 1000 for e in caught.value.errors)
    assert time.process_time() - started < 3
    assert (Contact.objects.count(), Change.objects.count(), Snapshot.objects.get().revision) == (1, 1, 1)


def test_of_very_many_faults_the_first_hundred_are_told() -> None:
    started = time.process_time()
    with pytest.raises(Invalid) as caught:
        parse_patch({f"a{n}": 1 for n in range(100_000)})
    assert len(caught.value.errors) == MAX_ERRORS
    assert time.process_time() - started < 1


def test_every_fault_of_an_input_is_told_at_once() -> None:
    lookups()
    body = {"category": "x", **email("nobody"), **phone("none"), "country_of_agreement": "XX", "locale": "??"}
    with pytest.raises(Invalid) as caught:
        create(**body)
    paths = {"category", "emails[0].email", "phones[0].number", "country_of_agreement", "locale"}
    assert {error.path for error in caught.value.errors} == paths


@pytest.mark.parametrize("id_", [0, -1, 2**63, 10**30])
def test_a_contact_that_cannot_be_is_not_found(id_: int) -> None:
    patch = parse_patch({"last_name": "x"})
    with pytest.raises(NotFound):
        door.update(contact=id_, patch=patch, actor=ACTOR)
    with pytest.raises(NotFound):
        door.archive(contact=id_, actor=ACTOR)


def test_a_stale_revision_changes_nothing() -> None:
    ada = create(last_name="King")
    update(ada, first_name="Ada")
    for stale in (0, 1, 3, 10**30):
        with pytest.raises(Stale) as caught:
            door.update(contact=ada.record.id, patch=parse_patch({"last_name": "x"}), actor=ACTOR, revision=stale)
        assert caught.value.current == 2
    outcomes = door.apply([Archive(ada.record.id, 1)], actor=ACTOR)
    assert [getattr(outcome, "reason", "") for outcome in outcomes] == ["stale"]
    assert Snapshot.objects.get().revision == 2


def test_a_circle_of_two_is_refused_and_a_longer_one_is_kept() -> None:
    """Nothing follows relations further than one step, so a longer circle does no harm and is the callers' business."""
    ada, bob, carla = (create(last_name=name).record.id for name in ("Ada", "Bob", "Carla"))

    def employ(employee: int, employer: int) -> Any:
        relation = {"type": "EMPLOYER", "contact": employer}
        return door.update(contact=employee, patch=parse_patch({"relations": [relation]}), actor=ACTOR)

    employ(ada, bob)
    for employee, employer, path in ((ada, ada, "relations[0].contact"), (bob, ada, "relations[0].type")):
        with pytest.raises(Invalid) as caught:
            employ(employee, employer)
        assert [(error.path, error.code) for error in caught.value.errors] == [(path, "circular")]
    employ(bob, carla)
    assert employ(carla, ada).record.relations[0].contact == ada
    parent = {"type": "PARENT"}
    both = [
        Update(one, parse_patch({"relations": [parent | {"contact": other}]}))
        for one, other in ((ada, bob), (bob, ada))
    ]
    assert [getattr(o, "reason", "") for o in door.apply(both, actor=ACTOR)] == ["invalid", "invalid"]


NAMES = ("مريم", "שרה כהן", "Zoë", "J̄ose", "Nguyễn Thị", "ऋषि", "👩‍💻 Dev", "﷽", "ß", "İpek", "a" * 200, "Ä" * 200)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_kept_and_found(name: str) -> None:
    record = create(first_name=name, last_name="King").record
    assert record.first_name == name
    assert queries.count(search=name) == 1
