"""How much is done in a run, and the faults of a seed."""

import math
import random
from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct

Kind = Literal["kill", "flush", "restart", "cut", "delay", "half-open"]


class Fault(Struct, frozen=True):
    """One thing that happens to a part. ``lead`` seconds after a burst of writes began; lasts ``seconds``."""

    kind: Kind
    part: str
    lead: float
    seconds: float = 0.0
    waits: bool = True  # for the installation to recover before the next fault


class Plan(Struct, frozen=True, kw_only=True):
    """The size of a run. Faults are laid over ``seconds``; on a busy machine they take longer, ``most`` at most."""

    seed: int
    seconds: float
    most: float = math.inf
    writes: int
    kills: int
    flushes: int
    restarts: int
    cuts: int
    clients: int = 4
    redis: bool = True
    sqlite: bool = False
    vendors: tuple[str, ...] = ()  # the first one fails 40 % of its calls
    scale: float = 1.0  # of what the outbox waits
    web_processes: int = 1
    breaks: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """What can be killed."""
        parts = ("web", "worker", *(() if self.sqlite else ("postgresql",)))
        return (*parts, "worker 2") if self.redis else parts

    @property
    def proxied(self) -> tuple[str, ...]:
        """What can be cut off."""
        return ("web", *(("redis",) if self.redis else ()), *self.vendors, "webhook")


VENDORS = ("administrate", "webinone", "crmcom_classic", "lightening", "crmcom_selfservice")


def long(*, minutes: float, seed: int, redis: bool, sqlite: bool, **asked: Any) -> Plan:
    """The goal's figures for 20 minutes, and in proportion for others; ``asked`` are fields of ``Plan``."""
    scale = minutes / 20
    sized: dict[str, Any] = {
        name: max(1, round(count * scale))
        for name, count in {"writes": 2400, "kills": 60, "flushes": 2, "restarts": 5, "cuts": 12}.items()
    }
    more: dict[str, Any] = {"web_processes": 2, "vendors": VENDORS} | asked
    return Plan(seed=seed, seconds=minutes * 60, redis=redis, sqlite=sqlite, **sized, **more)


WITH_ALL = {"seconds": 20.0, "most": 40.0, "writes": 120, "kills": 4, "flushes": 1, "restarts": 1, "cuts": 2}
EMBEDDED = {"seconds": 10.0, "most": 25.0, "writes": 80, "kills": 3, "flushes": 0, "restarts": 1, "cuts": 1}


def short(*, seed: int, on_postgresql: bool) -> Plan:
    """For the suite: PostgreSQL with Redis and two workers, or the embedded default with neither."""
    sized: dict[str, Any] = {**(WITH_ALL if on_postgresql else EMBEDDED)}
    return Plan(seed=seed, redis=on_postgresql, sqlite=not on_postgresql, scale=0.02, vendors=VENDORS[:2], **sized)


def faults(plan: Plan) -> list[Fault]:
    """What happens, in order; the same for the same plan. Every part gets its share, one in five kills comes double."""
    draw = random.Random(plan.seed)
    found = [_fault(draw, "kill", part) for part in _shares(plan.parts, plan.kills)]
    if plan.redis:
        found += [_fault(draw, "flush", "redis") for _ in range(plan.flushes)]
    restarted = (
        *(("redis",) if plan.redis else ()),
        "start",
        *(() if plan.sqlite else ("postgresql",)),
        "web",
        "worker",
    )
    found += [_fault(draw, "restart", part) for part in _shares(restarted, plan.restarts)]
    ways: tuple[Kind, ...] = ("cut", "half-open", "delay")
    found += [_fault(draw, draw.choice(ways), part) for part in _shares(plan.proxied, plan.cuts)]
    draw.shuffle(found)
    return found


def _shares(parts: Sequence[str], count: int) -> list[str]:
    return [parts[n % len(parts)] for n in range(count)]


def _fault(draw: random.Random, kind: Kind, part: str) -> Fault:
    lasts = draw.uniform(0.5, 3) if kind in ("cut", "delay", "half-open") else 0.0
    return Fault(kind, part, lead=draw.uniform(0.02, 0.4), seconds=lasts, waits=draw.random() > 0.2)
