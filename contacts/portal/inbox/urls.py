"""Addresses of the inbox."""

from django.urls import URLPattern

from contacts.portal.inbox import views
from contacts.portal.own import own_page

inbox_urls: list[URLPattern] = [
    own_page("messages/", views.inbox, name="inbox"),
    own_page("messages/put-away/", views.archive, name="archive"),
    own_page("messages/<uuid:message>/", views.message, name="message"),
    own_page("messages/<uuid:message>/page/", views.hypertext, name="message-page"),
    own_page("messages/<uuid:message>/link/", views.follow, name="message-link"),
    own_page("messages/<uuid:message>/mark/", views.mark, name="mark-message"),
]
