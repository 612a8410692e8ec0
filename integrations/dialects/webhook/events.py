"""The events there are, by name."""

from contacts.record.errors import FieldError, Invalid

EVENTS = {
    "contact.created": "A contact was created",
    "contact.updated": "A contact was changed",
    "contact.archived": "A contact was archived",
    "contact.restored": "A contact came back from the archive, or got former values back",
}
TEST = "test"


def check(names: list[str]) -> None:
    """Raise ``Invalid`` for names of events that there are not."""
    if unknown := [n for n, name in enumerate(names) if name not in EVENTS]:
        sentence = f"Expected some of {', '.join(EVENTS)}, or none for all of them."
        raise Invalid([FieldError(f"events[{n}]", "invalid_choice", sentence) for n in unknown])
