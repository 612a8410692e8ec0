"""A process that migrates a new installation and prints what proves others there, as JSON."""

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_proofs()))  # noqa: T201


def _proofs() -> dict[str, dict[str, str]]:
    """What each dialect's connection is told, and a key of the native API."""
    from contacts.access.keys.operations import issue_key
    from contacts.history.actor import SYSTEM
    from tests.integrations.dialects.selfservice.customers import app
    from tests.integrations.programs import credential

    (a, b), (c, d), (e, f), (g, h) = (
        credential(dialect, organisation=1) for dialect in ("webinone", "administrate", "lightening", "crmcom_classic")
    )
    return {
        "native": {"key": issue_key(name="Editor", scopes=["contacts:read", "contacts:write"], actor=SYSTEM)[1]},
        "webinone": {"client_id": a, "client_secret": b},
        "administrate": {"username": c, "password": d, "account_id": "1"},
        "lightening": {"token": f"{e}.{f}", "customer_id": "1"},
        "crmcom_classic": {"username": g, "password": h, "organisation": "First customer"},
        "crmcom_selfservice": {"api_key": app()[1], "mails": "yes"},
    }


if __name__ == "__main__":
    main()
