"""What the rooms refuse, in the reader's language: by the code of the fault, since their sentences are English."""

import re

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from contacts.record.errors import FieldError

SENTENCES: dict[str, str | Promise] = {
    "invalid_email": gettext_lazy("Enter an email address like name@example.org."),
    "invalid_phone": gettext_lazy("Enter a number that can be dialled, with its country, like +357 99 123456."),
    "invalid_length": gettext_lazy("Choose one with %(least)s to %(most)s characters."),
    "too_common": gettext_lazy("This is one of the passwords that are tried first. Choose another one."),
    "too_personal": gettext_lazy("Others could guess this from your name or address. Choose another one."),
    "too_long": gettext_lazy("This is too long: at most %(most)s characters."),
    "required": gettext_lazy("This is needed."),
}
NUMBER = re.compile(r"\d[\d,]*")


def said(error: FieldError) -> str:
    """The sentence for ``error``; a fault that has none here is told as it is in English, and in general else."""
    sentence = SENTENCES.get(error.code)
    if sentence is not None:
        numbers = NUMBER.findall(error.message) or [""]
        return str(sentence) % {"least": numbers[0], "most": numbers[min(1, len(numbers) - 1)]}
    if (get_language() or "en").startswith("en") and error.message:
        return error.message
    return _("This cannot be taken as it is. Check it and try again.")
