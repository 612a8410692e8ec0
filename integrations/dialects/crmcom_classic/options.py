"""Decisions about this dialect."""

from contacts.options.declaration import Option, declare

STAMPED_NOTES = declare(
    Option(
        name="crmcom_classic.stamped_notes",
        label="CRM.COM classic: notes are stamped",
        help="The document shows notes with who wrote them and when in front. Off, they are shown as they were sent.",
        group="Dialects",
        kind="flag",
        default=True,
    )
)
