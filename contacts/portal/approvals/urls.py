"""Addresses of what customers are asked to approve; that of the link is told by ``contacts.approvals.mailing``."""

from django.urls import URLPattern

from contacts.portal.approvals import by_link, signed_in
from contacts.portal.frame.access import Who, page

approval_urls: list[URLPattern] = [
    page("approve/", by_link.approve, name="approve", who=Who.EVERYONE),
    page("approvals/", signed_in.list_approvals, name="approvals"),
    page("approvals/<uuid:uuid>/", signed_in.one_approval, name="approval"),
]
