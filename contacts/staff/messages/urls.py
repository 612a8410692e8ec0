"""Addresses of the pages about messages."""

from django.urls import URLPattern, path

from contacts.staff.messages import outgoing, texts, writing

message_urls: list[URLPattern] = [
    path("outgoing/", outgoing.outgoing, name="outgoing"),
    path("outgoing/<int:pk>/", outgoing.one, name="outgoing-one"),
    path("outgoing/<int:pk>/page/", outgoing.page, name="outgoing-page"),
    path("outgoing/<int:pk>/retry/", outgoing.retry, name="outgoing-retry"),
    path("outgoing/<int:pk>/cancel/", outgoing.cancel, name="outgoing-cancel"),
    path("templates/", texts.texts, name="texts"),
    path("templates/<str:key>/<str:channel>/<str:language>/", texts.one, name="texts-one"),
    path("templates/<str:key>/<str:channel>/<str:language>/preview/", texts.preview, name="texts-preview"),
    path("templates/<str:key>/<str:channel>/<str:language>/reset/", texts.reset, name="texts-reset"),
    path("contacts/<int:contact>/write/", writing.write, name="people-write"),
    path("contacts/<int:contact>/write/begin/", writing.begin, name="people-write-begin"),
    path("contacts/<int:contact>/write/undo/", writing.undo, name="people-write-undo"),
]
