"""The README's first command, as a person runs it: a page to sign in to, and nothing left behind."""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.contrib.auth import authenticate as django_authenticate
from django.core.management import CommandError, call_command

from contacts.access.accounts.signing_in import with_password
from contacts.access.caller import Caller
from contacts.access.keys.queries import authenticate
from contacts.directory.models import Contact
from contacts.directory.operations import create
from contacts.generation import demo
from contacts.history.actor import SYSTEM
from contacts.record.parsing.parse import parse_patch
from tests import processes, services

PATIENCE = 120  # seconds; a loaded machine takes long to start and to end a family of processes


@pytest.fixture
def installation(tmp_path: Path, checkout: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    own = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environ = {k: v for k, v in os.environ.items() if k not in own} | {"CRM_VAR": str(tmp_path / "var")}
    port = services.free_port()
    command = [sys.executable, "manage.py", "start", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=checkout, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def wait_until(url: str, text: str, *, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if text in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(f"{url} never said {text!r}")


def test_start_runs_everything_brings_it_back_and_leaves_nothing_behind(
    installation: tuple[str, subprocess.Popen[str]],
) -> None:
    address, process = installation
    wait_until(f"{address}/readyz", '"workers": 1')
    assert process.stdout is not None
    printed = process.stdout.readline()
    password = re.search(r"password (\S+)", printed)
    assert password, printed
    sign_in(address, password[1])

    before = psutil.Process(process.pid).children(recursive=True)
    assert len(before) >= 2
    for child in psutil.Process(process.pid).children():
        child.kill()
    wait_until(f"{address}/readyz", '"workers": 2')  # the first one is remembered for a while
    assert psutil.wait_procs(before, timeout=PATIENCE)[1] == []

    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []


def sign_in(address: str, password: str) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{address}/staff/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": "admin", "password": password}
    signed_in = browser.open(f"{address}/staff/sign-in/", urllib.parse.urlencode(form).encode())
    assert signed_in.url.rstrip("/").endswith("/staff")


def test_no_child_outlives_a_killed_parent(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = f"""
import sys
from crmsite.running import Child, keep_running
child = Child("child", [sys.executable, "-c", "import time; time.sleep(600)"])
keep_running([child], each_turn=lambda: open({str(told)!r}, "w").write(str(child.pid)))
"""
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=processes.ROOT)
    try:
        processes.until(lambda: told.exists() and told.read_text() != "", what="a child")
        child = psutil.Process(int(told.read_text()))
    finally:
        parent.kill()
        parent.wait()
    assert psutil.wait_procs([child], timeout=PATIENCE)[1] == []


def test_a_port_in_use_is_said_in_a_sentence(tmp_path: Path, checkout: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "start", "--port", str(port)],
            cwd=checkout, env=os.environ | {"CRM_VAR": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"Cannot listen at 127.0.0.1 port {port}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "-1", "65536"])
def test_a_port_that_is_none_is_refused_before_anything_is_prepared(port: str) -> None:
    with pytest.raises(CommandError, match=r"--port must be from 1 to 65535 \(got"):
        call_command("start", "--port", port)


@pytest.mark.django_db
def test_the_demo_is_made_once_and_its_logins_work(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(demo, "DEMO_CONTACTS", 5)
    said: list[str] = []
    lines = demo.prepare(say=said.append)
    found = demo.credentials()
    assert found is not None
    assert list(found) == list(demo.DOORS)
    assert Contact.objects.count() == 5
    assert authenticate(found["api_key"])
    assert django_authenticate(**found["staff"])
    assert with_password(**found["portal"], caller=Caller(ip="127.0.0.1")).contact_id
    assert (tmp_path / "demo-credentials.json").stat().st_mode & 0o077 == 0
    assert demo.prepare(say=said.append) == lines
    assert (Contact.objects.count(), len(said)) == (5, 1)
    call_command("credentials", "--json", stdout=(out := StringIO()))
    assert json.loads(out.getvalue()) == found


@pytest.mark.django_db
def test_a_door_that_came_later_gets_its_login(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(demo, "DEMO_CONTACTS", 1)
    kept = {"staff": {"username": "demo", "password": "x"}}
    (tmp_path / "demo-credentials.json").write_text(json.dumps(kept))
    demo.prepare(say=lambda text: None)
    found = demo.credentials()
    assert found is not None
    assert found["staff"] == kept["staff"]
    assert authenticate(found["api_key"])


@pytest.mark.django_db
def test_people_who_are_here_are_never_taken_for_made_up_ones(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    create(patch=parse_patch({"first_name": "Ada"}), actor=SYSTEM)
    assert "no demo logins" in demo.prepare(say=lambda text: None)[0]
    assert demo.credentials() is None
    assert Contact.objects.count() == 1
    with pytest.raises(CommandError, match="no demo data"):
        call_command("credentials")
