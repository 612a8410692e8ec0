"""``python -m tests.chaos.inside.prepare ACCOUNTS``: make the database ready, and print an API key.

ACCOUNTS is a JSON list of ``{"dialect", "address", "account"}``: the vendors to be connected to.
"""

import json
import os
import sys
from typing import Any

import django


def main() -> None:
    """Migrate, issue a key, and connect."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
    django.setup()
    from django.core.management import call_command

    from contacts.access.keys.operations import MOST_PER_MINUTE, issue_key
    from contacts.access.keys.scopes import SCOPES
    from contacts.history.actor import SYSTEM

    call_command("migrate", verbosity=0, interactive=False)
    _, key = issue_key(name="Chaos", scopes=SCOPES, actor=SYSTEM, per_minute=MOST_PER_MINUTE)
    connect(json.loads(sys.argv[1]))
    sys.stdout.write(key)


def connect(accounts: list[dict[str, Any]]) -> None:
    """A connection to each vendor, whose address is allowed although it is of this machine."""
    from urllib.parse import urlsplit

    from contacts.history.actor import SYSTEM
    from contacts.options import operations as options
    from integrations.connections import operations
    from integrations.connections.options import HOSTS
    from integrations.dialects.registry import CONNECTORS

    hosts = " ".join(urlsplit(one["address"]).netloc for one in accounts)
    options.change(values={HOSTS.name: hosts}, actor=SYSTEM)
    for one in accounts:
        needs = CONNECTORS[one["dialect"]].needs
        account = {need.name: one["account"][need.name] for need in needs if need.name in one["account"]}
        operations.connect(
            dialect=one["dialect"], needs=needs, actor=SYSTEM, account=account, name=one["dialect"],
            address=one["address"],
        )  # fmt: skip


if __name__ == "__main__":
    main()
