"""Mail without a mail server: a file for each message, named by its Message-ID; a second sending is the same file."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

UNFIT = re.compile(r"[^A-Za-z0-9@._+-]")


class FolderBackend(BaseEmailBackend):
    """Writes to ``EMAIL_FILE_PATH``; only the owner may read what lies there, since it holds codes."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; returns how many."""
        for message in email_messages:
            raw = message.message()
            keep(str(raw["Message-ID"]), raw.as_bytes())
        return len(email_messages)


def keep(message_id: str, raw: bytes) -> Path:
    """Write a message whole or not at all; the same id takes the place of what was there."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{UNFIT.sub('_', message_id.strip('<>'))}.eml"
    draft = path.with_suffix(f".{os.getpid()}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path
