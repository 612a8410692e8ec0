"""Addresses of files and the photo."""

from django.urls import URLPattern

from contacts.portal.documents import files, photo
from contacts.portal.own import own_page

documents_urls: list[URLPattern] = [
    own_page("files/", files.files, name="files"),
    own_page("files/<uuid:file>/", files.file, name="file"),
    own_page("files/<uuid:file>/remove/", files.remove, name="remove-file"),
    own_page("profile/photo/", photo.photo, name="photo"),
    own_page("profile/photo/remove/", photo.remove_photo, name="remove-photo"),
]
