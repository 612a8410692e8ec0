"""A contact as one row of texts: the columns a person reads, and JSON of the rest so that nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from contacts.imports.guessing.headers import title_of_path
from contacts.imports.guessing.paths import PART_FIELDS
from contacts.imports.incoming import Contact
from contacts.imports.values.dates import partial_text

# What the server decides; an import could not set it and a reader can ask for it.
SERVER_KEYS = frozenset({"revision", "whole_name", "is_archived", "created_at", "updated_at", "photo", "e164"})
_FIRST = (
    *("id", "uuid", "code", "kind", "title", "first_name", "middle_name", "last_name", "company_name", "display_name"),
    *("job_title", "department", "website", "language", "notes", "tags", "external_id"),
)
_ADDRESS = ("street_name", "street_number", "area", "town", "region", "postal_code", "country")
_FIELDS = {"emails": ("email",), "phones": ("number", "country"), "addresses": _ADDRESS}
_DEFAULTS = {"is_primary": False, "is_active": True}
_DATES = frozenset({"birth_date", "name_day"})
_LIST_JOIN = "; "


class Columns(msgspec.Struct, frozen=True):
    """How many emails, phones and addresses get columns, and which custom fields as (group, alias)."""

    emails: int = 2
    phones: int = 3
    addresses: int = 1
    custom: tuple[tuple[str, str], ...] = ()


class RowWriter:
    """Turns contacts into rows under `titles`; the last column holds JSON of what no column could say exactly."""

    def __init__(self, columns: Columns) -> None:
        self._counts = {"emails": columns.emails, "phones": columns.phones, "addresses": columns.addresses}
        self._paths: list[str] = list(_FIRST)
        for part, count in self._counts.items():
            fields = (*_FIELDS[part], "type", "is_primary", "is_active")
            self._paths += [f"{part}[{nth}].{field}" for nth in range(1, count + 1) for field in fields]
        self._demographics = ("gender", "birth_date", "name_day")
        self._paths += [f"demographics.{key}" for key in self._demographics]
        self._custom = columns.custom
        self._paths += [f"custom.{group}.{alias}" for group, alias in columns.custom]
        self._paths.append("more")
        self.titles = [title_of_path(path) for path in self._paths]

    def row(self, contact: Contact) -> list[str]:
        """The texts of one contact, one per title."""
        more = {key: value for key, value in contact.items() if key not in SERVER_KEYS and _said(value)}
        cells = [_take(more, key) for key in _FIRST]
        for part, count in self._counts.items():
            cells += self._part_cells(more, part, count)
        cells += _take_nested(more, "demographics", self._demographics)
        custom = dict(more.get("custom", {}))
        for group, alias in self._custom:
            cells += _take_nested(custom, group, (alias,))
        if custom:
            more["custom"] = {group: values for group, values in custom.items() if values}
        more = {key: value for key, value in more.items() if _said(value)}
        return [*cells, json.dumps(more, ensure_ascii=False, separators=(",", ":"), default=str) if more else ""]

    def _part_cells(self, more: Contact, part: str, count: int) -> list[str]:
        """The columns of one kind of part; parts beyond the columns or with more to say stay in `more`, whole."""
        fields = (*_FIELDS[part], "type", "is_primary", "is_active")
        cells: list[str] = []
        left: list[dict[str, Any]] = []
        for entry in more.pop(part, ()):
            said = {key: value for key, value in entry.items() if key not in SERVER_KEYS and _told(key, value)}
            said.pop("id", None)
            fits = len(cells) < count * len(fields) and not left and said.keys() <= set(fields)
            if fits and said.get(PART_FIELDS[part][0]) and all(_plain(value) for value in said.values()):
                cells += [_cell(said.get(field)) for field in fields]
            else:
                left.append(said)
        if left:
            more[part] = left
        return cells + [""] * (count * len(fields) - len(cells))


def _said(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _told(key: str, value: Any) -> bool:
    return _said(value) and _DEFAULTS.get(key) is not value


def _plain(value: Any) -> bool:
    """Whether a cell gives back exactly this value: texts are stripped and several in one cell are split."""
    return not isinstance(value, str) or (value == value.strip() and " ::: " not in value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _LIST_JOIN.join(map(str, value)) if isinstance(value, list) else str(value)


def _take(more: Contact, key: str) -> str:
    """The cell for a key, taken out of `more` unless a cell could not give it back."""
    value = more.get(key)
    if not _said(value):
        return ""
    if isinstance(value, list):
        exact = all(isinstance(word, str) and _is_word(word) for word in value)
    else:
        exact = _plain(value) and not isinstance(value, dict)
    if exact:
        del more[key]
        return _cell(value)
    return ""


def _is_word(text: str) -> bool:
    split = any(mark in text for mark in (";", ",", "|", "\n", ":::"))
    return text == text.strip() != "" and not split and not text.startswith("* ")


def _take_nested(more: Contact, section: str, keys: tuple[str, ...]) -> list[str]:
    values = more.get(section)
    if not isinstance(values, dict):
        return [""] * len(keys)
    left = dict(values)
    cells = [_take_date(left, key) if key in _DATES else _take(left, key) for key in keys]
    more[section] = left
    return cells


def _take_date(values: Contact, key: str) -> str:
    date = values.get(key)
    text = partial_text(date) if isinstance(date, dict) else ""
    if text:
        del values[key]
    return text
