"""Reading cases and bookings."""

from django.db.models import QuerySet

from contacts.commerce.models import Booking, Case
from contacts.commerce.submissions.record import BookingRecord, CaseRecord, booking_record, case_record


def cases() -> QuerySet[Case]:
    """All cases, newest first, with their contact."""
    return Case.objects.select_related("contact").order_by("-id")


def bookings() -> QuerySet[Booking]:
    """All bookings, newest first, with their contact."""
    return Booking.objects.select_related("contact").order_by("-id")


def case(id_: int) -> CaseRecord | None:
    """One whole case, deleted or not; None when there is none."""
    row = cases().filter(pk=id_).first() if abs(id_) < 2**63 else None
    return case_record(row) if row else None


def booking(id_: int) -> BookingRecord | None:
    """One whole booking, deleted or not; None when there is none."""
    row = bookings().filter(pk=id_).first() if abs(id_) < 2**63 else None
    return booking_record(row) if row else None
