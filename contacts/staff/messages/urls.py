"""Addresses of the pages about messages."""

from django.urls import URLPattern, path

from contacts.staff.messages import outgoing, texts, writing

message_urls: list[URLPattern] = [
    path("outgoing/", outgoing.outgoing, name="outgoing"),
    path("outgoing/<row:pk>/", outgoing.one, name="outgoing-one"),
    path("outgoing/<row:pk>/page/", outgoing.page, name="outgoing-page"),
    path("outgoing/<row:pk>/retry/", outgoing.retry, name="outgoing-retry"),
    path("outgoing/<row:pk>/cancel/", outgoing.cancel, name="outgoing-cancel"),
    path("templates/", texts.texts, name="texts"),
    path("templates/<str:key>/<str:channel>/<str:language>/", texts.one, name="texts-one"),
    path("templates/<str:key>/<str:channel>/<str:language>/preview/", texts.preview, name="texts-preview"),
    path("templates/<str:key>/<str:channel>/<str:language>/reset/", texts.reset, name="texts-reset"),
    path("contacts/<row:contact>/write/", writing.write, name="people-write"),
    path("contacts/<row:contact>/write/begin/", writing.begin, name="people-write-begin"),
    path("contacts/<row:contact>/write/undo/", writing.undo, name="people-write-undo"),
]
