"""What each method takes and gives, by view and method, beside what its docstring says."""

from typing import Any

from contacts.api.schema.commerce import COMMERCE, COMMERCE_PARAMETERS
from contacts.api.schema.operation import TEXT, Operation
from contacts.directory.finding.orders import ORDERS
from contacts.record.choices import ConsentPurpose, members

FLAG: dict[str, Any] = {"type": "boolean", "default": False}
NUMBER: dict[str, Any] = {"type": "integer", "minimum": 1}
LISTING = ("limit", "after")
Parameter = tuple[str, dict[str, Any], str]  # where it stands, its schema, what it does
PARAMETERS: dict[str, Parameter] = {
    "search": ("query", TEXT, "Words that names, emails, phones, codes or towns contain; accents and case aside."),
    "filter": (
        "query", TEXT,
        'The filter language in JSON, like {"and": [{"field": "addresses.town", "op": "eq", "value": "Nicosia"}]}. '
        "A condition may also be a parameter of its own: ?addresses.town=Nicosia&created_at__gte=2026-01-01.",
    ),
    "fields": ("query", TEXT, "The top-level keys wanted, separated by commas; all when absent."),
    "order": (
        "query", {**TEXT, "enum": [sign + name for name in ORDERS for sign in ("", "-")], "default": "id"},
        "What comes first; - for the other direction.",
    ),
    "archived": ("query", {**TEXT, "enum": ["false", "true", "any"], "default": "false"}, "Archived ones, or both."),
    "channel": ("query", {**TEXT, "enum": ["EMAIL", "SMS", "INAPP", "DEVICE"]}, "Those of one channel."),
    "viewed": ("query", FLAG, "Only those that were looked at, or with false those that were not."),
    "archived_only": ("query", FLAG, "Only those that were put away, or with false those that were not."),
    "limit": ("query", {**NUMBER, "maximum": 500, "default": 100}, "How many at most."),
    "after": ("query", TEXT, "The cursor that next of an earlier answer holds."),
    "count": ("query", FLAG, "Whether to count all."),
    "purpose": ("query", {**TEXT, "enum": list(members(ConsentPurpose))}, "Those of one purpose."),
    "language": ("query", TEXT, "Those of one language; empty for those of all languages."),
    "current": ("query", FLAG, "Only the newest version of each."),
    "outcome": ("query", {**TEXT, "enum": ["created", "updated", "unchanged", "refused"]}, "Rows of one outcome."),
    "state": ("query", TEXT, "Those in one of these states: PENDING, ACCEPTED, REJECTED, EXPIRED, WITHDRAWN."),
    "entity_type": ("query", TEXT, "Those about one of these types, separated by commas."),
    "show": (
        "query", {**TEXT, "enum": ["changes", "contacts", "ids"], "default": "changes"},
        "Old and new of each change, the contacts as they now are, or which they were only.",
    ),
    "If-Match": ("header", TEXT, 'The revision that is changed, "3", as in the ETag of a GET; * for any.'),
    "Range": ("header", TEXT, "One range of bytes, like bytes=0-999; answered with 206."),
    "If-None-Match": ("header", TEXT, "An ETag that is known already; answered with 304 when it still holds."),
    **COMMERCE_PARAMETERS,
    "Idempotency-Key": ("header", {**TEXT, "maxLength": 255}, "A new token for each write; repeats apply once."),
}  # fmt: skip
WRITE = ("Idempotency-Key",)
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("Contacts", "GET"): Operation(
        "list_contacts", "contacts", ("search", "filter", "fields", "order", "archived", *LISTING, "count"),
        answer="ContactPage",
    ),
    ("Contacts", "POST"): Operation("create_contact", "contacts", WRITE, "ContactChange", "ContactCreated", 201),
    ("OneContact", "GET"): Operation("get_contact", "contacts", ("fields", "If-None-Match"), answer="Contact"),
    ("OneContact", "PATCH"): Operation("change_contact", "contacts", ("If-Match", *WRITE), "ContactChange", "Contact"),
    ("OneContact", "PUT"): Operation("replace_contact", "contacts", ("If-Match", *WRITE), "ContactChange", "Contact"),
    ("OneContact", "DELETE"): Operation("archive_contact", "contacts", ("If-Match", *WRITE), status=204),
    ("Numbers", "GET"): Operation("reveal_numbers", "contacts", answer="Revealed"),
    ("Bulk", "POST"): Operation("bulk", "contacts", WRITE, "BulkRequest", "BulkResults"),
    ("History", "GET"): Operation("list_history", "history", (*LISTING, "count"), answer="HistoryEntryPage"),
    ("ValueOrigins", "GET"): Operation("get_origins", "history", answer="Origins"),
    ("Restoring", "POST"): Operation("restore_contact", "history", ("If-Match", *WRITE), "RestoreRequest", "Contact"),
    ("Changes", "GET"): Operation("list_changes", "history", ("show", *LISTING), answer="Feed"),
    ("PortalAccess", "GET"): Operation("get_portal_identity", "contacts", answer="PortalIdentity"),
    ("PortalAccess", "PUT"): Operation("set_portal_identity", "contacts", WRITE, "IdentityRequest", "PortalIdentity"),
    ("PortalAccess", "DELETE"): Operation("shut_portal_identity", "contacts", WRITE, status=204),
    ("Grants", "GET"): Operation("list_grants", "zones", answer="ZoneGrantPage"),
    ("Grants", "POST"): Operation("grant_zone", "zones", ("If-Match", *WRITE), "GrantRequest", "ZoneGrant", 201),
    ("OneGrant", "GET"): Operation("get_grant", "zones", answer="ZoneGrant"),
    ("OneGrant", "DELETE"): Operation("revoke_grant", "zones", ("If-Match", *WRITE), status=204),
    ("Consents", "GET"): Operation("list_consents", "consents", (*LISTING, "count"), answer="ConsentHistory"),
    ("Consents", "POST"): Operation(
        "record_consent", "consents", ("If-Match", *WRITE), "ConsentRequest", "ConsentAnswer", 201
    ),
    ("Wordings", "GET"): Operation(
        "list_wordings", "consents", ("purpose", "language", "current", *LISTING), answer="WordingShownPage"
    ),
    ("Wordings", "POST"): Operation("publish_wording", "consents", WRITE, "WordingRequest", "WordingShown", 201),
    ("OneWording", "GET"): Operation("get_wording", "consents", answer="WordingShown"),
    ("Communications", "GET"): Operation(
        "list_communications", "communications", ("channel", "viewed", "archived_only", *LISTING, "count"),
        answer="CommunicationShownPage",
    ),
    ("Communications", "POST"): Operation(
        "queue_communication", "communications", WRITE, "CommunicationRequest", "CommunicationShown", 201
    ),
    ("OneCommunication", "GET"): Operation("get_communication", "communications", answer="CommunicationShown"),
    ("OneCommunication", "PATCH"): Operation(
        "mark_communication", "communications", WRITE, "CommunicationMarks", "CommunicationShown"
    ),
    ("OneCommunication", "DELETE"): Operation("cancel_communication", "communications", WRITE, status=204),
    ("ApprovalRequests", "GET"): Operation(
        "list_approval_requests", "approvals", ("state", "entity_type", *LISTING, "count"), answer="ApprovalShownPage"
    ),
    ("ApprovalRequests", "POST"): Operation("ask_approval", "approvals", WRITE, "ApprovalAsked", "ApprovalShown", 201),
    ("OneApprovalRequest", "GET"): Operation("get_approval_request", "approvals", answer="ApprovalShown"),
    ("WithdrawnApprovalRequest", "POST"): Operation("withdraw_approval", "approvals", WRITE, answer="ApprovalShown"),
    ("Keys", "GET"): Operation("list_api_keys", "api-keys", LISTING, answer="ApiKeyShownPage"),
    ("Keys", "POST"): Operation("issue_api_key", "api-keys", WRITE, "KeyRequest", "ApiKeyIssued", 201),
    ("OneKey", "GET"): Operation("get_api_key", "api-keys", answer="ApiKeyShown"),
    ("OneKey", "DELETE"): Operation("revoke_api_key", "api-keys", WRITE, status=204),
    ("Imports", "GET"): Operation("list_imports", "imports", LISTING, answer="ImportShownPage"),
    ("Imports", "POST"): Operation("begin_import", "imports", WRITE, "import form", "ImportShown", 202),
    ("OneImport", "GET"): Operation("get_import", "imports", ("outcome", *LISTING), answer="ImportWithRows"),
    ("Files", "GET"): Operation("list_files", "files", LISTING, answer="FileShownPage"),
    ("Files", "POST"): Operation("add_file", "files", WRITE, "file form", "FileShown", 201),
    ("OneFile", "GET"): Operation("get_file", "files", answer="FileShown"),
    ("OneFile", "PATCH"): Operation("share_file", "files", WRITE, "FileChange", "FileShown"),
    ("OneFile", "DELETE"): Operation("remove_file", "files", WRITE, status=204),
    ("Content", "GET"): Operation("get_file_content", "files", ("Range", "If-None-Match"), answer="bytes"),
    ("ContactPhoto", "GET"): Operation("get_photo", "photos", answer="PhotoShown"),
    ("ContactPhoto", "PUT"): Operation("set_photo", "photos", WRITE, "photo form", "PhotoShown", 202),
    ("ContactPhoto", "DELETE"): Operation("remove_photo", "photos", WRITE, status=204),
    **COMMERCE,
    ("Root", "GET"): Operation("list_resources", "root"),
}  # fmt: skip
BYTES = {"type": "string", "contentMediaType": "application/octet-stream"}
# What stands beside the part ``file`` of each form.
FORMS: dict[str, dict[str, Any]] = {
    "import form": {
        "mapping": {
            "type": "string",
            "description": "A JSON object: column → path, or {target, empty, dates}. Guessed when absent.",
        },
        "match": {"type": "string", "description": "Keys by which stored contacts are found, like email,external_id."},
        "dry_run": {"type": "boolean", "default": False},
    },
    "file form": {"shared": {"type": "boolean", "default": True}},
    "photo form": {
        "crop": {"type": "string", "description": "left,top,side of a square in pixels of the upright picture."},
    },
}


def form(name: str) -> dict[str, Any]:
    """A form by its name, with its file."""
    return {"type": "object", "required": ["file"], "properties": {"file": BYTES, **FORMS[name]}}


ERRORS = {
    "400": "The input is not valid; ``errors`` names each fault.",
    "401": "No API key that is in force.",
    "403": "The key lacks a scope.",
    "404": "There is nothing of that name.",
    "409": "In conflict: the first request of this token is under way, or the row is in use.",
    "412": "It changed meanwhile.",
    "422": "The token was used for another body.",
    "428": "If-Match is missing.",
    "429": "The minute's allowance is used up; Retry-After says for how long.",
}
