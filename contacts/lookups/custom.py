"""What may not change about custom fields, since records are keyed by their aliases and hold values of their types."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model

from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.record.errors import FieldError, Invalid

CHOOSING = ("choice", "multichoice")
MOST_CHOICES, LONGEST_CHOICE = 500, 200


def check(row: Model, values: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` when ``values`` would leave stored values without a meaning; other rows may be anything."""
    faults: list[FieldError] = []
    if isinstance(row, (CustomField, CustomFieldGroup)) and row.pk and values.get("alias", row.alias) != row.alias:
        sentence = "Aliases stay, since contacts and programs know the field by it. Make a new one."
        faults.append(FieldError("alias", "fixed", sentence))
    if isinstance(row, CustomField):
        faults += [*_of_field(row, values), *_of_choices(row, values)]
    if faults:
        raise Invalid(faults)


def _of_field(row: CustomField, values: Mapping[str, Any]) -> Iterator[FieldError]:
    if not row.pk or not row.values.exists():
        return
    for name in ("type", "part", "group_id"):
        if values.get(name, getattr(row, name)) != getattr(row, name):
            yield FieldError(name.removesuffix("_id"), "fixed", "Contacts have values here already. Make a new field.")


def _of_choices(row: CustomField, values: Mapping[str, Any]) -> Iterator[FieldError]:
    type_, choices = values.get("type", row.type), values.get("choices", row.choices)
    if not isinstance(choices, list) or not all(_is_choice(choice) for choice in choices):
        yield FieldError("choices", "invalid", f"Expected a list of texts of 1 to {LONGEST_CHOICE} characters.")
        return
    if len(choices) > MOST_CHOICES or len({choice.casefold() for choice in choices}) < len(choices):
        yield FieldError("choices", "invalid", f"Expected at most {MOST_CHOICES} choices, no two alike.")
    elif type_ in CHOOSING and not choices:
        yield FieldError("choices", "required", "A choice needs something to choose from.")
    elif type_ not in CHOOSING and choices:
        yield FieldError("choices", "invalid", "Only choice and multichoice have choices.")
    elif row.pk and (gone := [choice for choice in row.choices if choice not in choices]):
        for choice in gone:
            if count := row.values.filter(text=choice).count():
                yield FieldError("choices", "in_use", f"{count} values are {choice!r}; change those first.")


def _is_choice(value: Any) -> bool:
    is_line = isinstance(value, str) and value == value.strip() and value.isprintable()
    return is_line and 0 < len(value) <= LONGEST_CHOICE
