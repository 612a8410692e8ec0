"""Addresses of the registered desks."""

from django.urls import URLPattern, path

from contacts.staff.engine import cell_views, views
from contacts.staff.engine.declaration import Desk


def desk_urls(desks: tuple[Desk, ...]) -> list[URLPattern]:
    """Return the routes of every desk, named `<slug>-<page>`."""
    return [route for desk in desks for route in _routes(desk)]


def _routes(desk: Desk) -> list[URLPattern]:
    slug, given = desk.slug, {"desk": desk}
    return [
        path(f"{slug}/", views.show_list, given, name=f"{slug}-list"),
        path(f"{slug}/new/", views.create, given, name=f"{slug}-new"),
        path(f"{slug}/remove/", views.remove, given, name=f"{slug}-remove"),
        path(f"{slug}/switch/", views.switch, given, name=f"{slug}-switch"),
        path(f"{slug}/undo/", views.undo, given, name=f"{slug}-undo"),
        path(f"{slug}/<str:key>/", views.edit, given, name=f"{slug}-edit"),
        path(f"{slug}/<str:key>/cell/<str:name>/", cell_views.cell, given, name=f"{slug}-cell"),
    ]
