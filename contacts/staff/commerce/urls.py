"""Addresses of the pages about orders, cases and bookings."""

from django.urls import URLPattern, path

from contacts.staff.commerce import order_views, removal, submission_views
from contacts.staff.commerce.desks import BOOKING_KIND, CASE_KIND, KINDS, Kind
from contacts.staff.engine import views


def _listed(kind: Kind) -> list[URLPattern]:
    slug, given = kind.desk.slug, {"kind": kind}
    return [
        path(f"{slug}/", views.show_list, {"desk": kind.desk}, name=f"{slug}-list"),
        path(f"{slug}/remove/", removal.remove, given, name=f"{slug}-remove"),
        path(f"{slug}/switch/", removal.switch, given, name=f"{slug}-switch"),
        path(f"{slug}/undo/", removal.undo, given, name=f"{slug}-undo"),
    ]


def _submissions(kind: Kind) -> list[URLPattern]:
    slug, given = kind.desk.slug, {"kind": kind}
    return [
        path(f"{slug}/new/", submission_views.create, given, name=f"{slug}-new"),
        path(f"{slug}/<row:key>/", submission_views.show, given, name=f"{slug}-edit"),
        path(f"{slug}/<row:key>/edit/", submission_views.edit, given, name=f"{slug}-change"),
    ]


commerce_urls: list[URLPattern] = [
    *(route for kind in KINDS.values() for route in _listed(kind)),
    path("orders/new/", order_views.create, name="orders-new"),
    path("orders/<row:key>/", order_views.show, name="orders-edit"),
    path("orders/<row:key>/edit/", order_views.edit, name="orders-change"),
    path("orders/<row:key>/payments/", order_views.pay, name="orders-pay"),
    path("orders/<row:key>/invoice/", order_views.invoice, name="orders-invoice"),
    path("orders/<row:key>/print.pdf", order_views.print_order, name="orders-print"),
    *_submissions(CASE_KIND),
    *_submissions(BOOKING_KIND),
    path("cases/<row:key>/print.pdf", submission_views.print_case, name="cases-print"),
]
