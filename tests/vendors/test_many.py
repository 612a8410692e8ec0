"""Many contacts and many calls at once; and the fakes stand alone."""

import ast
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.vendors import fake, spawn
from tests.vendors.clients import CLASSIC, classic_token, client


def test_nothing_of_the_product_is_imported() -> None:
    imported = set()
    for path in Path(__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module if node.module.startswith("tests") else node.module.partition(".")[0])
    assert imported & {"contacts", "integrations", "crmsite", "django"} == set()
    assert {name for name in imported if name.startswith("tests.") and not name.startswith("tests.vendors")} == set()


def test_calls_at_the_same_time_are_all_done_once(tmp_path: Path) -> None:
    with fake("administrate", tmp_path) as vendor, client(vendor) as web, ThreadPoolExecutor(8) as pool:
        people = [{"first_name": f"N{number}", "last_name": "King", "account_id": 1} for number in range(60)]
        answers = list(pool.map(lambda person: web.post("/api/v2/crm/contacts", json=person).json(), people))
        assert sorted(answer["id"] for answer in answers) == list(range(1, 61))
        assert [int(line.id) for line in vendor.ledger.creates()] == list(range(1, 61))
        assert {one["first_name"] for one in vendor.contacts} == {person["first_name"] for person in people}


def test_a_thousand_contacts_are_listed_whole_and_by_pages(tmp_path: Path) -> None:
    with fake("administrate", tmp_path) as vendor, client(vendor) as web:
        vendor.add(1200, seed=2)
        whole = [one["id"] for one in web.get("/api/v2/crm/contacts").json()]
        paged: list[int] = []
        while page := web.get(f"/api/v2/crm/contacts?id__gt={paged[-1] if paged else 0}&_order=id&_limit=500").json():
            paged += [one["id"] for one in page]
        assert whole == paged == list(range(1, 1201))


@pytest.mark.parametrize("asked", ["customer_id=1&customer_id=2", "customer_id[]=1&customer_id[]=2", "customer_id=1,2"])
def test_customers_have_their_own_contacts(asked: str, tmp_path: Path) -> None:
    with fake("lightening", tmp_path) as vendor, client(vendor) as web:
        vendor.add(2)
        vendor.add(3, seed=1, customer_id=2)
        assert len(web.get("/contact?customer_id[0]=2").json()["entities"]) == 3
        assert len(web.get(f"/contact?{asked}").json()["entities"]) == 5


def test_twins_are_listed_and_not_shown(tmp_path: Path) -> None:
    with fake("crmcom_classic", tmp_path) as vendor, client(vendor) as web:
        for first_name in ("Ada", "Augusta"):
            person = {
                "type": "PERSON",
                "first_name": first_name,
                "last_name": "King",
                "demographics": {"id_number": "X1"},
            }
            web.post(f"{CLASSIC}/create", json=person | {"token": classic_token(vendor, web)})
        token = classic_token(vendor, web)
        listed = web.get(f"{CLASSIC}/list", params={"token": token, "id_number": "X1", "fields_set": "first_name"})
        shown = web.get(f"{CLASSIC}/show", params={"token": token, "contact_information_identifier": "id_number=X1"})
        assert listed.json()["data"] == [{"first_name": "Ada"}, {"first_name": "Augusta"}]
        assert shown.json()["status"]["code"].endswith("MULTIPLERECORDSFOUNDEXCEPTION")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays_flat(tmp_path: Path) -> None:
    """The peak of a child that has, and lists, five thousand contacts more moves by less than their 6 MB of JSON."""
    with spawn("webinone", tmp_path) as child, client(child) as web:
        assert child.process

        def peak() -> int:
            told = Path(f"/proc/{child.process.pid if child.process else 0}/status").read_text()
            return int(told.partition("VmHWM:")[2].split()[0])

        child.add(2000)
        before = peak()
        child.add(5000)
        for offset in range(0, 7000, 500):
            web.get("/api/v2/admin/contacts", params={"Offset": offset, "Limit": 500})
        assert peak() - before < 5000
