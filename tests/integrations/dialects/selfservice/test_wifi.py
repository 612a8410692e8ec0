"""Devices in the WiFi: written down first, told to the platform by the worker, once."""

import datetime as dt
import json
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.utils import timezone

from contacts.access.accounts.models import Identity
from contacts.background.errors import Retry
from contacts.background.models import Job
from contacts.background.registry import ENTRIES
from integrations import tasks
from integrations.dialects.crmcom_selfservice.wifi import operations as wifi
from integrations.dialects.crmcom_selfservice.wifi.models import WifiAuthorisation, WifiState
from tests.integrations.dialects.selfservice.customers import Customer, decide, program
from tests.integrations.programs import whole

assert tasks  # names of jobs are known once it is imported
pytestmark = pytest.mark.django_db
MAC = {"mac_address": "01-23-45-67-89-AB", "integration_id": "i1", "estimation_id": "e1", "site_id": "s1"}


class Platform(BaseHTTPRequestHandler):
    """A platform that answers ``status`` and keeps what it was told."""

    status = 200
    told: list[tuple[dict[str, str], Any]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).told.append((dict(self.headers.items()), body))
        self.send_response(type(self).status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def platform() -> Generator[type[Platform]]:
    handler = type("Handler", (Platform,), {"told": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_port}"
    decide(**{"wifi.address": f"http://{host}/devices", "connections.allowed_hosts": host, "wifi.token": "s3cret"})
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def bob(db: None) -> Customer:
    return Customer("bob", by=program(grants=["mac_address"]), key=True)


def authorise(who: Customer) -> Any:
    return who("POST", f"{who.me}/wifi/authorization", MAC)


def run() -> WifiAuthorisation:
    """What the worker does with the newest."""
    job = Job.objects.filter(task="wifi.tell").latest("pk")
    ENTRIES["wifi.tell"].function(**job.args)
    return WifiAuthorisation.objects.latest("pk")


def test_the_platform_is_told_once(bob: Customer, platform: type[Platform]) -> None:
    assert authorise(bob).content == b""
    run()
    row = run()
    ((headers, body),) = platform.told
    assert (row.state, body) == (WifiState.TOLD, MAC | {
        "contact_id": str(bob.account.uuid), "until": int(row.until.timestamp()),
    })  # fmt: skip
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer s3cret", f"wifi-{row.pk}")


def test_a_device_is_authorised_once_at_a_time_whoever_asks(bob: Customer) -> None:
    eve = Customer("eve", by=program(), key=True)
    assert authorise(bob).status_code == 200
    for who in (bob, eve):
        refused = authorise(who)
        assert (refused.status_code, whole(refused)["error"]) == (
            400, "CRM.EXCEPTIONS.CLIENTALREADYAUTHORIZEDEXCEPTION",
        )  # fmt: skip
    assert run().state == WifiState.NOTED  # no platform is set
    WifiAuthorisation.objects.update(until=timezone.now())
    assert authorise(eve).status_code == 200


def test_a_platform_that_is_away_is_asked_again_and_one_that_refuses_is_not(
    bob: Customer, platform: type[Platform]
) -> None:
    platform.status = 503
    assert authorise(bob).status_code == 200
    with pytest.raises(Retry):
        run()
    platform.status = 403
    row = run()
    assert (row.state, row.reason, row.mac) == (WifiState.FAILED, "The other side answered 403.", "")
    platform.status = 409
    assert authorise(bob).status_code == 200  # free again
    assert run().state == WifiState.TOLD


def test_a_platform_in_our_own_network_must_be_allowed(bob: Customer, platform: type[Platform]) -> None:
    decide(**{"connections.allowed_hosts": ""})
    authorise(bob)
    assert (run().state, platform.told) == (WifiState.FAILED, [])


def test_a_device_is_enrolled_where_the_operator_lets_devices_sign_in(bob: Customer) -> None:
    authorise(bob)
    assert not Identity.objects.filter(provider="MAC_ADDRESS").exists()
    decide(**{"access.mac_sign_in": True})
    WifiAuthorisation.objects.all().delete()
    authorise(bob)
    assert Identity.objects.get(provider="MAC_ADDRESS").account == bob.account


def test_addresses_of_devices_are_forgotten(bob: Customer) -> None:
    authorise(bob)
    now = timezone.now() + dt.timedelta(hours=9)
    assert (wifi.drop_old(now=now), WifiAuthorisation.objects.get().mac) == (0, "")
    assert wifi.drop_old(now=now + dt.timedelta(days=31)) == 1


def test_what_is_no_address_is_refused(bob: Customer) -> None:
    refused = bob("POST", f"{bob.me}/wifi/authorization", MAC | {"mac_address": "x", "site_id": "s" * 101})
    assert (refused.status_code, whole(refused)["parameters"]) == (400, ["site_id", "mac_address"])
