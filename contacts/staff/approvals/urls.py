"""Addresses of the pages about approvals."""

from django.urls import URLPattern, path

from contacts.staff.approvals import views
from contacts.staff.approvals.desks import APPROVALS
from contacts.staff.engine.views import show_list

approval_urls: list[URLPattern] = [
    path("approvals/", show_list, {"desk": APPROVALS}, name="approvals-list"),
    path("approvals/undo/", views.undo, name="approvals-undo"),
    path("approvals/<row:pk>/", views.one, name="approvals-edit"),
    path("approvals/<row:pk>/withdraw/", views.withdraw, name="approvals-withdraw"),
    path("approvals/<row:pk>/remind/", views.remind, name="approvals-remind"),
    path("contacts/<row:contact>/approvals/new/", views.ask, name="people-approvals-new"),
]
