"""Cases and bookings of contacts. They are served alike, so each view is written once for both."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from msgspec import Struct
from rest_framework.request import Request

from contacts.api.protocol import conditions
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_json
from contacts.api.protocol.paging import refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.resources.commerce import lists
from contacts.api.resources.commerce.orders import Commerce, printed
from contacts.api.resources.contacts import id_named
from contacts.commerce.models import Booking, Case
from contacts.commerce.submissions import operations, queries
from contacts.commerce.submissions.patch import BookingPatch, CasePatch
from contacts.commerce.submissions.record import CaseRecord, booking_record, case_record
from contacts.files.printouts.operations import render
from contacts.files.printouts.queries import language_of
from contacts.record.parsing.parse import parse_as


class Kind(Struct, frozen=True):
    """What a kind of submission is made of; ``noun`` is what operations call its id."""

    noun: str
    patch: type[CasePatch | BookingPatch]
    rows: Callable[[], QuerySet[Any]]
    record: Callable[[Any], CaseRecord]
    find: Callable[[int], CaseRecord | None]
    create: Callable[..., Case | Booking]
    update: Callable[..., Case | Booking]
    switch: Callable[..., Case | Booking]


CASES = Kind(
    "case", CasePatch, queries.cases, case_record, queries.case,
    operations.open_case, operations.update_case, operations.switch_case,
)  # fmt: skip
BOOKINGS = Kind(
    "booking", BookingPatch, queries.bookings, booking_record, queries.booking,
    operations.book, operations.update_booking, operations.switch_booking,
)  # fmt: skip


class _Submission(Commerce):
    kind: ClassVar[Kind]

    def _answer(self, pk: int, *, status: int = 200, **headers: str) -> HttpResponse:
        record = self._record(pk)
        return answer(record, status=status, headers={"ETag": conditions.etag(record.revision), **headers})

    def _record(self, pk: int) -> CaseRecord:
        record = self.kind.find(pk)
        if record is None:
            raise Problem(404, "There is nothing of this id.")
        return record

    def _switch(self, request: Request, pk: int, *, deleted: bool) -> None:
        revision = conditions.revision_asked(request, required=False)
        self.kind.switch(**{self.kind.noun: pk}, deleted=deleted, actor=actor_of(request), revision=revision)


class _Listed(_Submission):
    def get(self, request: Request, ref: str | None = None) -> HttpResponse:
        """A page of them, newest first; deleted ones only when asked."""
        rows = lists.of(self.kind.rows(), ref)
        return lists.page(request, rows, lambda found: [self.kind.record(row) for row in found])


class _OfContact(_Listed):
    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """A new one: 201."""
        values = parse_as(self.kind.patch, read_json(request))
        row = self.kind.create(contact=id_named(ref), values=values, actor=actor_of(request))
        location = request.build_absolute_uri(f"/api/v1/{self.kind.noun}s/{row.pk}")
        return self._answer(row.pk, status=201, Location=location)


class _One(_Submission):
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The whole of it, with its revision as ETag; 304 when the caller has that already."""
        refuse_unknown(request, ())
        record = self._record(pk)
        headers = {"ETag": conditions.etag(record.revision)}
        if conditions.is_known(request, headers["ETag"]):
            return HttpResponse(status=304, headers=headers)
        return answer(record, headers=headers)

    @once
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change what is named, leave the rest."""
        revision = conditions.revision_asked(request, required=False)
        values = parse_as(self.kind.patch, read_json(request))
        self.kind.update(**{self.kind.noun: pk}, values=values, actor=actor_of(request), revision=revision)
        return self._answer(pk)

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Put it away: 204; ``restore`` brings it back."""
        self._switch(request, pk, deleted=True)
        return HttpResponse(status=204)


class _Restored(_Submission):
    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Bring it back."""
        self._switch(request, pk, deleted=False)
        return self._answer(pk)


class Cases(_Listed):
    """Cases, of one contact where the path names it."""

    kind = CASES


class CasesOfContact(_OfContact):
    """The cases of one contact."""

    kind = CASES


class OneCase(_One):
    """One case; a deleted one is there too."""

    kind = CASES


class RestoredCase(_Restored):
    """A deleted case, brought back."""

    kind = CASES


class CasePrintout(Commerce):
    """A case on paper."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The case as PDF; ``?language=`` is the contact's own when absent."""
        refuse_unknown(request, ("language",))
        case = queries.case(pk)
        language = request.query_params.get("language", "") or language_of(case.contact if case else None)
        return printed(render("SERVICE_REQUEST", pk, language), f"case-{pk}")


class Bookings(_Listed):
    """Bookings, of one contact where the path names it."""

    kind = BOOKINGS


class BookingsOfContact(_OfContact):
    """The bookings of one contact."""

    kind = BOOKINGS


class OneBooking(_One):
    """One booking; a deleted one is there too."""

    kind = BOOKINGS


class RestoredBooking(_Restored):
    """A cancelled booking, brought back."""

    kind = BOOKINGS
