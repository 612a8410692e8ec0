"""Every message there is a text for: why it is sent, and what is filled in."""

from msgspec import Struct

STANDARD = {"greeting": "Hello Ada,", "name": "Ada", "site": "Contacts"}
LINK = "https://crm.example.org/portal/answer?token=Zk3vJ0mQ2rX8sT5wY1bN7cD4fG6hK9pLxAqEuRiOyWd"


class Declared(Struct, frozen=True, kw_only=True):
    """One message. ``values`` are filled in openly and ``secrets`` sealed, both as name → example.

    ``worded`` are those of the values that are words of the product, said in the language of the message.
    """

    key: str
    label: str
    when: str
    purpose: str = "service"
    values: dict[str, str] = {}
    secrets: dict[str, str] = {}
    worded: tuple[str, ...] = ()
    by_sms: bool = True
    by_staff: bool = False

    @property
    def examples(self) -> dict[str, str]:
        """Every name that its text may hold, with an example."""
        return {**STANDARD, **self.values, **self.secrets}

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that have a text of their own; the app shows that of the mail."""
        return ("EMAIL", "SMS") if self.by_sms else ("EMAIL",)


_ALL = (
    Declared(
        key="access.code", label="Sign-in code", when="Somebody asks for a code to sign in or to prove an address.",
        purpose="security", values={"minutes": "5"}, secrets={"code": "482913"},
    ),
    Declared(
        key="access.verify", label="Confirm an address", when="Somebody registered, or changed an address.",
        purpose="security", values={"hours": "24"}, secrets={"link": LINK},
    ),
    Declared(
        key="access.reset", label="New password", when="Somebody forgot a password.",
        purpose="security", values={"minutes": "30"}, secrets={"link": LINK},
    ),
    Declared(
        key="access.welcome", label="Welcome", when="A registration is complete.",
        values={"address": "https://crm.example.org/portal/"},
    ),
    Declared(
        key="access.exists", label="Registered already", when="Somebody registers an address that has an account.",
        purpose="security", values={"address": "https://crm.example.org/portal/sign-in/"},
    ),
    Declared(
        key="access.changed", label="Access changed", when="A password, an address or a passkey of an account changed.",
        purpose="security", worded=("what",),
        values={"what": "password", "when": "29 Nov 2026 20:02 UTC", "address": "https://crm.example.org/portal/"},
    ),
    Declared(
        key="access.second_factor", label="Second factor of staff", by_sms=False, purpose="security", worded=("what",),
        when="Somebody’s second factor at the desk was turned on or off, taken away, or a recovery code was used.",
        values={"user": "ada", "what": "turned on", "when": "29 Nov 2026 20:02 UTC"},
    ),
    Declared(
        key="access.invite", label="Invitation", when="Staff invite a contact to the portal.",
        purpose="security", values={"days": "7"}, secrets={"link": LINK},
    ),
    Declared(
        key="approvals.asked", label="Approval asked", when="A contact is asked to approve something.",
        values={"what": "Order 1001", "days": "7"}, secrets={"link": LINK},
    ),
    Declared(
        key="approvals.reminder", label="Approval reminder", when="An approval still waits.",
        values={"what": "Order 1001", "days": "2"}, secrets={"link": LINK},
    ),
    Declared(
        key="approvals.decided", label="Approval decided", when="A contact approved or rejected something.",
        values={"what": "Order 1001", "decision": "accepted", "when": "29 Nov 2026 20:02 UTC"}, worded=("decision",),
    ),
    Declared(
        key="files.printout", label="Document", when="A contact asks for a document by mail.",
        values={"what": "Invoice 1001"}, by_sms=False,
    ),
    Declared(
        key="staff.call_back", label="We tried to reach you", when="Staff choose it when they write to a contact.",
        by_staff=True,
    ),
    Declared(
        key="staff.check_details", label="Please check your details",
        when="Staff choose it when they write to a contact.", by_staff=True,
    ),
)  # fmt: skip
DECLARED: dict[str, Declared] = {one.key: one for one in _ALL}
