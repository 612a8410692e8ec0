"""Who a contact about to be made may be already: the same email, the same phone, the same name in the same town."""

from collections.abc import Iterable

from django.conf import settings
from msgspec import Struct

from contacts.directory.finding import search
from contacts.directory.models import Contact, ContactEmail, ContactPhone
from contacts.record.cleaning.clean import phone
from contacts.record.errors import Invalid

MOST = 5


class Likely(Struct, frozen=True):
    """A contact that may be the same, and what speaks for it."""

    id: int
    name: str
    code: str
    why: tuple[str, ...]


def likely(
    *,
    emails: Iterable[str] = (),
    phones: Iterable[tuple[str, str | None]] = (),
    name: str = "",
    town: str = "",
    but: int = 0,
) -> list[Likely]:
    """At most five contacts, those with most in common first; three indexed look-ups and one for their names.

    ``phones`` are numbers as typed with their country; archived contacts and ``but`` are left out.
    """
    why: dict[int, list[str]] = {}
    for reason, found in (
        ("same email", _by_email(emails)),
        ("same phone", _by_phone(phones)),
        ("same name and town" if town else "same name", _by_name(name, town)),
    ):
        for contact in found:
            if contact != but and reason not in why.setdefault(contact, []):
                why[contact].append(reason)
    rows = Contact.objects.filter(pk__in=why, is_archived=False).values_list("pk", "display_name", "code")
    for pk, shown, _ in rows:
        if not _is_namesake(shown, name):
            why[pk] = [reason for reason in why[pk] if not reason.startswith("same name")]
    known = [Likely(pk, shown, code, tuple(why[pk])) for pk, shown, code in rows if why.get(pk)]
    return sorted(known, key=lambda one: (-len(one.why), one.id))[:MOST]


def _by_email(emails: Iterable[str]) -> list[int]:
    wanted = {email.strip().upper() for email in emails if "@" in email}
    rows = ContactEmail.objects.filter(email__upper__in=wanted)
    return list(rows.values_list("contact_id", flat=True)[: MOST * 4]) if wanted else []


def _by_phone(phones: Iterable[tuple[str, str | None]]) -> list[int]:
    wanted = {e164 for number, country in phones if (e164 := _e164(number, country))}
    rows = ContactPhone.objects.filter(e164__in=wanted)
    return list(rows.values_list("contact_id", flat=True)[: MOST * 4]) if wanted else []


def _e164(number: str, country: str | None) -> str:
    try:
        return phone(number, country or settings.DEFAULT_COUNTRY)[1]
    except Invalid:
        return ""


def _is_namesake(shown: str, name: str) -> bool:
    """Emails and employers are searched as well, and neither makes a namesake."""
    return all(word in search.fold(shown) for word in search.words(name))


def _by_name(name: str, town: str) -> list[int]:
    """Two words at least, or a name would be like half of everybody."""
    if len(search.words(name)) < 2:
        return []
    rows = search.matching(f"{name} {town}")
    return list(rows.values_list("contact_id", flat=True)[: MOST * 4])
