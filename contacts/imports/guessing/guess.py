"""Guess which column goes where, from the columns' names and a sample of their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contacts.imports.guessing.headers import Guess, guess_header
from contacts.imports.guessing.looks import is_email, is_phone, share
from contacts.imports.guessing.paths import parse_path
from contacts.imports.guessing.words import WHOLE_OR_FIRST, WHOLE_OR_LAST
from contacts.imports.values.cells import joiner
from contacts.imports.values.part_types import fold

_SURE = 0.6
NONE: Mapping[str, str] = {}


def guess_mapping(
    columns: Sequence[str], sample: Sequence[Sequence[str]], own: Mapping[str, str] = NONE
) -> dict[str, Guess]:
    """Column to guess, for the columns that say anything by name or by value; `sample` holds rows of cells.

    `own` are places by what staff call them, for columns whose names say nothing else.
    """
    values = {name: [row[i] for row in sample if i < len(row)] for i, name in enumerate(columns)}
    guesses = {name: guess for name in columns if (guess := _by_name(name, values[name]))}
    _settle_names(guesses)
    places = {fold(label): place for label, place in own.items() if fold(label)}
    guesses |= {
        name: Guess(place, 0.9) for name in columns if name not in guesses and (place := places.get(fold(name)))
    }
    for name in columns:
        if name not in guesses and (found := _by_value(values[name], guesses)):
            guesses[name] = found
    _continue_more(columns, guesses)
    return _spread(guesses)


def _by_name(name: str, values: list[str]) -> Guess | None:
    """The name's guess, doubted when most values do not look like it."""
    guess = guess_header(name) or guess_header(name.rsplit(" (", 1)[0])
    if guess is None or guess.confidence == 1.0 or not any(value.strip() for value in values):
        return guess
    if guess.target.startswith("emails") and guess.target.endswith("email") and not _plausible_emails(values):
        return Guess(guess.target, 0.3)
    return guess


def _plausible_emails(values: list[str]) -> bool:
    return share(values, lambda text: "@" in text) >= 0.3


def _settle_names(guesses: dict[str, Guess]) -> None:
    """A lone "Name" is the whole name; beside a first or a last name it is the other one."""
    targets = {guess.target for guess in guesses.values()}
    for column, guess in list(guesses.items()):
        folded = fold(column)
        if guess.target != "display_name":
            continue
        if folded in WHOLE_OR_LAST and "first_name" in targets and "last_name" not in targets:
            guesses[column] = Guess("last_name", 0.8)
        elif folded in WHOLE_OR_FIRST and "last_name" in targets and "first_name" not in targets:
            guesses[column] = Guess("first_name", 0.85)


def _by_value(values: list[str], taken: dict[str, Guess]) -> Guess | None:
    for part, field, test in (("emails", "email", is_email), ("phones", "number", is_phone)):
        if share(values, test) >= _SURE:
            targets = {guess.target for guess in taken.values()}
            nth = next(n for n in range(1, 100) if f"{part}[{n}].{field}" not in targets)
            return Guess(f"{part}[{nth}].{field}", 0.5)
    return None


def _continue_more(columns: Sequence[str], guesses: dict[str, Guess]) -> None:
    """Nameless columns right of our own "More" carry the rest of a text too long for one spreadsheet cell."""
    inside = False
    for name in columns:
        guess = guesses.get(name)
        if guess is not None and guess.target == "more":
            inside = True
        elif inside and name.startswith("Column "):
            guesses[name] = Guess("more", 1.0)
        else:
            inside = False


def _spread(guesses: dict[str, Guess]) -> dict[str, Guess]:
    """A second column for the same email or phone gets the next one; for a value that cannot be joined, none."""
    spread: dict[str, Guess] = {}
    taken: set[str] = set()
    for column, guess in guesses.items():
        target, path = guess.target, parse_path(guess.target)
        if path and path.part and path.field in ("email", "number"):
            kind = f".{path.type}" if path.type else ""
            free = (f"{path.part}{kind}[{nth}].{path.field}" for nth in range(path.nth + 1, 100))
            target = next((place for place in (target, *free) if place not in taken), "")
        elif path is None or (target in taken and joiner(path) is None):
            target = ""
        if target:
            spread[column] = Guess(target, guess.confidence)
            taken.add(target)
    return spread
