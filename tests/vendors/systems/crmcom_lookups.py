"""What CRM.COM's records point at: countries, categories, groups, privacy levels, industries; and who wrote them."""

from collections.abc import Callable
from functools import cache
from typing import Any

import phonenumbers
import pycountry

from tests.vendors.calls import Json
from tests.vendors.samples import sample

SHOWN: Json = sample("crmcom_classic", "show-answer")["data"]
UPDATED: Json = sample("crmcom_classic", "update-answer")["data"]
COMPANY: Json = sample("crmcom_classic", "create-company-answer")["data"]["company_profile"]
JOANNA: Json = sample("crmcom_classic", "create-fields-answer")["data"]["demographics"]

COUNTRY_IDS = {"CY": "181", "GR": "209", "US": "127", "CU": "180", "GB": "126", "HN": "225"}
DEFAULT_COUNTRY = "US"
CATEGORIES = [SHOWN["category"], {"name": "Company Category", "id": "5" * 32, "code": "Company Category"}]
GROUPS = [SHOWN["owned_by_group"]]
PRIVACY_LEVELS = [SHOWN["privacy_level"]]
INDUSTRIES = [SHOWN["demographics"]["industry"], JOANNA["industry"], COMPANY["industry"]]
SECTORS = [SHOWN["demographics"]["industry_sector"], COMPANY["industry_sector"]]
CREATOR, UNIT = SHOWN["log_information"]["created_by_user"], SHOWN["log_information"]["created_by_unit"]
UPDATER = UPDATED["log_information"]["updated_by_user"]


@cache
def countries() -> list[Json]:
    return [
        {"three_character_code": one.alpha_3, "two_character_code": one.alpha_2, "name": one.name.upper(),
         "id": COUNTRY_IDS.get(one.alpha_2, f"1{one.numeric}"), "alternative_code": None}
        for one in pycountry.countries
    ]  # fmt: skip


KINDS: dict[str, Callable[[], list[Json]]] = {
    "country": countries, "country_of_residence": countries, "id_issued_by_country": countries,
    "passport_issued_by_country": countries, "registered_in_country": countries, "category": lambda: CATEGORIES,
    "owned_by_group": lambda: GROUPS, "privacy_level": lambda: PRIVACY_LEVELS, "industry": lambda: INDUSTRIES,
    "industry_sector": lambda: SECTORS,
}  # fmt: skip


def found(kind: str, identifier: Any) -> Json | None:
    """The record that an identifier like ``{"name": "CYPRUS"}`` names; None for null, KeyError for none or several."""
    if identifier is None:
        return None
    if not isinstance(identifier, dict) or len(identifier) != 1:
        raise KeyError(kind)
    ((field, value),) = identifier.items()
    if field not in KINDS[kind]()[0] or value is None:
        raise KeyError(kind)
    return _by(kind, field)[str(value).lower()]


@cache
def _by(kind: str, field: str) -> dict[str, Json]:
    """The records of a kind by one of their fields, without those that share it."""
    known: dict[str, list[Json]] = {}
    for one in KINDS[kind]():
        known.setdefault(str(one[field]).lower(), []).append(one)
    return {value: same[0] for value, same in known.items() if len(same) == 1}


@cache
def calling_code(two_characters: str) -> str:
    return str(phonenumbers.country_code_for_region(two_characters) or "")


@cache
def default_country() -> Json:
    return next(one for one in countries() if one["two_character_code"] == DEFAULT_COUNTRY)
