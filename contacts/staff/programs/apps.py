"""Issuing, changing and disabling apps. A server's secret is in the answer that makes it and nowhere else."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access.apps import operations
from contacts.access.apps.models import App
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.writing import actor_of
from contacts.staff.programs.desks import APPS, state_of_app
from contacts.staff.programs.forms import AppForm

HOW = "The app sends it in the header api_key."


@staff_only
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; then the app with its key."""
    need(APPS.may("add", actor=request.user))
    form = AppForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _issued(request, *operations.issue(actor=actor_of(request), **form.said()))
        except Invalid as refused:
            form.take(refused)
    return shell.render_page(
        request=request, template="staff/programs/form.html", title="New app", here="apps",
        trail=((APPS.title, APPS.url()),), context={"form": form, "button": "Make the app", "leave": APPS.url()},
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff_only
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """An app with its key, and its form for those who may change it."""
    need(APPS.may("view", actor=request.user))
    app: App = APPS.row(str(pk))
    may_change = APPS.may("change", actor=request.user) and app.disabled_at is None
    need(may_change or request.method == "GET")
    form = AppForm(request.POST if request.method == "POST" else None, app=app)
    if form.is_valid():
        try:
            operations.change(app=pk, actor=actor_of(request), **form.said())
        except Invalid as refused:
            form.take(refused)
        else:
            shell.toast(request=request, text=f"Saved {form.cleaned_data['name']}; it holds within a second.")
            return HttpResponseRedirect(APPS.url("edit", pk))
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {"app": app, "form": form, "state": state_of_app(app), "may_change": may_change, "leave": APPS.url()}
    return shell.render_page(
        request=request, template="staff/programs/app.html", title=app.name, here="apps",
        trail=((APPS.title, APPS.url()),), context=context, status=422 if form.errors else 200,
    )  # fmt: skip


@staff_only
@never_cache
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the app another key; the one before is refused at once."""
    need(APPS.may("change", actor=request.user))
    return _issued(request, *operations.rotate(app=APPS.row(str(pk)).pk, actor=actor_of(request)))


@staff_only
@require_POST
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse the app from now on, with everybody signed in by it."""
    need(APPS.may("change", actor=request.user))
    app = operations.disable(app=APPS.row(str(pk)).pk, actor=actor_of(request))
    text = f"Disabled {app.name} for good; whoever was signed in by it is signed out. A new app has a new key."
    shell.toast(request=request, text=text)
    return HttpResponseRedirect(APPS.url("edit", pk))


def _issued(request: HttpRequest, app: App, text: str) -> HttpResponse:
    context = {"secret": text, "how": HOW, "leave": APPS.url("edit", app.pk), "is_public": text == app.key}
    return shell.render_page(
        request=request, template="staff/programs/issued.html", title=app.name, here="apps",
        trail=((APPS.title, APPS.url()),), context=context,
    )  # fmt: skip
