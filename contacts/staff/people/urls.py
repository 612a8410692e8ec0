"""Addresses of the pages about contacts."""

from django.urls import URLPattern, path

from contacts.staff.people.finding import views as list_views
from contacts.staff.people.one import create_views, part_views
from contacts.staff.people.one import views as record_views

people_urls: list[URLPattern] = [
    path("contacts/", list_views.show_list, name="people"),
    path("contacts/new/", create_views.create, name="people-new"),
    path("contacts/alike/", create_views.alike, name="people-alike"),
    path("contacts/archive/", list_views.put_away, name="people-archive"),
    path("contacts/undo/", list_views.undo, name="people-undo-all"),
    path("contacts/pick/", list_views.pick, name="people-pick"),
    path("contacts/export/<str:format>/", list_views.take_out, name="people-export"),
    path("contacts/views/", list_views.keep_view, name="people-keep-view"),
    path("contacts/views/<int:key>/forget/", list_views.forget_view, name="people-forget-view"),
    path("contacts/<int:contact>/", record_views.show, name="people-record"),
    path("contacts/<int:contact>/value/<str:path>/", record_views.fact, name="people-fact"),
    path("contacts/<int:contact>/cell/<str:name>/", record_views.cell, name="people-cell"),
    path("contacts/<int:contact>/parts/<str:name>/new/", part_views.part_new, name="people-part-new"),
    path("contacts/<int:contact>/parts/<str:name>/<int:key>/", part_views.part, name="people-part"),
    path(
        "contacts/<int:contact>/parts/<str:name>/<int:key>/remove/", part_views.part_remove, name="people-part-remove"
    ),
    path("contacts/<int:contact>/restore/<int:revision>/", record_views.restore, name="people-restore"),
    path("contacts/<int:contact>/undo/", record_views.undo, name="people-undo"),
    path("contacts/<int:contact>/archive/", record_views.archive, name="people-archive-one"),
    path("contacts/<int:contact>/bring-back/", record_views.bring_back, name="people-bring-back"),
]
