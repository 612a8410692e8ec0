"""The values that the five documents show, said in neutral terms: one contact for each document.

A document that shows no value of a field (``null``, ``"string"``) is spoken for by one of the kind it describes.
"""

from typing import Any

WEBINONE: dict[str, Any] = {
    "first_name": "string", "last_name": "string", "crm_type": "Contact", "role": "General", "status": "string",
    "notes": "string", "customer_type": "Member", "consents": {"data_use": {"ANY": "ACCEPTED"}},
    "emails": [{"email": "user@example.com"}], "phones": [{"number": "+1 202 555 0143"}],
    "addresses": [
        {"lines": "12 Main Street, back door", "town": "string", "region": "NY", "postal_code": "10001",
         "country": "US"},
        {"type": "BILLING", "lines": "PO Box 5", "town": "Albany", "region": "NY", "postal_code": "12201",
         "country": "US"},
    ],
    "zones": [{"id": "Members", "expires_at": "2024-05-17T18:24:05.723Z"}],
    "custom": {"GroupAlias1": {"FieldAlias1": "<value>", "FieldAlias2": False, "FieldAlias3": 0}},
    "kept": {"webinone": {"Site": "string"}},
}  # fmt: skip
SELF_SERVICE: dict[str, Any] = {
    "kind": "company", "company_name": "Alpha Bravo", "title": "Sir", "first_name": "John", "middle_name": "Alias",
    "last_name": "Doe", "language": "ENG", "category": "4AD9C84FA60F9FE407140E20F707726A", "is_tax_exempt": False,
    "referral_code": "FRIEND-10", "country_of_agreement": "CYP",
    "demographics": {
        "gender": "MALE", "statutory_number": "EF-12345",
        "passport": {"number": "123456", "country": "CYP", "expires_on": "1974-02-12"},
        "id_card": {"number": "K123456", "country": "CYP", "expires_on": "1974-02-12"},
        "name_day": {"month": 10, "day": 4}, "birth_date": {"year": 2018, "month": 10, "day": 16},
    },
    "company_profile": {
        "profile_year": 129876567, "annual_turnover": "1568.14", "established_on": "1974-02-12",
        "number_of_employees": 1, "registration_number": "123456", "registration_country": "CYP",
        "tax_number": "123456", "vat_number": "123456", "industry": "4AD9C84FA60F9FE407140E20F707726A",
        "sectors": ["4AD9C84FA60F9FE407140E20F707726A"],
    },
    "emails": [{"email": "bill@gmail.com"}], "phones": [{"number": "22265566", "country": "CYP"}],
    "consents": {
        "marketing": {"SMS": "ACCEPTED", "EMAIL": "REJECTED"}, "data_use": {"ANY": "ACCEPTED"},
        "service": {"ANY": "ACCEPTED"},
    },
    "custom": {"udf": {"value": "1234567"}},
    "kept": {"crmcom_selfservice": {"org_type": "MERCHANT"}},
}  # fmt: skip


def _udf(part: str = "", *, text: int, floats: int, dates: int) -> dict[str, Any]:
    """The numbered slots of classic as the create sample fills them; an alias is unique, so a part's name leads it."""
    return {
        **{f"{part}udf_string_{n}": f"udf string {n}" for n in range(1, text + 1)},
        **{f"{part}udf_float_{n}": n * 10 for n in range(1, floats + 1)},
        **{f"{part}udf_date_{n}": f"2014-{4 + n:02}-05T15:49:59" for n in range(1, dates + 1)},
    }


CLASSIC: dict[str, Any] = {
    "kind": "person", "title": "Sir", "first_name": "Louis", "middle_name": "Aloz", "last_name": "Kozior",
    "company_name": "Koziors", "category": "Contact Category", "owner_group": "Main Group", "privacy_level": "8",
    "life_cycle_state": "MARKETING", "language": "ENG", "notes": "Marios Lannister 28/4/2015 16:51:51 Family",
    "is_organisational_unit": False,
    "consents": {"marketing": {"ANY": "REJECTED"}, "affiliate_marketing": {"ANY": "REJECTED"}},
    "custom": {"udf": _udf(text=16, floats=8, dates=8)},
    "demographics": {
        "gender": "FEMALE", "id_card": {"number": "AB112234", "country": "CYP"},
        "passport": {"number": "CD112234", "country": "GRC"}, "social_security_number": "EF112234",
        "country_of_residence": "CYP", "industry": "Marketing", "sector": "FOREX",
        "birth_date": {"day": 12, "month": 5, "year": 1981}, "name_day": {"day": 18, "month": 8},
    },
    "company_profile": {
        "profile_year": 1999, "annual_turnover": "1999", "established_on": "1999-05-05", "number_of_employees": 4,
        "registration_number": "KZ126591", "vat_number": "126591", "vat_registered_by": "Manager",
        "vat_registered_on": "2000-05-05", "tax_number": "126591", "registration_country": "CYP",
        "industry": "Interior Design", "sectors": ["GOVERNMENTAL"],
    },
    "addresses": [{
        "type": "HOME", "care_of": "Maria Kyriacou", "street_name": "Ilia Papakiriakou", "street_number": "8",
        "floor": 2, "apartment_number": "202", "area": "Plati", "town": "Aglanjia", "district": "Nicosia",
        "municipality": "Aglanjia", "postal_code": "3020", "po_box": "70022", "po_box_postal_code": "AG70022",
        "country": "CYP", "notes": "To be reviewed", "is_active": True,
        "custom": {"udf": _udf("address_", text=16, floats=8, dates=4)},
    }],
    "phones": [
        {"type": "LANDLINE", "number": "22114455", "country": "USA", "is_active": True, "notes": "To be reviewed",
         "custom": {"udf": _udf("phone_", text=8, floats=4, dates=4)}},
        {"type": "MOBILE", "number": "988321236448", "country": "HND"},
    ],
    "emails": [{
        "type": "PERSONAL", "email": "brianakozior@gmail.com", "notes": "To be reviewed", "is_active": True,
        "custom": {"udf": _udf("email_", text=8, floats=4, dates=4)},
    }],
    "relations": [{"type": "FAMILY_MEMBER", "contact": 0, "notes": "To be reviewed"}],
}  # fmt: skip
ADMINISTRATE: dict[str, Any] = {
    "first_name": "John", "middle_name": "Q.", "last_name": "Smith", "membership_number": "M-1", "salutation": "Mr",
    "job_title": "Trainer", "department": "Training", "notes": "<p>hello</p>", "contract_notes": "net 30",
    "is_active": True, "is_dormant": False, "sources": ["Web", "Fair"], "marketing_lists": ["Newsletter"],
    "import_ref": "row 6", "external_id": "abc", "emails": [{"email": "john@example.com"}, {"email": "j2@example.com"}],
    "phones": [{"type": "LANDLINE", "number": "0131 460 7350", "country": "GB"},
               {"type": "MOBILE", "number": "07700 900123", "country": "GB"},
               {"type": "FAX", "number": "0131 460 7351", "country": "GB"}],
    "addresses": [{"unit": "Unit 4", "lines": "1 High Street", "area": "Leith", "town": "Edinburgh",
                   "region": "Lothian", "postal_code": "EH6 6AA", "country": "GB"}],
    "affiliations": [{"organisation": "Account 1"}],
    "consents": {"marketing": {"POST": "REJECTED"}, "third_party": {"ANY": "REJECTED"}},
    "custom": {"administrate": {
        **{f"_CustomText{n}": f"text {n}" for n in (1, 2, 3)}, **{f"_CustomCheck{n}": False for n in (1, 2, 3, 4)},
        "field_1": "one", "field_2": ["Red", "Blue"], "field_319": 10,
    }},
    "kept": {"administrate": {
        "is_admin": 0, "is_tutor": False, "is_staff": False, "tutor_bio": None, "lms_bio": None, "tasks": [],
        "overall_attendance": None, "marketing_activity_id": None,
    }},
}  # fmt: skip
LIGHTENING: dict[str, Any] = {
    "display_name": "Contact Name", "role": "User Role", "department": "Department name", "is_milestone": True,
    "is_active": True, "locale": "en_US",
    "emails": [{"email": f"address{n}@example.com"} for n in (1, 2, 3)],
    "phones": [{"type": "LANDLINE", "number": "123456789"}, {"type": "LANDLINE", "number": "1234567890"},
               {"type": "FAX", "number": "12345678"}, {"type": "MOBILE", "number": "99 123456"}],
    "affiliations": [{"organisation": "Account 1", "cost_centre": 0, "branch": "Branch", "vendor": "Vendor"}],
}  # fmt: skip
DOCUMENTED = {
    "webinone": WEBINONE,
    "crmcom_selfservice": SELF_SERVICE,
    "crmcom_classic": CLASSIC,
    "administrate": ADMINISTRATE,
    "lightening": LIGHTENING,
}
