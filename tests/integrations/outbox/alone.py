"""A dispatcher in a process of its own, without the rest of a worker: ``python -m tests.integrations.outbox.alone``."""

import signal

DEADLY = "Deadly"  # the first name of a contact that kills whoever sends it


def main() -> None:
    import django

    django.setup()
    from integrations.outbox.sending.dispatcher import Dispatcher
    from tests.integrations.outbox import practice  # noqa: F401 - it shortens waits

    loop = Dispatcher()
    signal.signal(signal.SIGTERM, lambda *_: loop.stop())
    loop.start()
    loop.join()


if __name__ == "__main__":
    main()
