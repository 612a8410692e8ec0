"""Addresses that climb out of a folder, asked over a real socket as they stand: nothing of the disk is told."""

import http.client
from pathlib import Path

import pytest

from tests.processes import web

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "k" * 43
CLIMBS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "%252e%252e%252f", "..;/", "%c0%ae%c0%ae/")
BELOW = ("/static/", "/static/css/", "/photos/", f"/photos/{KEY}/", "/staff/files/", "/portal/files/", "/api/v1/files/",
         "/self-service/v1/files/", "/crm/", "/media/", "/")  # fmt: skip
WANTED = ("crmsite/settings.py", "manage.py", "etc/passwd", "var/secret_key")
TOLD = (b"INSTALLED_APPS", b"execute_from_command_line", b"root:", b"import os")


def test_no_address_leads_to_a_file_of_the_machine(tmp_path: Path) -> None:
    told = []
    with web(tmp_path / "log") as site:
        line = http.client.HTTPConnection(site.removeprefix("http://"), timeout=30)
        line.request("GET", "/static/css/desk.css")  # what is served from the disk is served
        assert (line.getresponse().read()[:1] != b"", len(BELOW)) == (True, 11)
        for below in BELOW:
            for climb in CLIMBS:
                for wanted in WANTED:
                    line.putrequest("GET", below + climb * 6 + wanted, skip_host=False)
                    line.endheaders()
                    answer = line.getresponse()
                    body = answer.read()
                    if answer.status in (200, 206) or answer.status >= 500 or any(sign in body for sign in TOLD):
                        told.append((below, climb, wanted, answer.status))
        line.close()
    assert told == []
