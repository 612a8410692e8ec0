"""What a contact signs in to the portal with; a password goes in and never comes out."""

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.access.accounts import operations
from contacts.access.accounts.models import Account
from contacts.access.errors import Busy
from contacts.api.identity_shapes import IdentityRequest, IdentityShown, PortalIdentity
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.paging import refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import id_named


class PortalAccess(Resource):
    """The portal account of one contact."""

    reads = writes = "portal:manage"

    def get(self, request: Request, ref: str) -> HttpResponse:
        """Its identities, and when it was last used; 404 where there is none."""
        refuse_unknown(request, ())
        return answer(_serialize(_account(id_named(ref))))

    @once
    def put(self, request: Request, ref: str) -> HttpResponse:
        """Give a user name and a password; they count as proven and sign in at once. What is left out stays."""
        contact, asked = id_named(ref), read_as(IdentityRequest, request)
        try:
            account = operations.set_identity(
                contact=contact, username=asked.username, password=asked.password, must_change=asked.must_change,
                actor=actor_of(request),
            )  # fmt: skip
        except Busy as busy:
            raise Problem(429, str(busy), headers={"Retry-After": str(busy.wait)}) from None
        return answer(_serialize(account))

    @once
    def delete(self, request: Request, ref: str) -> HttpResponse:
        """Shut the account and end its sessions: 204. A PUT does not open it again; staff do."""
        account = _account(id_named(ref))
        operations.deactivate(account=account.pk, actor=actor_of(request))
        return HttpResponse(status=204)


def _account(contact: int) -> Account:
    found = Account.objects.filter(contact=contact, closed_at=None).first()
    if found is None:
        raise Problem(404, "This contact has no portal account. PUT a user name and a password to make one.")
    return found


def _serialize(account: Account) -> PortalIdentity:
    rows = account.identities.order_by("pk")
    identities = [IdentityShown(row.provider, row.subject, row.verified_at is not None) for row in rows]
    return PortalIdentity(
        account.uuid, account.is_active, bool(account.password), account.must_change_password,
        account.last_signed_in_at, identities,
    )  # fmt: skip
