"""What an operator decides about passwords of customers."""

from contacts.options.declaration import Option, declare

LEAST_CHARACTERS = declare(
    Option(
        name="access.password_least",
        label="Shortest password of a customer",
        help="In characters. Long ones are easier to remember than odd ones; 15 is a good figure without codes.",
        group="Signing in",
        default=8,
        kind="number",
        least=8,
        most=64,
    )
)
