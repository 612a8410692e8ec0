"""Documents as PDF: what stands on them, in each language, and that nothing typed is ever more than text."""

import re
import socket
import time
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typst

from contacts.commerce.orders import operations as orders
from contacts.commerce.orders import queries
from contacts.commerce.submissions import queries as submissions
from contacts.directory.commands import NotFound
from contacts.files.printouts import layout, typesetting
from contacts.files.printouts.operations import render
from contacts.files.printouts.queries import language_of
from contacts.options import operations as options
from contacts.options.queries import forget
from contacts.record.errors import Invalid
from tests.contacts.commerce.making import ADA, CHAIR, case, contact, order

pytestmark = pytest.mark.django_db
HOSTILE = (
    '#import "@preview/cetz:0.3.0": *', "#panic()", "$ x^2 $", "*bold* _soft_", '#read("/etc/passwd")', "#sys.inputs",
    "#while true {}", "\\u{41} \\", "`raw` <label> @label", "= Heading", "[content] ] }", '"quoted"', "//comment",
    "https://example.org", "-- --- ...", "~tilde~",
)  # fmt: skip


def text_of(document: layout.Document) -> str:
    """What a reader reads: the same page compiled to HTML, which has the text as text."""
    data = msgspec.json.encode(document).decode()
    grids = b"#show grid: it => it.children.map(cell => cell.body).join(parbreak())\n"
    plain = grids + b"#show align: it => it.body\n" + typesetting._source()  # HTML has neither grids nor sides
    made, _ = typesetting._compiler().compile_with_warnings(input=plain, format="html", sys_inputs={"data": data})
    assert isinstance(made, bytes)
    body = re.sub(r"<[^>]*>", "\n", made.decode().partition("<body>")[2])
    return unescape(body)


def shown(id_: int, language: str = "en", *, as_invoice: bool = False) -> str:
    record = queries.record(id_)
    assert record is not None
    return text_of(layout.order(record, language, as_invoice=as_invoice))


def test_an_order_is_a_tagged_document_and_the_same_bytes_each_time() -> None:
    made = order(contact())
    first = render("ORDERS", made.pk)
    assert first.startswith(b"%PDF-1.7")
    assert (b"/StructTreeRoot" in first, b"/Lang(en)" in first, b"pdfuaid" in first) == (True, True, True)
    assert render("ORDERS", made.pk) == first
    assert render("ORDERS", made.pk, "el") != first


@pytest.mark.parametrize("language", ["en", "el", "de", "fr", "es"])
@pytest.mark.parametrize("kind", ["ORDERS", "INVOICE", "PAYMENT", "SERVICE_REQUEST"])
def test_every_kind_comes_out_in_every_language(kind: Any, language: str) -> None:
    of = contact(addresses=[{"street_name": "Ledras", "town": "Λευκωσία", "country": "CY"}])
    made = order(of, payments=[{"amount": 50}], shipping={"address": "Хрещатик 1", "country": "UA"})
    orders.issue_invoice(order=made.pk, actor=ADA)
    ids = {"PAYMENT": made.payments.get().pk, "SERVICE_REQUEST": case(of, fields={"Why": ["a", True, None]}).pk}
    assert render(kind, ids.get(kind, made.pk), language).startswith(b"%PDF")


def test_what_stands_on_an_invoice() -> None:
    options.change(
        values={
            "printouts.company": "Harbour Ltd", "printouts.address": "Quay 1\nLimassol",
            "printouts.vat_number": "CY1", "printouts.footer": "Pay within 14 days",
        }, actor=ADA,
    )  # fmt: skip
    forget()
    of = contact(kind="company", company_name="Acropolis", company_profile={"vat_number": "CY99"})
    made = order(
        of, tax={"code": "VAT", "rate": 19}, discount={"code": "TEN", "cost": 10}, payments=[{"amount": 5}],
        created_at="2025-11-29T10:00:00Z", invoice_number=7, invoice_date="2025-12-01T10:00:00Z",
        lines=[{"name": "Chair", "quantity": 20, "unit_price": "149.9"}],
    )  # fmt: skip
    told = [line.strip() for line in shown(made.pk, "de", as_invoice=True).splitlines() if line.strip()]
    for line in (
        *("Rechnung 7", "Harbour Ltd", "Quay 1", "USt-IdNr.: CY1", "USt-IdNr.: CY99", "Acropolis"),
        *("1. Dezember 2025", "29. November 2025", "149,90", "2.998,00", "19\u00a0%", "Rabatt TEN", "-10,00\u00a0EUR"),
        *("Steuer VAT 19\u00a0%", "567,72\u00a0EUR", "3.555,72\u00a0EUR", "3.550,72\u00a0EUR", "Pay within 14 days"),
    ):
        assert line in told, (line, told)
    forget()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_type_comes_out_as_they_typed_it(text: str) -> None:
    of = contact(first_name=text[:90], last_name="")
    made = order(of, name=text, lines=[CHAIR | {"name": text}], shipping={"address": text, "cost": 1, "name": text})
    told = shown(made.pk)
    assert told.count(text) >= 4, told
    assert render("ORDERS", made.pk).startswith(b"%PDF")
    assert text in text_of(layout.request(_case(of, text), "en"))


def _case(of: int, text: str) -> Any:
    return submissions.case(case(of, fields={text[:60]: text}).pk)


@pytest.mark.parametrize(
    "source",
    ['#read("/etc/passwd")', '#read("../words.py")', '#import "@preview/cetz:0.3.0": canvas', '#image("/x.png")'],
)
def test_even_a_page_that_wanted_to_could_reach_nothing(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(typst.TypstError, match=r"not found|access denied|failed to|outside|would escape"):
        typesetting._compiler().compile(input=source.encode(), format="pdf")


def test_a_large_order_comes_out_soon() -> None:
    line = {"name": "Κάθισμα Стіл, a chair of oak", "quantity": 3, "unit_price": "9.99"}
    made = order(contact(), lines=[line] * 2000)
    begun = time.monotonic()
    assert len(render("INVOICE" if made.invoice_number else "ORDERS", made.pk)) > 100_000
    assert time.monotonic() - begun < 10  # about 1 s on a quiet machine; a test machine is busy
    with pytest.raises(Invalid):
        order(contact(), lines=[line] * 2001)


def test_what_would_take_long_is_refused() -> None:
    made = order(contact(), lines=[{"name": "漢" * 500}] * 1000)
    with pytest.raises(Invalid, match="300,000 characters are not printed"):
        render("ORDERS", made.pk)


def test_a_letter_that_no_font_has_does_not_stop_a_document() -> None:
    made = render("ORDERS", order(contact(first_name="漢😀")).pk)
    assert (b"/StructTreeRoot" in made, b"pdfuaid" in made) == (True, False)


def test_what_is_not_there_cannot_be_printed() -> None:
    made = order(contact())
    for kind in ("ORDERS", "PAYMENT", "SERVICE_REQUEST", "INVOICE"):
        with pytest.raises(NotFound):
            render(kind, 10**6)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="no invoice number"):
        render("INVOICE", made.pk)
    with pytest.raises(Invalid, match="Expected one of en"):
        render("ORDERS", made.pk, "xx")


def test_a_document_is_in_the_language_of_its_contact() -> None:
    assert (language_of(contact(language="ELL")), language_of(None)) == ("el", "en")


def test_the_folder_that_a_page_may_read_holds_only_the_page() -> None:
    assert [each.name for each in Path(typesetting.PAGE).iterdir()] == ["document.typ"]
