"""A TCP proxy that passes everything on, until it is told to cut, to be slow, or to fall silent."""

import asyncio
import threading
from contextlib import suppress

from tests import services


class Pair:
    """A client's connection and the one opened for it; ``is_dead`` when bytes of it were swallowed."""

    def __init__(self, *writers: asyncio.StreamWriter) -> None:
        self.writers, self.is_dead = writers, False

    def abort(self) -> None:
        """End both without a goodbye (RST)."""
        for writer in self.writers:
            writer.transport.abort()


class Proxy(threading.Thread):
    """Listens at ``port`` for what belongs to ``target``, both on this machine; runs until ``end``.

    ``cut``: connections are torn down and new ones at once. ``delay``: each piece waits. ``half_open``: nothing
    arrives, yet nothing is closed, as if the other machine had lost its power; a connection that lost bytes so stays
    silent after ``heal`` and is reset when its client sends on it, as a machine that came back would do.
    """

    def __init__(self, target: int) -> None:
        super().__init__(name=f"proxy to {target}", daemon=True)
        self.target, self.port = target, services.free_port()
        self.is_cut = self.is_silent = False
        self.seconds = 0.0
        self.pairs: set[Pair] = set()
        self.loop, self.ready = asyncio.new_event_loop(), threading.Event()
        self.start()
        self.ready.wait(10)

    def cut(self) -> None:
        self.is_cut = True
        self.loop.call_soon_threadsafe(self._abort_all)

    def delay(self, seconds: float) -> None:
        self.seconds = seconds

    def half_open(self) -> None:
        self.is_silent = True

    def heal(self) -> None:
        """From now on as if nothing had been."""
        self.is_cut, self.is_silent, self.seconds = False, False, 0.0

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join(10)

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=512))
        self.ready.set()
        self.loop.run_forever()
        server.close()
        self._abort_all()
        if tasks := asyncio.all_tasks(self.loop):
            self.loop.run_until_complete(asyncio.wait(tasks, timeout=5))
        self.loop.close()

    def _abort_all(self) -> None:
        for pair in list(self.pairs):
            pair.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = Pair(writer, back)
        self.pairs.add(pair)
        try:
            await asyncio.gather(self._pass(pair, reader, back, asks=True), self._pass(pair, there, writer))
        finally:
            pair.abort()
            self.pairs.discard(pair)

    async def _pass(
        self, pair: Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asks: bool = False
    ) -> None:
        """Carry bytes one way until that side ends; ``asks`` is the client's side."""
        with suppress(OSError):
            while piece := await reader.read(65536):
                if self.seconds:
                    await asyncio.sleep(self.seconds)
                if self.is_silent:
                    pair.is_dead = True
                elif pair.is_dead and asks:
                    break
                elif not pair.is_dead:
                    writer.write(piece)
                    await writer.drain()
        if not pair.is_dead or asks:
            with suppress(OSError):
                writer.close()
