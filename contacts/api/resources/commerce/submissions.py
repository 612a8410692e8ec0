"""Cases and bookings of contacts."""

from django.http import HttpResponse
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
from contacts.commerce.submissions import operations, queries
from contacts.commerce.submissions.patch import BookingPatch, CasePatch
from contacts.commerce.submissions.record import BookingRecord, CaseRecord, booking_record, case_record
from contacts.files.printouts.operations import render
from contacts.files.printouts.queries import language_of
from contacts.record.parsing.parse import parse_as


class Cases(Commerce):
    """Cases, of one contact where the path names it."""

    def get(self, request: Request, ref: str | None = None) -> HttpResponse:
        """A page of cases, newest first; deleted ones only when asked."""
        return lists.page(request, lists.of(queries.cases(), ref), lambda rows: [case_record(row) for row in rows])


class CasesOfContact(Cases):
    """The cases of one contact."""

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """A new case: 201."""
        values = parse_as(CasePatch, read_json(request))
        case = operations.open_case(contact=id_named(ref), values=values, actor=actor_of(request))
        return _answer(
            queries.case(case.pk), status=201, location=request.build_absolute_uri(f"/api/v1/cases/{case.pk}")
        )


class OneCase(Commerce):
    """One case; a deleted one is there too."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The whole case, with its revision as ETag; 304 when the caller has that already."""
        return _read(request, queries.case(pk))

    @once
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change what is named, leave the rest."""
        revision = conditions.revision_asked(request, required=False)
        values = parse_as(CasePatch, read_json(request))
        operations.update_case(case=pk, values=values, actor=actor_of(request), revision=revision)
        return _answer(queries.case(pk))

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Put the case away: 204; ``restore`` brings it back."""
        revision = conditions.revision_asked(request, required=False)
        operations.switch_case(case=pk, deleted=True, actor=actor_of(request), revision=revision)
        return HttpResponse(status=204)


class RestoredCase(Commerce):
    """A deleted case, brought back."""

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Bring the case back."""
        revision = conditions.revision_asked(request, required=False)
        operations.switch_case(case=pk, deleted=False, actor=actor_of(request), revision=revision)
        return _answer(queries.case(pk))


class CasePrintout(Commerce):
    """A case on paper."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The case as PDF; ``?language=`` is the contact's own when absent."""
        refuse_unknown(request, ("language",))
        case = queries.case(pk)
        language = request.query_params.get("language", "") or language_of(case.contact if case else None)
        return printed(render("SERVICE_REQUEST", pk, language), f"case-{pk}")


class Bookings(Commerce):
    """Bookings, of one contact where the path names it."""

    def get(self, request: Request, ref: str | None = None) -> HttpResponse:
        """A page of bookings, newest first; deleted ones only when asked."""
        rows = lists.of(queries.bookings(), ref)
        return lists.page(request, rows, lambda found: [booking_record(row) for row in found])


class BookingsOfContact(Bookings):
    """The bookings of one contact."""

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """A new booking: 201."""
        values = parse_as(BookingPatch, read_json(request))
        booking = operations.book(contact=id_named(ref), values=values, actor=actor_of(request))
        location = request.build_absolute_uri(f"/api/v1/bookings/{booking.pk}")
        return _answer(queries.booking(booking.pk), status=201, location=location)


class OneBooking(Commerce):
    """One booking; a deleted one is there too."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The whole booking, with its revision as ETag; 304 when the caller has that already."""
        return _read(request, queries.booking(pk))

    @once
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change what is named, leave the rest."""
        revision = conditions.revision_asked(request, required=False)
        values = parse_as(BookingPatch, read_json(request))
        operations.update_booking(booking=pk, values=values, actor=actor_of(request), revision=revision)
        return _answer(queries.booking(pk))

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Cancel the booking: 204; ``restore`` brings it back."""
        revision = conditions.revision_asked(request, required=False)
        operations.switch_booking(booking=pk, deleted=True, actor=actor_of(request), revision=revision)
        return HttpResponse(status=204)


class RestoredBooking(Commerce):
    """A cancelled booking, brought back."""

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Bring the booking back."""
        revision = conditions.revision_asked(request, required=False)
        operations.switch_booking(booking=pk, deleted=False, actor=actor_of(request), revision=revision)
        return _answer(queries.booking(pk))


def _read(request: Request, record: CaseRecord | None) -> HttpResponse:
    refuse_unknown(request, ())
    if record and conditions.is_known(request, conditions.etag(record.revision)):
        return HttpResponse(status=304, headers={"ETag": conditions.etag(record.revision)})
    return _answer(record)


def _answer(record: CaseRecord | BookingRecord | None, *, status: int = 200, location: str = "") -> HttpResponse:
    if record is None:
        raise Problem(404, "There is nothing of this id.")
    headers = {"ETag": conditions.etag(record.revision)} | ({"Location": location} if location else {})
    return answer(record, status=status, headers=headers)
