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
        path(f"{slug}/<int:key>/", submission_views.show, given, name=f"{slug}-edit"),
        path(f"{slug}/<int:key>/edit/", submission_views.edit, given, name=f"{slug}-change"),
    ]


commerce_urls: list[URLPattern] = [
    *(route for kind in KINDS.values() for route in _listed(kind)),
    path("orders/new/", order_views.create, name="orders-new"),
    path("orders/<int:key>/", order_views.show, name="orders-edit"),
    path("orders/<int:key>/edit/", order_views.edit, name="orders-change"),
    path("orders/<int:key>/payments/", order_views.pay, name="orders-pay"),
    path("orders/<int:key>/invoice/", order_views.invoice, name="orders-invoice"),
    path("orders/<int:key>/print.pdf", order_views.print_order, name="orders-print"),
    *_submissions(CASE_KIND),
    *_submissions(BOOKING_KIND),
    path("cases/<int:key>/print.pdf", submission_views.print_case, name="cases-print"),
]
