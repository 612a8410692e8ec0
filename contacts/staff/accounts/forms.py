"""Forms of staff users and groups; nobody can hand out rights that they do not hold."""

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser, Group, Permission, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from contacts.staff.accounts.rights import VERBS, names, offered
from contacts.staff.engine.declaration import DeskForm, SeveralRows
from contacts.staff.frame.addresses import none_yet


class UserForm(DeskForm):
    """A staff user: who, which groups, active or not, and a new password when one is typed."""

    password = forms.CharField(
        required=False,
        strip=False,
        label="New password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "groups", "is_superuser", "is_active")
        field_classes = {"groups": SeveralRows}
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"username": "User name", "is_superuser": "May do everything", "is_active": "May sign in"}
        help_texts = {
            "username": "Letters, digits and @ . + - _ only, for example anna.k",
            "groups": "Rights come from groups.",
            "is_superuser": "Every right, without being in a group.",
            "is_active": "Switch off instead of deleting: what they did stays signed with their name.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_password = ""
        new = self.instance.pk is None
        self.fields["password"].help_text = (
            "Leave empty and one is made and shown once." if new else "Leave empty to keep the present one."
        )
        if not Group.objects.exists():
            self.fields["groups"].help_text = none_yet(Group, actor=self.actor)
        if not self.actor.is_superuser:
            self.fields.pop("is_superuser")
        if not new and is_beyond(self.instance, self.actor):  # taking over the account would be a way to its rights
            for field in self.fields.values():
                field.disabled = True

    def clean_groups(self) -> Any:
        """Refuse groups whose rights the actor does not hold, unless the user is in them already."""
        chosen = self.cleaned_data["groups"]
        present = set(self.instance.groups.all()) if self.instance.pk else set()
        beyond = [group.name for group in chosen if group not in present and not _holds(self.actor, group)]
        if beyond:
            raise ValidationError(f"You cannot give rights that you do not have yourself: {', '.join(beyond)}.")
        return chosen

    def clean_is_active(self) -> bool:
        """Refuse to lock oneself out."""
        active = bool(self.cleaned_data["is_active"])
        if self.instance.pk == self.actor.pk and not active:
            raise ValidationError("This is you. Ask a colleague to switch your account off.")
        return active

    def clean_password(self) -> str:
        """Check a typed password by the installation's rules."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.instance)
        return password


def is_beyond(user: Any, actor: Any) -> bool:
    """Whether ``user`` has rights that ``actor`` has not; a user who is switched off has those of when they were on."""
    if actor.is_superuser:
        return False
    rights = Permission.objects.filter(Q(user=user) | Q(group__user=user)).select_related("content_type")
    return bool(user.is_superuser) or not all(_has(actor, right) for right in rights)


def save_user(form: Any, actor: AbstractUser) -> User:
    """Save a staff user; a new one without a typed password gets a made one, kept on the form to be shown once."""
    user: User = form.save(commit=False)
    password = form.cleaned_data.get("password", "")
    if user.pk is None and not password:
        password = form.made_password = secrets.token_urlsafe(12)
    if password:
        user.set_password(password)
    user.is_staff = True
    user.save()
    form.save_m2m()
    return user


class GroupForm(DeskForm):
    """A group's name and rights; the rights are offered as a table of kinds and verbs."""

    class Meta:
        model = Group
        fields = ("name", "permissions")
        field_classes = {"permissions": SeveralRows}
        widgets = {"permissions": forms.CheckboxSelectMultiple}
        help_texts = {"name": "What these people do, for example “Front desk”."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].queryset = offered()  # type: ignore[attr-defined]

    def clean_permissions(self) -> Any:
        """Refuse rights the actor does not hold, unless the group has them; keep the rights not offered here."""
        chosen = self.cleaned_data["permissions"]
        present = set(self.instance.permissions.all()) if self.instance.pk else set()
        beyond = [right.name for right in chosen if right not in present and not _has(self.actor, right)]
        if beyond:
            raise ValidationError(f"You cannot give rights that you do not have yourself: {', '.join(beyond)}.")
        hidden = {right.pk for right in present} - {right.pk for right in offered()}
        return Permission.objects.filter(pk__in={right.pk for right in chosen} | hidden)

    def matrix(self) -> list["RightsRow"]:
        """Return the offered rights as rows of one kind of thing each, for the template."""
        chosen = {str(getattr(value, "pk", value)) for value in self["permissions"].value() or ()}
        rows: dict[int, RightsRow] = {}
        called = names()
        for right in self.fields["permissions"].queryset:  # type: ignore[attr-defined]
            name = called[f"{right.content_type.app_label}.{right.codename}"]
            row = rows.setdefault(right.content_type_id, RightsRow(name=name, verbs=[None] * len(VERBS)))
            box = RightsBox(key=right.pk, label=right.name, checked=str(right.pk) in chosen)
            row.verbs[VERBS.index(right.codename.partition("_")[0])] = box
        return sorted(rows.values(), key=lambda row: row.name)


@dataclass(frozen=True, kw_only=True)
class RightsBox:
    key: int
    label: str
    checked: bool


@dataclass(frozen=True, kw_only=True)
class RightsRow:
    name: str
    verbs: list[RightsBox | None]


def _has(actor: AbstractUser, right: Permission) -> bool:
    return actor.has_perm(f"{right.content_type.app_label}.{right.codename}")


def _holds(actor: AbstractUser, group: Group) -> bool:
    return all(_has(actor, right) for right in group.permissions.select_related("content_type"))
