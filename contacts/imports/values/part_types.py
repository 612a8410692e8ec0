"""What the world's programs call the types of emails, phones and addresses, and what we call them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from contacts.record.choices import AddressType, EmailType, PhoneType, members

_HOME = (
    "home personal private privat personnel personnelle domicile maison particular personal casa "
    "σπιτι οικια οικιας προσωπικο προσωπικη προσωπικος κατοικια κατοικιας zuhause priv "
    "landline fixed festnetz fixe fijo σταθερο"
)
_WORK = (
    "work business office company geschaftlich geschaft arbeit firma buro dienstlich travail bureau professionnel "
    "professionnelle pro "
    "trabajo empresa oficina profesional εργασια εργασιας εργασιακο γραφειο γραφειου επαγγελματικο επαγγελματικη "
    "δουλεια companymain"
)
_MOBILE = (
    "mobile cell cellular handy mobil natel portable movil celular κινητο κινητου κιν iphone mobiltelefon gsm text"
)
_FAX = "fax telefax telecopie facsimile φαξ faxnumber"
_BILLING = "billing invoice rechnung rechnungs facturation facturacion χρεωσησ τιμολογησησ"
_SHIPPING = "shipping delivery lieferung liefer livraison envio entrega αποστολησ παραδοσησ"
_OTHER = "other alternative sonstige andere autre otro otra αλλο αλλη pager telex car radio isdn callback primary main"


def fold(text: str) -> str:
    """Case and accents removed, everything but letters and digits turned into single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain)
    return " ".join(kept.split()).replace("ς", "σ")


def _table(*rows: tuple[str, str]) -> dict[str, str]:
    return {fold(word): kind for kind, words in rows for word in words.split()}


QUALIFIERS = _table(
    ("HOME", _HOME),
    ("WORK", _WORK),
    ("MOBILE", _MOBILE),
    ("FAX", _FAX),
    ("OTHER", _OTHER),
    ("BILLING", _BILLING),
    ("SHIPPING", _SHIPPING),
)

_NAMES = {
    "emails": {"HOME": "PERSONAL", "WORK": "BUSINESS", "OTHER": "OTHER"},
    "phones": {"MOBILE": "MOBILE", "HOME": "LANDLINE", "WORK": "BUSINESS", "FAX": "FAX", "OTHER": "OTHER"},
    "addresses": {w: w for w in ("HOME", "BILLING", "SHIPPING", "OTHER")} | {"WORK": "BUSINESS"},
}
_OURS = {"emails": members(EmailType), "phones": members(PhoneType), "addresses": members(AddressType)}
_STRENGTH = ("BILLING", "SHIPPING", "FAX", "MOBILE", "WORK", "HOME", "OTHER")


@lru_cache(maxsize=4096)
def part_type(part: str, label: str) -> str:
    """Our type for any program's label ("* Work", "Home Fax", "CELL,VOICE"); "" when the label says nothing."""
    if label.strip().upper() in _OURS[part]:
        return label.strip().upper()
    said = {QUALIFIERS[word] for word in fold(label).split() if word in QUALIFIERS}
    for qualifier in _STRENGTH:
        if qualifier in said and qualifier in _NAMES[part]:
            return _NAMES[part][qualifier]
    return "" if not label.strip() else _NAMES[part]["OTHER"]
