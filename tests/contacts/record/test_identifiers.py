"""A VAT number is held against its country's rule; where there is none nothing is said."""

import pytest

from contacts.record.cleaning.identifiers import vat_doubt


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("CY10259033P", None),
        ("10259033P", "CY"),
        ("DE 136 695 976", "CY"),
        ("EL094259216", None),
        ("GB980780684", None),
        ("CHE-107.787.577 IVA", "CH"),
        ("12345", None),
        ("12345", "AQ"),
        ("", "CY"),
    ],
)
def test_a_number_that_may_be_one_is_not_doubted(number: str, country: str | None) -> None:
    assert vat_doubt(number, country) == ""


@pytest.mark.parametrize(
    ("number", "country", "why"),
    [
        ("CY10259033X", None, "Not a VAT number of Cyprus: a digit is wrong."),
        ("10259033X", "CY", "Not a VAT number of Cyprus: a digit is wrong."),
        ("EL094259217", None, "Not a VAT number of Greece: a digit is wrong."),
        ("DE12", None, "Not a VAT number of Germany: it has too few or too many characters."),
        ("GB98078068A", None, "Not a VAT number of United Kingdom: it is built otherwise."),
        ("?" * 50, "DE", "Not a VAT number of Germany: it is built otherwise."),
    ],
)
def test_a_number_that_can_be_none_says_why(number: str, country: str | None, why: str) -> None:
    assert vat_doubt(number, country) == why
