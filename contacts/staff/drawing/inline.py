"""A value that becomes a form where it stands: GET gives the form, POST saves, leaving gives the value back.

The element with the inline's id holds either; errors come back with what was typed and status 422.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from contacts.staff.frame import shell


@dataclass(frozen=True, kw_only=True)
class Inline:
    """One place to edit: its element id and address, the form, what saves it and what shows the value.

    `save` may leave errors on the form instead of saving. `template` lays the form's fields out; the default puts them
    side by side. `title` is for screen readers.
    """

    id: str
    url: str
    form: forms.BaseForm
    save: Callable[[], None]
    value: Callable[[], str]
    template: str = "staff/inline/form.html"
    title: str = ""


def answer(*, request: HttpRequest, inline: Inline) -> HttpResponse:
    """Answer an inline's request with the fragment that belongs into its element."""
    if request.method == "POST":
        if not inline.form.is_valid():
            return HttpResponse(_form_html(request=request, inline=inline), status=422)
        inline.save()
        if inline.form.errors:  # the room refused what the form let pass
            return HttpResponse(_form_html(request=request, inline=inline), status=422)
        return shell.with_toasts(request=request, html=inline.value(), saved=True)
    if request.GET.get("leave"):
        return HttpResponse(inline.value())
    return HttpResponse(_form_html(request=request, inline=inline))


def _form_html(*, request: HttpRequest, inline: Inline) -> str:
    prepare(inline.form)
    return render_to_string(inline.template, {"inline": inline, "form": inline.form}, request)


def prepare(form: Any) -> None:
    """Let focus land in the first field that is wrong, or in the first behind a part's type, which stands chosen."""
    wrong = [name for name in form.fields if form.is_bound and name in form.errors]
    names = wrong or [name for name in form.fields if name != "type"]
    for name, field in form.fields.items():
        field.widget.attrs.pop("autofocus", None)
        if name == names[0]:
            field.widget.attrs["autofocus"] = True
