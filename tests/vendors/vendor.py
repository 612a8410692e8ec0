"""What the five fake vendors share: contacts, ledger, tokens, faults, and the way of one call."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

from tests.vendors import people
from tests.vendors.calls import Answer, Call, Json, Refusal, Route
from tests.vendors.contacts import Contacts
from tests.vendors.faults import Faults, Rule
from tests.vendors.ledger import Ledger, Line, now
from tests.vendors.server import Server
from tests.vendors.tokens import Tokens


class Vendor:
    """A fake vendor; a system of its own says its routes, its made-up contacts, and what it looks contacts up by."""

    name: ClassVar[str]
    routes: ClassVar[tuple[Route, ...]]
    credentials: ClassVar[dict[str, str]]
    looked_up: ClassVar[dict[str, Callable[[str], str]]] = {}

    def __init__(self, *, ledger: Path, seed: int = 0, port: int = 0, faults: Path | None = None,
                 token_life: float = 3600) -> None:  # fmt: skip
        self.seed = seed
        self.ledger = Ledger(ledger)
        self.faults = Faults(seed=seed, file=faults)
        self.tokens = Tokens(secret=f"{self.name} {seed}", life=token_life)
        self.contacts = Contacts(self.keys)
        self.lock = self.contacts.lock
        self.errors: list[Exception] = []
        self.last = 0
        self._remember()
        self.server = Server(self, port)

    # what tests call

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def port(self) -> int:
        return self.server.port

    def down(self) -> None:
        """Refuse connections from now on and cut those that are open."""
        self.server.down()

    def up(self) -> None:
        """Answer again, on the same port."""
        self.server.up()

    def close(self) -> None:
        self.server.down()
        self.ledger.close()
        self.contacts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def forget_tokens(self) -> None:
        """Access tokens handed out so far are worth nothing now; refresh tokens stay."""
        with self.lock:
            self.tokens.forgotten += 1
            self._write(by="staff", did="forget")

    def add(self, count: int, seed: int = 0, **fields: Any) -> list[str]:
        """Let the vendor's own people have ``count`` made-up contacts, the same for a seed; answers their ids."""
        with self.lock:
            first = self.last + 1
            self._make_up(first, count, seed, fields)
            self._write(by="staff", did="add", body={"first": first, "count": count, "seed": seed, "fields": fields})
            return [self.id_of(number) for number in range(first, first + count)]

    def edit(self, id: int | str, **fields: Any) -> Json:
        """Change a contact as the vendor's own people do, with its modified time where the vendor shows one.

        Fields are named and kept as ``contacts`` shows them; a nested value is replaced whole. KeyError without it.
        """
        with self.lock:
            contact = self.contacts[id] | fields
            self.touch(contact)
            self.contacts.put([(self.contacts.number(str(id)), str(id), contact)])
            self._write(by="staff", did="update", id=str(id), body=fields, contact=contact)
            return contact

    def remove(self, id: int | str) -> None:
        """Remove a contact as the vendor's own people do."""
        with self.lock:
            kept = self.without(self.contacts[id])
            self._settle(str(id), self.contacts.number(str(id)), kept)
            self._write(by="staff", did="remove", id=str(id), contact=kept)

    # what a system says of itself

    def made_up(self, number: int, who: people.Person) -> Json:
        """A whole contact as the vendor stores it."""
        raise NotImplementedError

    def id_of(self, number: int) -> str:
        return str(number)

    def admit(self, call: Call) -> None:
        """Raise ``Refusal`` unless the call carries credentials."""

    def failed(self, status: int, message: str) -> Answer:
        """The vendor's form of what is wrong with any call."""
        raise NotImplementedError

    def touch(self, contact: Json) -> None:
        """Set the modified time, where there is one."""

    def without(self, contact: Json) -> Json | None:
        """What stays of a removed contact; None when nothing does."""
        return None

    def keys(self, contact: Json) -> Iterator[tuple[str, str]]:
        for name, as_kept in self.looked_up.items():
            if contact.get(name) not in (None, ""):
                yield name, as_kept(str(contact[name]))

    # what a system's code calls, inside of a call

    def create(self, call: Call, make: Callable[[int], Json]) -> Json:
        """Store a contact under the next number."""
        self.last += 1
        contact = make(self.last)
        self._done(call, "create", self.id_of(self.last), self.last, contact)
        return contact

    def change(self, call: Call, id: str, contact: Json) -> None:
        self.touch(contact)
        self._done(call, "update", id, self.contacts.number(id), contact)

    def delete(self, call: Call, id: str) -> Json | None:
        kept = self.without(self.contacts[id])
        self._done(call, "remove", id, self.contacts.number(id), kept)
        return kept

    def take(self, call: Call, rule: Rule | None) -> Answer:
        """Do the work of one call, unless its fault prevents that, and write it down."""
        with self.lock:
            works = rule is None or rule.does_the_work
            answer = self._answer(call) if works else Answer(status=503)
            self._write(
                method=call.method, path=call.path, query=call.query, id=call.id, did=call.did, body=call.noted(),
                status=answer.status if works else 0, fault=rule.fault if rule else "", unknown=call.unknown,
                contact=call.contact,
            )  # fmt: skip
            return answer

    def _answer(self, call: Call) -> Answer:
        try:
            for route in self.routes:
                found = re.fullmatch(route.path, call.path)
                if found and route.method == call.method:
                    if not route.open:
                        self.admit(call)
                    call.did = "login" if route.open else "read"
                    return route.serve(self, call, *found.groups())
            return self.failed(404, f"There is no {call.method} {call.path}.")
        except Refusal as refusal:
            call.did = ""
            return refusal.answer
        except Exception as error:
            self.errors.append(error)
            return Answer({"broken": repr(error)}, 500)

    def _done(self, call: Call, did: str, id: str, number: int, contact: Json | None) -> None:
        self._settle(id, number, contact)
        call.did, call.id, call.contact = did, id, contact

    def _settle(self, id: str, number: int, contact: Json | None) -> None:
        if contact is None:
            self.contacts.drop(id)
        else:
            self.contacts.put([(number, id, contact)])

    def _make_up(self, first: int, count: int, seed: int, fields: Json) -> None:
        self.last = max(self.last, first + count - 1)
        rows = ((first + place, people.person(seed, place)) for place in range(count))
        self.contacts.put((number, self.id_of(number), self.made_up(number, who) | fields) for number, who in rows)

    def _write(self, **what: Any) -> None:
        self.ledger.append(Line(at=now(), **what))

    def _remember(self) -> None:
        """Have again what the ledger tells."""
        for line in self.ledger:
            if line.did == "add":
                self._make_up(line.body["first"], line.body["count"], line.body["seed"], line.body["fields"])
            elif line.did == "forget":
                self.tokens.forgotten += 1
            elif line.did in ("create", "update", "remove"):
                self.last += line.did == "create"
                self._settle(line.id, self.contacts.number(line.id) or self.last, line.contact)
