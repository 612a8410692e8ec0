"""One page of a list that is read from the newest to the oldest, or the other way, and what its address says."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from msgspec import Struct

SHOWN = 100


class Page(Struct, frozen=True):
    """Rows, and where the older ones and the newest are; "" where there are none."""

    rows: list[Any]
    next_url: str
    first_url: str


def whole_number(text: str) -> int | None:
    """A row's id as an address may say it, else None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def page_of(rows: QuerySet[Any], request: HttpRequest, asked: Mapping[str, Any]) -> Page:
    """The page of ``rows``, which are ordered by descending id, after ``?before=``; ``asked`` is what they match."""
    before = whole_number(request.GET.get("before", ""))
    found = list(rows.filter(Q(pk__lt=before) if before is not None else Q())[: SHOWN + 1])
    following = address(asked, before=found[SHOWN - 1].pk) if len(found) > SHOWN else ""
    return Page(found[:SHOWN], following, (address(asked) or "?") if before is not None else "")


def page_onward(rows: QuerySet[Any], request: HttpRequest, asked: Mapping[str, Any]) -> Page:
    """The page of ``rows``, which are ordered by ascending id, behind ``?after=``; ``asked`` is what they match."""
    after = whole_number(request.GET.get("after", ""))
    found = list(rows.filter(Q(pk__gt=after) if after is not None else Q())[: SHOWN + 1])
    following = address(asked, after=found[SHOWN - 1].pk) if len(found) > SHOWN else ""
    return Page(found[:SHOWN], following, (address(asked) or "?") if after is not None else "")


def address(asked: Mapping[str, Any], **more: Any) -> str:
    """The list's own address with these parameters; empty ones are left out."""
    return "?" + urlencode({name: value for name, value in {**asked, **more}.items() if value})
