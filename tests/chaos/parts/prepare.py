"""``python -m tests.chaos.parts.prepare``: make the database ready, and print what programs need as JSON."""

import json
import os
import sys

import django


def main() -> None:
    """Migrate and issue a key."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
    django.setup()
    from django.core.management import call_command

    from contacts.access.keys.operations import MOST_PER_MINUTE, issue_key
    from contacts.history.actor import SYSTEM

    call_command("migrate", verbosity=0, interactive=False)
    scopes = ["contacts:read", "contacts:write", "history:read", "metrics:read"]
    _, key = issue_key(name="Chaos", scopes=scopes, actor=SYSTEM, per_minute=MOST_PER_MINUTE)
    sys.stdout.write(json.dumps({"api_key": key}))


if __name__ == "__main__":
    main()
