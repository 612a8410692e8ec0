"""What an operator decides about printed documents."""

import re

from contacts.options.declaration import Option, declare
from contacts.record.errors import invalid

GROUP = "Printouts"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _check_colour(value: str) -> None:
    if not COLOUR.fullmatch(value):
        raise invalid("", "invalid", "Expected a colour like #4b4fcb.")


COMPANY = declare(
    Option(name="printouts.company", label="Company name", help="Who issues the document.", group=GROUP, default="")
)
ADDRESS = declare(
    Option(
        name="printouts.address", label="Company address", help="Below the name, a line for each line.", group=GROUP,
        default="", kind="long_text",
    )
)  # fmt: skip
VAT_NUMBER = declare(
    Option(name="printouts.vat_number", label="VAT number", help="Printed on every document.", group=GROUP, default="")
)
FOOTER = declare(
    Option(
        name="printouts.footer", label="Footer", help="At the end of the document: bank account, terms of payment.",
        group=GROUP, default="", kind="long_text",
    )
)  # fmt: skip
COLOUR_OPTION = declare(
    Option(
        name="printouts.colour", label="Colour", help="Of headings and lines, like #4b4fcb.", group=GROUP,
        default="#4b4fcb", check=_check_colour,
    )
)  # fmt: skip
