"""What staff do about the account of a contact: one address for each act, each told in a sentence."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from contacts.access.accounts import operations, queries
from contacts.access.accounts.models import Account
from contacts.access.sessions import operations as sessions
from contacts.history.actor import Actor
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.one.record import Record
from contacts.staff.people.one.views import found
from contacts.staff.people.writing import actor_of


def _shut(account: Account, actor: Actor) -> str:
    operations.deactivate(account=account.pk, actor=actor)
    return "The account is shut; its owner is signed out everywhere and cannot come in."


def _open(account: Account, actor: Actor) -> str:
    operations.reactivate(account=account.pk, actor=actor)
    return "The account is open again."


def _unlock(account: Account, actor: Actor) -> str:
    operations.unlock(account=account.pk, actor=actor)
    return "The password can be tried again at once."


def _end_all(account: Account, actor: Actor) -> str:
    operations.end_all_sessions(account=account.pk, actor=actor)
    return "Signed out everywhere. Who knows the password or has a passkey can sign in again."


def _reset(account: Account, actor: Actor) -> str:
    operations.send_reset(account=account.pk, actor=actor)
    return "A link to choose a new password is on its way, good for 30 minutes. The present one works till then."


Act = Callable[[Account, Actor], str]
ACTS: dict[str, Act] = {"shut": _shut, "open": _open, "unlock": _unlock, "end-all": _end_all, "reset": _reset}
OPPOSITE = {"shut": "open", "open": "shut"}


def concerned(request: HttpRequest, contact: int) -> Record:
    """The contact whose account is changed; 404 for none, 403 without the right or when it is archived."""
    need(request.user.has_perm("contacts.change_account"))
    record = found(request, contact)
    need(not record.body["is_archived"])
    return record


def account_of(record: Record) -> Account:
    """The account of a contact that has one."""
    account = queries.of_contact(record.id)
    if account is None:
        raise Http404("This contact has no account")
    return account


def back(record: Record) -> HttpResponseRedirect:
    """To the tab that shows what became of it."""
    return HttpResponseRedirect(f"{record.url('record')}?tab=portal")


@staff_only
@require_POST
def act(request: HttpRequest, contact: int, what: str) -> HttpResponse:
    """Carry one act out; shutting and opening can be undone."""
    record = concerned(request, contact)
    if what not in ACTS:
        raise Http404("There is no such act")
    try:
        text = ACTS[what](account_of(record), actor_of(request))
    except Invalid as exc:
        shell.toast(request=request, text=exc.errors[0].message, tone="bad")
        return back(record)
    undo_url = record.url("portal-undo") if what in OPPOSITE else ""
    shell.toast(request=request, text=text, undo_url=undo_url, payload=OPPOSITE.get(what, ""))
    return back(record)


@staff_only
@require_POST
def undo(request: HttpRequest, contact: int) -> HttpResponse:
    """The opposite of what was done a moment ago."""
    record = concerned(request, contact)
    what = shell.take_undo(request=request)
    if what not in ACTS:
        raise Http404("This can no longer be undone")
    shell.toast(request=request, text=ACTS[what](account_of(record), actor_of(request)))
    return shell.changed(request=request, back=back(record).url)


@staff_only
@require_POST
def invite(request: HttpRequest, contact: int) -> HttpResponse:
    """Mail the contact a link by which it chooses a password; an account is made where there is none."""
    record = concerned(request, contact)
    try:
        operations.invite(contact=record.id, actor=actor_of(request), language=record.body["language"])
        text = f"The invitation to {record.head().name} is on its way, good for seven days. It replaces earlier ones."
        shell.toast(request=request, text=text)
    except Invalid as exc:
        shell.toast(request=request, text=exc.errors[0].message, tone="bad")
    return back(record)


@staff_only
@require_POST
def end_session(request: HttpRequest, contact: int, session: int) -> HttpResponse:
    """Sign the contact out on one device."""
    record = concerned(request, contact)
    if sessions.end_for(session=session, account=account_of(record).pk, actor=actor_of(request)):
        shell.toast(request=request, text="Signed out on that device.")
    else:
        shell.toast(request=request, text="That session had ended already.", tone="info")
    return back(record)
