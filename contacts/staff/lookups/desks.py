"""The look-up desks: a declaration for each kind of row, and the few columns that differ."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from contacts.lookups import models
from contacts.staff.engine.declaration import Column, Desk, Pill, Tab
from contacts.staff.lookups.forms import lookup_form

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


STATE = Column(name="state", label="State", value=active, kind="state", width="s")


def lookup_desk(
    model: type[Model], *, title: str, noun: str, teach: str, icon: str = "list", more: tuple[Column, ...] = (),
    extra: tuple[str, ...] = (), **changes: Any,
) -> Desk:  # fmt: skip
    """Return the desk of a look-up; `more` columns and `extra` form fields stand behind the name and code."""
    given: dict[str, Any] = {
        "slug": title.lower().replace(" ", "-"),
        "columns": (NAME, CODE, *more, ABOUT, PLACE),
        "form": lookup_form(model, "name", "code", *extra, "description", "position", "is_active"),
        "search": ("name", "code"),
        "order": "name",
        "tabs": IN_USE,
        "archive": "is_active",
    }
    return Desk(model=model, title=title, noun=noun, teach=teach, icon=icon, **(given | changes))


def _branches() -> QuerySet[models.Branch]:
    return models.Branch.objects.select_related("organisation")


def _text(name: str, label: str, **more: Any) -> Column:
    return Column(name=name, label=label, sort=name, editable=name, **({"width": "m"} | more))


CATEGORIES = lookup_desk(
    models.Category, title="Categories", noun="category", icon="tag",
    teach="What a contact is to you in one word, such as “Member” or “Supplier”. Each contact has at most one.",
)  # fmt: skip
OWNER_GROUPS = lookup_desk(
    models.OwnerGroup, title="Owner groups", noun="owner group", icon="users", extra=("alternative_code", "community"),
    more=(_text("community", "Community", spare=True),), teach="The team or body that owns a contact.",
)  # fmt: skip
PRIVACY_LEVELS = lookup_desk(
    models.PrivacyLevel, title="Privacy levels", noun="privacy level", icon="lock", extra=("number", "hierarchy_level"),
    more=(_text("hierarchy_level", "Level", kind="number", width="s"),), order="hierarchy_level",
    teach="How confidential a contact is, from open to strictly private.",
)  # fmt: skip
INDUSTRIES = lookup_desk(
    models.Industry, title="Industries", noun="industry", teach="What people and companies do, such as “Shipping”."
)
SECTORS = lookup_desk(
    models.Sector, title="Sectors", noun="sector", extra=("alternative_code",),
    teach="The part of the economy a company belongs to, finer than its industry.",
)  # fmt: skip
SOURCES = lookup_desk(
    models.Source, title="Sources", noun="source", teach="Where contacts come from, such as “Web site” or “Trade fair”."
)
MARKETING_LISTS = lookup_desk(
    models.MarketingList, title="Marketing lists", noun="marketing list", icon="mail",
    teach="Lists that contacts are on, for mailings. Whether they may be written to is told by their consents.",
)  # fmt: skip
CUSTOMER_TYPES = lookup_desk(
    models.CustomerType, title="Customer types", noun="customer type", teach="What kind of customer a contact is."
)
ORGANISATIONS = lookup_desk(
    models.Organisation, title="Organisations", noun="organisation", icon="company", extra=("account", "custom_identifier"),
    more=(_text("account", "Account"),), search=("name", "code", "account"),
    teach="Customer organisations that contacts work for or deal with; a contact can be affiliated with several.",
)  # fmt: skip
BRANCHES = lookup_desk(
    models.Branch, title="Branches", noun="branch", icon="pin", extra=("organisation",), rows=_branches,
    more=(Column(name="organisation", label="Organisation", sort="organisation__name", width="m"),),
    teach="Places of an organisation, such as “Limassol office”.",
)  # fmt: skip
VENDORS = lookup_desk(
    models.Vendor, title="Vendors", noun="vendor", extra=("account", "type"), more=(_text("account", "Account"),),
    teach="Who sells to your customer organisations.",
)  # fmt: skip
COST_CENTRES = lookup_desk(
    models.CostCentre, title="Cost centres", noun="cost centre", extra=("number",), order="number",
    more=(_text("number", "Number", kind="number", width="s"),), search=("name", "code", "number"),
    teach="Names of the cost-centre numbers that contacts are affiliated with.",
)  # fmt: skip
COUNTRIES = lookup_desk(
    models.Country, title="Countries", noun="country", icon="pin", teach="The countries of ISO 3166-1.",
    columns=(
        Column(name="name", label="Name", kind="name", sort="name"),
        Column(name="alpha2", label="Code", sort="alpha2", width="s"),
        Column(name="alpha3", label="Long code", sort="alpha3", width="s", spare=True),
        Column(name="calling_code", label="Calling code", kind="number", sort="calling_code", width="s"), STATE,
    ),
    form=lookup_form(models.Country, "name", "is_active"), search=("name", "alpha2", "alpha3"), archive="", closed=True,
)  # fmt: skip
LANGUAGES = lookup_desk(
    models.Language, title="Languages", noun="language", teach="The languages that contacts may prefer.",
    columns=(
        Column(name="name", label="Name", kind="name", sort="name"),
        Column(name="code", label="Code", sort="code", width="s"), STATE,
    ),
    form=lookup_form(models.Language, "name", "is_active"), archive="", closed=True,
)  # fmt: skip

LOOK_UP_DESKS: tuple[Desk, ...] = (
    CATEGORIES, OWNER_GROUPS, PRIVACY_LEVELS, INDUSTRIES, SECTORS, SOURCES, MARKETING_LISTS, CUSTOMER_TYPES,
    ORGANISATIONS, BRANCHES, VENDORS, COST_CENTRES, COUNTRIES, LANGUAGES,
)  # fmt: skip
