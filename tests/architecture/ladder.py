"""Who may import whom, from the top down. Packages on one line do not import each other.

A folder below ``contacts`` or ``integrations`` that stands nowhere in here fails the tests.
"""

LADDER = (
    ("contacts.management",),
    ("crmsite",),
    ("integrations.staff", "integrations.api", "integrations.tasks"),
    ("integrations.sync",),
    ("integrations.outbox",),
    ("integrations.dialects",),
    ("integrations.wire",),
    ("integrations.connections", "integrations.credentials"),
    ("integrations.mapping",),
    ("contacts.generation",),
    ("contacts.pictures",),
    ("contacts.staff", "contacts.portal", "contacts.api", "contacts.tasks"),
    ("contacts.privacy",),
    ("contacts.imports",),
    ("contacts.duplicates",),
    ("contacts.approvals",),
    ("contacts.access",),
    ("contacts.messages",),
    ("contacts.files",),
    ("contacts.commerce",),
    ("contacts.consents",),
    ("contacts.directory",),
    ("contacts.zones",),
    ("contacts.lookups",),
    ("contacts.options",),
    ("contacts.history",),
    ("contacts.record", "contacts.vault", "contacts.tables", "contacts.background", "contacts.outside"),
)
# Outside the ladder: ``models`` gathers every room's models for Django, ``apps`` is where Django begins.
UNRANKED = {"contacts.models", "contacts.apps", "contacts.migrations", "integrations.apps"}
UNRANKED |= {"integrations.models", "integrations.migrations"}
# Plain Python: these know nothing of the framework they run in.
PLAIN = ("contacts.record", "integrations.mapping")
FRAMEWORKS = {"django", "rest_framework", "celery", "kombu"}
