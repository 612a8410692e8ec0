"""What requests and answers about portal accounts look like."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


class IdentityShown(Struct):
    """One thing that an account signs in with; an unproven one is nobody's yet."""

    provider: str
    subject: str
    is_proven: bool


class PortalIdentity(Struct):
    """The portal account of a contact; ``uuid`` is what programs of the portal know it by."""

    uuid: UUID
    is_active: bool
    has_password: bool
    must_change_password: bool
    last_signed_in_at: dt.datetime | None
    identities: list[IdentityShown]


class IdentityRequest(Struct, forbid_unknown_fields=True):
    """A user name (an email address, a name) and a password; what is left out stays as it is."""

    username: Annotated[str, Meta(max_length=254)] | None = None
    password: Annotated[str, Meta(max_length=1000)] | None = None
    must_change: bool = False


ALL = (PortalIdentity, IdentityRequest)
