"""CSV in any dialect, encoding and header."""

from __future__ import annotations

import tempfile
import tracemalloc

import pytest

from contacts.imports.problems import FileRefused
from contacts.imports.reading import Table, read
from tests.contacts.imports.files import contacts, table

NAMES = {"de": ["Jürgen Größ", "Käthe Weiß", "Jörg Süß"], "fr": ["Chloé Lefèvre", "Noël Façade", "Hélène Çelik"],
         "el": ["Άννα Γεωργίου", "Ίων Ψαράς", "Ωραία Ελένη"], "es": ["Peñón Núñez", "María José", "Íñigo"]}  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("tongue", "encoding"),
    [("el", "utf-8"), ("el", "utf-8-sig"), ("el", "utf-16"), ("el", "utf-16-le"), ("el", "utf-16-be"), ("el", "cp1253"),
     ("el", "iso8859_7"), ("de", "cp1252"), ("fr", "cp1252"), ("es", "cp1252"), ("de", "utf-8"), ("fr", "utf-32")],
)  # fmt: skip
def test_every_dialect_and_encoding(tongue: str, encoding: str, delimiter: str, newline: str) -> None:
    rows = [
        ["Name", "Email", "Notes"],
        *([name, "a@example.org", f'said "{name}"\n{delimiter}2'] for name in NAMES[tongue]),
    ]
    cells = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    data = newline.join([*cells, ""]).encode(encoding)
    assert contacts(data) == [
        {"display_name": name, "emails": [{"email": "a@example.org"}], "notes": f'said "{name}"\n{delimiter}2'}
        for name in NAMES[tongue]
    ]


def test_an_umlaut_far_below_the_beginning_still_tells_the_encoding() -> None:
    data = "Name;Email\n" + "Ada;a@example.org\n" * 20_000 + "Jürgen;j@example.org\n"
    assert contacts(data.encode("cp1252"))[-1]["display_name"] == "Jürgen"


@pytest.mark.parametrize(
    ("text", "columns", "header_row"),
    [
        ("Name,Email\nAda,a@example.org\n", ("Name", "Email"), 1),
        ("sep=;\nName;Email\nAda;a@example.org\n", ("Name", "Email"), 2),
        ("Members of the club\n\nAs of May,,\nName,Email,\nAda,a@example.org,\n", ("Name", "Email", "Column 3"), 4),
        ("Name,Name,,Name\nAda,King,x,y\n", ("Name", "Name (2)", "Column 3", "Name (3)"), 1),
        ("Ada,a@example.org\nBob,b@example.org\n", ("Column 1", "Column 2"), 0),
        ("Nimi,Sähköposti\nAda,a@example.org\n", ("Nimi", "Sähköposti"), 1),
        ("Email\na@example.org\n", ("Email",), 1),
        ("Name, Email \nAda,a@example.org", ("Name", "Email"), 1),
    ],
)
def test_the_header_is_found_wherever_it_is(text: str, columns: tuple[str, ...], header_row: int) -> None:
    opened = table(text.encode())
    assert (opened.columns, opened.header_row) == (columns, header_row)


def test_a_person_may_say_what_the_file_is() -> None:
    data = "a;b\nc;d\n".encode("utf-16-le")
    opened = table(data, encoding="utf-16-le", delimiter=";", header_row=1)
    assert (opened.columns, [row.cells for row in opened.rows()]) == (("a", "b"), [["c", "d"]])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"encoding": "klingon"}, "unknown_encoding"),
        ({"delimiter": "ab"}, "unknown_delimiter"),
        ({"header_row": 9}, "no_header"),
    ],
)
def test_nonsense_about_a_file_is_refused(options: dict[str, object], code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        table(b"a,b\n1,2\n", **options)
    assert caught.value.problem.code == code


def test_short_rows_are_filled_and_blank_rows_do_not_count() -> None:
    opened = table(b"Name,Email,Note\n\nAda\n , ,\nBob,b@example.org\n")
    assert [(row.number, row.line, row.cells) for row in opened.rows()] == [
        (3, 3, ["Ada", "", ""]),
        (5, 5, ["Bob", "b@example.org", ""]),
    ]


def test_line_numbers_count_the_lines_inside_cells() -> None:
    opened = table(b'Name,Note\nAda,"a\nb\nc"\nBob,d\n')
    assert [(row.number, row.line) for row in opened.rows()] == [(2, 2), (3, 5)]


def test_a_file_can_be_read_twice() -> None:
    opened = table(b"Name,Email\nAda,a@example.org\n")
    assert [row.cells for row in opened.rows()] == [row.cells for row in opened.rows()]


@pytest.mark.parametrize("rows", [1_000, 60_000])
def test_memory_does_not_grow_with_the_file(rows: int) -> None:
    line = b"Ada,King,ada@example.org,+357 99 123456,12 St James's Square,London,SW1Y 4JH,United Kingdom,note\n"
    with tempfile.TemporaryFile() as file:
        file.write(b"First name,Last name,Email,Mobile,Street,City,Postal code,Country,Notes\n" + line * rows)
        tracemalloc.start()
        try:
            opened = read(file)
            assert isinstance(opened, Table)
            count = sum(1 for _ in opened.rows())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert count == rows
    assert peak < 4 << 20
