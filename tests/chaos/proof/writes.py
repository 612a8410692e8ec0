"""Every accepted write is there exactly once, every refused one not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from tests.chaos.clients.journal import Account
from tests.chaos.proof.reading import Body


class Found(Struct):
    """What differs, and of how many writes it is said."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.wrong]


def marks(changes: Iterable[Body]) -> dict[str, list[tuple[int, int]]]:
    """Contact and revision of every change that gave a last name, by that name."""
    found: dict[str, list[tuple[int, int]]] = {}
    for entry in changes:
        for change in entry["changes"]:
            name = change["new"].get("last_name") if change["path"] == "" else change["new"]
            if change["path"] in ("", "last_name"):
                found.setdefault(name, []).append((entry["contact"], entry["revision"]))
    return found


def compare(accounts: Mapping[str, Account], *, changes: Iterable[Body], contacts: Mapping[int, Body]) -> Found:
    """The journals against the feed, and against the contacts as they are."""
    found, marked = Found(), marks(changes)
    parts = Counter(part["street_name"] for body in contacts.values() for part in body["addresses"])
    people = Counter(body["first_name"] for body in contacts.values())
    for key, account in accounts.items():
        _judge(found, account, marked.get(key, []))
        applied = len(marked.get(key, []))
        if (got := people[f"F{key}"]) != (applied if account.write.method == "POST" else 0):
            found.wrong.append(f"{key}: {applied} changes in the feed made {got} contacts")
        if (got := parts[f"A{key}"]) != (applied if "addresses" in account.write.body else 0):
            found.wrong.append(f"{key}: {applied} changes in the feed made {got} addresses")
    found.wrong += [f"{name}: in the feed, sent by nobody" for name in marked if name not in accounts]
    found.wrong += _last(marked, contacts)
    return found


def _judge(found: Found, account: Account, at: list[tuple[int, int]]) -> None:
    key, answer = account.write.key, account.answer
    if len(at) > 1:
        found.doubled.append(f"{key}: applied {len(at)} times, as contact and revision {at}")
    elif account.is_accepted and answer is not None:
        if not at:
            found.lost.append(f"{key}: accepted as revision {answer.revision} of {answer.contact}, and not there")
        elif at != [(answer.contact, answer.revision)]:
            found.wrong.append(f"{key}: accepted as {(answer.contact, answer.revision)}, and there as {at[0]}")
    elif answer is not None and at:
        found.wrong.append(f"{key}: refused with {answer.status}, and there as {at[0]}")
    elif answer is not None and (answer.status, account.write.is_race) != (412, True):
        found.wrong.append(f"{key}: answered with {answer.status}")


def _last(marked: Mapping[str, list[tuple[int, int]]], contacts: Mapping[int, Body]) -> Iterator[str]:
    newest: dict[int, tuple[int, str]] = {}
    for name, places in marked.items():
        for contact, revision in places:
            newest[contact] = max(newest.get(contact, (0, "")), (revision, name))
    for contact, (revision, name) in newest.items():
        body = contacts.get(contact)
        state = (body["revision"], body["last_name"]) if body else None
        if state != (revision, name):
            yield f"contact {contact} should be {(revision, name)} and is {state}"
    for contact in contacts.keys() - newest.keys():
        yield f"contact {contact} is not in the feed"
