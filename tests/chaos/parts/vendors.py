"""Fake vendors as processes of their own, and a listener, each behind a proxy; one of them may be sick."""

from pathlib import Path
from typing import Any

from tests.chaos.parts.listener import Listener
from tests.chaos.parts.proxy import Proxy
from tests.vendors import Child, Rule

MEAN = {"reset": 0.12, "truncated": 0.06, "500": 0.06, "html": 0.04, "429": 0.03, "wrong_types": 0.04, "nan": 0.02,
        "twice": 0.01, "gzip_bomb": 0.01, "slow": 0.01}  # fmt: skip
"""Of a sick vendor's calls, those that meet each fault: 40 % altogether, most of them after it did its work."""
MORE = {"administrate": {"account_id": "1"}, "lightening": {"customer_id": "1"}}
"""Whom new contacts belong to there."""
SECONDS = {"429": 1.0, "slow": 0.02}


class Vendors:
    """``names`` are dialects; the first is the sick one."""

    def __init__(self, names: tuple[str, ...], folder: Path, *, seed: int) -> None:
        self.children = {name: Child(name, folder, seed=seed) for name in names}
        self.listener = Listener(seed=seed)
        self.proxies: dict[str, Proxy] = {}

    def start(self) -> None:
        for name, child in self.children.items():
            child.start()
            self.proxies[name] = Proxy(child.port)
        self.listener.start()
        self.proxies["webhook"] = Proxy(self.listener.port)
        for child in list(self.children.values())[:1]:
            child.faults.set(sick())

    def accounts(self) -> list[dict[str, Any]]:
        """What the installation needs to know to connect to each."""
        known = {name: child.credentials | MORE.get(name, {}) for name, child in self.children.items()}
        known["webhook"] = {"secret": self.listener.secret}
        return [
            {"dialect": name, "address": f"http://127.0.0.1:{self.proxies[name].port}", "account": account}
            for name, account in known.items()
        ]

    def heal(self) -> None:
        for child in self.children.values():
            child.faults.clear()
        self.listener.fails = 0

    def end(self) -> None:
        for proxy in self.proxies.values():
            proxy.end()
        for child in self.children.values():
            child.kill()
        self.listener.end()


def sick() -> list[Rule]:
    """The first rule that strikes is played, so each later one has what the earlier ones left."""
    rules, left = [], 1.0
    for fault, share in MEAN.items():
        rules.append(Rule(fault, probability=share / left, seconds=SECONDS.get(fault), size=3_000_000))
        left -= share
    return rules
