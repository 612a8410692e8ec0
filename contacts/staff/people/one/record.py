"""One contact as a page: head and parts on the left, timeline and everything else in tabs on the right."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from contacts.directory import queries
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.history.origins import origins
from contacts.record import choices
from contacts.record.changing import diff
from contacts.record.parsing import codec
from contacts.staff.drawing.cards import Fact, Head, Part, PartGroup
from contacts.staff.engine.declaration import Pill
from contacts.staff.people.fields import ALL, COMPANY, MAIN, PERSON, SECTIONS, Field, Section, value_at
from contacts.staff.people.one import timeline
from contacts.staff.people.one.parts import KINDS, RELATIONS, SIDE, ZONES, PartKind, kind_label, pills
from contacts.staff.people.own import own_fields
from contacts.staff.people.showing import EMPTY, Names, names_for, shown

OF_PEOPLE = frozenset({"title", "first_name", "middle_name", "last_name", "job_title", "department"})


@dataclass
class Record:
    """A contact's body with all that its page needs to know around it, each read once when it is first asked for."""

    body: dict[str, Any]
    may_change: bool

    @classmethod
    def read(cls, request: HttpRequest, contact: int) -> "Record | None":
        """The contact's page as this user may see it; None when there is no such contact."""
        text = snapshots.text(contact)
        if text is None:
            return None
        may_change = request.user.has_perm("contacts.change_contact")
        body = codec.body_from_text(text)
        return cls(body=body, may_change=may_change and not body["is_archived"])

    @property
    def id(self) -> int:
        """The contact's integer key."""
        return int(self.body["id"])

    def url(self, page: str, *args: object) -> str:
        """The address of one of the contact's pages."""
        return reverse(f"staff:people-{page}", args=(self.id, *args))

    @cached_property
    def changes(self) -> list[Change]:
        """The newest entries of its history."""
        return timeline.entries(self.id)

    @cached_property
    def sources(self) -> dict[str, str]:
        """Where values came from; what is empty tells who emptied it, and nothing when it never was anything else."""
        values = diff.values(self.body)
        found = origins(self.id, {*values, *ALL})
        told = {path: row for path, row in found.items() if row.revision > 1 or values.get(path) not in EMPTY}
        return timeline.sources(told)

    @cached_property
    def custom_sections(self) -> list[Section]:
        """The custom fields of contacts, a section for each group."""
        found: dict[str, list[Field]] = {}
        for group, field in own_fields():
            found.setdefault(group, []).append(field)
        return [Section(title=title, fields=tuple(fields)) for title, fields in found.items()]

    @property
    def own_fields(self) -> dict[str, Field]:
        """The custom fields of contacts by their paths."""
        return {field.path: field for section in self.custom_sections for field in section.fields}

    @cached_property
    def names(self) -> Names:
        """The names of all rows the page speaks of."""
        parts = [
            (field, part.get(field.path))
            for kind in KINDS.values()
            for part in self.body[kind.name]
            for field in kind.fields
        ]
        return names_for(self.body, ALL.values(), [*parts, *timeline.pointed_at(self.changes)])

    @cached_property
    def related(self) -> list[tuple[int, str, str]]:
        """Who names this contact as a relation: id, name, and what they are to it."""
        return [
            (id_, name, choices.label(choices.reverse_relation(type_)))
            for id_, name, type_ in queries.related_to(self.id)
        ]

    def head(self) -> Head:
        """Who this is at a glance."""
        body = self.body
        at = body["company_name"] if body["kind"] == "person" else ""
        subtitle = " at ".join(filter(None, (body["job_title"], at)))
        return Head(
            name=body["display_name"] or body["code"],
            subtitle=" · ".join(filter(None, (subtitle, body["code"]))),
            initials_of=" ".join(filter(None, (body["first_name"], body["last_name"])))
            if body["kind"] == "person"
            else "",
            pills=tuple(self._pills()),
            phone=next((p["e164"] for p in _best(body["phones"]) if p["e164"]), ""),
            email=next((e["email"] for e in _best(body["emails"])), ""),
        )

    def _pills(self) -> list[Pill]:
        body = self.body
        found = [Pill(label="Archived", tone="warn")] if body["is_archived"] else []
        found.append(Pill(label=choices.label(body["kind"])))
        found.append(Pill(label=choices.label(body["life_cycle_state"]), tone="info"))
        found += [Pill(label="Inactive", tone="warn")] if not body["is_active"] else []
        found += [Pill(label="Dormant")] if body["is_dormant"] else []
        return found + [Pill(label=zone["name"], tone="good") for zone in body["zones"] if not pills(ZONES, zone)]

    def facts(self, fields: tuple[Field, ...]) -> list[Fact]:
        """Values with their names."""
        return [self.fact(field) for field in fields]

    def fact(self, field: Field) -> Fact:
        """One value, edited in place by those who may."""
        return Fact(
            id=f"fact-{field.key}",
            label=field.label,
            value=shown(field, value_at(self.body, field.path), self.names),
            url=self.url("fact", field.path) if self.may_change else "",
            source=timeline.source_of(self.sources, field.path),
            doubt=field.doubt(self.body) if field.doubt else "",
        )

    def group(self, kind: PartKind, *, is_open: bool = False) -> PartGroup:
        """All parts of one kind; ``is_open`` while one of them is being changed."""
        parts = tuple(self.part(kind, part) for part in self.body[kind.name])
        add = self.url("part-new", kind.name) if self.may_change else ""
        return PartGroup(id=kind.name, title=kind.title, parts=parts, add_url=add, teach=kind.teach, is_open=is_open)

    def part(self, kind: PartKind, part: dict[str, Any]) -> Part:
        """One part."""
        reach, told = kind.reach(part), kind.told(part, self.names)
        if kind is RELATIONS:
            reach = reverse("staff:people-record", args=(part["contact"],))
        return Part(
            id=f"{kind.name}-{part['id']}",
            value=kind.show(part, self.names),
            url=self.url("part", kind.name, part["id"]) if self.may_change else "",
            remove_url=self.url("part-remove", kind.name, part["id"]) if self.may_change else "",
            kind=kind_label(kind, part),
            pills=pills(kind, part, alone=len(self.body[kind.name]) == 1),
            copy=told if kind in SIDE else "",
            href=reach,
            source=timeline.source_of(self.sources, f"{kind.name}.{part['id']}"),
        )

    def sections(self) -> list[tuple[str, list[Fact]]]:
        """Everything else that is known, by title; what a person or a company has of its own, and custom fields."""
        own = COMPANY if self.body["kind"] == "company" else PERSON
        other = PERSON if own is COMPANY else COMPANY
        wanted = [own, *self.custom_sections, *SECTIONS]
        if self.body["demographics" if other is PERSON else "company_profile"]:
            wanted.append(other)
        return [(section.title, self.facts(section.fields)) for section in wanted]

    def context(self) -> dict[str, Any]:
        """What the page shows of the contact whichever tab is open."""
        groups = [self.group(kind) for kind in SIDE]
        return {"record": self, "head": self.head(), "facts": self.facts(self.main()), "groups": groups}

    def main(self) -> tuple[Field, ...]:
        """The usual values; of a company what only people have is left out while it says nothing."""
        is_company, body = self.body["kind"] == "company", self.body
        return tuple(one for one in MAIN if not (is_company and one.path in OF_PEOPLE and body[one.path] in EMPTY))


def _best(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those in use, the primary one first."""
    return sorted((part for part in parts if part["is_active"]), key=lambda part: not part["is_primary"])
