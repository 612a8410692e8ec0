"""What an API key may be allowed to do."""

SCOPES = {
    "contacts:read": "Read contacts, zones and look-ups",
    "contacts:write": "Create, change, archive and restore contacts, grant zones and record consents",
    "lookups:write": "Change look-ups, custom fields and zones, and publish wordings of consents",
    "history:read": "Read who changed what, the change feed and the consent log",
    "files:read": "Read files and photos",
    "files:write": "Add, share and remove files and photos",
    "commerce:read": "Read orders, cases and bookings, and print them",
    "commerce:write": "Create, change, delete and restore orders, payments, cases and bookings",
    "messages:read": "Read the messages of contacts",
    "messages:write": "Send messages to contacts, and mark them as viewed or archived",
    "approvals:read": "Read what contacts were asked to approve, and what they answered",
    "approvals:write": "Ask contacts to approve something, and withdraw such requests",
    "portal:manage": "Read and set what contacts sign in to the portal with, and shut their accounts",
    "connections:read": "Read connections, webhooks and deliveries",
    "connections:manage": "Connect other systems and subscribe webhooks, if it may read contacts; resend deliveries",
    "keys:manage": "Issue and revoke API keys, with no more scopes than its own",
    "metrics:read": "Read /metrics",
    "numbers:reveal": "Read identity numbers in full",
}
