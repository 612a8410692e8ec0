"""The environment is read strictly, and a wrong value is answered with one sentence."""

import base64
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from crmsite import env, keys, settings
from tests import services

K1, K2 = base64.b64encode(b"1" * 32).decode(), base64.b64encode(b"2" * 32).decode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", {"ENGINE": "django.db.backends.sqlite3", "NAME": "/var/db.sqlite3"}),
        ("sqlite:////srv/crm.sqlite3", {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/crm.sqlite3"}),
        (
            "postgres://me:p%40ss@db.example.org:5433/crm?sslmode=require",
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "crm",
                "USER": "me",
                "PASSWORD": "p@ss",
                "HOST": "db.example.org",
                "PORT": "5433",
                "OPTIONS": {"connect_timeout": "10", "sslmode": "require"},
            },
        ),
        (
            "postgresql:///crm?host=/run/postgresql&connect_timeout=3",
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "crm",
                "USER": "",
                "PASSWORD": "",
                "HOST": "/run/postgresql",
                "PORT": "",
                "OPTIONS": {"connect_timeout": "3"},
            },
        ),
    ],
)
def test_database_urls(value: str, expected: dict[str, object]) -> None:
    read = env.read_database({"DATABASE_URL": value}, "DATABASE_URL", default=Path("/var/db.sqlite3"))
    assert read == expected


@pytest.mark.parametrize(
    ("value", "backend", "options"),
    [
        ("", "django.core.files.storage.FileSystemStorage", {"location": "/var/media"}),
        ("file:///srv/my%20files", "django.core.files.storage.FileSystemStorage", {"location": "/srv/my files"}),
        (
            "s3://AK:se/cr+et%40@127.0.0.1:9000/crm-media?region=eu-west-1&tls=0",
            "contacts.files.storage.bucket.Bucket",
            {
                "access_key": "AK", "secret_key": "se/cr+et@", "bucket_name": "crm-media",
                "endpoint_url": "http://127.0.0.1:9000", "region_name": "eu-west-1",
            },
        ),
        (
            "s3://AK:secret@[::1]/crm",
            "contacts.files.storage.bucket.Bucket",
            {
                "access_key": "AK", "secret_key": "secret", "bucket_name": "crm", "endpoint_url": "https://[::1]",
                "region_name": "us-east-1",
            },
        ),
    ],
)  # fmt: skip
def test_uploads_go_to_a_folder_or_to_a_bucket(value: str, backend: str, options: dict[str, str]) -> None:
    read = env.read_storage({"STORAGE_URL": value}, "STORAGE_URL", default=Path("/var/media"))
    assert read == env.Storage(backend, options)


def test_mail_goes_to_a_folder_or_to_a_server() -> None:
    assert env.read_mail({}, "EMAIL_URL") == env.Mail("contacts.messages.delivery.folder.FolderBackend")
    assert env.read_mail({"EMAIL_URL": "smtp+tls://u:p%40@mx"}, "EMAIL_URL") == env.Mail(
        "contacts.messages.delivery.smtp.SmtpBackend", host="mx", port=587, user="u", password="p@", use_tls=True
    )


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("DATABASE_URL", "mysql://crm:s3cr3t@db/crm", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "postgresql://crm:s3cr3t@db:many/crm", "postgresql://user:password@host:5432/name"),
        ("REDIS_URL", "127.0.0.1:6379", "redis://127.0.0.1:6379/0"),
        ("SECRET_KEY", "short", "at least 32 random characters"),
        ("PUBLIC_BASE_URL", "crm.example.org", "https://crm.example.org"),
        ("ALLOWED_HOSTS", "https://crm.example.org", "host names without scheme and port"),
        ("EMAIL_URL", "imap://me:s3cr3t@mx", "smtp://user:password@host:587"),
        ("STORAGE_URL", "/srv/media", "file:///srv/crm/media"),
        ("STORAGE_URL", "s3://key:s3cr3t@host/BUCKET", "s3://key:secret@host:port/bucket"),
        ("STORAGE_URL", "s3://key:s3cr3t/bucket", "s3://key:secret@host:port/bucket"),
        ("STORAGE_URL", "ftp://key:s3/cr3t@host/bucket", "s3://key:secret@host:port/bucket"),
        ("STORAGE_URL", "s3://key:s3cr3t@host:many/bucket", "s3://key:secret@host:port/bucket"),
        ("STORAGE_URL", "s3://key:s3cr3t@host/bucket?acl=public", "s3://key:secret@host:port/bucket"),
        ("FIELD_KEYS", "k1:s3cr3t", "id:base64-of-32-random-bytes"),
        ("FIELD_KEYS", f"index:{K1}", "there is none"),
        ("FIELD_KEYS", f"k1:{K1},k1:{K2}", "id:base64-of-32-random-bytes"),
        ("TRUSTED_PROXY_COUNT", "-1", "a whole number from 0 to 10"),
        ("DEBUG", "maybe", "must be 1 or 0"),
        ("DEFAULT_COUNTRY", "Cyprus", "a country code of two letters"),
        ("DEFAULT_COUNTRY", "XX", "a country code of two letters"),
        ("PUBLIC_BASE_URL", "http://crm example.org", "https://crm.example.org"),
        ("CRM_VAR", "/proc/none", "a folder that can be written to"),
    ],
)
def test_nonsense_is_told_in_one_sentence(
    name: str, value: str, right: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in (*services.OWN_VARIABLES, "DEFAULT_COUNTRY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("CRM_VAR", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(env.EnvironmentProblem) as caught:
        runpy.run_path(settings.__file__)
    said = str(caught.value)
    assert said.startswith(name)
    assert right in said
    assert "\n" not in said
    assert "s3cr3t" not in said
    assert "cr3t@" not in said


def test_nonsense_stops_the_start(checkout: Path, tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "CRM_VAR": str(tmp_path), "DATABASE_URL": "mysql://crm:s3cr3t@db/crm"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=checkout, env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("DATABASE_URL")


@pytest.mark.parametrize(
    ("command", "address"),
    [("start", "postgresql://me:s3cr3t@127.0.0.1:1/crm"), ("verify", "sqlite:////proc/none/crm.sqlite3")],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    command: str, address: str, checkout: Path, tmp_path: Path
) -> None:
    environ = {"PATH": os.environ["PATH"], "CRM_VAR": str(tmp_path), "DATABASE_URL": address}
    done = subprocess.run(
        [sys.executable, "manage.py", command], cwd=checkout, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The database that DATABASE_URL names cannot be used: ")
    assert ("Traceback" in done.stderr, "s3cr3t" in done.stderr) == (False, False)


def test_the_first_field_key_encrypts_and_rotation_keeps_lookups() -> None:
    before = keys.parse_field_keys(f"k1:{K1}", name="FIELD_KEYS")
    after = keys.parse_field_keys(f"k2:{K2},k1:{K1}", name="FIELD_KEYS")
    retired = keys.parse_field_keys(f"k2:{K2},index:{K1}", name="FIELD_KEYS")
    assert [list(given.keys) for given in (before, after, retired)] == [["k1"], ["k2", "k1"], ["k2"]]
    assert keys.index_key(before) == keys.index_key(after) == keys.index_key(retired)
    assert keys.index_key(before) not in before.keys.values()
    assert keys.index_key(before) != keys.index_key(keys.parse_field_keys(f"k1:{K2}", name="FIELD_KEYS"))


def test_keys_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first = keys.field_keys({}, folder=tmp_path)
    assert keys.field_keys({}, folder=tmp_path) == first
    assert keys.secret_key({}, folder=tmp_path) == keys.secret_key({}, folder=tmp_path)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    assert modes == {"field.key": "0o600", "secret.key": "0o600"}


def test_a_loser_of_the_race_for_a_key_uses_the_winners(tmp_path: Path) -> None:
    assert keys.keep(tmp_path / "a.key", "first") == "first"
    assert keys.keep(tmp_path / "a.key", "second") == "first"
