"""What a language says for one key."""

import re

from msgspec import Struct

WRAPPED = re.compile(r"(?<=\S)\n(?=\S)")


class Text(Struct, frozen=True):
    """Subject and text of the mail, and the text of the SMS (160 characters at most, the example values filled in)."""

    subject: str
    content: str
    sms: str = ""

    def of(self, channel: str) -> tuple[str, str]:
        """Subject and text for a channel; the lines of a paragraph are one line, for mail programs to wrap."""
        return ("", self.sms) if channel == "SMS" else (self.subject, WRAPPED.sub(" ", self.content))
