"""What the address of the contact list asks for: words, filter, tab, order, columns, kept view and place."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from contacts.directory import queries
from contacts.directory.finding import filtering
from contacts.directory.finding.orders import ORDERS
from contacts.directory.models import Contact
from contacts.record import filters
from contacts.record.errors import Invalid
from contacts.record.filters import Condition, Group, Where
from contacts.staff.people.finding.columns import DEFAULT

TABS = (("", "All"), ("people", "People"), ("companies", "Companies"), ("archived", "Archived"))
USUAL = ",".join(DEFAULT[1:])  # columns that are shown where none are named
LONGEST_COLUMNS = 2000  # characters of the names of all columns that are shown
MOST_PAST = 40  # pages one can walk back; an address must stay short
FIRST = "0"  # stands among past cursors for the page without one
KINDS = {"people": "person", "companies": "company"}
STATE = ("q", "filter", "tab", "sort", "cols", "view")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for; ``problem`` is why its filter cannot be understood.

    ``view`` is the key of the kept view that the list began with; ``past`` are the cursors of the pages before this
    one, so that going back shows the very same pages.
    """

    search: str
    filter: str
    tab: str
    sort: str
    cols: str
    view: str
    after: str
    past: tuple[str, ...]
    where: Where | None
    problem: str

    @classmethod
    def read(cls, params: QueryDict) -> "Asked":
        """The parameters, with what cannot be understood left out."""
        search = params.get("q", "").replace("\x00", "").strip()[:200]
        tab = params.get("tab", "")
        where, problem = _where(params.get("filter", ""), tab)
        sort = params.get("sort", "")
        cols = (",".join(params.getlist("col")) or params.get("cols", ""))[:LONGEST_COLUMNS]
        return cls(
            search=search,
            filter=params.get("filter", "")[:8000],
            tab=tab if tab in dict(TABS) else "",
            sort=sort if sort.removeprefix("-") in ORDERS else "",
            cols="" if cols == USUAL else cols,
            view=view if (view := params.get("view", "")).isdecimal() and len(view) < 19 else "",
            after=params.get("after", "")[:400],
            past=tuple(one for one in params.get("past", "").split(".") if one)[-MOST_PAST:],
            where=where,
            problem=problem,
        )

    @property
    def archived(self) -> bool:
        """Whether the archive is looked at."""
        return self.tab == "archived"

    @property
    def state(self) -> dict[str, str]:
        """What every link of the page carries on."""
        values = (self.search, self.filter, self.tab, self.sort, self.cols, self.view)
        return {name: value for name, value in zip(STATE, values, strict=True) if value}

    def url(self, **changes: str) -> str:
        """The same list with something else asked for."""
        found = {name: value for name, value in (self.state | changes).items() if value}
        return f"?{urlencode(found)}" if found else "?"

    @property
    def query(self) -> str:
        """What a view of this list keeps."""
        return self.url(view="").removeprefix("?")

    def forth(self, cursor: str) -> str:
        """The page behind this one; empty at the end."""
        past = (*self.past, self.after or FIRST)[-MOST_PAST:]
        return self.url(after=cursor, past=".".join(past)) if cursor else ""

    def back(self) -> str:
        """The page before this one; empty at the start."""
        if not self.after:
            return ""
        *past, last = self.past or (FIRST,)
        return self.url(after="" if last == FIRST else last, past=".".join(past))

    def matching(self) -> QuerySet[Contact]:
        """All contacts that are asked for, in no order; nobody while the filter cannot be understood."""
        if self.problem:
            return Contact.objects.none()
        return queries.found(search=self.search, where=self.where, archived=self.archived)

    def counted(self, most: int) -> int:
        """How many they are, up to ``most``."""
        if self.problem:
            return 0
        return queries.count(search=self.search, where=self.where, archived=self.archived, most=most)


def _where(text: str, tab: str) -> tuple[Where | None, str]:
    parts: list[Where] = []
    problem = ""
    if text:
        try:
            parts.append(filtering.parse_filter(text))
        except Invalid as exc:
            problem = " ".join(error.message for error in exc.errors[:3])
    if tab in KINDS:
        parts.append(Condition(filters.catalogue()["kind"], "eq", KINDS[tab]))
    return (Group("and", tuple(parts)) if len(parts) > 1 else parts[0] if parts else None), problem
