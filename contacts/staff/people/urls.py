"""Addresses of the pages about contacts."""

from django.urls import URLPattern, path

from contacts.staff.people.files import photo
from contacts.staff.people.files import views as file_views
from contacts.staff.people.finding import keeping
from contacts.staff.people.finding import views as list_views
from contacts.staff.people.one import create_views, part_views
from contacts.staff.people.one import views as record_views

people_urls: list[URLPattern] = [
    path("contacts/", list_views.show_list, name="people"),
    path("contacts/new/", create_views.create, name="people-new"),
    path("contacts/alike/", create_views.alike, name="people-alike"),
    path("contacts/archive/", list_views.put_away, name="people-archive"),
    path("contacts/bring-back/", list_views.bring_back, name="people-bring-back-all"),
    path("contacts/undo/", list_views.undo, name="people-undo-all"),
    path("contacts/pick/", list_views.pick, name="people-pick"),
    path("contacts/columns/", list_views.offer_columns, name="people-columns"),
    path("contacts/export/<str:format>/", list_views.take_out, name="people-export"),
    path("contacts/views/", keeping.keep_view, name="people-keep-view"),
    path("contacts/views/undo/", keeping.bring_view_back, name="people-views-undo"),
    path("contacts/views/<row:key>/", keeping.rename_view, name="people-rename-view"),
    path("contacts/views/<row:key>/forget/", keeping.forget_view, name="people-forget-view"),
    path("contacts/<row:contact>/", record_views.show, name="people-record"),
    path("contacts/<row:contact>/value/<str:path>/", record_views.fact, name="people-fact"),
    path("contacts/<row:contact>/cell/<str:name>/", record_views.cell, name="people-cell"),
    path("contacts/<row:contact>/parts/<str:name>/new/", part_views.part_new, name="people-part-new"),
    path("contacts/<row:contact>/parts/<str:name>/<row:key>/", part_views.part, name="people-part"),
    path(
        "contacts/<row:contact>/parts/<str:name>/<row:key>/remove/", part_views.part_remove, name="people-part-remove"
    ),
    path("contacts/<row:contact>/restore/<row:revision>/", record_views.restore, name="people-restore"),
    path("contacts/<row:contact>/undo/", record_views.undo, name="people-undo"),
    path("contacts/<row:contact>/photo/", photo.set_photo, name="people-photo"),
    path("contacts/<row:contact>/photo/remove/", photo.remove_photo, name="people-photo-remove"),
    path("contacts/<row:contact>/photo/undo/", photo.undo, name="people-photo-undo"),
    path("contacts/<row:contact>/files/", file_views.add, name="people-files"),
    path("contacts/<row:contact>/files/undo/", file_views.undo, name="people-files-undo"),
    path("files/<str:file>/", file_views.fetch, name="file"),
    path("files/<str:file>/share/", file_views.share, name="file-share"),
    path("files/<str:file>/remove/", file_views.remove, name="file-remove"),
    path("contacts/<row:contact>/archive/", record_views.archive, name="people-archive-one"),
    path("contacts/<row:contact>/bring-back/", record_views.bring_back, name="people-bring-back"),
]
