"""What a contact sent or was given."""

from contacts.files import queries
from contacts.staff.people.files.listing import context
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab


def _count(record: Record) -> int:
    return queries.of_contact(record.id).count()


FILES = Tab(key="files", label="Files", template="staff/people/tabs/files.html", context=context, count=_count)
