"""A process that migrates a new installation and prints what proves others there, as JSON."""

import json
import os

import django

DIALECTS = ("webinone", "administrate", "lightening", "crmcom_classic", "crmcom_selfservice")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_proofs()))  # noqa: T201


def _proofs() -> dict[str, dict[str, str]]:
    """What each dialect's connection is told, and a key of the native API."""
    from contacts.access.apps import operations as apps
    from contacts.access.keys.operations import issue_key
    from contacts.history.actor import SYSTEM
    from contacts.lookups.models import Organisation
    from tests.integrations.programs import credential

    org = {name: Organisation.objects.create(name=name).pk for name in DIALECTS}
    proof = {name: credential(name, organisation=org[name], reach=[org[name]]) for name in DIALECTS[:-1]}
    (a, b), (c, d), (e, f), (g, h) = proof.values()
    return {
        "native": {"key": issue_key(name="Editor", scopes=["contacts:read", "contacts:write"], actor=SYSTEM)[1]},
        "organisations": {name: str(pk) for name, pk in org.items()},
        "webinone": {"client_id": a, "client_secret": b},
        "administrate": {"username": c, "password": d, "account_id": str(org["administrate"])},
        "lightening": {"token": f"{e}.{f}", "customer_id": str(org["lightening"])},
        "crmcom_classic": {"username": g, "password": h, "organisation": "crmcom_classic"},
        "crmcom_selfservice": {"api_key": apps.issue(name="App", actor=SYSTEM)[1], "mails": "yes"},
    }


if __name__ == "__main__":
    main()
