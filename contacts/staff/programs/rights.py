"""Nobody can hand a program more than they may do themselves."""

from typing import Any

from contacts.access.keys.scopes import SCOPES

# The permissions at the desk that a scope comes to; one that is not here is for those who may do everything.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "contacts:read": ("view_contact",), "contacts:write": ("add_contact", "change_contact", "delete_contact"),
    "lookups:write": tuple(f"{verb}_{name}" for name in ("category", "organisation", "customfield", "zone")
                           for verb in ("add", "change", "delete")),
    "history:read": ("view_contact", "view_change"), "commerce:read": ("view_order",),
    "commerce:write": ("add_order", "change_order", "delete_order"),
    "messages:read": ("view_communication",), "messages:write": ("add_communication",),
    "connections:read": ("integrations.view_connection",),
    "connections:manage": ("integrations.add_connection", "integrations.change_connection",
                           "integrations.delete_connection"),
    "approvals:read": ("view_approvalrequest",), "approvals:write": ("add_approvalrequest", "change_approvalrequest"),
    "keys:manage": ("add_apikey", "change_apikey"),
}  # fmt: skip


def scopes_of(actor: Any) -> list[tuple[str, str]]:
    """The scopes that ``actor`` may hand out, with what each allows."""
    return [(scope, f"{scope}: {text}") for scope, text in SCOPES.items() if _holds(actor, scope)]


def _holds(actor: Any, scope: str) -> bool:
    wanted = PERMISSIONS.get(scope)
    if wanted is None:
        return bool(actor.is_superuser)
    return all(actor.has_perm(one if "." in one else f"contacts.{one}") for one in wanted)
