"""Decisions about this dialect."""

from contacts.options.declaration import Option, declare

DELETED_IS_TRUE = declare(
    Option(
        name="lightening.deleted_is_true",
        label="Lightening: a deletion that succeeds answers result true",
        help="The document shows false for it, as for one that fails; programs tell them apart by msg.",
        group="Dialects",
        kind="flag",
        default=False,
    )
)
