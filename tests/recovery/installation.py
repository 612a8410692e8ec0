"""An installation of separate processes: web, a worker that is killed and started again, and its mail server."""

import re
import subprocess
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path

from contacts.background.models import Job
from contacts.messages.models import Communication, State
from tests import processes
from tests.contacts.messages.post_office import PostOffice, opened

OPEN = ("waiting", "sent", "running")


class Installation:
    """``post`` is what the mail server took; ``place`` the file by which a worker learns where to die."""

    def __init__(self, folder: Path, stack: ExitStack, broker: str) -> None:
        self.log, self.order, self.post = folder / "log", folder / "fault", PostOffice()
        server = opened(self.post)
        stack.callback(server.stop)
        self.stack, self.workers = stack, 0
        self.variables = {
            "REDIS_URL": broker, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "CRM_TEST_FAULT": str(self.order),
            "DJANGO_SETTINGS_MODULE": "crmsite.settings",
        }  # fmt: skip
        self.address = stack.enter_context(processes.web(self.log, REDIS_URL=broker))
        self.worker = self.start_worker()

    def start_worker(self) -> subprocess.Popen[bytes]:
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

    def code(self, to: str) -> str:
        """The code in the newest mail to ``to``."""
        self.settle()
        (found,) = re.findall(r"\b\d{6}\b", self.letters(to)[-1].get_body().get_content())  # type: ignore[union-attr]
        return str(found)

    def link(self, to: str) -> str:
        """The path of the portal in the newest mail to ``to``."""
        self.settle()
        text = self.letters(to)[-1].get_body().get_content()  # type: ignore[union-attr]
        (found,) = re.findall(r"https?://[^/\s]+(/portal/\S+\?token=\S+)", text)
        return str(found)

    def sent_twice(self) -> list[str]:
        """The names of mails that the server took more than once, one for each time too many."""
        names = [str(letter["Message-ID"]) for letter in self.post.taken]
        return [name for n, name in enumerate(names) if name in names[:n]]


@contextmanager
def installation(folder: Path, broker: str) -> Generator[Installation]:
    """One on the database of the test; without ``broker`` as it comes: no Redis, all messages inside the worker."""
    with ExitStack() as stack:
        here = Installation(folder, stack, broker)
        try:
            yield here
        finally:
            processes.kill(here.worker)  # no time for goodbyes
