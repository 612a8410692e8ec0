"""What the settings promise, seen on the running configuration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

from crmsite import settings as product


def test_the_checkout_is_not_written_to(checkout: Path) -> None:
    assert Path(settings.VAR_DIR) != checkout / "var"
    assert os.environ["CRM_VAR"] == str(settings.VAR_DIR)


@pytest.mark.django_db
def test_sqlite_is_set_up_to_be_shared_by_processes() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        pragmas = {}
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20_000}


def test_passwords_are_hashed_with_our_cost() -> None:
    assert product.PASSWORD_HASHERS == ["crmsite.passwords.Argon2"]
    assert make_password("correct horse", hasher="argon2").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_django_has_nothing_to_say_against_the_deployment(checkout: Path, tmp_path: Path) -> None:
    """Off: leave SESSION_COOKIE_SECURE out."""
    environment = os.environ | {"CRM_VAR": str(tmp_path), "PUBLIC_BASE_URL": "https://crm.example.org"}
    environment["DJANGO_SETTINGS_MODULE"] = "crmsite.settings"
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # which a browser in the same process needs
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
