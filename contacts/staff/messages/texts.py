"""The texts of the messages that are sent by themselves: what there is, and putting one's own in their place."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from msgspec import Struct

from contacts.messages import queries
from contacts.messages.declared.keys import DECLARED, Declared
from contacts.messages.models import Channel
from contacts.messages.writing import languages, rendering, templates
from contacts.messages.writing.templates import Chosen
from contacts.record import choices
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of

EXAMPLE_NAME = "Ada"


class Place(Struct, frozen=True):
    """One text: its key, channel and language."""

    declared: Declared
    channel: str
    language: str

    @classmethod
    def read(cls, key: str, channel: str, language: str) -> "Place":
        """What an address names; 404 for what is not."""
        declared = DECLARED.get(key)
        if declared is None or channel not in declared.channels or language not in choices.languages():
            raise Http404("There is no such text")
        return cls(declared, channel, language)

    def url(self, page: str = "one", **other: str) -> str:
        """The address of one of its pages, or of the same in another channel or language."""
        at = {"channel": self.channel, "language": self.language} | other
        return reverse(f"staff:texts-{page}", args=(self.declared.key, at["channel"], at["language"]))

    def arguments(self) -> dict[str, str]:
        """As the room's operations take it."""
        return {"key": self.declared.key, "channel": self.channel, "language": self.language}


class TextForm(forms.Form):
    """Subject and text; an SMS has no subject."""

    use_required_attribute = False
    subject = forms.CharField(label="Subject", required=False, max_length=500)
    content = forms.CharField(label="Text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place.channel == Channel.SMS:
            del self.fields["subject"]
            self.fields["content"].widget.attrs["rows"] = 5


@staff_only
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Every message there is a text for, and in which languages the operator has its own."""
    need(request.user.has_perm("contacts.view_template"))
    own = queries.own_texts()
    rows = [
        (one, [(Channel(channel).label, _first_url(one, channel)) for channel in one.channels], own.get(one.key, []))
        for one in DECLARED.values()
    ]
    return shell.render_page(
        request=request, template="staff/messages/texts.html", title="Message texts", here="texts",
        context={"rows": rows},
    )  # fmt: skip


def _first_url(declared: Declared, channel: str) -> str:
    return reverse("staff:texts-one", args=(declared.key, channel, languages.LAST))


@staff_only
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, key: str, channel: str, language: str) -> HttpResponse:
    """One text with its preview; saving puts it in the place of the product's own."""
    need(request.user.has_perm("contacts.view_template"))
    place = Place.read(key, channel, language)
    may_change = request.user.has_perm("contacts.change_template")
    now = templates.choose(key, channel, [language, languages.LAST])
    form = TextForm(request.POST or None, place=place, initial={"subject": now.subject, "content": now.content})
    if request.method == "POST":
        need(may_change)
        if form.is_valid() and _save(request, place, form):
            shell.toast(request=request, text="Saved. It is used from the next message on.")
            return HttpResponseRedirect(place.url())
    return _page(request, place, now, form, may_change=may_change)


def _page(request: HttpRequest, place: Place, now: Chosen, form: TextForm, *, may_change: bool) -> HttpResponse:
    default = templates.default_text(place.declared.key, place.channel, place.language)
    said = form.data if form.is_bound else {"subject": now.subject, "content": now.content}
    context = {
        "place": place,
        "form": form,
        "is_own": now.version > 0 and now.language == place.language,
        "is_missing": now.language != place.language,
        "has_default": default is not None,
        "names": list(place.declared.examples.items()),
        "secret": set(place.declared.secrets),
        "languages": [
            (choices.languages()[code], place.url(language=code), code == place.language) for code in _offered(place)
        ],
        "others": [(name, place.url(language=code)) for code, name in choices.languages().items()],
        "channels": [
            (Channel(one).label, place.url(channel=one), one == place.channel) for one in place.declared.channels
        ],
        "may_change": may_change,
        **_previewed(place, str(said.get("subject", "")), str(said.get("content", ""))),
    }
    return shell.render_page(
        request=request, template="staff/messages/text.html", title=place.declared.label, here="texts",
        trail=(("Message texts", reverse("staff:texts")),), context=context, status=422 if form.is_bound else 200,
    )  # fmt: skip


def _offered(place: Place) -> list[str]:
    own = [code for code, _ in queries.own_texts().get(place.declared.key, [])]
    return list(dict.fromkeys((*languages.MODULES, *own, place.language)))


def _save(request: HttpRequest, place: Place, form: TextForm) -> bool:
    said = {name: form.cleaned_data.get(name, "") for name in ("subject", "content")}
    try:
        templates.save_text(**place.arguments(), **said, actor=actor_of(request))
    except Invalid as exc:
        for fault in exc.errors:
            form.add_error(fault.path if fault.path in form.fields else None, fault.message)
        return False
    return True


@staff_only
@require_POST
def preview(request: HttpRequest, key: str, channel: str, language: str) -> HttpResponse:
    """How the text reads while it is being typed, the examples filled in."""
    need(request.user.has_perm("contacts.view_template"))
    place = Place.read(key, channel, language)
    said = [request.POST.get(name, "")[:20_000] for name in ("subject", "content")]
    return render(request, "staff/messages/preview.html", _previewed(place, *said))


def _previewed(place: Place, subject: str, content: str) -> dict[str, Any]:
    greeting = rendering.filled(languages.words(place.language).GREETING, {"name": EXAMPLE_NAME})
    values = place.declared.examples | {"greeting": greeting}
    whole = rendering.filled(content, values)
    unknown = rendering.unknown_names(subject + content, values)
    return {"preview_subject": rendering.filled(subject, values), "preview": whole, "length": len(whole),
            "unknown": unknown, "by_sms": place.channel == Channel.SMS}  # fmt: skip


@staff_only
@require_POST
def reset(request: HttpRequest, key: str, channel: str, language: str) -> HttpResponse:
    """Back to the text that comes with the product."""
    need(request.user.has_perm("contacts.change_template"))
    place = Place.read(key, channel, language)
    templates.reset_text(**place.arguments(), actor=actor_of(request))
    shell.toast(request=request, text="The text that comes with the product is in use again.")
    return HttpResponseRedirect(place.url())
