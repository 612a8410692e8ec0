"""A vCard file as a stream of contacts: 2.1, 3.0 and 4.0, as Google, Outlook, Apple and Nextcloud write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from contacts.imports.incoming import Incoming
from contacts.imports.problems import Problem, refuse
from contacts.imports.reading.card_fields import contact_of
from contacts.imports.reading.limits import Limits
from contacts.imports.reading.vcard_lines import Property, properties

_MOST_PROPERTIES = 5_000


class Cards:
    """Contacts, from the first on each time `incoming()` is called; one reading at a time."""

    def __init__(self, file: BinaryIO, encoding: str, limits: Limits) -> None:
        self._file = file
        self._encoding = encoding
        self._limits = limits

    def incoming(self) -> Iterator[Incoming]:
        """Every card of the file; FileRefused when the last one is cut off. A problem's row is a line of the file."""
        for number, (start, members, problem) in enumerate(self._cards(), start=1):
            faults = list(map(self._fault, members))
            problems = tuple(filter(None, (problem, *faults)))
            if problems:
                sound = [member for member, fault in zip(members, faults, strict=True) if not fault]
                contact, _, more = contact_of(sound)
                yield Incoming(number, start, contact, problems + more)
            else:
                yield _incoming(number, start, members)

    def _cards(self) -> Iterator[tuple[int, list[Property], Problem | None]]:
        """(first line, properties, what is wrong with the card's frame) of each card."""
        members: list[Property] = []
        start = depth = 0
        agent = False
        for each in properties(self._file, self._encoding, self._limits):
            begins = each.name == "BEGIN" and each.value.strip().upper() == "VCARD"
            if begins and depth and not agent:
                yield start, members, Problem("cut_off", "The card has no end.", start, "END")
                depth = 0
            if begins:
                depth += 1
                if depth == 1:
                    start, members = each.line, []
            elif each.name == "END" and each.value.strip().upper() == "VCARD" and depth:
                depth -= 1
                if depth == 0:
                    yield start, members, None
            elif depth == 1 and len(members) < _MOST_PROPERTIES:
                members.append(each)
            agent = depth > 0 and (each.name == "AGENT" or depth > 1)
        if depth:
            raise refuse("cut_off", "The last card has no end: the file seems cut off.", start, "END")
        if not start:
            raise refuse("empty", "The file has no cards.")

    def _fault(self, member: Property) -> Problem | None:
        if member.too_long:
            message = f"The value holds more than {self._limits.cell:,} characters."
            return Problem("cell_too_long", message, member.line, member.name)
        if not member.name:
            return Problem("not_a_property", "This line is no vCard property.", member.line, "")
        if "\x00" in member.value:
            return Problem("nul_character", "The value holds a NUL character.", member.line, member.name)
        if not member.value.isascii() and any("\ud800" <= c <= "\udfff" for c in member.value):
            return Problem("damaged_text", "The value holds bytes that are no text.", member.line, member.name)
        return None


def _incoming(number: int, start: int, members: list[Property]) -> Incoming:
    kinds = {m.value.strip().lower() for m in members if m.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND")}
    if "group" in kinds:
        problem = Problem("group_card", "This card is a group of contacts, not a contact.", start, "KIND")
        return Incoming(number, start, {}, (problem,))
    contact, unread, problems = contact_of(members)
    if not problems and not contact.keys() - {"kind", "external_id", "language"}:
        problem = Problem("empty_card", "The card names nobody.", start, "FN")
        return Incoming(number, start, {}, (problem,), unread)
    return Incoming(number, start, contact, problems, unread)
