"""One normalised text per contact, and the same folding of what is looked for: substrings, accents and case aside."""

import re
import unicodedata
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from contacts.directory.finding.facets import ARCHIVED, BETWEEN
from contacts.directory.models import SearchText
from contacts.record.cleaning.clean import CONTROLS, PERHAPS_MARKS, SURROGATES
from contacts.record.contact import ContactRecord

# Letters that Unicode does not decompose, written as people type them without their own keyboard.
SPECIAL = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ς": "σ",
    "ĸ": "k",
}
FOLDED = re.compile(f"[{PERHAPS_MARKS}{''.join(SPECIAL)}]")
# What stands between the digits of a telephone number as people type it.
PHONE_LIKE = re.compile(r"\+?[\d\s()/.\-]*\d[\d\s()/.\-]*")
NOT_DIGIT = re.compile(r"\D+")
SHORTEST_INDEXED = 3  # characters; both trigram indexes need three
MAX_WORDS = 8
BLOCK = 8192  # ids that PostgreSQL's index of the search text puts together, see migration 0020
MOST_BLOCKS = 1000  # that are named in a question; it is told the ids anyway


def fold(text: str) -> str:
    """Lower case without accents, one space between words: ``Müller  Łukasz`` is ``muller lukasz``."""
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return plain if plain.isascii() else FOLDED.sub(_folded, plain)


def _folded(found: re.Match[str]) -> str:
    return SPECIAL.get(found[0], "" if unicodedata.combining(found[0]) else found[0])


def search_text(record: ContactRecord) -> str:
    """What a contact is found by, a line for each thing: names, emails, phones as digits, codes, towns."""
    whole, first, middle, last, *things = _found_by(record)
    name = " ".join(filter(None, (first, middle, last)))
    things = [whole, name, *things, *[email.email for email in record.emails]]
    for phone in record.phones:
        things += [_digits(phone.number), phone.e164]
    for address in record.addresses:
        things += [address.town, address.postal_code]
    text = _plain("\n".join(filter(None, dict.fromkeys(things))))
    lines = text.split("\n")
    if text.replace("\n", " ") != " ".join(text.split()):  # told at once of all lines: most are in order
        lines = [" ".join(line.split()) for line in lines]
    return "\n".join(dict.fromkeys(filter(None, lines)))


_found_by = attrgetter(
    *("display_name", "first_name", "middle_name", "last_name"),
    *("company_name", "code", "external_id", "membership_number"),
)


def _digits(number: str) -> str:
    plain = number.replace(" ", "").removeprefix("+")
    return plain if plain.isdecimal() else NOT_DIGIT.sub("", plain)


def words(query: str) -> list[str]:
    """The words that a contact must have, each somewhere in its text; a number's spaces and dashes do not part it."""
    if not query:
        return []
    query = SURROGATES.sub("", CONTROLS.sub(" ", query[:400])).strip()[:200]  # no text of a contact has them
    if PHONE_LIKE.fullmatch(query) and sum(c.isdigit() for c in query) >= 4:
        plus = "+" if query.startswith("+") else ""
        return [plus + NOT_DIGIT.sub("", query)]
    return list(dict.fromkeys(fold(query).split()))[:MAX_WORDS]


def matching(
    query: str,
    *,
    facets: Sequence[str] = (),
    archived: bool | None = None,
    within: tuple[int, int] | None = None,
    in_block: bool = False,
) -> QuerySet[SearchText]:
    """The search rows that have every word of ``query``, with ids ``within`` a first and a last.

    Where facets are written they are also asked for all ``facets``, and whether their contact is ``archived``;
    ``in_block`` asks for those facets in the block of names that is called ``block`` around the statement.
    """
    rows = SearchText.objects.all()
    blocks = range(within[0] // BLOCK, within[1] // BLOCK + 1) if within else range(0)
    is_told_blocks = connection.vendor == "postgresql" and 0 < len(blocks) <= MOST_BLOCKS
    if within and not is_told_blocks:
        rows = rows.filter(contact_id__gte=within[0], contact_id__lte=within[1])
    found = words(query)
    if connection.vendor == "sqlite":
        return _sqlite(rows, found)
    for word in found:
        rows = rows.filter(text__contains=word)
    if facets:
        rows = rows.filter(_in_block(facets) if in_block else _faceted(facets))
    if archived is not None:
        rows = rows.filter(_sql("starts_with(facets, %s) = %s", ARCHIVED, archived))
    if within and is_told_blocks:  # a sum, or a planner that expects few rows would read all ids of the range instead
        rows = rows.filter(_sql("contact_id + 0 BETWEEN %s AND %s", *within))
        rows = rows.filter(_sql("ARRAY[contact_id / 8192] && %s::bigint[]", list(blocks)))
    return rows


def _sql(condition: str, *values: Any) -> RawSQL:
    """A condition on rows of ``SearchText``; in SQL, since an index of an expression is found by that expression."""
    return RawSQL(condition, values, output_field=BooleanField())  # noqa: S611 - our own words


def _faceted(facets: Sequence[str]) -> RawSQL:
    """As in the index of migration 0020."""
    return _sql("string_to_array(facets, E'\\n') @> %s::text[]", list(facets))


def _in_block(facets: Sequence[str]) -> RawSQL:
    """Each facet is followed by @ and the number of a block, as in the index of migration 0023."""
    return _sql(
        "string_to_array(rtrim(replace(facets || E'\\n', E'\\n',"
        " '@' || contacts_name_block(sort_name) || E'\\n'), E'\\n'), E'\\n')"
        " @> string_to_array(replace(%s, E'\\n', '@' || block || E'\\n') || '@' || block, E'\\n')",
        BETWEEN.join(facets),
    )


def _sqlite(rows: QuerySet[SearchText], found: list[str]) -> QuerySet[SearchText]:
    """Words of three characters go through the FTS5 trigram table; shorter ones are looked for in its rows."""
    indexed = [word for word in found if len(word) >= SHORTEST_INDEXED]
    if indexed:
        phrase = " AND ".join('"' + word.replace('"', '""') + '"' for word in indexed)
        rows = rows.filter(
            _sql("contact_id IN (SELECT rowid FROM contacts_search_fts WHERE contacts_search_fts MATCH %s)", phrase)
        )
    short = Q()
    for word in found:
        if len(word) < SHORTEST_INDEXED:
            short &= Q(text__contains=word)
    return rows.filter(short)


def settle_index() -> int:
    """Put in their places in PostgreSQL's index the texts that were written lately; returns how many pages they took.

    New texts wait in a list, as sorting many in at once costs half as much; a search goes through all that wait. Left
    alone the list grows to four megabytes, which takes longer than the search.
    """
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('contacts_searchtext_found')")
        return int(cursor.fetchone()[0])
