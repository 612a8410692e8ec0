"""What one does about a contact in other systems."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from contacts.directory.models import Contact
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.addresses import contact_url
from integrations.connections.models import Direction
from integrations.dialects.webhook.connector import NAME as WEBHOOK
from integrations.outbox import operations
from integrations.staff.outward.connections import one_of


@staff_only
@require_POST
def send(request: HttpRequest, contact: int, pk: int) -> HttpResponse:
    """Have a contact sent to one connection at once."""
    need(request.user.has_perms(("integrations.change_delivery", "contacts.view_contact")))
    row = one_of(pk)
    if row.dialect == WEBHOOK or row.direction == Direction.PULL:
        raise Http404("Nothing is sent there")
    try:
        operations.send_now(contact=contact, connection=row.pk, actor=actor_of(request.user))  # type: ignore[arg-type]
    except Contact.DoesNotExist:
        raise Http404("There is no such contact") from None
    when = "now" if row.is_enabled else "as soon as the connection goes on"
    shell.toast(request=request, text=f"It is sent to {row.name} {when}.")
    return HttpResponseRedirect(contact_url(contact) + "?tab=elsewhere#strip")
