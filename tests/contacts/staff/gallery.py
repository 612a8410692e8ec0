"""A page with every piece of the record page, the charts and the filter builder on one wall; the values are made up."""

from datetime import UTC, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from contacts.staff.drawing import cards, filters
from contacts.staff.drawing.charts import Point
from contacts.staff.drawing.inline import Inline, answer
from contacts.staff.engine.declaration import Pill
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from crmsite.urls import urlpatterns as product

SOURCE = "Ada King · 3 Mar 2026 14:02 · import"
EQ = filters.Operator(name="eq", label="is")
EMPTY = filters.Operator(name="empty", label="is empty", takes_value=False)
FIELDS = (
    filters.FilterField(path="addresses.town", label="Town", type="text", operators=(EQ, EMPTY), group="Address"),
    filters.FilterField(
        path="status", label="Status", type="choice", operators=(EQ,), choices=(("A", "Active"), ("B", "Barred"))
    ),
    filters.FilterField(path="created_at", label="Created", type="date", operators=(EQ,)),
)


class EmailForm(forms.Form):
    email = forms.EmailField(label="Email", help_text="For example ada@example.org")
    is_primary = forms.BooleanField(label="Primary", required=False)


def _part(key: str, value: str, kind: str, **more: str) -> cards.Part:
    return cards.Part(
        id=key, value=escape(value), kind=kind, url="/gallery/inline/", remove_url="/gallery/inline/",
        copy=value, source=SOURCE, pills=(Pill(label="Primary", tone="info"),) if key.endswith("1") else (), **more,
    )  # fmt: skip


GROUPS = (
    cards.PartGroup(
        id="emails", title="Emails", add_url="/gallery/inline/", teach="No email yet.",
        parts=(_part("email1", "hannah.campbell@example.org", "Work"), _part("email2", "hc@example.net", "Personal")),
    ),
    cards.PartGroup(
        id="phones", title="Phones", add_url="/gallery/inline/", teach="No phone yet.",
        parts=(_part("phone1", "+44 7858 711539", "Mobile", href="tel:+447858711539"),),
    ),
    cards.PartGroup(id="addresses", title="Addresses", add_url="/gallery/inline/", parts=(), teach="No address yet."),
)  # fmt: skip
EVENT = cards.Event(
    who="Ada King", what="changed two values", at=datetime(2026, 3, 26, 19, 17, tzinfo=UTC), door="desk",
    changes=(
        cards.FieldChange(label="Last name", old="Cambell", new="Campbell", restore_url="/gallery/inline/"),
        cards.FieldChange(label="Status", old="", new="Active", restore_url="/gallery/inline/"),
    ),
)  # fmt: skip


@staff_only
def record(request: HttpRequest) -> HttpResponse:
    labels = ("First name", "Last name", "Company", "Language", "Category", "Notes")
    context = {
        "head": cards.Head(
            name="Hannah Campbell", subtitle="Merchandiser at Barber-Williams", phone="+447858711539",
            email="hannah.campbell@example.org", pills=(Pill(label="Customer", tone="good"), Pill(label="VIP")),
        ),
        "facts": [
            cards.Fact(id=f"f{i}", label=label, value=escape(label.upper()), url="/gallery/inline/", source=SOURCE)
            for i, label in enumerate(labels)
        ],
        "groups": GROUPS,
        "events": [EVENT] * 5,
        "tabs": [
            cards.TabHead(label="Timeline", url="?", current=True),
            cards.TabHead(label="Zones", url="?", count=2),
        ],
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/record/record.html", title="Hannah Campbell", context=context
    )


@staff_only
def charts(request: HttpRequest) -> HttpResponse:
    growth = [Point(label=f"Week {n}", value=100 + n * n) for n in range(1, 20)]
    states = [Point(label=name, value=n, url="?") for name, n in (("Lead", 40), ("Customer", 35), ("Lost", 9))]
    builder = filters.make_builder(text=request.GET.get("filter", ""), fields=FIELDS)
    return shell.render_page(
        request=request, template="gallery_charts.html", title="Charts",
        context={"growth": growth, "states": states, "builder": builder, "filter": request.GET.get("filter", "")},
    )  # fmt: skip


@staff_only
def inline(request: HttpRequest) -> HttpResponse:
    form = EmailForm(request.POST if request.method == "POST" else None, initial={"email": "hc@example.net"})
    place = request.headers.get("HX-Target", "email2")

    def value() -> SafeString:
        text = form.cleaned_data["email"] if form.is_bound and form.is_valid() else "hc@example.net"
        context = {"id": place, "url": request.path, "label": "Email", "value": format_html("{}", text)}
        return render_to_string("staff/inline/value.html", context)

    return answer(
        request=request,
        inline=Inline(id=place, url=request.path, form=form, save=lambda: None, value=value, title="Email"),
    )


urlpatterns: list[URLPattern | URLResolver] = [
    *product,  # the sidebar leads to all of it
    path("gallery/record/", record),
    path("gallery/charts/", charts),
    path("gallery/inline/", inline),
]
