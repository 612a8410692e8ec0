"""Who may see a contact's photo; another way to come in adds its line here."""

from django.http import HttpRequest

from contacts.access.keys.queries import authenticate
from contacts.portal.frame.customers import find_customer

SCOPES = frozenset({"contacts:read", "files:read"})  # either tells the photo's key to begin with


def may_see(request: HttpRequest, contact: int) -> bool:
    """Whether it is staff who may see contacts, the contact itself in the portal, or a program that may read them."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        principal = authenticate(text.strip())
        return principal is not None and not principal.scopes.isdisjoint(SCOPES)
    user = request.user
    if user.is_authenticated and user.is_staff and user.has_perm("contacts.view_contact"):
        return True
    customer = find_customer(request)
    return customer is not None and not customer.must_change_password and customer.contact == contact
