"""Coming in: a session for somebody who has just proven who they are, and saying no alike to all who have not."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from contacts.access.accounts.models import Account
from contacts.access.errors import Busy, Refused, TooMany, Wrong
from contacts.access.owners import devices
from contacts.access.sessions import operations as sessions
from contacts.access.sessions.models import Kind
from contacts.access.sessions.options import IDLE_DAYS
from contacts.directory.reading import snapshots
from contacts.options import queries as options
from contacts.portal.frame.customers import caller_of, find_customer, know_device, let_in
from contacts.portal.frame.language import language_of_record, remember
from contacts.portal.frame.pending import finish

DAY_SECONDS = 24 * 3600
NOT_NOW = (Wrong, Refused, TooMany, Busy)


def arrive(request: HttpRequest, account: Account, *, method: str, then: str, stay: bool) -> HttpResponse:
    """Begin a session and lead on to ``then``; raises ``Refused`` when the account was closed this moment.

    A session that this browser had before ends, whosever it was.
    """
    before = find_customer(request)
    if before and before.account != account.pk:
        sessions.end(session=before.session, reason="replaced")
    begun = sessions.begin(
        account=account,
        kind=Kind.BROWSER,
        caller=caller_of(request),
        method=method,
        remember=stay,
        replacing=before.session if before and before.account == account.pk else None,
    )
    response = HttpResponseRedirect(then)
    let_in(response, begun.cookie or "", seconds=options.get(IDLE_DAYS) * DAY_SECONDS if stay else None)
    know_device(response, devices.remember(account=account, caller=caller_of(request)))
    finish(response)
    _speak(request, response, account)
    return response


def refusal(error: Exception) -> tuple[str, int]:
    """(sentence, status) for ``NOT_NOW``: it does not say whether there is such an account, or that it is locked."""
    if isinstance(error, TooMany):
        return _("There were too many tries from your network. Wait a few minutes and try again."), 429
    if isinstance(error, Busy):
        return _("Many people are signing in at this moment. Try again in a few seconds."), 429
    return _("That does not match, or cannot be used at the moment. Check it, or choose another way to sign in."), 422


def _speak(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """A browser in which no language was chosen gets the one of the record."""
    if account.contact_id is None or "portal-language" in request.COOKIES:
        return
    record = snapshots.records([account.contact_id]).get(account.contact_id)
    if record and (language := language_of_record(record.language)):
        remember(response, language)
