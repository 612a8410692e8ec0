"""Addresses of every dialect; none ends in a slash, and none is one of the native API."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, include, path

from integrations.dialects import schema
from integrations.dialects.registry import DIALECTS


def _by_beginning(patterns: Iterable[URLPattern]) -> Iterator[URLPattern | URLResolver]:
    """The same addresses, those with one beginning below it, in their order: Django tries them one after the other."""
    below: dict[str, list[URLPattern]] = {}
    for pattern in patterns:
        below.setdefault(_beginning(str(pattern.pattern)), []).append(pattern)
    for beginning, group in below.items():
        if beginning:
            yield path(beginning, include([_cut(pattern, len(beginning)) for pattern in group]))
        else:
            yield from group


def _beginning(route: str) -> str:
    """Its first two words, as far as they are nobody's to fill in, with the slash behind them."""
    words = route.partition("<")[0].split("/")[:-1][:2]
    return "/".join([*words, ""]) if words else ""


def _cut(pattern: URLPattern, length: int) -> URLPattern:
    return path(str(pattern.pattern)[length:], pattern.callback, name=pattern.name)


urlpatterns: list[URLPattern | URLResolver] = [
    *_by_beginning(pattern for dialect in DIALECTS for pattern in dialect.urlpatterns),
    path("api/schema/<slug:dialect>/", schema.view, name="dialect-schema"),
]
