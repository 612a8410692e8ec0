"""A contact's memberships in secure zones."""

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from contacts.api.protocol import conditions
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.paging import refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import contact_named, id_named
from contacts.api.shapes import GrantRequest, Page, ZoneGrant
from contacts.directory import operations
from contacts.directory.commands import Saved
from contacts.record.contact import ZoneMembership
from contacts.record.errors import invalid
from contacts.record.parsing import codec
from contacts.record.patch import ContactPatch, ZonePatch
from contacts.zones import queries as zones


def grant(membership: ZoneMembership, now: dt.datetime) -> ZoneGrant:
    """A membership as callers read it."""
    expired = membership.expires_at is not None and membership.expires_at <= now
    return ZoneGrant(membership.id, membership.name, membership.expires_at, expired)


class Grants(Resource):
    """The zones of one contact."""

    def get(self, request: Request, ref: str) -> HttpResponse:
        """All memberships, expired ones too."""
        refuse_unknown(request, ())
        record, now = codec.from_text(contact_named(ref)[2]), timezone.now()
        return answer(Page([grant(zone, now) for zone in record.zones]))

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """Grant a zone (its id, code or name), or change until when it is granted: 201."""
        asked = read_as(GrantRequest, request)
        zone = _zone(asked.zone)
        saved = _change(request, ref, ZonePatch(id=zone, expires_at=asked.expires_at))
        granted = next(one for one in saved.record.zones if one.id == zone)
        headers = {"ETag": conditions.etag(saved.record.revision)}
        return answer(grant(granted, timezone.now()), status=201, headers=headers)


class OneGrant(Resource):
    """One membership, by the zone's id."""

    def get(self, request: Request, ref: str, zone: int) -> HttpResponse:
        """The membership."""
        return answer(grant(_held(ref, zone), timezone.now()))

    @once
    def delete(self, request: Request, ref: str, zone: int) -> HttpResponse:
        """Take the zone away: 204."""
        _held(ref, zone)
        _change(request, ref, ZonePatch(id=zone, remove=True))
        return HttpResponse(status=204)


def _zone(ref: int | str) -> int:
    """The id of the zone that a caller names; raises ``Invalid`` at ``zone``."""
    found = zones.find([ref]).get(ref)
    if found is None:
        raise invalid("zone", "unknown", f"There is no zone {str(ref)[:60]!r}.")
    return found[0]


def _held(ref: str, zone: int) -> ZoneMembership:
    record = codec.from_text(contact_named(ref)[2])
    found = next((one for one in record.zones if one.id == zone), None)
    if found is None:
        raise Problem(404, f"The contact is not in zone {zone}.")
    return found


def _change(request: Request, ref: str, zone: ZonePatch) -> Saved:
    seen = conditions.revision_asked(request, required=False)
    return operations.update(
        contact=id_named(ref), patch=ContactPatch(zones=[zone]), actor=actor_of(request), revision=seen
    )
