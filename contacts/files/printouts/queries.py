"""In which language a contact would read its documents."""

from contacts.directory.models import Contact
from contacts.files.printouts.words import OF_CONTACT


def language_of(contact: int | None) -> str:
    """The language of a contact's documents; English where theirs is not one of ours."""
    code = Contact.objects.filter(pk=contact).values_list("language", flat=True).first() if contact else ""
    return OF_CONTACT.get(code or "", "en")
