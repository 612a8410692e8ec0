"""What a desk page is: a plain value of about ten lines, read by the engine's views."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django import forms
from django.contrib.auth.models import AbstractUser
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from contacts.staff.engine.writing import Room, store_in_room

Kind = Literal["text", "number", "date", "state", "name"]
Width = Literal["", "xs", "s", "n", "m", "l"]
Verb = Literal["view", "add", "change", "delete"]
Tone = Literal["neutral", "info", "good", "warn", "bad"]


if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Any]
    ManyRowsField = forms.ModelMultipleChoiceField[Any]
else:  # the classes are generic in the stubs only
    AnyModelForm = forms.ModelForm
    ManyRowsField = forms.ModelMultipleChoiceField


class SeveralRows(ManyRowsField):
    """Rows chosen by their keys. A number that SQLite cannot hold is the key of none; Django lets it overflow there."""

    def clean(self, value: Any) -> Any:
        """The rows; raises ``ValidationError``."""
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError("Choose among the rows that are offered.") from None


class DeskForm(AnyModelForm):
    """A form that knows who is using it, because what one may set depends on who one is."""

    use_required_attribute = (
        False  # the server explains what is missing; the browser's bubble hides it from axe and phones
    )

    def __init__(self, *args: Any, actor: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for each in self.fields.values():
            if each.label:
                each.error_messages["required"] = f"{each.label} is needed."


@dataclass(frozen=True, kw_only=True)
class Pill:
    """A state shown as a tinted pill with a dot; the label carries the meaning, the tone only helps."""

    label: str
    tone: Tone = "neutral"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What stands beside a row's form: a sentence, and where it leads."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a list; `sort` is an ORM path, `value` reads a row, `editable` names a form field.

    A number that counts something has its thousands `grouped`.
    """

    name: str
    label: str
    value: Callable[[Any], object] | None = None
    kind: Kind = "text"
    sort: str = ""
    width: Width = ""
    editable: str = ""
    spare: bool = False  # leaves first when the window narrows
    grouped: bool = False

    def read(self, row: Any) -> object:
        """Return what this column shows of the row."""
        found = self.value(row) if self.value else getattr(row, self.name)
        return intcomma(str(found)) if self.grouped else found


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A named part of a list, one click away and kept in the URL as `?tab=key`."""

    key: str
    label: str
    only: Q = field(default_factory=Q)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A whole desk page: where it stands, what it lists, how a row is edited and how it goes away.

    `room` holds the operations that write the rows; where no room owns them (users, groups), `save` gets the valid
    form and the actor and returns the row. `after_save` may return a second sentence for the toast (a password shown
    once). `archive` names a boolean field that switches a row off; `deletes` says whether rows can go for good, and
    `protect` returns why one must stay, or "". `find` looks for what was typed where the columns of `search` do not
    suffice. `uses_url` leads to what uses a row, `facts` tells what is known of it.
    Who changes one of the form's fields `proves`, or makes a row that has them, gives their own password first.
    A `closed` desk's rows come with the installation: they are edited, not added or removed. A desk whose rows have
    pages of their own needs no `form`.
    """

    slug: str
    model: type[Model]
    noun: str
    title: str
    teach: str
    columns: tuple[Column, ...]
    search: tuple[str, ...]
    order: str
    form: type[DeskForm] = DeskForm
    place: str = "Settings"
    icon: str = "list"
    go: str = ""
    tabs: tuple[Tab, ...] = ()
    room: Room | None = None
    archive: str = ""
    deletes: bool = True
    uses_url: Callable[[Any], str] | None = None
    rows: Callable[[], QuerySet[Any]] | None = None
    find: Callable[[str], Q] | None = None
    save: Callable[[Any, AbstractUser], Any] | None = None
    after_save: Callable[[Any, Any], str] | None = None
    protect: Callable[[Any, AbstractUser], str] | None = None
    facts: Callable[[Any], tuple[Fact, ...]] | None = None
    form_template: str = "staff/engine/form.html"
    list_template: str = "staff/engine/list.html"
    closed: bool = False
    proves: tuple[str, ...] = ()

    def queryset(self) -> QuerySet[Any]:
        """Return every row of the desk, with the annotations its columns need."""
        return self.rows() if self.rows else self.model._default_manager.all()

    def key(self, text: str) -> Any:
        """Return the primary key that an address or a form carried, or None when it cannot be one."""
        if not text or len(text) > 64 or "\x00" in text:
            return None
        try:
            key = self.model._meta.pk.to_python(text)
        except ValidationError:
            return None
        return None if isinstance(key, int) and abs(key) >= 2**63 else key

    def row(self, text: str) -> Any:
        """Return the row of a key, or raise Http404."""
        key = self.key(text)
        row = None if key is None else self.queryset().filter(pk=key).first()
        if row is None:
            raise Http404(f"There is no such {self.noun}")
        return row

    def may(self, verb: Verb, *, actor: Any) -> bool:
        """Say whether the actor holds Django's permission for the verb on this desk's model."""
        if (self.closed and verb in ("add", "delete")) or (verb == "delete" and not self.deletes):
            return False
        meta = self.model._meta
        return bool(actor.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}"))

    def url(self, page: str = "list", *args: object) -> str:
        """Return the address of one of the desk's pages: list, new, edit, remove, switch, undo, cell."""
        return reverse(f"staff:{self.slug}-{page}", args=args)

    def column(self, name: str) -> Column | None:
        """Return the column of that name, if the desk has it."""
        return next((column for column in self.columns if column.name == name), None)

    def make_form(self, *, request: HttpRequest, instance: Any = None, bound: bool = False) -> DeskForm:
        """Return the desk's form for this request, filled from its body when bound."""
        data = request.POST if bound else None
        return self.form(data, instance=instance, actor=request.user)  # type: ignore[arg-type]  # staff_only let only users in

    def takes_proof(self, form: DeskForm) -> bool:
        """Say whether what the form would save is for who gave their password just now."""
        return bool(self.proves) and (form.instance.pk is None or not set(self.proves).isdisjoint(form.changed_data))

    def store(self, *, form: DeskForm, actor: AbstractUser) -> Any:
        """Save a valid form and return the row; None when the room refused it, and then the form says why."""
        if self.room:
            return store_in_room(room=self.room, form=form, actor=actor)
        return self.save(form, actor) if self.save else form.save()
