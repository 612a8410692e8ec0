"""What consents mean together: a channel's own word goes before the one for any channel."""

from collections.abc import Iterator, Mapping

from contacts.record.choices import ConsentChannel, ConsentState, members

Consents = Mapping[str, Mapping[str, ConsentState]]  # purpose → channel → state
CHANNELS = members(ConsentChannel)
CAUTION: tuple[ConsentState, ...] = ("REJECTED", "PENDING", "ACCEPTED")  # which of two answers is kept


def effective(consents: Consents, purpose: str, channel: str) -> ConsentState | None:
    """The state that holds for a channel: its own, else that of any channel; None when nothing is known."""
    channels = consents.get(purpose, {})
    return channels.get(channel) or channels.get("ANY")


def widened(before: Consents, after: Consents) -> Iterator[tuple[str, str]]:
    """``(purpose, channel)`` of every rejection that holds before and no longer after."""
    for purpose in before:
        for channel in CHANNELS:
            if effective(before, purpose, channel) == "REJECTED" != effective(after, purpose, channel):
                yield purpose, channel


def narrowest(*several: Consents) -> dict[str, dict[str, ConsentState]]:
    """What holds when several contacts turn out to be one: a rejection by any of them, else the less certain answer."""
    merged: dict[str, dict[str, ConsentState]] = {}
    for purpose in sorted({purpose for consents in several for purpose in consents}):
        spoken = {channel for consents in several for channel in consents.get(purpose, {})}
        found = merged[purpose] = {}
        for channel in sorted(spoken):
            states = {effective(consents, purpose, channel) for consents in several}
            found[channel] = next(state for state in CAUTION if state in states)
    return {purpose: channels for purpose, channels in merged.items() if channels}
