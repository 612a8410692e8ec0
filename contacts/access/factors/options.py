"""What an operator decides about how staff sign in."""

from contacts.options.declaration import Option, declare

REQUIRED = declare(
    Option(
        name="access.staff_factor",
        label="Staff need a second factor",
        help="Whoever has none is led to turn it on at the next sign-in, and reaches nothing before.",
        group="Signing in",
        default=False,
        kind="flag",
    )
)
