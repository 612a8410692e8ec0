"""Thirty payloads in every text, and the pages of desk and portal in a real browser: texts stay texts."""

import itertools
import os
from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page

from contacts.access.accounts import operations as accounts
from contacts.approvals import operations as approvals
from contacts.consents import operations as consents
from contacts.directory import operations as door
from contacts.files import operations as files
from contacts.lookups.models import Organisation
from contacts.messages import operations as messages
from contacts.portal.frame.customers import COOKIE
from contacts.portal.urls import urlpatterns
from contacts.record.parsing.parse import parse_patch
from contacts.zones.models import Zone
from tests.contacts.commerce.making import ADA, booking, case, contact, order
from tests.contacts.files.conftest import media
from tests.contacts.portal.conftest import sign_in
from tests.recovery.payloads import PAYLOADS

__all__ = ["media"]
PEOPLE = len(PAYLOADS) if os.environ.get("CRM_RECOVERY_ROUNDS") else 1
TEXTS = ("title", "first_name", "middle_name", "last_name", "salutation", "job_title", "department", "role", "status",
         "notes", "contract_notes", "membership_number", "external_id", "import_ref", "referral_code")  # fmt: skip
PLACES = ("care_of", "unit", "street_name", "street_number", "apartment_number", "area", "town", "district",
          "municipality", "region", "postal_code", "po_box", "notes", "lines")  # fmt: skip
PAGES = ("", "contacts/", "orders/", "cases/", "bookings/", "outgoing/", "consents/", "organisations/", "zones/")


def person(first: int) -> int:
    """A contact whose every text is a payload, from number ``first`` on round and round."""
    draw = itertools.cycle(PAYLOADS[first:] + PAYLOADS[:first])
    short = (text for text in draw if len(text) <= 30)  # some columns are not longer
    place = {name: next(short) for name in PLACES}
    said = {name: next(draw) if name in ("notes", "contract_notes", "last_name") else next(short) for name in TEXTS}
    organisation = Organisation.objects.create(name=next(draw), code=f"O{first}")
    zone = Zone.objects.create(name=next(draw))
    of = contact(
        **said, emails=[{"email": f"p{first}@example.org", "notes": next(draw)}], addresses=[place],
        zones=[{"id": zone.pk}],
        phones=[{"number": "+35799123456", "notes": next(draw)}], tags=[next(short), next(short)],
        affiliations=[{"organisation": organisation.pk, "job_title": next(short), "notes": next(draw)}],
    )  # fmt: skip
    line = {"name": next(draw), "quantity": 1, "unit_price": "1", "file_name": next(draw)}
    shipping = {"name": next(draw), "address": next(draw), "city": next(draw)}
    order(of, name=next(draw), lines=[line], shipping=shipping)
    case(of, form={"name": next(draw)}, fields={next(short): next(draw)})
    booking(of, event={"name": next(draw)})
    text, page = next(draw), next(draw)
    messages.send(contact=of, channel="INAPP", subject=next(draw), content=text, title=next(draw), actor=ADA)
    messages.send(contact=of, channel="EMAIL", subject=next(draw), html=f"<p>{page}</p>", content=text, actor=ADA)
    files.keep(contact=of, name=f"{next(short)}.txt", content=ContentFile(b"text"), actor=ADA)
    approvals.ask(contact=of, title=next(draw), text=next(draw), reference=next(short), actor=ADA)
    consents.record(contact=of, purpose="marketing", channel="EMAIL", state="ACCEPTED", comment=next(draw), actor=ADA)
    door.update(contact=of, patch=parse_patch({"job_title": next(short)}), actor=ADA)
    return of


def look(page: Page, address: str, alerts: list[str]) -> None:
    """Open a page and let it settle; the fixture of the page refuses complaints, this one alerts and foreign parts."""
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    assert answer.status == 200, address
    assert (
        page.locator(
            "[onerror], [onload], [onfocus], [hx-get='/x'], base, iframe[src^=javascript], object, embed"
        ).count()
        == 0
    )
    assert page.evaluate("location.pathname") == address.split("?")[0], "it went elsewhere"
    assert alerts == [], address


@pytest.mark.django_db(transaction=True)
def test_texts_stay_texts_at_the_desk(desk: Page, media: Any) -> None:
    alerts: list[str] = []
    desk.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    step = len(PAYLOADS) // PEOPLE
    people = [person(n * step) for n in range(PEOPLE)]
    for name in PAGES:
        look(desk, f"/staff/{name}", alerts)
    for of in people:
        look(desk, f"/staff/contacts/{of}/", alerts)
        for tab in desk.locator("[href*='?tab=']").evaluate_all("them => them.map(one => one.getAttribute('href'))"):
            look(desk, f"/staff/contacts/{of}/{tab.split('#')[0]}", alerts)
    for kind in ("orders", "cases", "bookings", "outgoing"):
        desk.goto(f"/staff/{kind}/")
        one = desk.locator(f"main a[href^='/staff/{kind}/']").filter(visible=True)
        for path in {row.get_attribute("href") for row in one.all() if row.get_attribute("href")[-2].isdigit()}:  # type: ignore[index]
            look(desk, str(path), alerts)


@pytest.mark.django_db(transaction=True)
def test_texts_stay_texts_in_the_portal(page: Page, media: Any, live_server: Any) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    for n in range(PEOPLE):
        of = person(n * len(PAYLOADS) // PEOPLE)
        account = accounts.set_identity(contact=of, actor=ADA, username=PAYLOADS[n], password="nine grey geese on ice")
        page.context.add_cookies([{"name": COOKIE, "value": sign_in(account), "url": live_server.url}])
        plain = [str(one.pattern) for one in urlpatterns if not one.pattern.converters]
        for path in plain:
            if page.request.get(f"/portal/{path}", max_redirects=0).status == 200 and not path.startswith("zones/"):
                look(page, f"/portal/{path}", alerts)
        for path in page_links(page):
            look(page, path, alerts)


def page_links(page: Page) -> list[str]:
    """The pages of single things that the lists lead to."""
    found: set[str] = set()
    for one in ("inbox/", "orders/", "cases/", "bookings/", "approvals/"):
        if page.request.get(f"/portal/{one}").status == 200:
            page.goto(f"/portal/{one}")
            links = page.locator(f"main a[href^='/portal/{one}']")
            found |= set(links.evaluate_all("them => them.map(one => one.pathname)")) - {f"/portal/{one}"}
    return sorted(found)
