"""Addresses of taking one's data along and of leaving."""

from django.urls import URLPattern

from contacts.portal.frame.access import Who, page
from contacts.portal.leaving import copies, leaving
from contacts.portal.own import own_page

leaving_urls: list[URLPattern] = [
    own_page("data/", leaving.your_data, name="your-data"),
    own_page("data/copy/", copies.copies, name="copies", who=Who.FRESH),
    own_page("data/copy/<uuid:package>.zip", copies.copy, name="copy", who=Who.FRESH),
    page("leave/", leaving.leave, name="leave", who=Who.FRESH),
]
