"""Forms whose values the door judges: it knows what a phone is, and says it at the field that is wrong."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from contacts.lookups import queries as lookups
from contacts.record.cleaning.countries import countries
from contacts.record.errors import FieldError, Invalid
from contacts.staff.frame.addresses import none_yet
from contacts.staff.people.fields import Field, value_at
from contacts.tables.rowids import is_row_id
from contacts.zones import queries as zones
from contacts.zones.models import Zone

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
Widgets = tuple[tuple[str, forms.Field], ...]


class DoorForm(forms.Form):
    """Valid when the door has taken what it says: ``take`` is called last, with the values by path.

    What ``take`` raises as ``Invalid`` is shown at the field it names, and everything typed stays.
    """

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, actor: Any, fields: Iterable[Field], body: Mapping[str, Any], prefix_path: str = "",
        take: Callable[[dict[str, Any]], None] = lambda values: None, hidden: Mapping[str, str] | None = None,
        key: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id=f"{key}-%s" if key else "id_%s")
        self.shown_fields, self.take, self.prefix_path = tuple(fields), take, prefix_path
        for field in self.shown_fields:
            for name, made in _made(field, value_at(dict(body), field.path)):
                self.fields[name] = made
            if field.of and not any(key for key, _ in self.fields[field.key].choices):  # type: ignore[attr-defined]
                self._lead_on(field, actor)
        for name, value in (hidden or {}).items():
            self.fields[name] = forms.CharField(required=False, initial=value, widget=forms.HiddenInput)

    def _lead_on(self, field: Field, actor: Any) -> None:
        """Say that there is nothing to choose yet; this help is shown even where others are not."""
        made: Any = self.fields[field.key]
        model = Zone if field.of == "zone" else lookups.KINDS[field.of]
        made.help_text, made.leads_on = none_yet(model, actor=actor), True

    def clean(self) -> dict[str, Any]:
        """Hand the values to the door; who is a contact cannot be told from half a name."""
        cleaned = super().clean() or {}
        for field in self.shown_fields:
            if field.kind == "contact" and not is_row_id(_picked(cleaned.get(field.key))):
                self.add_error(field.key, "Type a part of the name, then choose one of the contacts that are offered.")
        if not self.errors:
            try:
                self.take(self.values(cleaned))
            except Invalid as exc:
                for error in exc.errors:
                    self.blame(error)
        return cleaned

    def values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What is said at each path, in the types a patch wants."""
        return {field.path: _read(field, cleaned) for field in self.shown_fields}

    def blame(self, error: FieldError) -> None:
        """Put a fault where it belongs; one that belongs to no field of this form stands above it."""
        path = error.path.removeprefix(self.prefix_path).lstrip(".")
        for field in self.shown_fields:
            if path == field.path or path.startswith((f"{field.path}.", f"{field.path}[")):
                part = f"{field.key}-{path.rpartition('.')[2]}"
                self.add_error(part if part in self.fields else _first(field), error.message)
                return
        self.add_error(None, error.message)


def _first(field: Field) -> str:
    return f"{field.key}-day" if field.kind == "partial" else field.key


def _made(field: Field, value: Any) -> Widgets:
    """The form fields of one value, filled with it."""
    common: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    if field.kind == "partial":
        return _partial(field, value or {})
    return ((field.key, _control(field, value, common)),)


def _control(field: Field, value: Any, common: dict[str, Any]) -> forms.Field:
    kind = field.kind
    if kind == "flag":
        return forms.BooleanField(**common, initial=bool(value))
    if kind in ("choice", "country", "reference", "many", "references"):
        return _choice(field, value, common)
    if kind == "date":
        return forms.CharField(**common, initial=value or "", widget=forms.DateInput(attrs={"type": "date"}))
    if kind == "moment":
        local = _local(value)
        attrs = {"type": "datetime-local"} | ({"step": "1"} if local.count(":") == 2 else {})  # with seconds or without
        return forms.CharField(**common, initial=local, widget=forms.DateTimeInput(attrs=attrs))
    if kind == "contact":
        return forms.CharField(**common, initial=_plain(value), widget=forms.TextInput(attrs=_picking()))
    if kind == "lines":
        return forms.CharField(**common, initial=value or "", widget=forms.Textarea(attrs={"rows": 4}))
    if kind == "words":
        return forms.CharField(**common, initial=", ".join(value or ()))
    attrs = {"autocomplete": "off"} | ({"inputmode": "decimal"} if kind == "number" else {})
    return forms.CharField(**common, initial=_plain(value), widget=forms.TextInput(attrs=attrs))


def _choice(field: Field, value: Any, common: dict[str, Any]) -> forms.Field:
    listed = _choices(field, value)
    if field.kind in ("many", "references"):
        chosen, widget = [str(item) for item in value or ()], forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(**common, choices=listed, initial=chosen, widget=widget)
    return forms.ChoiceField(**common, choices=listed, initial=_plain(value))


def _picking() -> dict[str, str]:
    """A field that offers contacts while a name is typed; the page holds the list they come into."""
    return {
        "autocomplete": "off", "list": "people-found", "hx-get": reverse("staff:people-pick"),
        "hx-trigger": "input changed delay:150ms", "hx-target": "#people-found", "hx-sync": "this:replace",
    }  # fmt: skip


def _local(value: Any) -> str:
    """A moment as the browser's control wants it, in the desk's time zone; seconds where it has any."""
    if not value:
        return ""
    local = timezone.localtime(dt.datetime.fromisoformat(value)).replace(tzinfo=None)
    return local.isoformat(timespec="seconds").removesuffix(":00")


def _moment(text: Any) -> Any:
    """The moment of a control as records write it; text that is none goes on as it is."""
    try:
        return dt.datetime.fromisoformat(str(text)).replace(tzinfo=timezone.get_current_timezone()).isoformat()
    except ValueError:
        return text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _choices(field: Field, value: Any) -> list[tuple[str, str]]:
    if field.kind == "country":
        return [("", "None"), *((country.alpha2, country.name) for country in countries().values())]
    if field.of == "zone":
        return [("", "None"), *((str(pk), name) for pk, name in zones.choosable())]
    if field.of:
        chosen = value if isinstance(value, list) else [value] if value else []
        rows = [(str(pk), name) for pk, name in lookups.choosable(field.of, also=chosen)]
        return rows if field.kind == "references" else [("", "None"), *rows]
    return list(field.choices)


def _partial(field: Field, value: Mapping[str, Any]) -> Widgets:
    months = [("", "Month"), *((str(n), name) for n, name in enumerate(MONTHS, 1))]
    number = forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"})
    day = forms.CharField(label="Day", required=False, initial=_plain(value.get("day")), widget=number)
    month = forms.ChoiceField(label="Month", required=False, choices=months, initial=_plain(value.get("month")))
    year = forms.CharField(label="Year", required=False, initial=_plain(value.get("year")), widget=number)
    return ((f"{field.key}-day", day), (f"{field.key}-month", month), (f"{field.key}-year", year))


def _read(field: Field, cleaned: Mapping[str, Any]) -> Any:
    """The value in the type of a patch; text that is no number goes on as it is, so that the door can say so."""
    if field.kind == "partial":
        units = {unit: _number(cleaned.get(f"{field.key}-{unit}")) for unit in ("year", "month", "day")}
        return units if any(value is not None for value in units.values()) else None
    value = cleaned.get(field.key)
    if field.kind == "words":
        return [word.strip() for word in str(value or "").split(",") if word.strip()]
    if field.kind == "references":
        return [int(item) for item in value or ()]
    if field.kind == "reference":
        return int(value) if value else None
    if field.kind == "number":
        return _number(value)
    if field.kind == "contact":
        return int(_picked(value))
    if field.kind in ("date", "country", "moment") and not value:
        return None
    return _moment(value) if field.kind == "moment" else value


def _picked(value: Any) -> str:
    """The id in ``17 · Ada King``, as it was offered."""
    return str(value or "").strip().partition(" ")[0]


def _number(value: Any) -> Any:
    text = str(value or "").strip().replace(" ", "")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
