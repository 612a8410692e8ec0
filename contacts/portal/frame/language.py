"""In which language a page answers: the one chosen in the footer, else the browser's, else English."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from contacts.record.choices import Language

YEAR_SECONDS = 365 * 24 * 3600
CODES: dict[str, Language] = {
    "en": "ENG",
    "el": "ELL",
    "de": "DEU",
    "fr": "FRA",
    "es": "SPA",
}  # to ISO 639-2/T, as records have it


def language_of(request: HttpRequest) -> str:
    """One of the languages of the portal."""
    return translation.get_language_from_request(request)


def language_of_record(code: str) -> str:
    """The portal's language for a record's (``ELL``), or "" when the portal does not speak it."""
    return next((ours for ours, theirs in CODES.items() if theirs == code), "")


def remember(response: HttpResponse, language: str) -> None:
    """Let this browser be answered in ``language`` from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=settings.HTTPS,
        httponly=True,
    )
