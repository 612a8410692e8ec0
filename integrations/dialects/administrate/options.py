"""Decisions about this dialect."""

from contacts.options.declaration import Option, declare

HTTPS_ONLY = declare(
    Option(
        name="administrate.https_only",
        label="Administrate: HTTPS only",
        help="Passwords travel with every call, so the document forbids plain HTTP. “As installed” refuses it where "
        "this installation's own address begins with https.",
        group="Dialects",
        kind="choice",
        choices=(("installed", "As installed"), ("always", "Always"), ("never", "Never")),
        default="installed",
    )
)
MOST_LISTED = declare(
    Option(
        name="administrate.most_listed",
        label="Administrate: longest list",
        help="A list without _limit is everything there is. No answer has more contacts than this.",
        group="Dialects",
        kind="number",
        least=1,
        default=10_000_000,
    )
)
