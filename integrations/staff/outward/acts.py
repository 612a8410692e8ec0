"""What one does with a connection: try it, pause it, have everything sent, part with it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts.history.actor import Actor
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.connections import operations
from integrations.connections.models import Connection
from integrations.outbox import operations as outbox
from integrations.staff import undoing
from integrations.staff.outward.connections import one_of

Act = Callable[[HttpRequest, Connection, Actor], None]
View = Callable[[HttpRequest, int], HttpResponse]


def _act(work: Act) -> View:
    """A view that does ``work`` and goes back to the connection's page."""

    @staff_only
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        need(request.user.has_perm("integrations.change_connection"))
        row = one_of(pk)
        work(request, row, actor_of(request.user))  # type: ignore[arg-type]  # staff_only let only users in
        return HttpResponseRedirect(reverse("dialects:connection", args=(pk,)))

    view.__doc__ = work.__doc__
    return view


@_act
def test(request: HttpRequest, row: Connection, actor: Actor) -> None:
    """Ask the other side for something that changes nothing."""
    health = outbox.test(connection=row.pk, actor=actor)
    shell.toast(request=request, text=health.sentence, tone="good" if health.is_well else "bad")


@_act
def pause(request: HttpRequest, row: Connection, actor: Actor) -> None:
    """Pause it, or let it go on; offers Undo."""
    paused = request.POST.get("to") == "pause"
    operations.pause(connection=row.pk, paused=paused, actor=actor)
    told = "is paused; what happens meanwhile waits." if paused else "goes on with everything that waited."
    undo_url, payload = reverse("dialects:connections-undo"), f"{row.pk}:{'go' if paused else 'pause'}"
    shell.toast(request=request, text=f"{row.name} {told}", undo_url=undo_url, payload=payload)


@staff_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back a pause, or its end, of this session."""
    need(request.user.has_perm("integrations.change_connection"))
    pk, word = undoing.asked(request, ("go", "pause"))
    row = one_of(pk)
    operations.pause(connection=row.pk, paused=word == "pause", actor=actor_of(request.user))  # type: ignore[arg-type]
    shell.toast(request=request, text=f"{row.name} {'goes on' if word == 'go' else 'is paused'} again.")
    return undoing.drawn_anew(request, reverse("dialects:connection", args=(pk,)))


@_act
def send_all(request: HttpRequest, row: Connection, actor: Actor) -> None:
    """Have every contact sent that it is about."""
    outbox.send_all(connection=row.pk, actor=actor)
    shell.toast(request=request, text="Every contact is being lined up; what is there already is left as it is.")


@_act
def replay_dead(request: HttpRequest, row: Connection, actor: Actor) -> None:
    """Try again what was given up."""
    count = outbox.replay_all(connection=row.pk, actor=actor)
    shell.toast(request=request, text=f"{count} {'is' if count == 1 else 'are'} tried again.")


@staff_only
@require_POST
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    """Part with it."""
    need(request.user.has_perm("integrations.delete_connection"))
    row = one_of(pk)
    operations.disconnect(connection=row.pk, actor=actor_of(request.user))  # type: ignore[arg-type]
    shell.toast(request=request, text=f"{row.name} is disconnected.")
    return HttpResponseRedirect(reverse("dialects:connections"))
