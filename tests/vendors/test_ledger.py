"""Contacts and ledger outlive the process; what the vendor's own people do is told apart from what clients do."""

import json
from pathlib import Path

import httpx
import pytest

from tests.vendors import SYSTEMS, Ledger, fake, spawn
from tests.vendors.clients import client

PATH = "/api/v2/crm/contacts"
PERSON = {"first_name": "Ada", "last_name": "King", "account_id": 1}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_vendor_goes_on_where_it_ended(name: str, tmp_path: Path) -> None:
    with fake(name, tmp_path, seed=5) as vendor:
        first, second, third = vendor.add(3, seed=9)
        vendor.edit(second, title="Dr")
        vendor.remove(third)
        before = list(vendor.contacts)
    with fake(name, tmp_path, seed=5) as vendor:
        assert list(vendor.contacts) == before
        (fourth,) = vendor.add(1, seed=9)
        assert len({first, second, third, fourth}) == 4


def test_made_up_contacts_are_the_same_for_a_seed(tmp_path: Path) -> None:
    whole = []
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        with fake("webinone", tmp_path / folder) as vendor:
            vendor.add(30, seed=seed, City="Lemesos")
            whole.append(list(vendor.contacts))
    assert whole[0] == whole[1] != whole[2]
    assert {one["City"] for one in whole[0]} == {"Lemesos"}
    assert len({one["Email"] for one in whole[0] + whole[2]}) == 60


def test_the_ledger_tells_who_did_what(tmp_path: Path) -> None:
    with fake("administrate", tmp_path) as vendor, client(vendor) as web:
        vendor.add(2)
        vendor.edit(1, last_name="Byron")
        web.post(PATH, json=PERSON | {"shoe_size": 38})
        web.put(f"{PATH}/3", json={"first_name": "Augusta"})
        web.get(f"{PATH}/3")
        web.delete(f"{PATH}/3")
        web.delete(f"{PATH}/99")
        told = [(line.by, line.method, line.did, line.id, line.status) for line in vendor.ledger]
        assert told == [
            ("staff", "", "add", "", 0),
            ("staff", "", "update", "1", 0),
            ("client", "POST", "create", "3", 200),
            ("client", "PUT", "update", "3", 200),
            ("client", "GET", "read", "3", 200),
            ("client", "DELETE", "remove", "3", 200),
            ("client", "DELETE", "", "", 404),
        ]
        assert [line.body for line in vendor.ledger.updates()] == [{"first_name": "Augusta"}]
        assert [line.did for line in vendor.ledger.of(3)] == ["create", "update", "read", "remove"]
        assert vendor.ledger.unknown() == {"shoe_size"}
        assert sum(vendor.ledger.calls_per_second()) == 5


def test_the_people_of_a_vendor_move_its_modified_time(tmp_path: Path) -> None:
    with fake("lightening", tmp_path) as vendor:
        vendor.add(1)
        before = vendor.contacts[1]["updated_at"]
        assert vendor.edit(1, tel="22 000000")["updated_at"] > before
    with fake("crmcom_classic", tmp_path) as vendor:
        (id,) = vendor.add(1)
        before = vendor.contacts[id]["log_information"]["updated_date"]
        assert vendor.edit(id, title="Dr")["log_information"]["updated_date"] > before


def test_half_a_line_is_cut_off(tmp_path: Path) -> None:
    with fake("administrate", tmp_path) as vendor:
        vendor.add(1)
    with vendor.ledger.path.open("ab") as file:
        file.write(b'{"at": 1, "by": "cli')
    assert len(list(Ledger(vendor.ledger.path))) == 1
    with fake("administrate", tmp_path) as vendor:
        vendor.add(1)
        assert [line.did for line in vendor.ledger] == ["add", "add"]


def test_what_was_answered_survives_kill_9(tmp_path: Path) -> None:
    with spawn("administrate", tmp_path) as child:
        child.add(2, seed=4)
        with client(child) as web:
            web.post(PATH, json=PERSON)
            child.faults.play("reset", method="POST")
            with pytest.raises(httpx.TransportError):
                web.post(PATH, json=PERSON | {"first_name": "Unanswered"})
        address = child.address
        child.kill()
        told = [line.contact["first_name"] for line in child.ledger.creates() if line.contact]
        assert told == ["Ada", "Unanswered"]
        child.start()
        child.faults.clear()
        assert (child.address, child.size(), child.errors()) == (address, 4, [])
        assert (child.contact(4) or {})["first_name"] == "Unanswered"
        child.edit(4, first_name="Answered")
        child.remove(3)
        with client(child) as web:
            assert [one["first_name"] for one in web.get(f"{PATH}?id__gt=2").json()] == ["Answered"]


def test_tokens_outlive_a_restart_unless_they_were_forgotten(tmp_path: Path) -> None:
    with fake("webinone", tmp_path) as vendor, client(vendor) as web:
        token = web.headers["Authorization"]
    for forget, status in ((False, 200), (True, 401), (False, 401)):
        with fake("webinone", tmp_path) as vendor:
            if forget:
                vendor.forget_tokens()
            answer = httpx.get(
                f"{vendor.address}/api/v2/admin/contacts", headers={"Authorization": token}, trust_env=False
            )
            assert answer.status_code == status


def test_a_ledger_is_plain_json_lines(tmp_path: Path) -> None:
    with fake("lightening", tmp_path) as vendor, client(vendor) as web:
        web.post("/contact", json={"name": "Zoë"})
    (line,) = map(json.loads, (tmp_path / "lightening.jsonl").read_text().splitlines())
    assert (line["method"], line["path"], line["id"], line["did"], line["body"]) == (
        "POST", "/contact", "1", "create", {"name": "Zoë"})  # fmt: skip


def test_bodies_that_are_no_json_break_nothing(tmp_path: Path) -> None:
    odd = (b"{", b"[]", b'"x"', b"\xff\xfe", b'{"first_name": NaN}', b'{"first_name": "\\ud800"}', b"null")
    with fake("administrate", tmp_path) as vendor, client(vendor) as web:
        assert [web.post(PATH, content=body).status_code for body in odd] == [400] * len(odd)
    with fake("lightening", tmp_path) as vendor, client(vendor) as web:
        assert {web.post("/contact", content=body).json()["error"] for body in odd[:4]} == {"Nothing sent for request."}
