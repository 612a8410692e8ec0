"""The look-up desks: a declaration for each kind of row, and the few columns that differ."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.html import format_html

from contacts.lookups import models
from contacts.staff.engine.declaration import Column, Desk, Pill, Tab
from contacts.staff.frame.addresses import contact_url
from contacts.staff.lookups.forms import lookup_form
from contacts.staff.lookups.rooms import facts_of, room_of, uses_url_of

IN_USE = (
    Tab(key="used", label="In use", only=Q(is_active=True)),
    Tab(key="off", label="Archived", only=Q(is_active=False)),
)
NAME = Column(name="name", label="Name", kind="name", sort="name")
CODE = Column(name="code", label="Code", sort="code", editable="code", width="m")
ABOUT = Column(name="description", label="Description", editable="description", spare=True)
PLACE = Column(name="position", label="Place", kind="number", sort="position", editable="position", width="s")


def active(row: Any) -> Pill:
    """Say whether a row is offered."""
    return Pill(label="In use", tone="good") if row.is_active else Pill(label="Archived")


STATE = Column(name="is_active", label="State", value=active, kind="state", editable="is_active", width="s")


def lookup_desk(
    kind: str,
    model: type[Model],
    *,
    title: str,
    noun: str,
    teach: str,
    icon: str = "list",
    more: tuple[Column, ...] = (),
    extra: tuple[str, ...] = (),
    **changes: Any,
) -> Desk:
    """Return the desk of a look-up.

    `kind` is what its operations call it; `more` columns and `extra` form fields stand behind the name and code.
    """
    given: dict[str, Any] = {
        "slug": title.lower().replace(" ", "-"),
        "columns": (NAME, CODE, *more, ABOUT, PLACE),
        "search": ("name", "code"),
        "order": "name",
        "tabs": IN_USE,
        "archive": "is_active",
        "room": room_of(kind),
        "uses_url": uses_url_of(kind),
        "facts": facts_of(kind),
    }
    if "form" not in changes:
        given["form"] = lookup_form(model, "name", "code", *extra, "description", "position", "is_active")
    return Desk(model=model, title=title, noun=noun, teach=teach, icon=icon, **(given | changes))


def _branches() -> QuerySet[models.Branch]:
    return models.Branch.objects.select_related("organisation")


def _organisations() -> QuerySet[models.Organisation]:
    return models.Organisation.objects.select_related("contact")


def _contact(row: Any) -> object:
    if row.contact_id is None:
        return ""
    return format_html('<a href="{}">{}</a>', contact_url(row.contact_id), row.contact)


def _calling_code(row: models.Country) -> object:
    return row.calling_code or ""


def _text(name: str, label: str, **more: Any) -> Column:
    return Column(name=name, label=label, sort=name, editable=name, **({"width": "m"} | more))


CONTACT = Column(name="contact", label="Contact", value=_contact, width="m", spare=True)
CATEGORIES = lookup_desk(
    "category",
    models.Category,
    title="Categories",
    noun="category",
    icon="tag",
    teach="What a contact is to you in one word, such as “Member” or “Supplier”. Each contact has at most one.",
)
OWNER_GROUPS = lookup_desk(
    "owner_group",
    models.OwnerGroup,
    title="Owner groups",
    noun="owner group",
    icon="users",
    extra=("alternative_code", "community"),
    more=(_text("community", "Community", spare=True),),
    teach="The team or body that owns a contact.",
)
PRIVACY_LEVELS = lookup_desk(
    "privacy_level",
    models.PrivacyLevel,
    title="Privacy levels",
    noun="privacy level",
    icon="lock",
    extra=("number", "hierarchy_level"),
    more=(_text("hierarchy_level", "Level", kind="number", width="s"),),
    order="hierarchy_level",
    teach="How confidential a contact is, from open to strictly private.",
)
INDUSTRIES = lookup_desk(
    "industry",
    models.Industry,
    title="Industries",
    noun="industry",
    teach="What people and companies do, such as “Shipping”.",
)
SECTORS = lookup_desk(
    "sector",
    models.Sector,
    title="Sectors",
    noun="sector",
    extra=("alternative_code",),
    teach="The part of the economy a company belongs to, finer than its industry.",
)
SOURCES = lookup_desk(
    "source",
    models.Source,
    title="Sources",
    noun="source",
    teach="Where contacts come from, such as “Web site” or “Trade fair”.",
)
MARKETING_LISTS = lookup_desk(
    "marketing_list",
    models.MarketingList,
    title="Marketing lists",
    noun="marketing list",
    icon="mail",
    teach="Lists that contacts are on, for mailings. Whether they may be written to is told by their consents.",
)
CUSTOMER_TYPES = lookup_desk(
    "customer_type",
    models.CustomerType,
    title="Customer types",
    noun="customer type",
    teach="What kind of customer a contact is.",
)
ORGANISATIONS = lookup_desk(
    "organisation",
    models.Organisation,
    title="Organisations",
    noun="organisation",
    icon="company",
    rows=_organisations,
    extra=("account", "custom_identifier", "contact"),
    more=(_text("account", "Account"), CONTACT),
    search=("name", "code", "account"),
    teach="Customer organisations that contacts work for or deal with; a contact can be affiliated with several.",
)
BRANCHES = lookup_desk(
    "branch",
    models.Branch,
    title="Branches",
    noun="branch",
    icon="pin",
    extra=("organisation",),
    rows=_branches,
    more=(Column(name="organisation", label="Organisation", sort="organisation__name", width="m"),),
    teach="Places of an organisation, such as “Limassol office”.",
)
VENDORS = lookup_desk(
    "vendor",
    models.Vendor,
    title="Vendors",
    noun="vendor",
    extra=("account", "type"),
    more=(_text("account", "Account"),),
    teach="Who sells to your customer organisations.",
)
COST_CENTRES = lookup_desk(
    "cost_centre",
    models.CostCentre,
    title="Cost centres",
    noun="cost centre",
    extra=("number",),
    order="number",
    more=(_text("number", "Number", kind="number", width="s"),),
    search=("name", "code", "number"),
    teach="Names of the cost-centre numbers that contacts are affiliated with.",
)
COUNTRIES = lookup_desk(
    "country",
    models.Country,
    title="Countries",
    noun="country",
    icon="pin",
    teach="The countries of ISO 3166-1.",
    columns=(
        Column(name="name", label="Name", kind="name", sort="name"),
        Column(name="alpha2", label="Code", sort="alpha2", width="s"),
        Column(name="alpha3", label="Long code", sort="alpha3", width="s", spare=True),
        Column(
            name="calling_code",
            label="Calling code",
            value=_calling_code,
            kind="number",
            sort="calling_code",
            width="s",
        ),
        STATE,
    ),
    form=lookup_form(models.Country, "is_active"),
    search=("name", "alpha2", "alpha3"),
    closed=True,
)
LANGUAGES = lookup_desk(
    "language",
    models.Language,
    title="Languages",
    noun="language",
    teach="The languages that contacts may prefer.",
    columns=(
        Column(name="name", label="Name", kind="name", sort="name"),
        Column(name="code", label="Code", sort="code", width="s"),
        STATE,
    ),
    form=lookup_form(models.Language, "is_active"),
    closed=True,
)

LOOK_UP_DESKS: tuple[Desk, ...] = (
    CATEGORIES,
    OWNER_GROUPS,
    PRIVACY_LEVELS,
    INDUSTRIES,
    SECTORS,
    SOURCES,
    MARKETING_LISTS,
    CUSTOMER_TYPES,
    ORGANISATIONS,
    BRANCHES,
    VENDORS,
    COST_CENTRES,
    COUNTRIES,
    LANGUAGES,
)
