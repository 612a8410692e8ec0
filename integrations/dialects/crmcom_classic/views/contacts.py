"""Contacts: show, list, create and update."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from contacts.directory.commands import Saved
from contacts.directory.reading import snapshots
from contacts.directory.reading.texts import Texts
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing import codec
from integrations.dialects.crmcom_classic.asking import defining, identifiers
from integrations.dialects.crmcom_classic.asking.lookups import ClassicLookups
from integrations.dialects.crmcom_classic.asking.rendering import fields_of, listed, render
from integrations.dialects.crmcom_classic.table import TABLE
from integrations.dialects.crmcom_classic.views.frame import Classic
from integrations.dialects.crmcom_classic.words.values import TYPE
from integrations.mapping.codecs import whole
from integrations.mapping.draft import Misread
from integrations.wire import rendering
from integrations.wire.inbound import people

MOST_LISTED = 100
MANDATORY = {"person": ("first_name", "last_name"), "company": ("company_name",)}
COUNT = whole(0, 2**31 - 1, words=True)


class Show(Classic):
    """``contact_information/show``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One contact, whole."""
        known = ClassicLookups(self.who)
        person = identifiers.one(self.said.get(identifiers.KEY), caller=self.who)
        (body,) = known.see([person.body])
        return self.ok(self.chosen(render(known.stamped(body), known, "full")), text=None)


class Listing(Classic):
    """``contact_information/list``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Everybody who has all that is named, by id; at most a hundred."""
        count, skipped = self._whole("number_of_results", MOST_LISTED), self._whole("offset", 0)
        where = people.reached(identifiers.listed(self.said), self.who)
        known, form = ClassicLookups(self.who), listed(fields_of(self.said))

        def found(whole: bool) -> Texts:
            return snapshots.listed(where=where, limit=min(count, MOST_LISTED), offset=skipped, whole=whole)

        return self.listed(rendering.listed(found, known, form, self.question))

    def _whole(self, name: str, unsaid: int) -> int:
        try:
            found = COUNT.decode(self.said.get(name))
        except Invalid as exc:
            raise Misread(error.under(name) for error in exc.errors) from None
        return unsaid if found is None else int(found)


class Create(Classic):
    """``contact_information/create``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The short object, or what ``fields_set`` names of the whole one."""
        known, kind = ClassicLookups(self.who), self._kind()
        _check(kind, [name for name in MANDATORY[kind] if self.said.get(name) in (None, "")])
        defining.define(self.said, actor=self.who.actor())
        saved = people.create(TABLE, self.said, caller=self.who, known=known)
        if not fields_of(self.said):
            (body,) = known.see([codec.to_body(saved.record)], whole=False)
            return self.ok(render(body, known, "short"), text=None)
        return self.ok(self.chosen(_whole(saved, known, "full")))

    def _kind(self) -> str:
        if self.said.get("type") in (None, ""):
            raise Misread([FieldError("type", "required", "Expected PERSON or COMPANY.")])
        try:
            return str(TYPE.decode(self.said["type"]))
        except Invalid as exc:
            raise Misread(error.under("type") for error in exc.errors) from None


class Update(Classic):
    """``contact_information/update``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The whole object; what is absent stays, null clears, the type is given once."""
        data = {name: value for name, value in self.said.items() if name != "type"}
        person = identifiers.one(data.get(identifiers.KEY), caller=self.who)
        kind = person.body["kind"]
        _check(kind, [name for name in MANDATORY[kind] if name in data and data[name] in (None, "")])
        defining.define(data, actor=self.who.actor())
        known = ClassicLookups(self.who)

        def seen(body: Mapping[str, Any]) -> Mapping[str, Any]:
            return known.stamped(known.see([body], whole=False)[0])

        saved = people.update(TABLE, data, person, caller=self.who, known=known, seen=seen)
        return self.ok(self.chosen(_whole(saved, ClassicLookups(self.who), "update")))


def _check(kind: str, missing: list[str]) -> None:
    if missing:
        sentence = f"This is mandatory for {TYPE.encode(kind) if TYPE.encode else kind}."
        raise Misread(FieldError(name, "required", sentence) for name in missing)


def _whole(saved: Saved, known: ClassicLookups, form: str) -> Mapping[str, Any]:
    (body,) = known.see([codec.to_body(saved.record)])
    return render(known.stamped(body), known, form)
