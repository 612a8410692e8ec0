"""Codes as the documents have them."""

import base64

import pytest

from contacts.access.factors import totp

SEED = base64.b32encode(b"12345678901234567890").decode()
# RFC 6238, appendix B, its SHA-1 rows; they have eight digits, of which six are the last six.
VECTORS = {59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924",
           2000000000: "69279037", 20000000000: "65353130"}  # fmt: skip


@pytest.mark.parametrize("at", VECTORS)
def test_the_codes_of_the_rfc(at: int) -> None:
    assert totp.code(SEED, totp.step_at(at)) == VECTORS[at][-6:]


def test_a_code_holds_for_a_step_either_way_and_for_later_steps_than_the_last() -> None:
    now, here = 1234567890, totp.step_at(1234567890)
    given = {ahead: totp.code(SEED, here + ahead) for ahead in range(-2, 3)}
    found = {ahead: totp.matching(SEED, code, after=0, now=now) for ahead, code in given.items()}
    assert found == {-2: None, -1: here - 1, 0: here, 1: here + 1, 2: None}
    assert totp.matching(SEED, given[0], after=here, now=now) is None
    assert totp.matching(SEED, given[1], after=here, now=now) == here + 1
    for other in ("", "12345", "1234567", "abcdef", "٨٩٠٠٥٩", "005924\n"):
        assert totp.matching(SEED, other, after=0, now=now) is None, other


def test_what_is_typed_and_what_is_scanned() -> None:
    assert totp.plain(" 005 924 ") == "005924"
    assert totp.in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"
    address = totp.address(SEED, user="ada@example.org", site="Harbour & Co")
    assert address == (
        f"otpauth://totp/Harbour%20%26%20Co:ada%40example.org?secret={SEED}&issuer=Harbour%20%26%20Co&digits=6&period=30"
    )
    assert len({totp.fresh() for _ in range(100)}) == 100
    assert len(base64.b32decode(totp.fresh())) == 20
