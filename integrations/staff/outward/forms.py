"""Forms of a connection, made of what its system needs, and of a webhook."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

import msgspec
from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import Q

from contacts.record.errors import Invalid
from contacts.staff.people.finding.models import SavedView
from integrations.connections.checking import MATCHING, MOST_MINUTES
from integrations.connections.models import Connection, Deletion, Direction, Owner
from integrations.connections.needs import Need, is_yes
from integrations.dialects.webhook.events import EVENTS
from integrations.wire.outbound.connector import Connector

PARTS = {
    "emails": "Email addresses", "phones": "Phone numbers", "addresses": "Addresses", "custom": "Custom fields",
    "consents": "Consents",
}  # fmt: skip
MATCHES = {
    "email": "Email address", "external_id": "External id", "import_ref": "Import reference", "code": "Code",
    "phone": "Phone number", "name": "First and last name",
}  # fmt: skip
TOLD = {
    "account": "Where the other system is, and what proves us there. Secrets are sealed and never shown again.",
    "where": "Which way contacts go, how often theirs are looked for, and whom of ours it is about.",
    "who": "How one of theirs is found to be one of ours the first time, and what follows when they delete it.",
    "both": "A value that one side changed goes to the other. This is about those that both changed meanwhile.",
}
Group = tuple[str, str, list[forms.BoundField]]
EVERYBODY, AS_IT_IS = "", "now"
ELSEWHERE = "Somebody else may sit at another address, so what is kept is not sent there."


class OutwardForm(forms.Form):
    """What connections and webhooks share: a name, an address, and whom it is about."""

    use_required_attribute = False
    about_address = "Where the system is; the way to its contacts from there is known."
    name = forms.CharField(label="Name", max_length=200, help_text="As your colleagues call it.")
    address = forms.CharField(label="Address", max_length=500, widget=forms.URLInput(attrs={"autocomplete": "off"}))
    whom = forms.ChoiceField(
        label="Only contacts of", required=False,
        help_text="A saved view of the contact list, as it is now. Its filter is kept, not the view.",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: AbstractUser, row: Connection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["address"].help_text = self.about_address
        self.views = {str(view.pk): view for view in _views(actor)}
        choices = [(EVERYBODY, "everybody"), *((key, view.name) for key, view in self.views.items())]
        if row and row.where:
            choices.insert(0, (AS_IT_IS, "those of the filter it has"))
            self.fields["whom"].initial = AS_IT_IS
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} is needed."

    def under(self, title: str, told: str, *names: str) -> Group:
        """Fields under a heading."""
        return title, told, [self[name] for name in names]

    @property
    def groups(self) -> list[Group]:
        """The fields under their headings."""
        return [self.under("", "", *self.fields)]

    def where(self) -> dict[str, Any]:
        """The filter that was chosen."""
        chosen = self.cleaned_data["whom"]
        if chosen == AS_IT_IS and self.row:
            kept: dict[str, Any] = self.row.where
            return kept
        return filter_of(self.views[chosen].query) if chosen else {}

    def take(self, refusal: Invalid) -> None:
        """Show what the room refused at the fields it is about."""
        for fault in refusal.errors:
            name = fault.path.partition("[")[0].replace("account.", "account_")
            name = "whom" if name.startswith("where") else "owner" if name.startswith("ownership") else name
            self.add_error(name if name in self.fields else None, self.sentence(name, fault.message))

    def sentence(self, name: str, told: str) -> str:
        """A secret that is kept is asked for again when it would go to another address."""
        moved = self.row is not None and self.cleaned_data.get("address", "").strip() != self.row.address
        is_secret = name.startswith("account_") and not self.data.get(name)
        return f"{ELSEWHERE} {told}" if moved and is_secret else told


class WebhookForm(OutwardForm):
    """An address that is told of events."""

    about_address = "Where events are posted to, the whole of it."
    events = forms.MultipleChoiceField(
        label="Events", choices=list(EVENTS.items()), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all of them, those of later versions too.",
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """What the room is asked to keep."""
        given = self.cleaned_data
        return {name: given[name] for name in ("name", "address", "events")} | {"where": self.where()}


class ConnectionForm(OutwardForm):
    """An account of ours at a system; the fields of the account are those that its connector needs."""

    direction = forms.ChoiceField(label="Direction", choices=Direction.choices, initial=Direction.PUSH)
    owner = forms.ChoiceField(
        label="Whose value stays", choices=Owner.choices, initial=Owner.NEWEST,
        help_text="What staff decide waits under Conflicts.",
    )  # fmt: skip
    matching = forms.MultipleChoiceField(
        label="A contact of theirs is ours when these agree", choices=[(key, MATCHES[key]) for key in MATCHING],
        required=False, initial=("email",), widget=forms.CheckboxSelectMultiple,
        help_text="Tried in this order. Two that agree leave it to staff.",
    )  # fmt: skip
    deletion = forms.ChoiceField(label="When they delete a contact", choices=Deletion.choices, initial=Deletion.ARCHIVE)
    pull_every = forms.IntegerField(
        label="Fetch every", initial=0, min_value=0, max_value=MOST_MINUTES, help_text="Minutes; 0 is by hand only."
    )

    def __init__(self, *args: Any, connector: type[Connector], row: Connection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.needs = connector.needs
        for part, label in PARTS.items():
            choices = [("", "As all others"), *Owner.choices]
            self.fields[f"owner_{part}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        order = ["name", "address"]
        for need in self.needs:
            self.fields[f"account_{need.name}"] = _field(need, kept=row is not None)
            order.append(f"account_{need.name}")
        self.order_fields(order)

    @property
    def groups(self) -> list[Group]:
        """The fields under their headings."""
        parts = [f"owner_{part}" for part in PARTS]
        return [
            self.under("Account", TOLD["account"], "name", "address", *(f"account_{need.name}" for need in self.needs)),
            self.under("What goes where", TOLD["where"], "direction", "pull_every", "whom"),
            self.under("Who is who", TOLD["who"], "matching", "deletion"),
            self.under("When both changed", TOLD["both"], "owner", *parts),
        ]

    def account(self) -> dict[str, str]:
        """What was typed of the account."""
        typed = {need.name: self.cleaned_data[f"account_{need.name}"] for need in self.needs}
        flags = {need.name: "yes" if typed[need.name] else "no" for need in self.needs if need.flag}
        return {name: value for name, value in typed.items() if value} | flags

    def said(self) -> dict[str, Any]:
        """What the room is asked to keep, but for the account."""
        given = self.cleaned_data
        names = ("name", "address", "direction", "matching", "deletion", "pull_every")
        apart = {part: given[f"owner_{part}"] for part in PARTS if given[f"owner_{part}"]}
        return {name: given[name] for name in names} | {
            "ownership": {"": given["owner"], **apart},
            "where": self.where(),
        }


def first_values(row: Connection) -> dict[str, Any]:
    """What a form of a stored connection begins with; never a secret."""
    names = ("name", "address", "direction", "events", "matching", "deletion", "pull_every")
    owners = {f"owner_{part}": owner for part, owner in row.ownership.items() if part}
    account = {f"account_{name}": value for name, value in row.settings.items()}
    return {name: getattr(row, name) for name in names} | owners | account | {"owner": row.ownership.get("", "newest")}


def filter_of(query: str) -> dict[str, Any]:
    """The filter within a saved view's address; {} when it has none."""
    text = parse_qs(query.lstrip("?")).get("filter", [""])[0]
    try:
        found = msgspec.json.decode(text) if text else {}
    except msgspec.DecodeError:
        found = {}
    return found if isinstance(found, dict) else {}


def _views(actor: AbstractUser) -> Iterable[SavedView]:
    return SavedView.objects.filter(Q(owner=actor) | Q(is_shared=True), query__contains="filter=").order_by("name")


def _field(need: Need, *, kept: bool) -> forms.Field:
    if need.flag:
        ticked = forms.CheckboxInput(check_test=lambda value: is_yes(str(value)))
        return forms.BooleanField(label=need.label, required=False, widget=ticked, help_text=need.help)
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}) if need.secret else forms.TextInput()
    told = f"{need.help} Left empty, the one that is kept stays." if need.secret and kept else need.help
    field = forms.CharField(
        label=need.label, required=need.required and not (need.secret and kept), strip=not need.secret, widget=widget,
        help_text=told.strip(), max_length=2000,
    )  # fmt: skip
    field.error_messages["required"] = f"{need.label} is needed."
    return field
