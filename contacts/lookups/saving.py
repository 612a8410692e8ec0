"""Judging and saving one row of a look-up; every surface's values come through here."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from contacts.record.cleaning.clean import text_fault, tidy
from contacts.record.errors import FieldError, Invalid

Row = TypeVar("Row", bound=models.Model)


class InUse(Exception):
    """The row cannot go; ``uses`` says what points at it and how often."""

    def __init__(self, name: str, uses: list[tuple[str, int]]) -> None:
        self.name, self.uses = name, uses
        found = ", ".join(f"{count} × {what}" for what, count in uses)
        super().__init__(f"{name} is in use ({found}). Change those first, or make it inactive.")


def saved(row: Row, values: Mapping[str, Any]) -> Row:
    """``row`` with ``values`` (by attribute name), stored; raises ``Invalid`` at each that is not acceptable."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    faults = [fault for name, value in values.items() if (fault := _fault(fields[name], value))]
    if faults:
        raise Invalid(faults)
    for name, value in values.items():
        text = tidy(value) if isinstance(value, str) else value
        setattr(row, name, "" if text is None and isinstance(fields[name], models.CharField) else text)
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as exc:
        raise Invalid(_told(row, exc)) from None
    except IntegrityError:  # somebody took the name between the check and the write
        raise Invalid([FieldError("name", "taken", "Another row has this name.")]) from None
    return row


def _fault(field: "models.Field[Any, Any]", value: Any) -> FieldError | None:
    """A value of the wrong type, which a column would quietly turn into text or a number."""
    wanted: tuple[tuple[type, type[Any], str], ...] = (
        (models.BooleanField, bool, "true or false"),
        (models.IntegerField, int, "a whole number"),
        (models.ForeignKey, int, "the id of a row"),
        (models.CharField, str, "text"),
    )
    for kind, type_, name in wanted:
        if isinstance(field, kind) and value is not None:
            is_number = isinstance(value, bool) and type_ is int
            if not isinstance(value, type_) or is_number:
                return FieldError(field.name, "invalid", f"Expected {name}.")
            if type_ is int and abs(value) >= 2**31:
                return FieldError(field.name, "invalid", "Expected a whole number of at most 31 bits.")
    if isinstance(value, str) and (text := text_fault(value, multiline=False)):
        return FieldError(field.name, "invalid_text", text)
    return None


def _told(row: models.Model, exc: ValidationError) -> Iterable[FieldError]:
    for name, errors in exc.error_dict.items():
        for error in errors:
            code = "taken" if error.code in ("unique", "unique_together") else str(error.code or "invalid")
            if name == "__all__":  # the one constraint that stands above a single column
                yield FieldError("name", "taken", f"Another {row._meta.verbose_name} has this name.")
            else:
                yield FieldError(name, code, " ".join(error.messages))
