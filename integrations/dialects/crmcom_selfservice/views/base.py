"""How a caller proves itself here: an app by its key, a contact by its access token, and pages by their origin."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from contacts.access.apps import cors
from contacts.access.apps import queries as apps
from contacts.access.apps.models import App
from contacts.access.caller import Caller as Knocker
from contacts.access.errors import OutOfScope
from contacts.access.sessions import queries as sessions
from contacts.access.sessions.queries import SELF, Principal
from contacts.directory.models import Contact
from integrations.credentials.queries import Caller
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.table import NAME
from integrations.dialects.crmcom_selfservice.whose import Owner, as_uuid, caller_of
from integrations.wire.inbound.authentication import unauthenticated, wrong
from integrations.wire.inbound.endpoint import Endpoint
from integrations.wire.inbound.faults import Fault, refused

KEY, TOKEN = "key", "token"


class SelfService(Endpoint):
    """``proofs`` are what an address asks for; what is sent beyond them must be right all the same.

    ``needs`` are the scopes of a session of which one is enough. ``version`` is that of the vendor's API.
    """

    dialect = NAME
    version: int = 1
    proofs: ClassVar[tuple[str, ...]] = (TOKEN,)
    needs: ClassVar[tuple[str, ...]] = (SELF,)
    app: App | None = None
    principal: Principal | None = None

    def identify(self, request: HttpRequest) -> Caller | None:
        """None: this dialect has no credentials of programs."""
        self.app = _app(request)
        if KEY in self.proofs and self.app is None:
            raise unauthenticated("Send the api_key of your app.")
        if TOKEN in self.proofs:
            self.sign_in(request)
        if self.app is not None:
            _admit(request, self.app)
        return None

    def sign_in(self, request: HttpRequest) -> None:
        """Know whose token came; raises ``Refused`` and ``OutOfScope``."""
        self.principal = principal_of(request, self.app, self.needs)
        if self.principal is not None and self.principal.contact is None:
            sessions.forget(self.principal.session)  # an address may have been proven a moment ago
            self.principal = principal_of(request, self.app, self.needs)
        if self.principal is None:
            raise unauthenticated("Send the contact's access token.")
        if self.app is None and self.principal.app is not None:
            self.app = apps.numbered(self.principal.app)

    def refuse(self, fault: Fault) -> HttpResponse:
        return errors.refuse(fault)

    @property
    def signed_in(self) -> Principal:
        """Who is signed in, where somebody must be."""
        assert self.principal is not None
        return self.principal

    @property
    def owner(self) -> Owner:
        """The same, as the one who acts."""
        return Owner(self.signed_in)

    @property
    def contact(self) -> int:
        """The contact's row; raises ``Refused`` 403 before an address is proven."""
        if self.signed_in.contact is None:
            raise refused(403, "forbidden", "Prove your address first.")
        return self.signed_in.contact

    @property
    def knocker(self) -> Knocker:
        """Who knocks."""
        return caller_of(self.request, self.app)

    def own(self, ref: str) -> None:
        """Raise ``Refused`` 403 unless ``ref`` is the contact whose token this is."""
        asked, mine = as_uuid(ref), self.signed_in
        if asked is not None and asked == mine.account_uuid:
            return
        if asked is None or not Contact.objects.filter(pk=mine.contact or 0, uuid=asked).exists():
            raise refused(403, "forbidden", "This token speaks for another contact.")

    def done(self) -> HttpResponse:
        """It succeeded, and there is nothing to say: 200, in v2 204."""
        return HttpResponse(status=204) if self.version > 1 else HttpResponse(content_type="application/json")


class Nothing(SelfService):
    """Addresses below theirs that lead nowhere."""

    proofs = ()
    rights: ClassVar[dict[str, str]] = {}

    def admit(self, request: HttpRequest) -> None:
        raise refused(404, errors.NOWHERE, "There is nothing at this address.")


def _app(request: HttpRequest) -> App | None:
    """Whose key came in ``api_key`` or ``api-key``, which are one header to a server; raises ``Refused``."""
    text = request.META.get("HTTP_API_KEY", "").strip()
    if not text:
        return None
    app = apps.authenticate(text)
    if app is None:
        raise wrong(request)
    return app


def token_of(request: HttpRequest) -> str:
    """The contact's token, in three spellings of which all that are sent must agree; raises ``Refused`` 401."""
    scheme, _, rest = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    bare = rest.strip() if scheme.lower() == "bearer" else f"{scheme} {rest}".strip()
    sent = {text for text in (bare, request.META.get("HTTP_AUTH_TOKEN", "").strip()) if text}
    if len(sent) > 1:
        raise unauthenticated("Two tokens disagree.")
    return sent.pop() if sent else ""


def principal_of(request: HttpRequest, app: App | None, needs: tuple[str, ...]) -> Principal | None:
    """Who is signed in by the token for one of ``needs``, or None; raises ``Refused`` and ``OutOfScope``."""
    text, address = token_of(request), str(request.META.get("REMOTE_ADDR", ""))
    for n, need in enumerate(needs, 1):
        try:
            return sessions.authenticate_access(text, app=app.pk if app else None, needs=need, address=address)
        except OutOfScope:
            if n == len(needs):
                raise
    return None


def _admit(request: HttpRequest, app: App) -> None:
    """The page that calls, and one request of the app's minute."""
    try:
        cors.admit(request, app)
    except cors.ForeignOrigin as exc:
        raise refused(403, "forbidden", str(exc)) from None
    verdict = apps.claim(app)
    if not verdict.allowed:
        sentence = f"At most {verdict.limit} requests a minute."
        raise refused(429, "too_many", sentence, Retry_After=str(int(verdict.wait) + 1))
