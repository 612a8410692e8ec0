"""The whole content of the installation, as a program reads it."""

from typing import Any

from tests.chaos.clients.sending import Sender

Body = dict[str, Any]


def contacts(sender: Sender) -> dict[int, Body]:
    """Every contact by its id, archived ones too."""
    return {body["id"]: body for body in _pages(sender, "contacts", archived="any", limit="500")}


def changes(sender: Sender) -> list[Body]:
    """The feed from its beginning."""
    return _pages(sender, "changes", limit="500")


def _pages(sender: Sender, path: str, **params: str) -> list[Body]:
    found: list[Body] = []
    page = sender.ask("GET", path, params=params).json()
    while True:
        found += page["results"]
        if not page["next"]:
            return found
        page = sender.ask("GET", page["next"]).json()
