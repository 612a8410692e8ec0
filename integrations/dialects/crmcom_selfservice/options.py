"""Decisions about this dialect."""

from contacts.options.declaration import Option, declare

GROUP = "Dialects"

NOT_FOUND_IS_404 = declare(
    Option(
        name="crmcom_selfservice.not_found_is_404", group=GROUP, kind="flag", default=False,
        label="CRM.COM self-service: a record that is not found answers 404",
        help="The document's example has 400 with NOTFOUNDEXCEPTION, its table of statuses 404.",
    )
)  # fmt: skip
TAX_EXEMPT = declare(
    Option(
        name="crmcom_selfservice.tax_exempt", group=GROUP, kind="flag", default=False,
        label="CRM.COM self-service: customers say themselves that they are tax exempt",
        help="The document lets them. While this is off, what they send is ignored.",
    )
)  # fmt: skip
FRESH_SIGN_IN = declare(
    Option(
        name="crmcom_selfservice.fresh_sign_in", group=GROUP, kind="flag", default=True,
        label="CRM.COM self-service: a new email address and leaving need a recent sign-in",
        help="Within five minutes. A token that was renewed for weeks may be in other hands by now.",
    )
)  # fmt: skip
HIDDEN_FIELDS = declare(
    Option(
        name="crmcom_selfservice.hidden_fields", group=GROUP, default="",
        label="CRM.COM self-service: custom fields that customers neither see nor set",
        help="Their aliases, separated by spaces, however they are marked.",
    )
)  # fmt: skip
MARKED_FIELDS = declare(
    Option(
        name="crmcom_selfservice.marked_fields", group=GROUP, kind="flag", default=True,
        label="CRM.COM self-service: only custom fields that are marked for customers",
        help="As in the portal: they see those marked “Customers see it” and change those marked “Customers may change "
        "it”. While this is off, whoever has an account sees and sets every custom field that is not hidden above.",
    )
)  # fmt: skip
PASS_CODES = declare(
    Option(
        name="crmcom_selfservice.pass_codes", group=GROUP, default="",
        label="CRM.COM self-service: pass codes",
        help="Separated by spaces. A registration that brings another pass_code is refused.",
    )
)  # fmt: skip
MIME_IS_TYPE = declare(
    Option(
        name="crmcom_selfservice.mime_is_type", group=GROUP, kind="flag", default=False,
        label="CRM.COM self-service: mime of a file is its media type",
        help="The document shows doc for it, the ending of the name.",
    )
)  # fmt: skip
WIFI_GROUP = "WiFi"
WIFI_ADDRESS = declare(
    Option(
        name="wifi.address", group=WIFI_GROUP, default="", label="Address of the WiFi platform",
        help="Told by POST of every device that is authorised. Without it authorisations are only written down. "
        "In our own network it must be among the hosts that may be called.",
    )
)  # fmt: skip
WIFI_TOKEN = declare(
    Option(
        name="wifi.token", group=WIFI_GROUP, default="", kind="secret", label="Token for the WiFi platform",
        help="Sent as Authorization: Bearer.",
    )
)  # fmt: skip
WIFI_HOURS = declare(
    Option(
        name="wifi.hours", group=WIFI_GROUP, default=8, kind="number", least=1, most=720,
        label="Hours that a device stays authorised", help="Until then it is not authorised a second time.",
    )
)  # fmt: skip
