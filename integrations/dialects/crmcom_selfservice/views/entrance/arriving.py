"""Somebody has just proven who they are: their tokens, and who they are."""

from collections.abc import Iterable

from django.http import HttpResponse

from contacts.access.accounts import queries as accounts
from contacts.access.accounts.models import Account
from contacts.access.sessions import operations as sessions
from contacts.access.sessions.models import Kind
from contacts.access.sessions.queries import SELF
from contacts.access.sessions.rotation import Tokens
from contacts.lookups import queries as lookups
from integrations.dialects.crmcom_selfservice.table import TABLE
from integrations.dialects.crmcom_selfservice.views.base import KEY, SelfService
from integrations.dialects.crmcom_selfservice.whose import OwnLookups, body_of, plain
from integrations.dialects.crmcom_selfservice.words.spelling import auth_result
from integrations.wire.inbound import bodies


class Entrance(SelfService):
    """An address that an app's key opens."""

    proofs = (KEY,)

    def arrive(
        self, account: Account, *, method: str, scopes: Iterable[str] = (SELF,), status: int = 200
    ) -> HttpResponse:
        """A session of this app, told; raises ``Refused``."""
        begun = sessions.begin(
            account=account, kind=Kind.PROGRAM, caller=self.knocker, method=method, app=self.app, scopes=scopes
        )
        assert begun.tokens is not None
        return self.told(account, begun.tokens, status=status)

    def told(self, account: Account, tokens: Tokens, *, status: int = 200) -> HttpResponse:
        """Tokens, with whose they are."""
        body, known = body_of(account), OwnLookups()
        known.load(TABLE, [body])
        organisations = lookups.rows("organisation", [one["organisation"] for one in body["affiliations"]])
        told = auth_result(
            tokens, plain(TABLE.render(body, known, "signed_in"), account.uuid), organisations.values(),
            proven=accounts.is_proven(account), version=self.version,
        )  # fmt: skip
        return bodies.answer(told, status=status)
