"""Addresses of the portal. Each line says for whom its page is; a line that says nothing is for customers."""

from django.urls import URLPattern, path

from contacts.portal.frame import look, pages
from contacts.portal.frame.access import Who, page
from contacts.portal.home import home

app_name = "portal"

urlpatterns: list[URLPattern] = [
    page("", home, name="home", who=Who.EVERYONE),
    page("language/", pages.set_language, name="language", who=Who.EVERYONE),
    page("theme/", pages.set_theme, name="theme", who=Who.EVERYONE),
    path("look-<str:mark>.css", look.look, name="look"),  # the same for everybody, and kept by every cache
]
