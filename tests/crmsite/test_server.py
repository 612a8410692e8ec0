"""The server as it runs, asked over a real socket."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests import processes, services

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def installation(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, checkout: Path
) -> Generator[tuple[str, Path]]:
    """A production server with collected static files, one for all tests here: its address and its log."""
    folder = tmp_path_factory.mktemp("installation")
    own = {"DJANGO_SETTINGS_MODULE": "crmsite.settings", "CRM_VAR": str(folder)}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=checkout,
        env=os.environ | own,
        check=True,
    )
    with processes.web(folder / "log", **own) as address:
        yield address, folder / "log"


def test_pages_are_guarded_hosts_checked_and_static_files_named_by_content(installation: tuple[str, Path]) -> None:
    address, log = installation
    page = httpx.get(f"{address}/staff/sign-in/")
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    guards = {name: page.headers.get(name) for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")}
    assert guards == {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}
    allowed = set(page.headers["Permissions-Policy"].split(", "))
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"} <= allowed
    assert {one for one in allowed if not one.endswith("=()")} == {
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    }

    href = next(part for part in page.text.split('"') if part.startswith("/static/css/") and part.endswith(".css"))
    css = httpx.get(f"{address}{href}", headers={"Accept-Encoding": "gzip"})
    assert (css.status_code, css.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in css.headers["Cache-Control"]

    for header in ("Host", "X-Forwarded-Host"):
        answer = httpx.get(f"{address}/staff/", headers={header: "evil.example"})
        assert answer.status_code == (400 if header == "Host" else 302)
        assert "evil.example" not in answer.headers.get("Location", "")

    httpx.get(f"{address}/staff/sign-in/?token=s3cr3t-canary", headers={"Authorization": "Bearer s3cr3t-canary"})
    httpx.get(f"{address}/s3cr3t-canary")
    logged = log.read_text()
    assert '"status": 404' in logged
    assert "s3cr3t-canary" not in logged


def test_a_refusal_that_needs_no_body_leaves_the_connection_to_the_next_request(
    installation: tuple[str, Path],
) -> None:
    host, port = urlsplit(installation[0]).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        for _ in range(2):
            line.sendall(f"POST /api/v1/contacts HTTP/1.1\r\nHost: {host}\r\nContent-Length: 8\r\n\r\n".encode())
            time.sleep(0.5)  # as over a network: the server could answer before the body is there
            line.sendall(b'{"a": 1}')
            answer = HTTPResponse(line)
            answer.begin()
            assert (answer.status, b"Send an API key" in answer.read()) == (401, True)


def test_header_names_with_underscores_arrive(tmp_path: Path) -> None:
    """Programs of one vendor sign in with ``api_key``; many servers drop such headers without a word."""
    port = services.free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws",
               "--log-level", "warning", "tests.crmsite.echo:application"]  # fmt: skip
    process = subprocess.Popen(command, cwd=processes.ROOT)
    try:
        processes.until(lambda: _listens(port), what="the server")
        connection = HTTPConnection("127.0.0.1", port)
        for name in ("api_key", "auth_token", "refresh_token"):
            connection.request("GET", "/", headers={name: f"value of {name}"})
            assert connection.getresponse().read().decode() == f"HTTP_{name.upper()}=value of {name}"
        connection.close()
    finally:
        services.stop(process)


def test_thirty_two_requests_at_once_are_all_answered(installation: tuple[str, Path]) -> None:
    address, log = installation
    answers: list[int] = []

    def ask() -> None:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        connection.request("GET", "/readyz")
        answers.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 32, log.read_text()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_web_server_of_start_is_the_one_tried_here() -> None:
    from crmsite import running

    command: Any = running.web(host="127.0.0.1", port=1, workers=1).command
    assert [command[1:5], command[-1]] == [["-m", "granian", "--interface", "wsgi"], "crmsite.wsgi:application"]
