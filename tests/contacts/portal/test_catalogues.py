"""Every text of the portal is there in five languages, and the binary catalogues say what the written ones do."""

import gettext
import re

import pytest

from tests import catalogues
from tests.catalogues import LANGUAGES, Text

PLACE = re.compile(r"%\(\w+\)[sd]|%s|%d|\{\w*\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_the_texts_in_use_and_no_other(language: str) -> None:
    assert sorted(catalogues.read(language)) == catalogues.in_use()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_untranslated(language: str) -> None:
    left = [text for text, words in catalogues.read(language).items() if len(words) != text.forms or not all(words)]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    wrong = [
        text
        for text, words in catalogues.read(language).items()
        for word in words
        if sorted(PLACE.findall(word)) != sorted(PLACE.findall(text.plural or text.singular))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_binary_catalogue_is_the_written_one(language: str) -> None:
    written = catalogues.read(language)
    assert catalogues.mo(language).read_bytes() == catalogues.compiled(language, written)
    with catalogues.mo(language).open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert {text: read.gettext(text.singular) for text in written if not text.plural} == {
        text: words[0] for text, words in written.items() if not text.plural
    }


def test_texts_of_code_and_templates_are_found() -> None:
    found = catalogues.in_use()
    assert Text("Enter your password.") in found  # in a module
    assert Text("Skip to the content") in found  # in a template
    assert Text("Page %(number)s of %(last)s") in found  # in a template, with places
