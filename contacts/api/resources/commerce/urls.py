"""Addresses of orders, cases and bookings, below ``/api/v1/``."""

from django.urls import URLPattern, path

from contacts.api.resources.commerce import orders, submissions


def commerce_urls(base: str) -> list[URLPattern]:
    """The routes; the converter ``row`` must be known."""
    return [
        path(f"{base}contacts/<str:ref>/orders", orders.OrdersOfContact.as_view()),
        path(f"{base}contacts/<str:ref>/cases", submissions.CasesOfContact.as_view()),
        path(f"{base}contacts/<str:ref>/bookings", submissions.BookingsOfContact.as_view()),
        path(f"{base}orders", orders.Orders.as_view()),
        path(f"{base}orders/<row:pk>", orders.OneOrder.as_view()),
        path(f"{base}orders/<row:pk>/restore", orders.RestoredOrder.as_view()),
        path(f"{base}orders/<row:pk>/payments", orders.Payments.as_view()),
        path(f"{base}orders/<row:pk>/invoice", orders.Invoices.as_view()),
        path(f"{base}orders/<row:pk>/printout", orders.OrderPrintout.as_view()),
        path(f"{base}cases", submissions.Cases.as_view()),
        path(f"{base}cases/<row:pk>", submissions.OneCase.as_view()),
        path(f"{base}cases/<row:pk>/restore", submissions.RestoredCase.as_view()),
        path(f"{base}cases/<row:pk>/printout", submissions.CasePrintout.as_view()),
        path(f"{base}bookings", submissions.Bookings.as_view()),
        path(f"{base}bookings/<row:pk>", submissions.OneBooking.as_view()),
        path(f"{base}bookings/<row:pk>/restore", submissions.RestoredBooking.as_view()),
    ]
