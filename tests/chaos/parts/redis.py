"""Redis without files: what it held is gone when it is killed."""

from pathlib import Path

import redis

from tests import services
from tests.chaos.parts.program import Program, wait_until


class Redis(Program):
    """Reached by the product through a proxy, and by the run itself at ``port``."""

    def __init__(self, folder: Path) -> None:
        self.port = services.free_port()
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        super().__init__("redis", command, environ={"PATH": "/usr/bin:/bin:/usr/local/bin"}, folder=folder)
        self.folder = folder

    def start(self) -> None:
        super().start()
        wait_until(self._answers, what="Redis to answer")

    def flush(self) -> None:
        """Everything that was on its way is forgotten."""
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
