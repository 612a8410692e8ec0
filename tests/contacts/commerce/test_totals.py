"""The sums of an order: by hand where the rule is stated, by property everywhere else."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.commerce.currencies import decimals, rounded
from contacts.commerce.orders.totals import Around, Item, Tax, Totals, payment_state, pending, spread, totals

D = Decimal
CURRENCIES = ("EUR", "JPY", "KWD", "CLF")
amounts = st.decimals(0, 10_000, places=4)
rates = st.sampled_from([D(0), D(5), D("5.5"), D(19), D(24)])
items = st.builds(Item, st.decimals(0, 500, places=3), amounts, st.none() | rates)


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Item], Around]:
    currency = draw(st.sampled_from(CURRENCIES))
    lines = draw(st.lists(items, max_size=8))
    cost = sum((rounded(line.quantity * line.unit_price, currency) for line in lines), D(0))
    off = rounded(cost * draw(st.decimals(0, 1, places=2)), currency)
    around = Around(
        currency=currency, rate=draw(rates), discount=off, shipping=rounded(draw(amounts), currency),
        inclusive=draw(st.booleans()),
    )  # fmt: skip
    return lines, around


def test_a_sum_by_hand() -> None:
    """29.97 + 100.00, 10 off, 4.90 shipping: 92.31 at 5 %, 32.56 at 19 %."""
    found = totals(
        [Item(D(3), D("9.99")), Item(D(1), D(100), D(5))],
        Around(currency="EUR", rate=D(19), discount=D(10), shipping=D("4.90"), voucher=D(5)),
    )
    assert found == Totals(
        lines=(D("29.97"), D("100.00")),
        subtotal=D("129.97"),
        taxes=(Tax(D(5), D("92.31"), D("4.62")), Tax(D(19), D("32.56"), D("6.19"))),
        tax=D("10.81"),
        total=D("130.68"),
    )


def test_prices_that_include_tax_do_not_grow_by_it() -> None:
    found = totals([Item(D(1), D("119.00"))], Around(currency="EUR", rate=D(19), inclusive=True))
    assert (found.tax, found.total) == (D("19.00"), D("119.00"))


def test_halves_go_to_the_even_neighbour_in_each_currency() -> None:
    assert [rounded(D(text), "EUR") for text in ("0.125", "0.135", "-0.125")] == [D("0.12"), D("0.14"), D("-0.12")]
    assert [rounded(D("2.5"), code) for code in CURRENCIES] == [D("2.50"), D(2), D("2.500"), D("2.5000")]


@settings(max_examples=150, deadline=None)
@given(orders())
def test_sums_add_up_to_the_last_minor_unit(made: tuple[list[Item], Around]) -> None:
    lines, around = made
    found = totals(lines, around)
    assert found.subtotal == sum(found.lines, D(0))
    assert found.tax == sum((each.cost for each in found.taxes), D(0))
    on_top = D(0) if around.inclusive else found.tax
    assert found.total == found.subtotal - around.discount + around.shipping + on_top
    for amount in (*found.lines, found.subtotal, found.tax, found.total):
        assert amount == rounded(amount, around.currency)
    unit = D(1).scaleb(-decimals(around.currency))
    for each in found.taxes:  # each is within half a minor unit of what the percentage says
        whole = 100 + each.rate if around.inclusive else D(100)
        assert abs(each.cost - each.base * each.rate / whole) <= unit / 2
    taxed = sum((each.base for each in found.taxes), D(0))
    assert 0 <= taxed <= found.subtotal - around.discount + around.shipping


@settings(max_examples=100, deadline=None)
@given(amounts, st.lists(amounts, min_size=1, max_size=9), st.sampled_from(CURRENCIES))
def test_shares_add_up_and_none_is_below_zero(amount: D, over: list[D], currency: str) -> None:
    parts = [rounded(each, currency) for each in over]
    amount = min(rounded(amount, currency), sum(parts, D(0)))
    shares = spread(amount, parts, currency)
    assert sum(shares, D(0)) == amount
    assert all(0 <= share <= part for share, part in zip(shares, parts, strict=True))


def test_what_is_paid_decides_the_state() -> None:
    told = {
        captured: (payment_state(total=D(10), captured=captured), pending(total=D(10), captured=captured))
        for captured in ((), (D(4),), (D(4), D(6)), (D(12),), (D(10), D(-10)), (D(10), D(-3)))
    }
    assert told == {
        (): ("NONE", D(10)),
        (D(4),): ("PARTIAL", D(6)),
        (D(4), D(6)): ("PAID", D(0)),
        (D(12),): ("PAID", D(0)),
        (D(10), D(-10)): ("REFUNDED", D(0)),
        (D(10), D(-3)): ("PARTIAL", D(3)),
    }
    assert payment_state(total=D(0), captured=()) == "PAID"
