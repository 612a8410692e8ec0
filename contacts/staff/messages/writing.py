"""Writing to a contact from its page: queued for ten seconds, in which it can be undone."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.messages import checking, operations
from contacts.messages.declared.keys import DECLARED
from contacts.messages.delivery import reaching
from contacts.messages.models import Channel
from contacts.messages.writing import languages, rendering, templates
from contacts.record import choices
from contacts.record.contact import ContactRecord
from contacts.record.errors import Invalid
from contacts.record.parsing import codec
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.one.record import Record
from contacts.staff.people.one.views import found
from contacts.staff.people.writing import actor_of

TIME_TO_UNDO = timedelta(seconds=10)
BY_STAFF = [(one.key, one.label) for one in DECLARED.values() if one.by_staff]
WRITTEN = [Channel.EMAIL, Channel.SMS, Channel.INAPP]


class Letter(forms.Form):
    """What staff say, by which channel and why."""

    use_required_attribute = False
    channel = forms.ChoiceField(label="Channel", choices=[(one.value, one.label) for one in WRITTEN])
    purpose = forms.ChoiceField(
        label="Purpose", initial="service", choices=[(one, choices.label(one)) for one in checking.FREE_PURPOSES],
        help_text="Decides which consent is asked when it is sent.",
    )  # fmt: skip
    template = forms.ChoiceField(
        label="Begin with", required=False, choices=[("", "An empty message"), *BY_STAFF],
        help_text="Fills in subject and text, in the contact's language; change them as you like.",
    )  # fmt: skip
    subject = forms.CharField(label="Subject", required=False, max_length=500, help_text="Not sent with an SMS.")
    content = forms.CharField(
        label="Text", max_length=checking.MOST_CONTENT, widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Say what is to be sent."},
    )  # fmt: skip


@staff_only
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, contact: int) -> HttpResponse:
    """The form, and the message it queues."""
    record = _written_to(request, contact)
    form = Letter(request.POST if request.method == "POST" else None, initial=_begun(request, record))
    if form.is_valid() and _queue(request, record, form):
        return HttpResponseRedirect(f"{record.url('record')}?tab=messages")
    person = codec.from_body(record.body)
    context = {
        "form": form,
        "record": record,
        "reach": [(Channel(one).label, *_reach(person, one)) for one in WRITTEN],
    }
    trail = ((record.head().name, record.url("record")),)
    return shell.render_page(
        request=request, template="staff/messages/write.html", title="Write", here="contacts", trail=trail,
        context=context, status=422 if form.is_bound else 200,
    )  # fmt: skip


@staff_only
@require_GET
def begin(request: HttpRequest, contact: int) -> HttpResponse:
    """Subject and text of a template, as fields that take the place of those there."""
    form = Letter(initial=_begun(request, _written_to(request, contact)))
    return render(request, "staff/messages/write_fields.html", {"form": form})


@staff_only
@require_POST
def undo(request: HttpRequest, contact: int) -> HttpResponse:
    """Take back what was queued a moment ago."""
    record = _written_to(request, contact)
    payload = shell.take_undo(request=request)
    if operations.cancel(communication=int(payload), actor=actor_of(request)):
        shell.toast(request=request, text="Taken back; nothing was sent.")
    else:
        shell.toast(request=request, text="Too late: it is on its way.", tone="bad")
    return shell.changed(request=request, back=f"{record.url('record')}?tab=messages")


def _written_to(request: HttpRequest, contact: int) -> Record:
    need(request.user.has_perm("contacts.add_communication"))
    record = found(request, contact)
    need(not record.body["is_archived"])
    return record


def _begun(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What the form holds at first: what the address asks for, filled in for this contact."""
    channel = request.GET.get("channel", "")
    channel = channel if channel in WRITTEN else Channel.EMAIL.value
    asked = {"channel": channel, "template": request.GET.get("template", "")}
    if asked["template"] not in dict(BY_STAFF):
        return asked
    person = codec.from_body(record.body)
    text = templates.choose(asked["template"], channel, languages.chain(person))
    values = rendering.standard(person, text.language)
    said = {"subject": rendering.filled(text.subject, values), "content": rendering.filled(text.content, values)}
    return asked | said


def _reach(person: ContactRecord, channel: str) -> tuple[str, str]:
    """Where a channel would reach the contact, and why it would not be sent as things are."""
    return reaching.reach(person, channel), reaching.hindrance(person, channel, "service")


def _queue(request: HttpRequest, record: Record, form: Letter) -> bool:
    said = {name: form.cleaned_data[name] for name in ("channel", "purpose", "content")}
    if said["channel"] != Channel.SMS:
        said["subject"] = form.cleaned_data["subject"]
    said["name"] = dict(BY_STAFF).get(form.cleaned_data["template"], "")
    try:
        row = operations.send(
            contact=record.id, due=timezone.now() + TIME_TO_UNDO, actor=actor_of(request), **said
        )  # fmt: skip
    except Invalid as exc:
        for fault in exc.errors:
            form.add_error(fault.path if fault.path in form.fields else None, fault.message)
        return False
    text = f"The message to {record.head().name} leaves in {TIME_TO_UNDO.seconds} seconds."
    shell.toast(request=request, text=text, undo_url=record.url("write-undo"), payload=str(row.pk))
    return True
