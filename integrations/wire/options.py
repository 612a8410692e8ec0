"""Decisions that all dialects share."""

import zoneinfo

from contacts.options.declaration import Option, declare
from contacts.record.errors import invalid

GROUP = "Dialects"


def _check_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise invalid("", "invalid", "Expected a time zone like Europe/Nicosia.")


TIME_ZONE = declare(
    Option(
        name="dialects.time_zone",
        label="Time zone of times without one",
        help="Some systems write times without a zone. This is the zone they are shown in.",
        group=GROUP,
        default="UTC",
        check=_check_zone,
    )
)
