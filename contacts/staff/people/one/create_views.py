"""A new contact, with a warning when it seems to be there already."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from contacts.directory import operations
from contacts.directory.finding.likeness import Likely, likely
from contacts.record import choices
from contacts.record.cleaning import clean
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing.parse import parse_patch
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.fields import ALL, Field, members
from contacts.staff.people.forms import DoorForm
from contacts.staff.people.writing import actor_of

FIELDS = (
    *(ALL[path] for path in ("kind", "title", "first_name", "last_name", "company_name", "job_title")),
    Field(path="email", label="Email"),
    Field(path="phone", label="Phone"),
    Field(path="phone_country", label="Phone, country", kind="country", help="For numbers without their country code."),
    Field(path="street_name", label="Street"),
    Field(path="street_number", label="Number"),
    Field(path="postal_code", label="Postcode"),
    Field(path="town", label="Town"),
    Field(path="country", label="Country", kind="country"),
    Field(path="life_cycle_state", label="Life cycle", kind="choice", choices=members(choices.LifeCycleState)),
    *(ALL[path] for path in ("category", "owner_group", "tags", "notes")),
)  # fmt: skip
PLAIN = (
    "kind", "title", "first_name", "last_name", "company_name", "job_title", "life_cycle_state", "category",
    "owner_group", "tags", "notes",
)  # fmt: skip
ADDRESS = ("street_name", "street_number", "postal_code", "town", "country")
# Where the form's own fields stand in a contact, so that a fault is shown at the right one.
PLACES = {
    "emails[0].email": "email", "phones[0].number": "phone", "phones[0].country": "phone_country",
    **{f"addresses[0].{name}": name for name in ADDRESS},
}  # fmt: skip
GROUPS = (
    ("Who", ("kind", "title", "first_name", "last_name", "company_name", "job_title")),
    ("How to reach", ("email", "phone", "phone_country")),
    ("Where", ADDRESS),
    ("Relationship", ("life_cycle_state", "category", "owner_group", "tags", "notes")),
)


class CreateForm(DoorForm):
    """The usual values of a new contact; the rest is added on its page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autofocus"] = True

    def blame(self, error: Any) -> None:
        """Faults of parts belong to the fields that stand for them."""
        place = PLACES.get(error.path)
        if place:
            self.add_error(place, error.message)
        else:
            super().blame(error)

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in GROUPS]


def patch_of(values: dict[str, Any]) -> dict[str, Any]:
    """The patch that the form's values are."""
    patch = {name: values[name] for name in PLAIN if values[name] not in (None, "")}
    if values["email"]:
        patch["emails"] = [{"email": values["email"], "is_primary": True}]
    if values["phone"]:
        patch["phones"] = [{"number": values["phone"], "country": values["phone_country"] or values["country"]}]
    if address := {name: values[name] for name in ADDRESS if values[name]}:
        patch["addresses"] = [{**address, "type": "BUSINESS" if values["kind"] == "company" else "HOME"}]
    return patch


def check_reach(values: dict[str, Any]) -> None:
    """Raise ``Invalid`` of an email and a phone before anybody is asked whether the contact is known already."""
    faults: list[FieldError] = []
    for check in (
        lambda: values["email"] and clean.email(values["email"], "emails[0].email"),
        lambda: values["phone"] and clean.phone(values["phone"], values["phone_country"], "phones[0].number"),
    ):
        try:
            check()
        except Invalid as exc:
            faults += exc.errors
    if faults:
        raise Invalid(faults)


def _alike(request: HttpRequest, values: Any) -> list[Likely]:
    """Who the contact may be already, for those who may see contacts; to others it would tell who there is."""
    if not request.user.has_perm("contacts.view_contact"):
        return []
    person = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    name = values.get("company_name") if values.get("kind") == "company" else person
    return likely(
        emails=[values.get("email") or ""],
        phones=[(values.get("phone") or "", values.get("phone_country") or values.get("country") or None)],
        name=(name or "")[:200],
        town=(values.get("town") or "")[:200],
    )


@staff_only
@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """While one types: contacts that may be the same."""
    need(request.user.has_perm("contacts.add_contact"))
    return render(request, "staff/people/alike.html", {"alike": _alike(request, request.GET.dict())})


@staff_only
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The form; what seems to be there already is saved only when it is asked for a second time."""
    need(request.user.has_perm("contacts.add_contact"))
    made: list[int] = []
    warned: list[Likely] = []

    def take(values: dict[str, Any]) -> None:
        patch = parse_patch(patch_of(values))
        check_reach(values)
        if "anyway" not in request.POST:
            warned.extend(_alike(request, values))
        if not warned:
            made.append(operations.create(patch=patch, actor=actor_of(request)).record.id)

    data = request.POST if request.method == "POST" else None
    form = CreateForm(data, actor=request.user, fields=FIELDS, body={"kind": "person"}, take=take)
    if request.method == "POST" and form.is_valid() and made:
        shell.toast(request=request, text="Created.")
        return HttpResponseRedirect(reverse("staff:people-record", args=(made[0],)))
    context = {"form": form, "alike": warned, "asked_twice": bool(warned)}
    return shell.render_page(
        request=request, template="staff/people/create.html", title="New contact", here="contacts",
        trail=(("Contacts", reverse("staff:people")),), context=context, status=422 if form.is_bound else 200,
    )  # fmt: skip
