"""Addresses of the portal. Each line says for whom its page is; a line that says nothing is for customers."""

from django.urls import URLPattern, path

from contacts.portal.approvals.urls import approval_urls
from contacts.portal.consents.urls import consents_urls
from contacts.portal.documents.urls import documents_urls
from contacts.portal.entrance.urls import entrance_urls
from contacts.portal.frame import look, pages
from contacts.portal.frame.access import Who, page
from contacts.portal.gate import check_zone
from contacts.portal.home import home
from contacts.portal.inbox.urls import inbox_urls
from contacts.portal.leaving.urls import leaving_urls
from contacts.portal.own import own_page
from contacts.portal.profile.urls import profile_urls
from contacts.portal.security.urls import security_urls
from contacts.portal.trade.urls import trade_urls
from contacts.portal.zones import zones

app_name = "portal"

urlpatterns: list[URLPattern] = [
    page("", home, name="home", who=Who.EVERYONE),
    page("language/", pages.set_language, name="language", who=Who.EVERYONE),
    page("theme/", pages.set_theme, name="theme", who=Who.EVERYONE),
    *entrance_urls,
    *approval_urls,
    *security_urls,
    *profile_urls,
    *consents_urls,
    *inbox_urls,
    *trade_urls,
    *documents_urls,
    own_page("access/", zones, name="zones"),
    *leaving_urls,
    # Neither of these is a page: a stylesheet that every cache may keep, and an answer for a web server.
    path("look-<str:mark>.css", look.look, name="look"),
    path("zones/check", check_zone, name="check-zone"),
]
