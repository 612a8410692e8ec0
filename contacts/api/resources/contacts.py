"""Contacts: lists and whole contacts are stored texts passed through, changes go through the door."""

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.protocol import conditions
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, passed, read_json, selected
from contacts.api.protocol.paging import PAGING, flag_asked, limit_asked, next_url, refuse_repeated
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources import fixed
from contacts.api.shapes import Revealed
from contacts.directory import operations, queries
from contacts.directory.commands import Saved
from contacts.directory.finding import filtering
from contacts.directory.finding.likeness import Likely, likely
from contacts.directory.reading import paging, snapshots
from contacts.directory.storing import numbers
from contacts.record.contact import ContactRecord
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.filters import Group, Where
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.tables.rowids import is_row_id

FIELDS = ContactRecord.__struct_fields__
OWN_PARAMETERS = frozenset({"search", "filter", "fields", "order", "archived", *PAGING})
ARCHIVED = {"false": False, "true": True, "any": None}


class Contacts(Resource):
    """All contacts."""

    def get(self, request: Request) -> HttpResponse:
        """A page of contacts that match ``search``, ``filter`` and plain parameters; archived ones only when asked."""
        refuse_repeated(request, OWN_PARAMETERS)
        where, wanted, archived = where_asked(request), fields_asked(request), archived_asked(request)
        search = request.query_params.get("search", "")
        page = paging.page(
            search=search,
            where=where,
            archived=archived,
            order=request.query_params.get("order", "id"),
            after=request.query_params.get("after", ""),
            limit=limit_asked(request),
        )
        listed = b",".join(selected(text, wanted) for text in page.texts) if wanted else page.listed
        end = f'],"next":{codec.dumps(next_url(request, page.next))}'
        if flag_asked(request, "count"):
            known = page.total
            total = queries.count(search=search, where=where, archived=archived) if known is None else known
            end += f',"count":{total}'
        return passed(b"".join((b'{"results":[', listed, f"{end}}}".encode())))

    @once
    def post(self, request: Request) -> HttpResponse:
        """A new contact: 201, its address in ``Location``; who it may be already stands in ``likely_duplicates``."""
        saved = operations.create(patch=parse_patch(read_json(request)), actor=actor_of(request))
        location = request.build_absolute_uri(f"{request.path}/{saved.record.id}")
        headers = {"Location": location, "ETag": conditions.etag(saved.record.revision)}
        text = codec.to_text(saved.record)
        if alike := _alike(saved.record):
            text = f'{text[:-1]},"likely_duplicates":{codec.dumps(alike)}}}'
        return passed(text, status=201, headers=headers)


class OneContact(Resource):
    """One contact, by its integer key or its UUID; an archived one is there too."""

    def get(self, request: Request, ref: str) -> HttpResponse:
        """The whole contact, with its revision as ETag; 304 when the caller has that already."""
        wanted = fields_asked(request)
        _, revision, text = contact_named(ref)
        headers = {"ETag": conditions.etag(revision)}
        if conditions.is_known(request, headers["ETag"]):
            return HttpResponse(status=304, headers=headers)
        return passed(selected(text, wanted) if wanted else text, headers=headers)

    @once
    def patch(self, request: Request, ref: str) -> HttpResponse:
        """Change what is named, leave the rest."""
        return self._changed(request, ref, whole=False)

    @once
    def put(self, request: Request, ref: str) -> HttpResponse:
        """Replace: what is not named is cleared, parts that are not named are removed."""
        return self._changed(request, ref, whole=True)

    @once
    def delete(self, request: Request, ref: str) -> HttpResponse:
        """Archive: 204; ``restore`` brings the contact back."""
        revision = conditions.revision_asked(request, required=False)
        saved = operations.archive(contact=id_named(ref), actor=actor_of(request), revision=revision)
        return HttpResponse(status=204, headers={"ETag": conditions.etag(saved.record.revision)})

    def _changed(self, request: Request, ref: str, *, whole: bool) -> HttpResponse:
        revision = conditions.revision_asked(request, required=True)
        patch = fixed.parsed(
            read_json(request), stored=lambda: codec.from_text(contact_named(ref)[2]), revision=revision
        )
        saved = operations.update(
            contact=id_named(ref), patch=patch, actor=actor_of(request), revision=revision, whole=whole
        )
        return contact_answer(saved)


class Numbers(Resource):
    """ID-like numbers in full; records hold them masked."""

    reads = "numbers:reveal"

    def get(self, request: Request, ref: str) -> HttpResponse:
        """The numbers by slot; that they were asked for is logged."""
        return answer(Revealed(numbers.reveal(contact=contact_named(ref)[0], actor=actor_of(request))))


def contact_named(ref: str) -> tuple[int, int, str]:
    """Id, revision and stored text of the contact that ``ref`` names; raises ``Problem`` 404."""
    found = snapshots.find(ref)
    if found is None:
        raise Problem(404, f"There is no contact {ref[:60]}.")
    return found


def id_named(ref: str) -> int:
    """The id of the contact that ``ref`` names; an integer is believed, the door looks for it; raises 404."""
    if is_row_id(ref):
        return int(ref)
    return contact_named(ref)[0]


def contact_answer(saved: Saved) -> HttpResponse:
    """The contact as it now is."""
    return passed(codec.to_text(saved.record), headers={"ETag": conditions.etag(saved.record.revision)})


def _alike(record: ContactRecord) -> list[Likely]:
    """Who a new contact may be already, by its emails and phones; two contacts may share either."""
    return likely(
        emails=[email.email for email in record.emails],
        phones=[(phone.e164 or phone.number, phone.country) for phone in record.phones],
        but=record.id,
    )


def where_asked(request: Request) -> Where | None:
    """``filter`` and plain parameters together; raises ``Invalid`` at the parameter."""
    asked = request.query_params
    plain = [(key, value) for key in asked if key not in OWN_PARAMETERS for value in asked.getlist(key)]
    text = asked.get("filter", "")
    parts = [filtering.parse_filter(text) if text else None, filtering.parse_parameters(plain) if plain else None]
    given = tuple(part for part in parts if part is not None)
    return Group("and", given) if len(given) > 1 else next(iter(given), None)


def fields_asked(request: Request) -> tuple[str, ...]:
    """``?fields=id,display_name``: the top-level keys wanted, none for all; raises ``Invalid``."""
    text = request.query_params.get("fields", "")
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if unknown := [name for name in names if name not in FIELDS]:
        sentence = f"There is no key {{!r}}. Expected some of {', '.join(FIELDS)}."
        raise Invalid([FieldError("fields", "unknown_field", sentence.format(name[:60])) for name in unknown[:20]])
    return names


def archived_asked(request: Request) -> bool | None:
    """``?archived=false`` (as when absent), ``true`` or ``any``; raises ``Invalid``."""
    text = request.query_params.get("archived", "false").lower()
    if text not in ARCHIVED:
        raise invalid("archived", "invalid_choice", f"Expected one of {', '.join(ARCHIVED)}.")
    return ARCHIVED[text]
