"""Addresses of the portal. Each line says for whom its page is; a line that says nothing is for customers."""

from django.urls import URLPattern, path

from contacts.portal.approvals.urls import approval_urls
from contacts.portal.entrance.urls import entrance_urls
from contacts.portal.frame import look, pages
from contacts.portal.frame.access import Who, page
from contacts.portal.gate import check_zone
from contacts.portal.home import home
from contacts.portal.security.urls import security_urls

app_name = "portal"

urlpatterns: list[URLPattern] = [
    page("", home, name="home", who=Who.EVERYONE),
    page("language/", pages.set_language, name="language", who=Who.EVERYONE),
    page("theme/", pages.set_theme, name="theme", who=Who.EVERYONE),
    *entrance_urls,
    *approval_urls,
    *security_urls,
    # Neither of these is a page: a stylesheet that every cache may keep, and an answer for a web server.
    path("look-<str:mark>.css", look.look, name="look"),
    path("zones/check", check_zone, name="check-zone"),
]
