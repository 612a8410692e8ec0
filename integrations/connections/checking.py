"""What is wrong with a connection as it is about to be stored."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import httpx

from contacts.directory.finding import filtering
from contacts.options import queries as options
from contacts.outside.client import check as check_address
from contacts.outside.errors import Forbidden
from contacts.record.cleaning.clean import text_fault
from contacts.record.errors import FieldError, Invalid
from integrations.connections.models import Connection, Deletion, Direction, ExternalReference, Owner
from integrations.connections.needs import Need
from integrations.connections.options import HOSTS

MATCHING = ("email", "external_id", "import_ref", "code", "phone", "name")
MOST_MINUTES = 7 * 24 * 60
MOST_CHARACTERS = 2_000  # of one value of an account


def allowed_hosts() -> frozenset[str]:
    """Hosts as ``host:port`` that are called although they are not public."""
    return frozenset(str(options.get(HOSTS)).lower().split())


def check(row: Connection, *, needs: Sequence[Need], account: dict[str, str], known: frozenset[str]) -> None:
    """Raise ``Invalid`` for what cannot be stored; ``known`` are the values of the account that are kept already."""
    if faults := [*_faults(row), *_account_faults(needs, account, known)]:
        raise Invalid(faults)


def _faults(row: Connection) -> Iterator[FieldError]:
    if not 0 < len(row.name) <= 200 or text_fault(row.name, multiline=False):
        yield FieldError("name", "invalid", f"Expected 1 to 200 characters (got {len(row.name)}).")
    elif Connection.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        yield FieldError("name", "taken", "Another connection has this name.")
    yield from _address_faults(row.address)
    for name, value, choices in (
        ("direction", row.direction, Direction.values),
        ("deletion", row.deletion, Deletion.values),
    ):
        if value not in choices:
            yield FieldError(name, "invalid_choice", f"Expected one of {', '.join(choices)}.")
    yield from _chosen(row)
    if type(row.pull_every) is not int or not 0 <= row.pull_every <= MOST_MINUTES:
        yield FieldError("pull_every", "invalid", f"Expected minutes from 0 (by hand) to {MOST_MINUTES}.")


def _chosen(row: Connection) -> Iterator[FieldError]:
    if not isinstance(row.ownership, dict) or not set(map(str, row.ownership.values())) <= set(Owner.values):
        yield FieldError("ownership", "invalid", f"Expected paths with one of {', '.join(Owner.values)}.")
    if not isinstance(row.matching, list) or not set(map(str, row.matching)) <= set(MATCHING):
        yield FieldError("matching", "invalid", f"Expected a list of {', '.join(MATCHING)}.")
    if not isinstance(row.events, list) or any(not isinstance(one, str) for one in row.events):
        yield FieldError("events", "invalid", "Expected a list of names of events.")
    if not isinstance(row.where, dict):
        yield FieldError("where", "invalid", "Expected a filter as a JSON object, or {}.")
    elif row.where:
        yield from _where_faults(row.where)


def _where_faults(where: dict[str, Any]) -> Iterator[FieldError]:
    try:
        filtering.parse_stored(where)
    except Invalid as exc:
        for error in exc.errors:
            yield FieldError("where" + error.path.removeprefix("filter"), error.code, error.message)


def _address_faults(address: str) -> Iterator[FieldError]:
    try:
        if len(address) > 500:
            raise Forbidden("At most 500 characters.")
        check_address(httpx.URL(address), allowed=allowed_hosts())
    except (Forbidden, httpx.InvalidURL) as exc:
        said = str(exc) if isinstance(exc, Forbidden) else "This is no address."
        yield FieldError("address", "invalid", f"Expected an address like https://crm.example.org. {said}")


def _account_faults(needs: Sequence[Need], account: dict[str, str], known: frozenset[str]) -> Iterator[FieldError]:
    for need in needs:
        value = account.get(need.name, "")
        if need.required and not value and need.name not in known:
            yield FieldError(f"account.{need.name}", "required", f"Name the {need.label.lower()}.")
        elif not isinstance(value, str) or len(value) > MOST_CHARACTERS or text_fault(value, multiline=True):
            yield FieldError(f"account.{need.name}", "invalid", f"Expected at most {MOST_CHARACTERS} characters.")
    for name in sorted(set(account) - {need.name for need in needs}):
        yield FieldError(f"account.{name[:100]}", "unknown_field", "There is no such value in this account.")


def reference_faults(rows: Iterable[ExternalReference]) -> Iterator[FieldError]:
    """Each of ours and of theirs may stand once."""
    ours: set[int] = set()
    theirs: set[str] = set()
    for n, row in enumerate(rows):
        if not row.theirs or len(row.theirs) > 200:
            yield FieldError(f"[{n}].theirs", "invalid", "Expected 1 to 200 characters.")
        if row.ours in ours or row.theirs in theirs:
            yield FieldError(f"[{n}]", "duplicate", "It stands in the list twice.")
        ours.add(row.ours)
        theirs.add(row.theirs)
