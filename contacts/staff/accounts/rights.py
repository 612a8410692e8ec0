"""The rights that anything in the desk asks for: Django makes four for each table, and most of those open nothing."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from contacts.staff.engine.declaration import Verb

VERBS: tuple[Verb, ...] = ("view", "add", "change", "delete")
ASKED: dict[str, str] = {}  # a right's whole name, and what the desk calls the things it is about


def add_rights(app: str, *, label: str, kind: str, verbs: Iterable[str]) -> None:
    """Have rights offered that pages without a declared desk ask for; a package above says so when it is loaded."""
    ASKED.update({f"{app}.{verb}_{kind}": label for verb in verbs})


for _label, _kind, _verbs in (
    ("Contacts", "contact", VERBS),
    ("Messages", "communication", VERBS[:3]),
    ("Approvals", "approvalrequest", VERBS[:3]),
    ("Registrations", "claim", ("view", "change")),
    ("Options", "optionvalue", ("view", "change")),
    ("Message texts", "template", ("view", "change")),
    ("Import", "import", ("add",)),
    ("Consents", "consentevent", ("view",)),
    ("Passport and ID numbers", "sealednumber", ("view",)),
):
    add_rights("contacts", label=_label, kind=_kind, verbs=_verbs)


def names() -> dict[str, str]:
    """Every right that something asks for, and what the desk calls the things it is about."""
    from contacts.staff import registry  # it holds this room's own desks
    from contacts.staff.frame.places import Rights

    everything = Rights(everything=True, held=frozenset())
    found = dict(ASKED)
    for desk in (*registry.DESKS, *registry.WORK_DESKS, *registry.PORTAL_DESKS, *registry.PROGRAM_DESKS):
        meta = desk.model._meta
        asked = (verb for verb in VERBS if desk.may(verb, actor=everything))
        found |= {f"{meta.app_label}.{verb}_{meta.model_name}": desk.title for verb in asked}
    return found


def offered() -> QuerySet[Permission]:
    """The rights that can be given to a group."""
    by_app: dict[str, list[str]] = defaultdict(list)
    for name in names():
        app, _, codename = name.partition(".")
        by_app[app].append(codename)
    wanted = Q(pk__in=())
    for app, codenames in by_app.items():
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    return Permission.objects.filter(wanted).select_related("content_type")
