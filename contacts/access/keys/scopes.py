"""What an API key may be allowed to do."""

SCOPES = {
    "contacts:read": "Read contacts, zones and look-ups",
    "contacts:write": "Create, change, archive and restore contacts, and grant zones",
    "lookups:write": "Change look-ups, custom fields and zones",
    "history:read": "Read who changed what, and the change feed",
    "files:read": "Read files and photos",
    "files:write": "Add, share and remove files and photos",
    "keys:manage": "Issue and revoke API keys, with no more scopes than its own",
    "metrics:read": "Read /metrics",
    "numbers:reveal": "Read identity numbers in full",
}
