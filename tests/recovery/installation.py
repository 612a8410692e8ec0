"""An installation of separate processes: web, a worker that is killed and started again, and its mail server."""

import re
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path

import redis

from contacts.background.models import Job
from contacts.messages.models import Communication, State
from tests import processes
from tests.contacts.messages.post_office import PostOffice, opened
from tests.contacts.vault.test_no_leaks import stored
from tests.forking import Forked

OPEN = ("waiting", "sent", "running")


class Installation:
    """``post`` is what the mail server took; ``place`` the file by which a worker learns where to die."""

    def __init__(self, folder: Path, stack: ExitStack, broker: str) -> None:
        self.log, self.order, self.post = folder / "log", folder / "fault", PostOffice()
        server = opened(self.post)
        stack.callback(server.stop)
        self.stack, self.workers, self.broker = stack, 0, broker
        self.secrets: list[str] = []
        self.variables = {
            "REDIS_URL": broker, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "CRM_TEST_FAULT": str(self.order),
            "DJANGO_SETTINGS_MODULE": "crmsite.settings",
        }  # fmt: skip
        self.address = stack.enter_context(processes.web(self.log, REDIS_URL=broker))
        self.worker = self.start_worker()

    def start_worker(self) -> Forked:
        """Another worker in the place of the one that died."""
        self.workers += 1
        knows = "tests.recovery.faults"
        self.worker = self.stack.enter_context(processes.worker(self.log, knows=knows, **self.variables))
        return self.worker

    def dies_at(self, place: str) -> None:
        """Order the worker of now to kill itself at ``place``."""
        self.order.write_text(place)

    def bury(self) -> None:
        """Wait for the worker to die, and start another one."""
        processes.until(lambda: self.worker.poll() is not None, what="the worker to be killed", log=self.log)
        assert self.worker.returncode == -9
        self.start_worker()

    def settle(self) -> None:
        """Wait until nothing is left to be done."""
        asked = Job.objects.exclude(args={}).filter(state__in=OPEN)
        waiting = Communication.objects.filter(state=State.PENDING)
        processes.until(lambda: not asked.exists() and not waiting.exists(), what="the rest", log=self.log)

    def letters(self, to: str) -> list[EmailMessage]:
        """What the mail server took for ``to``, in order."""
        return [letter for letter in self.post.taken if letter["To"] == to]

    def text(self, letter: EmailMessage) -> str:
        """What it says in plain text."""
        return str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]

    def code(self, to: str) -> str:
        """The code in the newest mail to ``to``."""
        self.settle()
        (found,) = re.findall(r"\b\d{6}\b", self.text(self.letters(to)[-1]))
        self.secrets.append(str(found))
        return str(found)

    def link(self, to: str) -> str:
        """The path of the portal in the newest mail to ``to``."""
        self.settle()
        (found,) = re.findall(r"https?://[^/\s]+(/portal/\S+\?token=\S+)", self.text(self.letters(to)[-1]))
        self.secrets.append(str(found).partition("token=")[2])
        return str(found)

    def leaks(self, *more: str) -> dict[str, list[str]]:
        """Where codes and links that were mailed, or ``more``, stand in clear; names and addresses in logs only."""
        told = re.sub(r'"timestamp": "[^"]*"', "", self.log.read_text())
        places = {"tables": stored(), "logs": told, "broker": self._spoken()}
        found = {
            place: [one for one in (*self.secrets, *more) if _stands_in(text, one)] for place, text in places.items()
        }
        return {place: shown for place, shown in found.items() if shown}

    def _spoken(self) -> str:
        """All that Redis holds."""
        if not self.broker:
            return ""
        with redis.Redis.from_url(self.broker) as client:
            return " ".join(f"{name!r} {client.dump(name)!r}" for name in client.scan_iter())

    def sent_twice(self) -> list[str]:
        """The names of mails that the server took more than once, one for each time too many."""
        names = [str(letter["Message-ID"]) for letter in self.post.taken]
        return [name for n, name in enumerate(names) if name in names[:n]]


def _stands_in(text: str, secret: str) -> bool:
    """Six digits stand in many a moment and many a hash by chance; a code is a word of its own."""
    if not re.fullmatch(r"\d{6}", secret):
        return secret in text
    return re.search(rf"((?<![\w.])|(?<=\\n)){secret}(?!\w)", text) is not None


@contextmanager
def installation(folder: Path, broker: str) -> Generator[Installation]:
    """One on the database of the test; without ``broker`` as it comes: no Redis, all messages inside the worker."""
    with ExitStack() as stack:
        here = Installation(folder, stack, broker)
        try:
            yield here
        finally:
            processes.kill(here.worker)  # no time for goodbyes
