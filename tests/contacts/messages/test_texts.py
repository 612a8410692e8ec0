"""The texts: whole in every language, filled in without surprises, and changed by staff within their bounds."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from contacts.messages import operations
from contacts.messages.declared.keys import DECLARED, LINK
from contacts.messages.models import Communication, Template
from contacts.messages.writing import languages, rendering, templates
from contacts.options import operations as options
from contacts.options import queries as decided
from contacts.record.errors import Invalid
from tests.contacts.messages.conftest import STAFF
from tests.contacts.staff.people.conftest import make

CALL_BACK = {"key": "staff.call_back", "channel": "EMAIL", "language": "ENG"}


def hello(contact: int | None, **more: Any) -> Communication:
    given = {"channel": "EMAIL", "template": "staff.call_back", "actor": STAFF} | more
    return operations.send(contact=contact, **given)


@pytest.mark.parametrize("language", languages.MODULES)
@pytest.mark.parametrize("key", DECLARED)
def test_every_key_has_its_text_in_every_language(key: str, language: str) -> None:
    declared, module = DECLARED[key], languages.MODULES[language]
    assert set(module.TEXTS) == set(DECLARED)
    for channel in declared.channels:
        text = templates.default_text(key, channel, language)
        assert text is not None
        for part in (text.subject, text.content):
            assert rendering.unknown_names(part, declared.examples) == []
        assert {name for name in (*declared.values, *declared.secrets) if f"{{{name}}}" in text.content} >= set(
            declared.secrets
        )
        whole = rendering.filled(text.content, declared.examples)
        assert "{" not in whole
        if channel == "SMS":
            assert len(whole) <= 160, whole
        for name in declared.secrets:  # programs read them there, and people copy them from there
            lines = whole.splitlines()
            assert lines.count(declared.examples[name]) == 1
            assert len(re.findall(r"token=", whole)) == (declared.examples[name] == LINK)
    assert set(module.WORDS) == set(languages.MODULES["ENG"].WORDS)


@pytest.mark.django_db
def test_a_contact_is_greeted_in_its_own_language(bob: int) -> None:
    row = hello(bob)
    assert (row.language, row.subject, row.name) == ("ELL", "Προσπαθήσαμε να σας βρούμε", "We tried to reach you")
    assert row.content.startswith("Γεια σας Bob,\n\nπροσπαθήσαμε")
    assert row.content.endswith("\n\nContacts")
    french = make(first_name="Zoé", locale="fr_CA", emails=[{"email": "z@example.org"}])
    assert hello(french).content.startswith("Bonjour Zoé,")
    japanese = make(first_name="Aki", language="JPN", emails=[{"email": "aki@example.org"}])
    assert hello(japanese).content.startswith("Hello Aki,")
    options.change(values={"messages.language": "DEU", "messages.site": "Museum"}, actor=STAFF)
    decided.forget()
    row = hello(japanese)
    assert (row.language, row.content[:14], row.content[-6:]) == ("DEU", "Guten Tag Aki,", "Museum")
    assert hello(None, to="new@example.org").content.startswith("Guten Tag,\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Win at http://evil.example", "evil.example", "call +1/555", "www evil", "A" * 70, "{code}"]
)
def test_a_name_cannot_be_a_message_of_its_own(name: str) -> None:
    """Anybody can register a stranger's address, and what they call themselves is mailed to it."""
    contact = make(first_name=name, emails=[{"email": "victim@example.org"}])
    assert hello(contact).content.startswith("Hello,\n")


def test_a_value_is_text_and_no_text_to_be_filled() -> None:
    assert rendering.filled("{a} {b}", {"a": "{b}", "b": "{a.__class__}"}) == "{b} {a.__class__}"
    assert rendering.filled("{a.b} {a[0]} {a!r} {0} {", {"a": "x"}) == "{a.b} {a[0]} {a!r} {0} {"


@pytest.mark.django_db
def test_words_of_the_product_are_said_in_the_language_of_the_message(bob: int) -> None:
    values = {"what": "password", "when": "1 Dec", "address": "https://crm.example.org/"}
    row = operations.send(contact=bob, channel="SMS", template="access.changed", values=values, actor=STAFF)
    assert "κωδικός πρόσβασης" in row.content
    assert (row.purpose, row.is_urgent) == ("security", True)


@pytest.mark.django_db
def test_what_a_text_needs_must_be_given(bob: int) -> None:
    with pytest.raises(ValueError, match=r"access\.code takes"):
        operations.send(contact=bob, channel="SMS", template="access.code", actor=STAFF)
    with pytest.raises(Invalid):
        hello(bob, template="access.unheard_of")


@pytest.mark.django_db
def test_staff_put_a_text_of_their_own_in_its_place_and_take_it_back(bob: int) -> None:
    english = make(first_name="Ada", language="ENG", emails=[{"email": "ada@example.org"}])
    saved = templates.save_text(**CALL_BACK, subject="Ring us", content="{greeting}\r\nring {site}.", actor=STAFF)
    row = hello(english)
    assert (saved.version, row.subject, row.content, row.template_version) == (
        1, "Ring us", "Hello Ada,\nring Contacts.", 1,
    )  # fmt: skip
    assert hello(bob).template_version == 0, "the Greek text is still the product's own"
    templates.save_text(**CALL_BACK, subject="Ring us", content="Please.", actor=STAFF)
    assert hello(english).template_version == 2
    assert templates.reset_text(**CALL_BACK, actor=STAFF).version == 3
    assert (hello(english).subject, hello(english).template_version) == ("We tried to reach you", 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"content": "Hi {secret}"}, "content"),
        ({"content": "Hi {name.__class__}", "subject": "{password}"}, "subject"),
        ({"content": ""}, "content"),
        ({"subject": "two\nlines"}, "subject"),
        ({"content": "x" * 20_001}, "content"),
        ({"key": "access.code", "content": "no code in it"}, "content"),
        ({"key": "access.code", "content": "{code}", "subject": "{code}"}, "subject"),
        ({"key": "nothing"}, "key"),
        ({"language": "XXX"}, "language"),
        ({"key": "files.printout", "channel": "SMS"}, "key"),
    ],
)
def test_a_text_of_staff_keeps_within_its_bounds(given: dict[str, str], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        templates.save_text(**(CALL_BACK | {"subject": "s", "content": "c"} | given), actor=STAFF)
    assert [fault.path for fault in refused.value.errors] == [path]
    assert not Template.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_first_text_at_once_make_two_versions_of_it(on_postgresql: bool) -> None:
    """Seen red with a row made where none was found."""
    if not on_postgresql:
        pytest.skip("SQLite has one writer at a time")
    others: list[int] = []

    def save(subject: str) -> int:
        try:
            row = templates.save_text(**CALL_BACK, subject=subject, content="Call us back.", actor=STAFF)
            return row.version
        finally:
            if subject == "Other":
                connection.close()

    def after_another(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT") and not others:
            with ThreadPoolExecutor(1) as pool:
                others.append(pool.submit(save, "Other").result(timeout=20))
        return execute(sql, *rest)

    with connection.execute_wrapper(after_another):
        assert (save("Own"), others) == (2, [1])
    assert Template.objects.get().subject == "Own"
