"""Addresses sorted by how they begin: Django tries them one after the other, and there are more than a hundred."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, include, path


def by_beginning(patterns: Iterable[URLPattern]) -> Iterator[URLPattern | URLResolver]:
    """The same addresses, those with one beginning below it, in their order."""
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
    return path(str(pattern.pattern)[length:], pattern.callback, kwargs=pattern.default_args, name=pattern.name)
