"""A vCard ADR has seven pieces, our address has fourteen: how one becomes the other and comes back whole."""

from __future__ import annotations

import json
from typing import Any

# `lines`, `notes` and custom values travel beside the address, see writing/vcard.py.
_FINE = (
    *("street_name", "street_number", "care_of", "unit", "floor", "apartment_number", "area", "town", "district"),
    *("municipality", "region", "postal_code", "po_box", "po_box_postal_code", "country"),
)


def adr_pieces(address: dict[str, Any]) -> list[str]:
    """The seven pieces of ADR: box, extension, street, town, region, code, country."""
    text = {key: str(value) for key, value in address.items() if value not in (None, "")}
    street = " ".join(filter(None, (text.get("street_name"), text.get("street_number"))))
    extension = ", ".join(text[key] for key in ("care_of", "unit", "apartment_number", "floor", "area") if key in text)
    town = text.get("town") or text.get("municipality") or ""
    region = text.get("region") or text.get("district") or ""
    code = text.get("postal_code") or text.get("po_box_postal_code") or ""
    return [text.get("po_box", ""), extension, street, town, region, code, text.get("country", "")]


def fine_print(address: dict[str, Any]) -> str:
    """JSON of the fields that ADR alone would not give back, "" when it gives all of them back."""
    fields = {key: address[key] for key in _FINE if address.get(key) not in (None, "")}
    if _coarse(adr_pieces(address)) == fields:
        return ""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def address_of(pieces: list[str], fine: str) -> dict[str, Any]:
    """The address of ADR's pieces; our own fine print is believed as long as nobody changed the pieces since."""
    if fine:
        try:
            fields = json.loads(fine)
        except (ValueError, RecursionError):
            fields = None
        if isinstance(fields, dict) and [_flat(p) for p in adr_pieces(fields)] == [_flat(p) for p in pieces]:
            return {key: value for key, value in fields.items() if key in _FINE}
    return _coarse(pieces)


def _coarse(pieces: list[str]) -> dict[str, Any]:
    keys = ("po_box", "apartment_number", "street_name", "town", "region", "postal_code", "country")
    return {key: piece for key, piece in zip(keys, pieces, strict=False) if piece}


def _flat(text: str) -> str:
    return " ".join(text.replace(",", " ").split())
