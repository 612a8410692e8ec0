"""What was said beside what is known of each candidate."""

from typing import Any

from msgspec import UNSET, Struct

from contacts.access.accounts import queries as accounts
from contacts.access.claims.models import Claim
from contacts.directory.reading import snapshots
from contacts.record import choices
from contacts.record.contact import ContactRecord
from contacts.record.patch import ContactPatch

NAMES = ("title", "first_name", "middle_name", "last_name")
Facts = list[tuple[str, str, bool]]  # label, value, whether the other side says the same


class Candidate(Struct, frozen=True):
    """One contact whose account it may be."""

    id: int
    name: str
    code: str
    facts: Facts
    has_account: bool
    is_archived: bool


def folded(value: str) -> str:
    """A value as it is compared: however it was spaced, and in whatever case."""
    return "".join(value.split()).casefold()


def candidates(claim: Claim, compared: set[str]) -> list[Candidate]:
    """The contacts it may be; ``compared`` is what the person said and proved, folded."""
    ids = [row.pk for row in claim.candidates.all()]
    records, taken = snapshots.records(ids), accounts.by_contact(ids)
    return [
        Candidate(
            id=pk, name=records[pk].display_name or records[pk].code, code=records[pk].code,
            facts=[
                (label, value, folded(value) in compared)
                for label, found in values(records[pk]).items()
                for value in found
            ],
            has_account=pk in taken, is_archived=records[pk].is_archived,
        )
        for pk in ids
        if pk in records
    ]  # fmt: skip


def values(of: ContactRecord | ContactPatch) -> dict[str, list[str]]:
    """What tells people apart, by label; what is not known is left out."""
    language = _text(of.language)
    found: dict[str, list[str]] = {
        "Name": [" ".join(filter(None, (_text(getattr(of, name)) for name in NAMES)))],
        "Company": [_text(of.company_name)],
        "Email": [_text(one.email) for one in getattr(of, "emails", None) or ()],
        "Phone": [_text(getattr(one, "e164", "")) or _text(one.number) for one in of.phones or ()],
        "Address": [_address(one) for one in of.addresses or ()],
        "Language": [choices.languages().get(language, language)],
    }
    kept = {label: [value for value in values if value] for label, values in found.items()}
    return {label: values for label, values in kept.items() if values}


def _address(part: Any) -> str:
    names = ("street_name", "street_number", "postal_code", "town", "country")
    return " ".join(filter(None, (_text(getattr(part, name)) for name in names)))


def _text(value: Any) -> str:
    return "" if value is None or value is UNSET else str(value)
