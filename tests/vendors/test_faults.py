"""Each fault does what its name says, to the calls its rule names, and the ledger tells whether the work was done."""

import gzip
import json
import math
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.vendors import Rule, Vendor, fake
from tests.vendors.clients import client

PATH = "/api/v2/crm/contacts"
PERSON = {"first_name": "Ada", "last_name": "King", "account_id": 1}


@pytest.fixture
def vendor(tmp_path: Path) -> Generator[Vendor]:
    with fake("administrate", tmp_path) as vendor:
        yield vendor


@pytest.fixture
def web(vendor: Vendor) -> Generator[httpx.Client]:
    with client(vendor) as web:
        yield web


def created(vendor: Vendor) -> int:
    assert len(vendor.ledger.creates()) == len(vendor.contacts)
    return len(vendor.contacts)


def test_too_many_says_when_to_come_back_and_does_nothing(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("429", seconds=7)
    answer = web.post(PATH, json=PERSON)
    assert (answer.status_code, answer.headers["Retry-After"], created(vendor)) == (429, "7", 0)


def test_errors_and_pages_do_nothing(vendor: Vendor, web: httpx.Client) -> None:
    for fault, status, kind in (
        ("404", 404, "text/html"),
        ("500", 500, "application/json"),
        ("502", 502, "text/html"),
        ("html", 200, "text/html"),
    ):
        vendor.faults.set([Rule(fault)])
        answer = web.post(PATH, json=PERSON)
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, kind)
    assert created(vendor) == 0
    assert [(line.fault, line.did, line.status) for line in vendor.ledger] == [
        ("404", "", 0), ("500", "", 0), ("502", "", 0), ("html", "", 0)]  # fmt: skip


def test_an_error_may_come_after_the_work(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("500", commits=True)
    assert (web.post(PATH, json=PERSON).status_code, created(vendor)) == (500, 1)


def test_reset_does_the_work_and_refuse_does_not(vendor: Vendor, web: httpx.Client) -> None:
    for fault, after in (("refuse", 0), ("reset", 1)):
        vendor.faults.set([Rule(fault)])
        with pytest.raises(httpx.TransportError):
            web.post(PATH, json=PERSON)
        assert created(vendor) == after


def test_hanging_ends_without_an_answer(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("hang")
    with pytest.raises(httpx.ReadTimeout):
        web.get(PATH, timeout=0.1)
    vendor.faults.set([Rule("hang", seconds=0.05)])
    with pytest.raises(httpx.ReadError):
        web.get(PATH)


def test_latency_answers_late(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("latency", seconds=0.15)
    start = time.monotonic()
    assert web.post(PATH, json=PERSON).status_code == 200
    assert time.monotonic() - start >= 0.15


def test_late_work_may_be_overtaken(vendor: Vendor, web: httpx.Client) -> None:
    vendor.add(1)
    vendor.faults.play("late", method="PUT", nth=1, seconds=0.5)
    with pytest.raises(httpx.ReadTimeout):
        web.put(f"{PATH}/1", json={"notes": "older"}, timeout=0.05)
    while not vendor.faults._struck[0]:  # it is with them
        time.sleep(0.01)
    assert web.put(f"{PATH}/1", json={"notes": "newer"}).json()["notes"] == "newer"
    while len(vendor.ledger.updates()) < 2:
        time.sleep(0.01)
    assert vendor.contacts[1]["notes"] == "older"


def test_truncated_json_is_no_json(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("truncated")
    answer = web.post(PATH, json=PERSON)
    with pytest.raises(ValueError):
        answer.json()
    assert (answer.text[0], created(vendor)) == ("{", 1)


def test_an_answer_twice_is_no_json_either(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("twice")
    text = web.post(PATH, json=PERSON).text
    assert text[: len(text) // 2] == text[len(text) // 2 :]
    assert (json.loads(text[: len(text) // 2])["id"], created(vendor)) == (1, 1)


def test_wrong_types_keep_the_shape(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("wrong_types")
    answer = web.post(PATH, json=PERSON).json()
    assert (answer["id"], answer["first_name"], answer["is_staff"]) == ("about 1", [3], {"unexpected": False})
    assert answer.keys() == vendor.contacts[1].keys()


def test_nan_stands_for_numbers(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("nan")
    answer = web.post(PATH, json=PERSON)
    assert "NaN" in answer.text
    assert math.isnan(answer.json()["id"])


def test_a_huge_body_is_good_json_in_the_end(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("huge", size=5 << 20)
    answer = web.post(PATH, json=PERSON)
    assert (len(answer.content) > 5 << 20, answer.json()["first_name"]) == (True, "Ada")


def test_a_client_may_walk_away_from_a_huge_body(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("huge")
    with web.stream("GET", PATH) as answer:
        assert len(next(answer.iter_raw())) > 0
    vendor.faults.clear()
    assert web.get(PATH).json() == []


def test_a_bomb_is_small_until_it_is_unpacked(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("gzip_bomb", size=20 << 20)
    with web.stream("GET", PATH) as answer:
        packed = b"".join(answer.iter_raw())
    assert (answer.headers["Content-Encoding"], len(packed) < 100_000) == ("gzip", True)
    assert gzip.decompress(packed) == b" " * (20 << 20)


def test_a_slow_body_comes_byte_by_byte(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("slow", seconds=0.01)
    with web.stream("GET", PATH) as answer:
        assert [len(part) for part in answer.iter_raw()] == [1, 1]


def test_a_vendor_that_is_down_refuses_connections_and_keeps_its_port(vendor: Vendor, web: httpx.Client) -> None:
    assert web.get(PATH).status_code == 200
    before = vendor.address
    vendor.down()
    with pytest.raises(httpx.TransportError):
        web.get(PATH)
    with pytest.raises(httpx.ConnectError):
        web.get(PATH)
    vendor.up()
    assert (web.get(PATH).status_code, vendor.address) == (200, before)


def test_going_down_ends_calls_that_hang(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("slow", seconds=30)
    with web.stream("GET", PATH) as answer:
        start = time.monotonic()
        vendor.down()
        assert time.monotonic() - start < 5
        answer.close()


def struck(vendor: Vendor, web: httpx.Client, calls: int) -> list[bool]:
    return [web.get(PATH).status_code == 500 for _ in range(calls)]


def test_rules_choose_their_calls(vendor: Vendor, web: httpx.Client) -> None:
    vendor.faults.play("500", method="GET", path="contacts$", nth=2)
    vendor.faults.play("502", method="POST", times=1)
    assert struck(vendor, web, 3) == [False, True, False]
    assert [web.post(PATH, json=PERSON).status_code for _ in range(2)] == [502, 200]


def test_chances_are_the_same_for_a_seed(vendor: Vendor, web: httpx.Client, tmp_path: Path) -> None:
    runs = []
    for _ in range(2):
        vendor.faults.set([Rule("500", probability=0.4)])
        runs.append(struck(vendor, web, 30))
    assert runs[0] == runs[1]
    assert 5 < sum(runs[0]) < 20


def test_a_fault_that_does_not_exist_is_refused(vendor: Vendor) -> None:
    with pytest.raises(ValueError, match="none of 404"):
        vendor.faults.play("earthquake")


def test_all_vendors_play_all_faults_without_breaking(tmp_path: Path) -> None:
    calls: dict[str, Any] = {
        "webinone": "/api/v2/admin/contacts", "crmcom_selfservice": "/contacts/00000000000000000000000000000000",
        "crmcom_classic": "/crmapi/rest/v2/contact_information/list", "lightening": "/contact?customer_id=1",
    }  # fmt: skip
    for name, path in calls.items():
        with fake(name, tmp_path) as vendor, client(vendor) as web:
            for fault in ("500", "html", "truncated", "twice", "wrong_types", "nan", "latency"):
                vendor.faults.set([Rule(fault, seconds=0)])
                assert web.get(path).content != b""
