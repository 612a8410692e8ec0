"""Somebody in front of the real server: a browser without a window, at an address of its own."""

import re
from typing import Any

import httpx

from tests import PLAIN

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SESSION, BEGUN = "portal", "portal-begun"


class Visitor:
    """``number`` tells its network address: the whole of 127/8 is this machine, and each is somebody else."""

    def __init__(self, address: str, *, number: int = 1) -> None:
        transport = httpx.HTTPTransport(verify=PLAIN, local_address=f"127.9.{number // 250}.{number % 250 + 1}")
        self.client = httpx.Client(base_url=address, transport=transport, timeout=60)

    def open(self, path: str) -> httpx.Response:
        """A page."""
        return self.client.get(path)

    def submit(self, path: str, fields: dict[str, Any], **options: Any) -> httpx.Response:
        """Send the form of the page at ``path``, with the token that stood in it."""
        return self.send(path, fields, token=self.token(path), **options)

    def token(self, path: str) -> str:
        """The token of the form at ``path``."""
        found = TOKEN.search(self.open(path).text)
        assert found, f"no form at {path}"
        return found[1]

    def send(self, path: str, fields: dict[str, Any], *, token: str, **options: Any) -> httpx.Response:
        """Send a form that was opened earlier."""
        return self.client.post(path, data={"csrfmiddlewaretoken": token, **fields}, **options)

    def register(self, address: str, **more: str) -> httpx.Response:
        """Open an account; a code is on its way then."""
        fields = {"address": address, "first_name": "Laura", "last_name": "Moss"}
        return self.submit("/portal/register/", fields | more)

    def ask(self, address: str) -> httpx.Response:
        """Have a code sent."""
        return self.submit("/portal/sign-in/", {"username": address, "way": "code"})

    def enter(self, code: str) -> httpx.Response:
        """Give a code back."""
        return self.submit("/portal/code/", {"code": code})

    @property
    def is_in(self) -> bool:
        """Whether the portal knows who this is."""
        return self.open("/portal/security/").status_code == 200

    def close(self) -> None:
        """End its connections."""
        self.client.close()
