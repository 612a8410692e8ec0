"""Custom fields of contacts as fields of the desk."""

from contacts.lookups import queries as lookups
from contacts.staff.people.fields import Field, custom_field


def own_fields() -> list[tuple[str, Field]]:
    """The name of its group and the field, in the order that staff gave them; one statement."""
    rows = lookups.custom_rows("contact")
    return [(row.group.name, custom_field(lookups.definition(row), row.label, row.help_text)) for row in rows]
