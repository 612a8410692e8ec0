"""Addresses of photos."""

from django.urls import URLPattern, path, register_converter

from contacts.files.photos.spelling import FORMATS
from contacts.pictures.views import show


class PhotoKey:
    """A photo's key, and nothing that a path could be made of."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PhotoKey, "photo_key")

urlpatterns: list[URLPattern] = [
    path(f"photos/<photo_key:key>/<int:width>.{format}", show, {"format": format}) for format in FORMATS
]
