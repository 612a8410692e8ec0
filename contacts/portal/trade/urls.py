"""Addresses of orders, cases and bookings."""

from django.urls import URLPattern

from contacts.portal.own import own_page
from contacts.portal.trade import lists, pages, printing

trade_urls: list[URLPattern] = [
    own_page("orders/", lists.list_orders, name="orders"),
    own_page("orders/<uuid:order>/", pages.order, name="order"),
    own_page("orders/<uuid:order>/order.pdf", printing.print_order, name="print-order"),
    own_page("orders/<uuid:order>/invoice.pdf", printing.print_invoice, name="print-invoice"),
    own_page("orders/<uuid:order>/receipts/<int:payment>.pdf", printing.print_receipt, name="print-receipt"),
    own_page("requests/", lists.list_cases, name="cases"),
    own_page("requests/<uuid:case>/", pages.case, name="case"),
    own_page("requests/<uuid:case>/request.pdf", printing.print_case, name="print-case"),
    own_page("bookings/", lists.list_bookings, name="bookings"),
    own_page("bookings/<uuid:booking>/", pages.booking, name="booking"),
]
