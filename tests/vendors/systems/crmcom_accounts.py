"""CRM.COM's self-service contact: what may be sent, how it is kept, and how it is known again."""

from typing import Any

from tests.vendors.calls import Call, Json, Refusal

PROVIDERS = ("EMAIL", "PHONE")
TEXTS = ("company_name", "title", "first_name", "middle_name", "last_name", "preferred_language_code", "category_id",
         "statutory_number", "email_address", "consent_state")  # fmt: skip
FLAGS = ("sms_opt_out", "email_opt_out", "is_tax_exempt", "service_acceptance")
GROUPS = ("demographics", "company_profile", "custom_fields")
REGISTERING = ("identity", "referral_code", "country_of_agreement", "pass_code")
WORDS = {True: True, False: False, "true": True, "false": False}
EMPTY: Json = {
    "id": "", "code": "", "type": "PERSON", "title": None, "first_name": None, "middle_name": None, "last_name": None,
    "company_name": None, "preferred_language": None, "avatar_url": None, "email_address": None,
    "statutory_number": None, "category_id": None, "demographics": {}, "company_profile": {}, "custom_fields": [],
    "sms_opt_out": False, "email_opt_out": False, "is_tax_exempt": False, "consent_state": None,
}  # fmt: skip


def login(identity: Json) -> Json:
    """By what an identity is known again, and its password."""
    if identity["provider"] == "PHONE":
        if not identity.get("phone_number") or not identity.get("country_code"):
            raise refused(400, "phone_number and country_code are required.", "MANDATORYPARAMETEREXCEPTION")
        return {"_phone": f"{identity['country_code']}{identity['phone_number']}".lower()}
    if not identity.get("username"):
        raise refused(400, "username is required.", "MANDATORYPARAMETEREXCEPTION", "username")
    return {"_username": str(identity["username"]), "_password": identity.get("password")}


def valid(call: Call) -> Json:
    sent = body(call)
    if "company_profle" in sent:  # as the document's sample spells it
        sent["company_profile"] = sent.pop("company_profle")
    call.unknown = tuple(sorted(set(sent) - {*TEXTS, *FLAGS, *GROUPS, *REGISTERING}))
    for name, value in sent.items():
        wrong = (name in TEXTS and not isinstance(value, str | None)) or (name in FLAGS and not _is_flag(value))
        wrong |= name in GROUPS and not isinstance(value, list if name == "custom_fields" else dict)
        if wrong or (name in ("first_name", "last_name") and not value):
            raise refused(400, f"{name} is not valid.", "INVALIDPARAMETEREXCEPTION", name)
    return sent


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool | int | str) and value in WORDS


def written(contact: Json, sent: Json) -> Json:
    new = {name: sent[name] for name in (*TEXTS, "custom_fields") if name in sent}
    new |= {name: WORDS[sent[name]] for name in FLAGS if name in sent}
    new |= {name: contact[name] | sent[name] for name in ("demographics", "company_profile") if name in sent}
    if "preferred_language_code" in new:
        new["preferred_language"] = new.pop("preferred_language_code")
    if "_username" in contact and "email_address" not in new and not contact["email_address"]:
        new["email_address"] = contact["_username"]
    return contact | new


def body(call: Call) -> Json:
    try:
        sent = call.body()
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise refused(400, "The body is no object.", "INVALIDREQUESTEXCEPTION")
    return sent


def refused(status: int, message: str, error: str, *parameters: str) -> Refusal:
    told = {"status": status, "message": message, "error": f"CRM.EXCEPTIONS.{error}", "parameters": list(parameters)}
    return Refusal(told, status)
