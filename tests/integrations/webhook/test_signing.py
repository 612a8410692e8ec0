"""Whoever holds a secret can tell our events from anybody else's, and an old one from a new one."""

import pytest

from integrations.dialects.webhook.signing import is_signed, signature

BODY, NOW = b'{"event":"contact.updated"}', 1_790_000_000


def test_a_signature_is_known_by_each_of_two_live_secrets() -> None:
    header = signature(BODY, secrets=["new", "old"], at=NOW)
    assert header.count("v1=") == 2
    assert is_signed(BODY, header, secret="new", now=NOW + 299)
    assert is_signed(BODY, header, secret="old", now=NOW - 299)


@pytest.mark.parametrize(
    ("body", "change", "secret", "now"),
    [
        (b'{"event":"contact.updatee"}', "", "new", NOW),
        (BODY, "", "other", NOW),
        (BODY, "", "new", NOW + 301),
        (BODY, "", "new", NOW - 301),
        (BODY, f"t={NOW + 1}", "new", NOW),
        (BODY, "t=²", "new", NOW),
        (BODY, "t=", "new", NOW),
    ],
)
def test_a_changed_body_time_or_secret_is_not(body: bytes, change: str, secret: str, now: int) -> None:
    header = signature(BODY, secrets=["new"], at=NOW)
    time, digest = header.split(",")
    assert not is_signed(body, f"{change or time},{digest}", secret=secret, now=now)


@pytest.mark.parametrize("header", ["", "v1=", "t=1,v1=é", "x", "t=1,v1=" + "0" * 64])
def test_nonsense_is_no_signature(header: str) -> None:
    assert not is_signed(BODY, header, secret="new", now=1)
