"""In which language somebody is written to."""

from types import ModuleType

import pycountry

from contacts.messages import options
from contacts.messages.declared import english, french, german, greek, spanish
from contacts.options import queries as decided
from contacts.record import choices
from contacts.record.contact import ContactRecord

MODULES: dict[str, ModuleType] = {"ENG": english, "ELL": greek, "DEU": german, "FRA": french, "SPA": spanish}
LAST = "ENG"


def chain(record: ContactRecord | None, asked: str = "") -> list[str]:
    """Languages to try, best first: the one asked for, the contact's own, its locale's, the installation's, English."""
    own = (record.language, of_locale(record.locale)) if record else ()
    return [code for code in dict.fromkeys((asked, *own, decided.get(options.LANGUAGE), LAST)) if code]


def of_locale(locale: str) -> str:
    """``el_CY`` is ``ELL``; empty for what is no known language."""
    code = locale.replace("-", "_").partition("_")[0].lower()
    found = pycountry.languages.get(alpha_2=code) if len(code) == 2 else None
    three = found.alpha_3.upper() if found else code.upper()
    return three if three in choices.members(choices.Language) else ""


def words(language: str) -> ModuleType:
    """The module of a language, English for one that has none."""
    return MODULES.get(language, MODULES[LAST])
