"""Whatever the bytes, a reader answers with rows or with its own refusal, and soon."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from time import thread_time

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contacts.imports.problems import FileRefused
from contacts.imports.writing import write
from tests.contacts.imports.files import SAMPLES, incoming

MANY = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SOON = 6  # seconds of the processor, ten times what it takes; what is not linear takes minutes
WORKBOOK = b"".join(write([{"last_name": "King", "notes": "x"}] * 5, "xlsx"))
_PIECES = [
    b'"',
    b",",
    b";",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"Name",
    b"Email",
    b"a@b.cy",
    b"'=1",
    b"\xed\xa0\x80",
    b"\xc3",
    b"99 123456",
    b"sep=",
    b"0/0/00",
    b"31.12.1999",
    b" ::: ",
]
_CARD_PIECES = [
    b"BEGIN:VCARD",
    b"END:VCARD",
    b"VERSION:2.1",
    b"VERSION:4.0",
    b"\r\n",
    b"\n",
    b"\n ",
    b"\n\t",
    b"=\r\n",
    b":",
    b";",
    b"=",
    b"N:",
    b"FN:",
    b"TEL;CELL:",
    b"ADR:;;",
    b"BDAY:",
    b"BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29",
    b"NOTE",
    b"AGENT:",
    b"\\",
    b",",
    b";ENCODING=QUOTED-PRINTABLE",
    b";CHARSET=utf-16",
    b";CHARSET=hex",
    b"=C3=28",
    b"PHOTO;ENCODING=b:",
    b"\xff",
    b"\x00",
    b'"',
    b"^n",
    b"item1.",
    b"X-ABLabel:_$!<",
    b'X-CRM-MORE:{"emails":3}',
    b'X-CRM-PART:{"a":1}',
    b"X-CRM-ADR:{}",
    b"1",
    b"\xce\x91",
]


def survives(data: bytes) -> None:
    begun = thread_time()
    with suppress(FileRefused):
        assert all(bool(row.problems) or isinstance(row.contact, dict) for row in incoming(data))
    assert thread_time() - begun < SOON


@MANY
@given(st.binary(max_size=600))
def test_any_bytes(data: bytes) -> None:
    survives(data)


@MANY
@given(st.lists(st.sampled_from(_PIECES) | st.binary(max_size=3), max_size=60).map(b"".join))
def test_anything_like_a_csv(data: bytes) -> None:
    survives(data)


@MANY
@given(
    st.lists(st.sampled_from(_CARD_PIECES) | st.binary(max_size=3), max_size=60).map(
        lambda p: b"BEGIN:VCARD\n" + b"".join(p)
    )
)
@example([b"BEGIN:VCARD"] * 500)
def test_anything_like_a_card(data: bytes | list[bytes]) -> None:
    survives(data if isinstance(data, bytes) else b"\n".join(data))


@MANY
@given(st.randoms(use_true_random=False))
def test_a_workbook_with_bytes_changed(pick: random.Random) -> None:
    data = bytearray(WORKBOOK)
    for _ in range(pick.randrange(1, 12)):
        data[pick.randrange(len(data))] = pick.randrange(256)
    survives(bytes(data[: pick.choice([len(data), pick.randrange(len(data))])]))


@MANY
@given(st.randoms(use_true_random=False))
def test_a_workbook_with_its_xml_changed(pick: random.Random) -> None:
    """The same, below the checksums: one member is changed and packed anew."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(made, "w") as new:
        chosen = pick.choice(old.namelist())
        for name in old.namelist():
            data = bytearray(old.read(name))
            for _ in range(pick.randrange(1, 8) if name == chosen else 0):
                data[pick.randrange(len(data))] = pick.choice(b'<>/"=0123456789AZ &;\x00\xff')
            new.writestr(name, bytes(data))
    survives(made.getvalue())


@MANY
@given(st.randoms(use_true_random=False))
def test_a_sample_with_bytes_changed(pick: random.Random) -> None:
    data = bytearray(pick.choice(sorted(SAMPLES.iterdir())).read_bytes())
    for _ in range(pick.randrange(1, 20)):
        data[pick.randrange(len(data))] = pick.randrange(256)
    survives(bytes(data))


def test_a_long_run_of_anything_is_read_in_linear_time() -> None:
    for piece in (b'"', b",", b"'", b"\r", b'",', b'"\n', b"a;b,c\t", b"= ", b"\xc3"):
        survives(b"Name,Email\n" + piece * (300_000 // len(piece)))
    for piece in (b"\\", b"\n ", b";", b'"', b"=\n", b",", b"a=b;", b"X:\n"):
        survives(
            b"BEGIN:VCARD\nADR"
            + piece * (90_000 // len(piece))
            + b":x\nN:"
            + piece * (90_000 // len(piece))
            + b"\nEND:VCARD\n"
        )
