"""Nobody can hand a program more than they may do themselves."""

from typing import Any

from contacts.access.keys.scopes import SCOPES

# The permission at the desk that a scope comes to; one that is not here is for those who may do everything.
PERMISSIONS = {
    "contacts:read": "view_contact", "contacts:write": "change_contact", "lookups:write": "change_category",
    "history:read": "view_change", "commerce:read": "view_order", "commerce:write": "change_order",
    "messages:read": "view_communication", "messages:write": "add_communication",
    "connections:read": "integrations.view_connection", "connections:manage": "integrations.change_connection",
    "approvals:read": "view_approvalrequest", "approvals:write": "add_approvalrequest", "keys:manage": "add_apikey",
}  # fmt: skip


def scopes_of(actor: Any) -> list[tuple[str, str]]:
    """The scopes that ``actor`` may hand out, with what each allows."""
    return [(scope, f"{scope}: {text}") for scope, text in SCOPES.items() if _holds(actor, scope)]


def _holds(actor: Any, scope: str) -> bool:
    permission = PERMISSIONS.get(scope)
    return bool(
        actor.is_superuser
        or (permission and actor.has_perm(permission if "." in permission else f"contacts.{permission}"))
    )
