"""Decisions about this dialect."""

from contacts.options.declaration import Option, declare

VERSION = declare(
    Option(
        name="webinone.version",
        label="WebinOne: version that answers are of",
        help="Version 7.10.7 added the billing address to contacts. It is always taken, and shown from there on.",
        group="Dialects",
        kind="choice",
        choices=(("7.0.0", "7.0.0"), ("7.10.7", "7.10.7, with billing address")),
        default="7.0.0",
    )
)
DEEPEST = declare(
    Option(
        name="webinone.deepest_offset",
        label="WebinOne: largest Offset",
        help="A database walks past all rows before an offset. Programs that go deeper page by Where on Id.",
        group="Dialects",
        kind="number",
        least=1_000,
        default=1_000_000,
    )
)
