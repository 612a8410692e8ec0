"""Reading runs, what staff must see of them, and open conflicts."""

from django.db.models import Count, Q, QuerySet

from integrations.sync.models import OPEN, Conflict, Finding, Run


def runs(connection: int | None = None) -> QuerySet[Run]:
    """Runs with their connections, newest first."""
    rows = Run.objects.select_related("connection")
    return rows if connection is None else rows.filter(connection=connection)


def under_way(connection: int) -> Run | None:
    """The run of a connection that waits or works, None when there is none."""
    return Run.objects.filter(connection=connection, state__in=OPEN).first()


def findings(run: int, kind: str = "") -> QuerySet[Finding]:
    """What staff must see of a run, with the contacts, in the order it was found."""
    rows = Finding.objects.filter(run=run).select_related("contact")
    return rows.filter(kind=kind) if kind else rows


def finding_counts(run: int) -> dict[str, int]:
    """How many findings are listed of each kind, in one statement."""
    rows = Finding.objects.filter(run=run).order_by().values_list("kind")
    return dict(rows.annotate(Count("id")))


def open_conflicts(connection: int | None = None) -> QuerySet[Conflict]:
    """Values that staff must decide, newest first, with contacts and connections."""
    rows = Conflict.objects.filter(state=Conflict.State.OPEN).select_related("contact", "connection")
    return rows if connection is None else rows.filter(connection=connection)


def conflicts_of(contact: int) -> QuerySet[Conflict]:
    """Everything that was ever asked about a contact, newest first."""
    return Conflict.objects.filter(contact=contact).select_related("connection")


def open_conflict_count() -> int:
    """How many values staff must decide."""
    return Conflict.objects.filter(Q(state=Conflict.State.OPEN)).count()
