"""The desks of staff users and of their groups with permissions."""

from typing import Any

from django.contrib.auth.models import AbstractUser, Group, User
from django.db.models import Count, Q, QuerySet

from contacts.access.factors import queries as factors
from contacts.staff.accounts.forms import GroupForm, UserForm, is_beyond, save_user
from contacts.staff.engine.declaration import Column, Desk, Fact, Pill, Tab


def _staff_users() -> QuerySet[User]:
    return User.objects.filter(is_staff=True).select_related("second_factor").prefetch_related("groups")


def _groups() -> QuerySet[Group]:
    return Group.objects.annotate(
        people=Count("user", distinct=True, filter=Q(user__is_active=True)),
        rights=Count("permissions", distinct=True),
    )


def _state(user: User) -> Pill:
    if not user.is_active:
        return Pill(label="Inactive")
    return Pill(label="All rights", tone="info") if user.is_superuser else Pill(label="Active", tone="good")


def _second_factor(user: User) -> Pill:
    factor = getattr(user, "second_factor", None)
    return Pill(label="On", tone="good") if factor and factor.turned_on_at else Pill(label="Off")


def _happened(user: User) -> tuple[Fact, ...]:
    return tuple(Fact(text=factors.sentence(event)) for event in factors.events(user))


def _group_names(user: User) -> str:
    return ", ".join(sorted(group.name for group in user.groups.all()))


def _password_once(form: Any, _user: Any) -> str:
    return str(form.made_password)


def _why_user_stays(user: Any, actor: AbstractUser) -> str:
    if user.pk == actor.pk:
        return "nobody can lock themselves out. Ask a colleague to do it."
    if is_beyond(user, actor):
        return "only somebody who may do all that they may can switch them off or on."
    return ""


USERS = Desk(
    slug="users",
    model=User,
    noun="staff user",
    title="Staff users",
    teach="People who may sign in to this desk. Give each a user name and groups that carry their rights.",
    columns=(
        Column(name="username", label="User name", kind="name", sort="username", width="m"),
        Column(name="full_name", label="Name", value=User.get_full_name, sort="last_name", width="m"),
        Column(name="email", label="Email", sort="email"),
        Column(name="groups", label="Groups", value=_group_names, spare=True),
        Column(name="state", label="State", value=_state, kind="state", width="s"),
        Column(name="factor", label="Second factor", value=_second_factor, kind="state", width="s"),
        Column(name="last_login", label="Last seen", kind="date", sort="last_login", width="s"),
    ),
    form=UserForm,
    search=("username", "first_name", "last_name", "email"),
    order="username",
    place="Administration",
    icon="users",
    go="u",
    tabs=(
        Tab(key="active", label="Active", only=Q(is_active=True)),
        Tab(key="off", label="Inactive", only=Q(is_active=False)),
    ),
    archive="is_active",
    deletes=False,
    rows=_staff_users,
    save=save_user,
    after_save=_password_once,
    protect=_why_user_stays,
    facts=_happened,
    form_template="staff/accounts/user_form.html",
    proves=("password", "email"),
)

GROUPS = Desk(
    slug="groups",
    model=Group,
    noun="group",
    title="Groups and permissions",
    teach="A group is a set of rights with a name, such as “Front desk”. Staff users get their rights from groups.",
    columns=(
        Column(name="name", label="Name", kind="name", sort="name"),
        Column(name="people", label="People", kind="number", sort="people", width="s", grouped=True),
        Column(name="rights", label="Rights", kind="number", sort="rights", width="s"),
    ),
    form=GroupForm,
    search=("name",),
    order="name",
    place="Administration",
    icon="shield",
    go="r",
    rows=_groups,
    form_template="staff/accounts/group_form.html",
)
