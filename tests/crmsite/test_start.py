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
from pathlib import Path

import psutil
import pytest

from tests import services


@pytest.fixture
def installation(tmp_path: Path, checkout: Path) -> Iterator[tuple[str, dict[str, str], subprocess.Popen[str]]]:
    own = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environ = {k: v for k, v in os.environ.items() if k not in own} | {"CRM_VAR": str(tmp_path / "var")}
    port = services.free_port()
    command = [sys.executable, "manage.py", "start", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=checkout, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield f"http://127.0.0.1:{port}", environ, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def wait_until(url: str, text: str, *, seconds: float = 60) -> None:
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


def test_start_runs_everything_and_leaves_nothing_behind(
    installation: tuple[str, dict[str, str], subprocess.Popen[str]],
) -> None:
    address, _, process = installation
    wait_until(f"{address}/readyz", '"workers": 1')
    assert process.stdout is not None
    printed = process.stdout.readline()
    password = re.search(r"password (\S+)", printed)
    assert password, printed

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{address}/staff/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": "admin", "password": password[1]}
    signed_in = browser.open(f"{address}/staff/sign-in/", urllib.parse.urlencode(form).encode())
    assert signed_in.url.rstrip("/").endswith("/staff")

    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []


def test_children_come_back_and_none_outlives_a_killed_parent(
    installation: tuple[str, dict[str, str], subprocess.Popen[str]],
) -> None:
    address, _, process = installation
    wait_until(f"{address}/readyz", '"workers": 1')
    before = psutil.Process(process.pid).children(recursive=True)
    for child in psutil.Process(process.pid).children():
        child.kill()
    wait_until(f"{address}/readyz", '"workers": 2')  # the first one is remembered for a while
    after = psutil.Process(process.pid).children(recursive=True)
    assert psutil.wait_procs(before, timeout=5)[1] == []
    process.kill()
    assert psutil.wait_procs(after, timeout=25)[1] == []


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
    assert f"127.0.0.1:{port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_demo_credentials_are_printed_in_the_agreed_shape(tmp_path: Path, settings: object) -> None:
    from contacts.generation import demo

    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]
    assert demo.credentials() is None
    (tmp_path / "demo-credentials.json").write_text(json.dumps({"staff": {"username": "demo", "password": "x"}}))
    assert demo.credentials() == {"staff": {"username": "demo", "password": "x"}}
