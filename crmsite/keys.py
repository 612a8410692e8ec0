"""Secrets of one installation: made once, kept in files that only the owner reads."""

import base64
import binascii
import os
import re
import secrets
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crmsite.env import Environ, EnvironmentProblem, read_secret, read_text

FIELD_KEY_BYTES = 32
INDEX_ENTRY = "index"


class FieldKeys(NamedTuple):
    """Keys of encrypted columns, current one first, and the secret that look-ups are derived from."""

    keys: dict[str, bytes]
    index_secret: bytes


def secret_key(environ: Environ, *, folder: Path) -> str:
    """SECRET_KEY, or the content of ``secret.key``, made at the first start."""
    return read_secret(environ, "SECRET_KEY") or keep(folder / "secret.key", secrets.token_urlsafe(64))


def field_keys(environ: Environ, *, folder: Path) -> FieldKeys:
    """FIELD_KEYS, or the content of ``field.key`` (the same notation), made at the first start."""
    given = read_text(environ, "FIELD_KEYS")
    if given:
        return parse_field_keys(given, name="FIELD_KEYS")
    fresh = f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    path = folder / "field.key"
    return parse_field_keys(keep(path, fresh), name=f"FIELD_KEYS (read from {path})")


def parse_field_keys(text: str, *, name: str) -> FieldKeys:
    """Read ``id:base64-of-32-bytes`` entries; the entry ``index`` serves look-ups only."""
    right = f"{name} must be id:base64-of-32-random-bytes entries separated by commas, the current key first"
    keys: dict[str, bytes] = {}
    for entry in filter(None, re.split(r"[,\s]+", text)):
        key_id, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, altchars=b"-_" if set("-_") & set(encoded) else None, validate=True)
        except binascii.Error as error:
            raise EnvironmentProblem(f"{right}; the entry {key_id[:16]!r} is not base64.") from error
        if not re.fullmatch(r"[A-Za-z0-9]{1,16}", key_id) or key_id in keys or len(key) != FIELD_KEY_BYTES:
            raise EnvironmentProblem(f"{right}; the entry {key_id[:16]!r} is not.")
        keys[key_id] = key
    index_secret = keys.pop(INDEX_ENTRY, None) or next(reversed(keys.values()), b"")
    if not keys:
        raise EnvironmentProblem(f"{right}; there is none.")
    return FieldKeys(keys=keys, index_secret=index_secret)


def index_key(keys: FieldKeys) -> bytes:
    """The HMAC key of blind indexes, 32 bytes.

    It comes from the entry ``index`` or else from the *last* entry of FIELD_KEYS. New keys are put in front,
    so rotation leaves look-ups alone; whoever retires the last key renames it ``index`` and keeps its value.
    """
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"blind index").derive(keys.index_secret)


def keep(path: Path, fresh: str) -> str:
    """What the file says; a missing file is first made with ``fresh``, readable by the owner only.

    Two processes may start at once: each writes a draft, the first link wins, both read the winner.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its key is the one to use
        finally:
            draft.unlink()
    return path.read_text().strip()
