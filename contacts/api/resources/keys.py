"""API keys. A key may issue others, with no more scopes than its own; a secret is shown once."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from msgspec import UNSET
from rest_framework.request import Request

from contacts.access.keys import operations, queries
from contacts.access.keys.models import ApiKey
from contacts.access.keys.operations import PER_MINUTE
from contacts.access.keys.queries import Principal
from contacts.api.protocol.authentication import actor_of, principal_of
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.paging import page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.shapes import ApiKeyIssued, ApiKeyShown, KeyRequest, Page
from contacts.record.errors import FieldError, Invalid


def serialize(key: ApiKey) -> ApiKeyShown:
    """A key as callers read it, without its secret."""
    return ApiKeyShown(**_fields(key))


def _fields(key: ApiKey) -> dict[str, Any]:
    names = (name for name in ApiKeyShown.__struct_fields__ if name != "last_used_at")
    return {name: getattr(key, name) for name in names} | {"last_used_at": key.use.last_used_at}


class Keys(Resource):
    """All keys."""

    reads = writes = "keys:manage"

    def get(self, request: Request) -> HttpResponse:
        """A page of keys, revoked ones too."""
        refuse_unknown(request, ("limit", "after"))
        page, following = page_of(request, queries.api_keys(), "pk")
        return answer(Page([serialize(row) for row in page], following))

    @once
    def post(self, request: Request) -> HttpResponse:
        """Issue a key: 201, with ``key``, the text that is shown this once."""
        asked, own = read_as(KeyRequest, request), principal_of(request)
        per_minute = min(PER_MINUTE, own.per_minute) if asked.per_minute is UNSET else asked.per_minute
        if faults := list(_beyond(asked.scopes, per_minute, asked.expires_at, own)):
            raise Invalid(faults)
        row, text = operations.issue_key(
            name=asked.name, scopes=asked.scopes, actor=actor_of(request), per_minute=per_minute,
            expires_at=asked.expires_at,
        )  # fmt: skip
        location = request.build_absolute_uri(f"{request.path}/{row.pk}")
        return answer(ApiKeyIssued(**_fields(row), key=text), status=201, headers={"Location": location})


class OneKey(Resource):
    """One key."""

    reads = writes = "keys:manage"

    def get(self, request: Request, key: int) -> HttpResponse:
        """The key, without its secret."""
        row = queries.api_keys().filter(pk=key).first()
        if row is None:
            raise Problem(404, f"There is no API key {key}.")
        return answer(serialize(row))

    @once
    def delete(self, request: Request, key: int) -> HttpResponse:
        """Revoke: 204, and refused everywhere within a second; 403 for a key that may what this one may not."""
        row = queries.api_keys().filter(pk=key).first()
        if row is None:
            raise Problem(404, f"There is no API key {key}.")
        if not principal_of(request).scopes.issuperset(row.scopes):
            raise Problem(403, "This key has scopes that yours has not. Staff can revoke it.")
        operations.revoke_key(key=key)
        return HttpResponse(status=204)


def _beyond(
    scopes: list[str], per_minute: int, expires_at: dt.datetime | None, own: Principal
) -> Iterator[FieldError]:  # fmt: skip
    """What a key asks for another one and does not have itself."""
    sentence = f"A key issues only scopes it has itself: {', '.join(sorted(own.scopes))}."
    yield from (FieldError(f"scopes[{n}]", "not_allowed", sentence) for n, one in enumerate(scopes)
                if one not in own.scopes)  # fmt: skip
    if per_minute > own.per_minute:
        yield FieldError("per_minute", "not_allowed", f"This key itself may ask {own.per_minute:,} times a minute.")
    if own.expires_at is not None and (expires_at is None or expires_at > own.expires_at):
        yield FieldError("expires_at", "not_allowed", f"This key itself ends at {own.expires_at.isoformat()}.")
