"""Typed readers of the environment; nonsense becomes one sentence that names the variable."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from phonenumbers import SUPPORTED_REGIONS

Environ = Mapping[str, str]

MIN_SECRET_LENGTH = 32


class EnvironmentProblem(Exception):
    """A variable that cannot be used; the text is one sentence saying which and what would be right."""


class Mail(NamedTuple):
    """Where mail leaves: a Django email backend and, for a server, how to reach it."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


class Storage(NamedTuple):
    """Where uploads are kept: a Django storage backend and its options."""

    backend: str
    options: dict[str, str]


def read_text(environ: Environ, name: str, default: str = "") -> str:
    return environ.get(name, "").strip() or default


def read_flag(environ: Environ, name: str, *, default: bool) -> bool:
    value = read_text(environ, name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise EnvironmentProblem(f"{name} must be 1 or 0, not {value!r}.")
    return default


def read_count(environ: Environ, name: str, *, default: int, most: int) -> int:
    value = read_text(environ, name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) > most:
        raise EnvironmentProblem(f"{name} must be a whole number from 0 to {most}, not {value!r}.")
    return int(value)


def read_folder(environ: Environ, name: str, *, default: Path) -> Path:
    """An existing or newly made folder that can be written to."""
    folder = Path(read_text(environ, name) or default).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem(
            f"{name} must be a folder that can be written to, but {folder} cannot be made: {error.strerror}."
        ) from error
    if not os.access(folder, os.W_OK):
        raise EnvironmentProblem(f"{name} must be a folder that can be written to; {folder} is not.")
    return folder


def read_hosts(environ: Environ, name: str, *, default: list[str]) -> list[str]:
    hosts = [host.strip() for host in read_text(environ, name).split(",") if host.strip()]
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]", host):
            raise EnvironmentProblem(
                f"{name} must be host names without scheme and port, separated by commas"
                f" (crm.example.org,10.0.0.5), not {host!r}."
            )
    return hosts or default


def read_base_url(environ: Environ, name: str, *, default: str) -> str:
    """The address people reach the installation at, without a closing slash."""
    value = read_text(environ, name) or default
    parts = _split(name, value, "https://crm.example.org")
    host = re.fullmatch(r"[\w.:-]+", parts.hostname or "")
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise EnvironmentProblem(f"{name} must look like https://crm.example.org, not {value!r}.")
    return value.rstrip("/")


def read_redis(environ: Environ, name: str) -> str:
    value = read_text(environ, name)
    if not value:
        return ""
    parts = _split(name, value, "redis://127.0.0.1:6379/0")
    known = parts.scheme in {"redis", "rediss"} and parts.hostname
    if not known and not (parts.scheme == "unix" and parts.path):
        raise EnvironmentProblem(f"{name} must look like redis://127.0.0.1:6379/0, not {_hidden(value)!r}.")
    return value


def read_database(environ: Environ, name: str, *, default: Path) -> dict[str, object]:
    """A Django database entry: ENGINE, NAME and, for PostgreSQL, how to reach it."""
    value = read_text(environ, name)
    if not value:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
    right = "sqlite:////absolute/path/db.sqlite3 or postgresql://user:password@host:5432/name"
    parts = _split(name, value, right)
    database = unquote(parts.path[1:])
    if parts.scheme == "sqlite" and not parts.netloc and database:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": database}
    if parts.scheme in {"postgres", "postgresql"} and database:
        return _postgresql(parts, database)
    raise EnvironmentProblem(f"{name} must look like {right}, not {_hidden(value)!r}.")


def _postgresql(parts: SplitResult, database: str) -> dict[str, object]:
    """The query holds libpq's parameters: ``?host=/run/postgresql`` is a socket's folder; ten seconds to connect."""
    options: dict[str, object] = {"connect_timeout": "10", **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": str(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def read_mail(environ: Environ, name: str) -> Mail:
    """Without a mail server every mail is written to a folder."""
    value = read_text(environ, name)
    if not value:
        return Mail("contacts.messages.delivery.folder.FolderBackend")
    right = "smtp://user:password@host:587 (smtp+tls, smtps) or console:"
    parts = _split(name, value, right)
    if parts.scheme == "console":
        return Mail("django.core.mail.backends.console.EmailBackend")
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise EnvironmentProblem(f"{name} must look like {right}, not {_hidden(value)!r}.")
    usual = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme]
    return Mail(
        "contacts.messages.delivery.smtp.SmtpBackend",
        host=parts.hostname,
        port=parts.port or usual,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtps",
    )


def read_storage(environ: Environ, name: str, *, default: Path) -> Storage:
    """Where uploads are kept: a folder, or a bucket of an S3-compatible service."""
    value = read_text(environ, name)
    right = "file:///srv/crm/media or s3://key:secret@host:port/bucket?region=eu-central-1&tls=1"
    if value.startswith("s3:"):
        return _bucket(name, value, right)
    parts = _split(name, value or default.as_uri(), right)
    if parts.scheme != "file" or parts.netloc or len(parts.path) < 2:
        raise EnvironmentProblem(f"{name} must look like {right}, not {_hidden(value)!r}.")
    folder = {"location": unquote(parts.path)}
    return Storage("django.core.files.storage.FileSystemStorage", folder)


def _bucket(name: str, value: str, right: str) -> Storage:
    """Secrets of such services hold slashes, so the host begins behind the last ``@``; nothing of one is ever shown."""
    problem = EnvironmentProblem(f"{name} must look like {right}; this s3 address does not.")
    login, at, place = value.removeprefix("s3://").rpartition("@")
    key, _, secret = login.partition(":")
    try:
        parts = urlsplit(f"s3://{place}")
        _ = parts.port  # raises for a port that is no number
        more = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise problem from None
    bucket, tls, region = unquote(parts.path[1:]), more.pop("tls", "1"), more.pop("region", "us-east-1")
    if not (at and key and secret and parts.hostname and re.fullmatch(r"[a-z0-9.-]{3,63}", bucket)):
        raise problem
    if tls not in {"0", "1"} or more or not re.fullmatch(r"[a-z0-9-]+", region):
        raise problem
    address = f"{'https' if tls == '1' else 'http'}://{parts.netloc}"
    options = {"access_key": unquote(key), "secret_key": unquote(secret), "bucket_name": bucket}
    return Storage("contacts.files.storage.bucket.Bucket", options | {"endpoint_url": address, "region_name": region})


def read_secret(environ: Environ, name: str) -> str:
    value = read_text(environ, name)
    if value and len(value) < MIN_SECRET_LENGTH:
        raise EnvironmentProblem(f"{name} must be at least {MIN_SECRET_LENGTH} random characters long.")
    return value


def _split(name: str, value: str, right: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises for a port that is no number
    except ValueError as error:
        raise EnvironmentProblem(f"{name} must look like {right}, not {_hidden(value)!r}.") from error
    return parts


def _hidden(value: str) -> str:
    """The value without what stands between ``//`` and ``@``: passwords do not belong on a screen."""
    return re.sub(r"//.*@", "//…@", value)


def read_country(environ: Environ, name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country with telephones, or None when the variable is not set."""
    value = read_text(environ, name).upper()
    if value and value not in SUPPORTED_REGIONS:
        raise EnvironmentProblem(f"{name} must be a country code of two letters, like CY, not {value!r}.")
    return value or None
