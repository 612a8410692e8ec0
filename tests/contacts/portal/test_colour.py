"""Whatever colour an operator picks, what is written in it or on it can be read."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.portal.frame.colour import (
    FACE_DARK,
    FACE_LIGHT,
    LEAST_CONTRAST,
    PAGE_DARK,
    PAGE_LIGHT,
    WHITE,
    contrast,
)
from contacts.portal.frame.look import stylesheet
from contacts.portal.options import COLOUR, TERMS, WAYS
from contacts.record.errors import FieldError, Invalid

LOOK = re.compile(
    r":root\{--accent:(#\w{6});--accent-ink:light-dark\((#\w{6}),(#\w{6})\);--accent-wash:light-dark\((#\w{6}),(#\w{6})\)\}\n"
)


def refusal(option: object, value: object) -> tuple[FieldError, ...]:
    with pytest.raises(Invalid) as caught:
        option.checked(value)  # type: ignore[attr-defined]
    return caught.value.errors


def test_contrast_is_counted_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 0xFFFFFF))
def test_every_colour_is_made_readable_in_text_and_on_its_own_ground(number: int) -> None:
    found = LOOK.fullmatch(stylesheet(f"#{number:06x}"))
    assert found is not None
    _, light, dark, light_wash, dark_wash = found.groups()
    for ink, grounds in ((light, (PAGE_LIGHT, FACE_LIGHT, light_wash)), (dark, (PAGE_DARK, FACE_DARK, dark_wash))):
        assert all(contrast(ink, ground) >= LEAST_CONTRAST for ground in grounds)


def test_a_colour_that_white_letters_cannot_be_read_on_is_refused_with_one_that_is_right() -> None:
    (error,) = refusal(COLOUR, "#ffcc00")
    assert error == FieldError(
        "",
        "contrast",
        "White letters on #ffcc00 have a contrast of 1.5 to 1; 4.5 are needed to be readable. #8f7200 would be right.",
    )
    assert COLOUR.checked("#8f7200") == "#8f7200"
    assert contrast("#8f7200", WHITE) >= LEAST_CONTRAST


@pytest.mark.parametrize("value", ["red", "#fff", "#12345g", "#123456;}", "#123456\n", ""])
def test_only_six_hexadecimal_digits_are_a_colour(value: str) -> None:
    (error,) = refusal(COLOUR, value)
    assert (error.code, error.message) == ("invalid", "Expected a colour as #rrggbb, for example #1d5c8f.")


def test_a_link_is_https_or_nothing() -> None:
    assert TERMS.checked("") == ""
    assert TERMS.checked("https://example.org/terms") == "https://example.org/terms"
    for value in ("javascript:alert(1)", "http://example.org/", "//example.org", "https:"):
        assert refusal(TERMS, value)[0].code == "invalid"


def test_somebody_without_a_passkey_must_have_a_way_in() -> None:
    assert WAYS.checked(["code"]) == ["code"]
    assert refusal(WAYS, ["passkey"])[0].message.startswith("Expected password or code among them")
