"""What this dialect says beside contacts: tokens, codes, lists, communications and requests for approval."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from contacts.access.codes.operations import Challenge
from contacts.access.sessions.rotation import Tokens
from contacts.approvals.models import ApprovalRequest
from contacts.consents.preferences.models import PreferredOrganisation
from contacts.messages.models import Communication
from integrations.dialects.crmcom_selfservice.words.reading import Page

ORG_TYPE, ORG_RELATIONSHIP = "ORGANISATION", "MERCHANT"  # one word each for all of an installation
STATES = {"PENDING": "PENDING", "ACCEPTED": "APPROVED", "REJECTED": "REJECTED"}  # ours of approvals, and theirs


def auth_result(
    tokens: Tokens, contact: dict[str, Any], organisations: Iterable[dict[str, Any]], *, proven: bool, version: int
) -> dict[str, Any]:
    """Tokens with whose they are; flags and times are texts in v1 (lines 259 to 280)."""
    until = int(tokens.expires_at.timestamp())
    found: dict[str, Any] = {
        "access_token": tokens.access, "refresh_token": tokens.refresh or "", "exp": str(until),
        "contact": {**contact, "is_verified": proven if version > 1 else str(proven).lower()},
        "organisations": [
            {
                "external_id": str(one["uuid"]), "org_type": ORG_TYPE, "org_relationship": ORG_RELATIONSHIP,
                "name": one["name"],
            }
            for one in organisations
        ],
    }  # fmt: skip
    return found | ({"expiration_date": until} if version > 1 else {})


def otp_answer(challenge: Challenge) -> dict[str, Any]:
    """Where a code was sent, and what it is given back with."""
    return {"obfuscated_value": challenge.obfuscated, "auth_otp": str(challenge.id)}


def listed(content: list[dict[str, Any]], page: Page, total: int) -> dict[str, Any]:
    """One page of a list."""
    return {"content": content, "paging": {"page": page.number, "size": page.size, "total": total}}


def communication(row: Communication, contact: str, *, version: int) -> dict[str, Any]:
    """A communication in a list."""
    return {"id": str(row.uuid), _state(version): row.state, "contact_id": contact, **_said(row)}


def whole_communication(
    row: Communication, contact: str, *, name: str, code: str, version: int
) -> dict[str, Any]:  # fmt: skip
    """A communication by itself."""
    return {
        "id": str(row.uuid), _state(version): row.state, "contact": {"id": contact, "name": name, "code": code},
        **_said(row), "created_on": seconds(row.created_at), "title": row.title, "subtitle": row.subtitle,
        "in_app_image_url": row.image, "in_app_click_link_url": row.link,
    }  # fmt: skip


def _state(version: int) -> str:
    return "state" if version > 1 else "life_cycle_state"


def _said(row: Communication) -> dict[str, Any]:
    return {
        "channel": row.channel, "is_viewed": row.viewed_at is not None, "viewed_on": seconds(row.viewed_at),
        "is_archived": row.archived_at is not None, "clicked_on": seconds(row.clicked_at), "language": row.language,
        "sender": row.sender, "recipient": row.recipient, "content": row.content, "subject": row.subject,
        "name": row.name,
    }  # fmt: skip


def approval(row: ApprovalRequest, *, now: dt.datetime) -> dict[str, Any]:
    """A request for approval; what is over or taken back has states of ours, which the document has no word for."""
    state = row.state_at(now)
    entity = {"id": row.entity_id, "type": row.entity_type, "reference": row.entity_reference}
    return {"id": str(row.uuid), "state": STATES.get(state, state), "entity": entity}


def preference(row: PreferredOrganisation) -> dict[str, Any]:
    """An organisation somebody prefers."""
    return {"id": str(row.organisation.uuid), "type": row.type, "name": row.organisation.name}


def seconds(moment: dt.datetime | None) -> int | None:
    """Whole seconds since 1970."""
    return None if moment is None else int(moment.timestamp())
