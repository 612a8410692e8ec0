"""What an operator may decide about files."""

from contacts.options.declaration import Option, declare

MOST_BYTES = declare(
    Option(
        name="files.most_mib",
        label="Largest file",
        help="In MiB. A larger file is refused before it is stored.",
        group="Files",
        default=20,
        kind="number",
        least=1,
        most=100,
    )
)
MOST_FROM_CONTACT = declare(
    Option(
        name="files.most_from_contact",
        label="Files from one contact",
        help="How many files a contact may send by the portal; ones that staff removed make room.",
        group="Files",
        default=20,
        kind="number",
        most=10_000,
    )
)
MOST_SPACE = declare(
    Option(
        name="files.most_space_mib",
        label="Space for all files",
        help="In MiB, removed files that can still be brought back included; photos are not counted.",
        group="Files",
        default=500,
        kind="number",
    )
)
