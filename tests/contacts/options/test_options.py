"""What an operator decides holds at once, is checked, and is kept sealed where it is a secret."""

import pytest

from contacts.history.actor import SYSTEM
from contacts.options import operations, queries
from contacts.options.declaration import DECLARED, Option, declare
from contacts.options.models import OptionValue
from contacts.record.errors import Invalid, invalid


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    queries.forget()


def option(kind: str, default: object, monkeypatch: pytest.MonkeyPatch, **more: object) -> Option:
    made = Option(name=f"test.{kind}", label="", help="", group="", kind=kind, default=default, **more)  # type: ignore[arg-type]
    monkeypatch.setitem(DECLARED, made.name, made)
    return made


def test_an_option_has_its_default_until_it_is_changed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    name = option("text", "Our company", monkeypatch)
    assert queries.get(name) == "Our company"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        operations.change(values={name.name: "Blue Harbour"}, actor=SYSTEM)
    assert queries.get(name) == "Blue Harbour"


def test_a_secret_is_sealed_where_it_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    key = option("secret", "", monkeypatch)
    operations.change(values={key.name: "quiet heron"}, actor=SYSTEM)
    queries.forget()
    assert "heron" not in OptionValue.objects.get(name=key.name).value
    assert queries.get(key) == "quiet heron"


@pytest.mark.parametrize(
    ("kind", "default", "value", "more"),
    [
        ("number", 5, 0, {"least": 1}),
        ("number", 5, True, {}),
        ("flag", True, 1, {}),
        ("choice", "a", "c", {"choices": (("a", "A"), ("b", "B"))}),
        ("choices", ["a"], ["a", "c"], {"choices": (("a", "A"), ("b", "B"))}),
        ("text", "", "x" * 20_001, {}),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_stored(
    kind: str, default: object, value: object, more: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = option("long_text", "", monkeypatch)
    wrong = option(kind, default, monkeypatch, **more)
    with pytest.raises(Invalid) as caught:
        operations.change(values={other.name: "fine", wrong.name: value}, actor=SYSTEM)
    assert [error.path for error in caught.value.errors] == [wrong.name]
    assert not OptionValue.objects.exists()


def test_an_option_may_check_more_and_says_so_at_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_spaces(value: str) -> None:
        if " " in value:
            raise invalid("", "invalid", "Expected no spaces.")

    made = option("text", "", monkeypatch, check=no_spaces)
    with pytest.raises(Invalid) as caught:
        operations.change(values={made.name: "a b"}, actor=SYSTEM)
    assert [(error.path, error.message) for error in caught.value.errors] == [("test.text", "Expected no spaces.")]


def test_two_options_cannot_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    made = option("text", "", monkeypatch)
    with pytest.raises(ValueError, match=r"test\.text"):
        declare(made)
