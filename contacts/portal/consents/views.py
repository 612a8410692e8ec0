"""Consents: what holds now, one button to change it, and the log of all answers."""

from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from contacts.consents import operations, queries
from contacts.consents.models import ConsentEvent, Wording
from contacts.portal import words
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer, address_of
from contacts.portal.frame.language import CODES, language_of
from contacts.portal.frame.pages import back_to_start, notice, render_page
from contacts.portal.own import OwnRequest, actor_of, record_of
from contacts.record.choices import ConsentChannel, ConsentPurpose
from contacts.record.consents import effective
from contacts.record.errors import Invalid
from contacts.tables.rowids import is_row_id

NAMES: dict[str, Promise] = {
    "marketing": gettext_lazy("News and offers"),
    "affiliate_marketing": gettext_lazy("News and offers of our partners"),
    "third_party": gettext_lazy("Passing your details on"),
    "data_use": gettext_lazy("Using your details"),
    "service": gettext_lazy("Messages about your orders and your account"),
}
# What is agreed to where the operator published no wording of their own.
TEXTS: dict[str, Promise] = {
    "marketing": gettext_lazy("We may send you news and offers. You can withdraw this at any time."),
    "affiliate_marketing": gettext_lazy(
        "We may send you news and offers of companies that work with us. You can withdraw this at any time."
    ),
    "third_party": gettext_lazy("We may pass your details on to others. You can withdraw this at any time."),
    "data_use": gettext_lazy(
        "We may use what we know of you to write to you. Without this you get no news and offers from us."
    ),
    "service": gettext_lazy("We may write to you about what you ordered and about your account."),
}
CHANNELS: dict[str, tuple[str, ...]] = {"marketing": ("EMAIL", "SMS", "PHONE", "POST", "INAPP")}
STATES: dict[str, tuple[Promise, str]] = {
    "ACCEPTED": (gettext_lazy("You agreed"), "good"),
    "REJECTED": (gettext_lazy("You said no"), "bad"),
    "PENDING": (gettext_lazy("Not answered yet"), "warn"),
    "": (gettext_lazy("Not answered yet"), ""),
}
DOORS: dict[str, Promise] = {
    "portal": gettext_lazy("by you, in this portal"),
    "desk": gettext_lazy("by our staff"),
}
PER_PAGE = 20


@require_safe
def consents(request: OwnRequest) -> HttpResponse:
    """What holds for each purpose and channel, with the words it is about."""
    record, texts = record_of(request), _wordings(request)
    purposes = []
    for purpose in queries.PURPOSES:
        spoken = record.consents.get(purpose, {})
        offered = CHANNELS.get(purpose, ("ANY",))
        channels = [*offered, *(channel for channel in spoken if channel not in (*offered, "ANY"))]
        rows = [(one, words.word(one), effective(record.consents, purpose, one) or "") for one in channels]
        wording = texts.get(purpose)
        purposes.append({
            "key": purpose, "name": NAMES[purpose], "text": wording.text if wording else TEXTS[purpose],
            "wording": wording.pk if wording else "",
            "channels": [(key, label, *STATES[state], state == "ACCEPTED") for key, label, state in rows],
        })  # fmt: skip
    context = {"purposes": purposes}
    return render_page(
        request, "portal/consents/consents.html", title=_("What you agreed to"), context=context, back=back_to_start()
    )


def _wordings(request: OwnRequest) -> dict[str, Wording]:
    """The newest wording of each purpose, in the reader's language before the one for all; in one statement."""
    language = CODES[language_of(request)]
    rows = queries.wordings(current=True).filter(language__in=["", language]).order_by("language")
    return {row.purpose: row for row in rows}


@require_POST
def answer(request: OwnRequest) -> HttpResponse:
    """Agree or withdraw: one press, and it holds."""
    purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
    agrees = request.POST.get("answer") == "yes"
    if purpose not in NAMES or channel not in queries.CHANNELS:
        raise Http404
    shown = request.POST.get("wording", "")
    wording = int(shown) if is_row_id(shown) else None
    try:
        operations.record(
            contact=request.contact, purpose=cast(ConsentPurpose, purpose), channel=cast(ConsentChannel, channel),
            state="ACCEPTED" if agrees else "REJECTED", actor=actor_of(request), wording=wording,
            comment="" if wording else str(TEXTS[purpose]), ip=address_of(request),
        )  # fmt: skip
    except Invalid:
        notice(request, _("The text changed meanwhile. Read it once more and answer again."), tone="warn")
    else:
        notice(request, _("Thank you, that is noted.") if agrees else _("Withdrawn. It holds from now on."))
    return redirect(f"{reverse('portal:consents')}#{purpose}")


@require_safe
def history(request: OwnRequest) -> HttpResponse:
    """Every answer with its proof, newest first."""
    pages = Paginator(queries.history(request.contact), PER_PAGE).get_page(request.GET.get("page"))
    context = {"events": [_told(event) for event in pages], "pages": pages}
    back = (_("What you agreed to"), reverse("portal:consents"))
    return render_page(request, "portal/consents/history.html", title=_("All your answers"), context=context, back=back)


def _told(event: ConsentEvent) -> dict[str, object]:
    label, tone = STATES.get(event.state, STATES[""])
    return {
        "event": event, "name": NAMES.get(event.purpose, event.purpose), "channel": words.word(event.channel),
        "state": label, "tone": tone, "by": DOORS.get(event.door, _("by one of our systems")),
        "text": event.wording.text if event.wording else event.comment, "address": queries.address_of(event),
    }  # fmt: skip


def consents_card(customer: Customer) -> Card | None:
    """The card of the start page."""
    if customer.contact is None:
        return None
    return Card(
        title=_("What you agreed to"),
        url=reverse("portal:consents"),
        text=_("Consents, how you like to be reached, and the proof of every answer."),
    )
