"""Who may see a contact's photo; ways to sign in that come later add theirs here."""

from django.http import HttpRequest

from contacts.access.keys.queries import authenticate


def may_see(request: HttpRequest, contact: int) -> bool:
    """Whether the request comes from signed-in staff who may see contacts, or with a key that may read them."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        principal = authenticate(text.strip())
        return principal is not None and not principal.scopes.isdisjoint({"contacts:read", "files:read"})
    user = request.user
    return bool(user.is_authenticated and user.is_staff and user.has_perm("contacts.view_contact"))
