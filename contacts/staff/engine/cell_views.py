"""One cell of a desk's list, edited where it stands."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from contacts.staff.drawing.inline import Inline, answer
from contacts.staff.engine.cells import cell_of
from contacts.staff.engine.declaration import Desk, DeskForm
from contacts.staff.frame.access import need, staff_only


@staff_only
def cell(request: HttpRequest, *, desk: Desk, key: str, name: str) -> HttpResponse:
    """GET gives the value's form (or, with `?leave=1`, the value); POST saves it and gives the value."""
    need(desk.may("change", actor=request.user))
    column = desk.column(name)
    if column is None or not column.editable:
        raise Http404("No such cell")
    row = desk.row(key)
    form = _one_field_form(desk=desk, request=request, row=row, field=column.editable)

    def save() -> None:
        desk.store(form=form, actor=request.user)  # type: ignore[arg-type]  # staff_only let only users in

    def value() -> str:
        return cell_of(desk=desk, column=column, row=desk.row(key), editable=True).html

    inline = Inline(id=f"cell-{key}-{name}", url=request.path, form=form, save=save, value=value)
    return answer(request=request, inline=inline)


def _one_field_form(*, desk: Desk, request: HttpRequest, row: object, field: str) -> DeskForm:
    form = desk.make_form(request=request, instance=row, bound=request.method == "POST")
    only: dict[str, forms.Field] = {field: form.fields[field]}
    form.fields = only
    return form
