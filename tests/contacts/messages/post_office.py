"""A real SMTP server that answers as it is told and keeps what it took."""

import logging
import socket
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)


class PostOffice:
    """``answers`` are given to DATA one after the other, then 250; ``hang_up`` cuts the line after taking a message."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.refuse: dict[str, str] = {}
        self.hang_up = 0
        self.hold: threading.Event | None = None
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.tried = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tried += 1
        if self.answers and not (answer := self.answers.pop(0)).startswith("250"):
            return answer
        raw = cast(bytes, envelope.content)
        self.taken.append(cast(EmailMessage, message_from_bytes(raw, policy=default)))  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        if self.hold is not None:  # it has the message, and does not say so yet
            await server.loop.run_in_executor(None, self.hold.wait, 20)
        if self.hang_up:
            self.hang_up -= 1
            server.transport.abort()
        return "250 Accepted"


def opened(office: PostOffice, **options: Any) -> Controller:
    """The office at a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller
