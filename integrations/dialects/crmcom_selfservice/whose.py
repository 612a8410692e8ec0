"""Whose a token is: one account and, once an address is proven, one contact. Everything is asked for them alone."""

import uuid
from typing import Any

from django.http import HttpRequest
from msgspec import Struct

from contacts.access.accounts.models import Account, Provider
from contacts.access.apps.models import App
from contacts.access.caller import Caller
from contacts.access.claims import registration
from contacts.access.sessions.queries import Principal
from contacts.directory.commands import NotFound
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.options import queries as options
from contacts.record.cleaning.custom import Definition
from contacts.record.errors import FieldError
from contacts.record.parsing import codec
from integrations.dialects.crmcom_selfservice.options import HIDDEN_FIELDS, MARKED_FIELDS
from integrations.dialects.crmcom_selfservice.table import NAME, TABLE
from integrations.mapping.codecs import Known
from integrations.mapping.draft import Misread, Parsed
from integrations.mapping.sources import BLANK, BLANK_PARTS, Body
from integrations.wire.lookups import Lookups
from integrations.wire.rendering import Form

SHOWN = {*registration.NAMES, "kind", "company_name", "language", "consents", "custom"}


class Owner(Struct, frozen=True):
    """Somebody who is signed in, as ``wire.inbound.people`` wants to know them."""

    principal: Principal
    reach: tuple[int, ...] = ()

    @property
    def shown_id(self) -> str:
        """What this dialect calls the contact, before and after it is one."""
        return str(self.principal.account_uuid)

    def actor(self) -> Actor:
        return Actor(kind="contact", id=self.principal.contact, label="Customer", door="dialect", door_detail=NAME)


class OwnLookups(Lookups):
    """Without the custom fields that are not for contacts."""

    @property
    def definitions(self) -> dict[str, Definition]:
        hidden, all_ = set(options.get(HIDDEN_FIELDS).split()), not options.get(MARKED_FIELDS)
        return {
            alias: one for alias, one in super().definitions.items()
            if alias not in hidden and (all_ or one.is_customer_visible or one.is_customer_editable)
        }  # fmt: skip

    def check(self, parsed: Parsed) -> None:
        """Raise ``Misread`` for custom fields that customers see and do not change."""
        said = parsed.patch.custom
        if not options.get(MARKED_FIELDS) or not isinstance(said, dict):
            return
        theirs = {alias for alias, one in self.definitions.items() if one.is_customer_editable}
        others = [alias for values in said.values() for alias in values if alias not in theirs]
        if others:
            sentence = "This is not for customers to change."
            raise Misread(FieldError(f"custom_fields.{alias}", "not_allowed", sentence) for alias in others)


def caller_of(request: HttpRequest, app: App | None) -> Caller:
    """Who knocks, for the operations of the access room."""
    return Caller(
        ip=str(request.META.get("REMOTE_ADDR", "")), app=app.key if app else "", door="dialect", door_detail=NAME,
        language=request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()[:35],
        agent=request.headers.get("User-Agent", "")[:400],
    )  # fmt: skip


def account_of(principal: Principal) -> Account:
    """The row of who is signed in, for operations that ask for it."""
    return account_numbered(principal.account)


def account_numbered(account: int) -> Account:
    """The row of an account, with its contact."""
    return Account.objects.select_related("contact").get(pk=account)


def body_of(account: Account) -> Body:
    """The account's contact as it is stored; before there is one what was said on registering, and nothing else."""
    if account.contact_id is not None:
        return body_stored(account.contact_id)
    spoken = registration.given(registration.read(account))
    values = {key: value for key, value in spoken.items() if key in SHOWN}
    subjects = account.identities.filter(provider=Provider.EMAIL).order_by("pk").values_list("subject", flat=True)
    emails = [BLANK_PARTS["emails"] | {"email": one, "is_primary": True} for one in subjects[:1]]
    return {**BLANK, **values, "emails": emails}


def body_stored(contact: int) -> Body:
    """A contact as it is stored; raises ``NotFound``."""
    text = snapshots.text(contact)
    if text is None:
        raise NotFound
    return codec.body_from_text(text)


def as_uuid(ref: str) -> uuid.UUID | None:
    """An id as programs keep them, with dashes or without, in any case."""
    try:
        return uuid.UUID(ref)
    except ValueError:
        return None


def plain(shown: dict[str, Any], account: uuid.UUID) -> dict[str, Any]:
    """A rendered contact under the id that this dialect knows it by."""
    return shown | {"id": str(account)}


def document_of(account: uuid.UUID) -> Form:
    """How an account is shown its contact; one that is put away is shown to nobody."""

    def render(body: Body, known: Known) -> dict[str, Any]:
        if body["is_archived"]:
            raise NotFound
        return plain(TABLE.render(body, known), account)

    return Form(f"{NAME} {account} ".encode(), TABLE, codec.body_from_text, render)
