"""How long people stay signed in."""

from contacts.options.declaration import Option, declare

GROUP = "Signing in"

IDLE_DAYS = declare(
    Option(
        name="sessions.idle_days",
        label="Days without use",
        help="Somebody who chose to stay signed in is signed out after this many days without a visit.",
        group=GROUP,
        kind="number",
        default=30,
        least=1,
        most=30,
    )
)
UNREMEMBERED_HOURS = declare(
    Option(
        name="sessions.unremembered_hours",
        label="Hours without use, not remembered",
        help="The same for a browser whose owner did not choose to stay signed in.",
        group=GROUP,
        kind="number",
        default=12,
        least=1,
        most=720,
    )
)
MOST_DAYS = declare(
    Option(
        name="sessions.most_days",
        label="Days at most",
        help="However often somebody comes back, after this many days they sign in again.",
        group=GROUP,
        kind="number",
        default=90,
        least=1,
        most=90,
    )
)
OVERLAP_SECONDS = declare(
    Option(
        name="sessions.refresh_overlap_seconds",
        label="Seconds a used refresh token may be sent again",
        help="For apps that lose answers on bad networks. Each second also helps a thief; 0 is the safe choice.",
        group=GROUP,
        kind="number",
        default=0,
        least=0,
        most=10,
    )
)
