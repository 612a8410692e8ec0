"""Lists of parts, emails or addresses, each part in the words of a table of its own."""

from collections.abc import Mapping
from typing import Any

from contacts.record.errors import FieldError, join
from integrations.mapping.codecs import Codec, Known
from integrations.mapping.draft import Draft, Misread
from integrations.mapping.slots import Show, Slot
from integrations.mapping.sources import BLANK_PARTS, PLAIN, Look
from integrations.mapping.table import Table

Part = Mapping[str, Any]


class PartSet(Slot, frozen=True, kw_only=True):
    """The parts of ``key``; rows of ``inner`` have their places in a part. No ``form`` shows them as requests do.

    What an entry of a request means (add, change, remove) is its dialect's to say, in ``place``.
    """

    inner: Table
    form: str = ""

    def reads(self) -> tuple[tuple[str, ...], ...]:
        return tuple((self.key, top) for top in self.inner.reads(self.form))

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        render = (self.inner.renderer if look is PLAIN else self.inner.lister)(self.form)
        parts, seen = look.at(self.key), self.seen
        return lambda found, body, known: [render(part, known) for part in seen(parts(body), known)]

    def seen(self, parts: list[Part], known: Known) -> list[Part]:
        """Those of a contact that are shown."""
        return parts

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        faults: list[FieldError] = []
        for n, one in enumerate(value):
            try:
                self.place(draft, one, f"{their}[{n}]", known)
            except Misread as exc:
                faults += exc.errors
        if faults:
            raise Misread(faults)

    def place(self, draft: Draft, one: Mapping[str, Any], their: str, known: Known) -> None:
        """Say in the patch what an entry means; raises ``Misread``."""
        raise NotImplementedError

    def change(self, draft: Draft, part: Part | None, one: Mapping[str, Any], their: str, known: Known) -> None:
        """``part`` with the values of an entry, or a new one; raises ``Misread`` with paths below ``their``."""
        try:
            inner = self.inner.drafted(one, current=part or BLANK_PARTS[self.key], known=known)
        except Misread as exc:
            raise Misread(FieldError(join(their, e.path), e.code, e.message) for e in exc.errors) from None
        if part and not inner.values:
            return
        items = draft.values.setdefault(self.key, [])
        for path, name in inner.names.items():
            draft.names[f"{self.key}[{len(items)}].{path}"] = join(their, name)
        draft.names[f"{self.key}[{len(items)}]"] = their
        items.append(({"id": part["id"]} if part else {}) | inner.values)

    def remove(self, draft: Draft, part: Part) -> None:
        """Take a part away."""
        draft.values.setdefault(self.key, []).append({"id": part["id"], "remove": True})
