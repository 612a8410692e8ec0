"""Every field of the document (seeds/004, lines 17 to 49 and 71 to 87) and where it lives with us.

Almost everything is text, also numbers and flags; ``customer_id`` and ``vendor_type`` are numbers in the sample.
"""

from typing import Any

from integrations.mapping.codecs import Codec, Known, email, flag, looked_up, loose_text, text, whole
from integrations.mapping.draft import Draft
from integrations.mapping.moments import naive_moment
from integrations.mapping.slots import Show, Slot, aside, here, kept
from integrations.mapping.sources import PLAIN, Body, Here, Kept, Look, Part
from integrations.mapping.table import Row, Table

NAME = "lightening"
CUSTOMER = Part(of="affiliations")
TEL = Part(of="phones", types=("LANDLINE", "OTHER", "CUSTOM1", "CUSTOM2", "CUSTOM3", "CUSTOM4", "CUSTOM5"))
TEL1, FAX, MOBILE = (Part(of="phones", types=(type_,)) for type_ in ("BUSINESS", "FAX", "MOBILE"))
EMAIL, EMAIL2, EMAIL3 = (Part(of="emails", rank=rank) for rank in (0, 1, 2))
FLAG = flag("1", "0")


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _shown_of(kind: str, column: str, *, unsaid: Any = "") -> Codec:
    return looked_up(kind, column, unsaid=unsaid)


class PortalActive(Slot, frozen=True):
    """Whether the contact's account is open; without one what the program said of it, which is kept."""

    also = (("kept",),)

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        id_, kept = look.at("id"), Kept(NAME).finder(look)

        def show(found: Any, body: Body, known: Known) -> str:
            account = known.row(PORTAL.looks, id_(body))
            is_active = account.get("is_active", kept(body).get("portal_active"))
            return "1" if is_active else "0"

        return show

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        draft.aside["portal_active"] = value
        Kept(NAME).put(draft, "portal_active", value, their)


# Shown by the slot itself, which looks accounts up by the contact's id.
PORTAL = Codec(FLAG.decode, None, lambda value, known: "", FLAG.schema, "portal_account", is_flag=True)
PASSWORD = text(32, least=8, empty="", message="Expected 8 to 32 characters.")
LOCALE = Codec(loose_text(35).decode, lambda value: value or "en_US", schema={"type": "string", "maxLength": 35})
CUSTOMER_ID = whole(1, words=True, shown=lambda value: "" if value is None else value)
COST_CENTRE = whole(-(2**31), 2**31 - 1, words=True, shown=lambda value: str(value or 0))
SHOWN_TEXT = Codec(loose_text().decode, _text, schema={"type": "string"})

ROWS = (
    Row("email", Slot(EMAIL, "email"), email(191, empty="")),
    Row("tel", Slot(TEL, "number"), loose_text(32)),
    Row("tel1", Slot(TEL1, "number"), loose_text(32)),
    Row("fax", Slot(FAX, "number"), loose_text(32)),
    Row("mobile", Slot(MOBILE, "number"), loose_text(32)),
    Row("role", here("role"), loose_text(32)),
    Row("department", here("department"), loose_text(64)),
    Row("milestone", here("is_milestone"), FLAG),
    Row("cost_center_id", Slot(CUSTOMER, "cost_centre"), COST_CENTRE),
    Row("email2", Slot(EMAIL2, "email"), SHOWN_TEXT, "out"),
    Row("email3", Slot(EMAIL3, "email"), SHOWN_TEXT, "out"),
    Row("customer_portal_profile_id", kept(NAME, "portal_profile_id"), whole(0, 2**32 - 1, words=True, shown=_text)),
    Row("customer_name", Slot(CUSTOMER, "organisation"), _shown_of("organisation", "name"), "out"),
    Row("customer_account", Slot(CUSTOMER, "organisation"), _shown_of("organisation", "account"), "out"),
    Row("customer_id", Slot(CUSTOMER, "organisation"), CUSTOMER_ID),
    Row("portal_profile", kept(NAME, "portal_profile_id"), SHOWN_TEXT, "out"),
    Row("name", here("display_name"), loose_text(64)),
    Row("cost_center_name", Slot(CUSTOMER, "cost_centre"), _shown_of("cost_centre", "name"), "out"),
    Row(
        "customer_custom_identifier",
        Slot(CUSTOMER, "organisation"),
        _shown_of("organisation", "custom_identifier"),
        "out",
    ),
    Row("customer_custom_identifier", aside("customer"), loose_text(16), "in"),
    Row("portal_fullname", kept(NAME, "portal_fullname"), SHOWN_TEXT, "out"),
    Row("portal_branch_id", Slot(CUSTOMER, "branch"), SHOWN_TEXT, "out"),
    Row("vendor_account", Slot(CUSTOMER, "vendor"), _shown_of("vendor", "account"), "out", heard=False),
    Row("vendor_id", Slot(CUSTOMER, "vendor"), SHOWN_TEXT, "out"),
    Row("vendor_name", Slot(CUSTOMER, "vendor"), _shown_of("vendor", "name"), "out", heard=False),
    Row("vendor_type", Slot(CUSTOMER, "vendor"), _shown_of("vendor", "type", unsaid=1), "out", heard=False),
    Row("id", here("id"), SHOWN_TEXT, "out"),
    Row("created_at", here("created_at"), naive_moment(" "), "out"),
    Row("updated_at", here("updated_at"), naive_moment(" "), "out"),
    Row("is_active", here("is_active"), FLAG),
    Row("portal_active", PortalActive(Here(), "id"), PORTAL),
    Row("portal_password", aside("portal_password"), PASSWORD, "in"),
    Row("locale", here("locale"), LOCALE),
    Row("customer_portal_profile_name", kept(NAME, "portal_profile_name"), SHOWN_TEXT, "out"),
)
TABLE = Table(NAME, ROWS, forms=("full",))
SENT = frozenset(row.their for row in ROWS if row.way != "out") | {"create_method"}
