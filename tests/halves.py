"""What of the suite a run has: all of it, or with ``--half`` what its database is for.

The two halves have every test between them. Both have what touches a database, unless ``ONCE`` tells that it would show
the same on either. A browser is in SQLite's half; so what touches none is in the other, and both take about as long.
"""

import os
from typing import Literal, NamedTuple

import pytest

Database = Literal["sqlite", "postgresql"]
BOTH: tuple[Database, ...] = ("sqlite", "postgresql")
OF_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "on_postgresql"}
LONG = (
    *("tests/chaos/test_chaos.py", "tests/benchmarks/test_benchmarks.py"),
    *("tests/contacts/background/test_workers.py", "tests/integrations/outbox/test_workers.py"),
    *("tests/recovery/test_killed_workers.py", "tests/crmsite/test_start.py", "tests/contacts/messages/test_worker.py"),
    *("tests/integrations/sync/test_two_installations.py", "tests/integrations/sync/test_killed_workers.py"),
    "tests/contacts/portal/test_journey_in_browser.py",
)


class Once(NamedTuple):
    """Tests whose names begin so are in one half."""

    database: Database
    why: str
    begins: tuple[str, ...]


ONCE = (
    Once(
        "postgresql", "what is shown to people, where statements are taken less easily; a browser opens it on SQLite",
        ("tests/contacts/staff/", "tests/contacts/portal/", "tests/integrations/staff/"),
    ),
    Once(
        "postgresql", "how programs are answered; what holds for all operations at once is tried on SQLite",
        ("tests/contacts/api/", "tests/integrations/dialects/"),
    ),
    Once(
        "postgresql", "processes that are killed, and many who write at once",
        (
            "tests/chaos/test_chaos.py", "tests/recovery/test_killed_workers.py", "tests/contacts/files/test_races.py",
            "tests/contacts/access/people/test_races.py",
            "tests/contacts/messages/test_worker.py", "tests/integrations/outbox/test_workers.py",
            "tests/integrations/sync/test_killed_workers.py", "tests/integrations/sync/test_two_installations.py",
            "tests/contacts/imports/test_address_books.py::test_a_worker_that_is_killed",
        ),
    ),
    Once(
        "sqlite", "the embedded worker, whose queue is inside it",
        (
            "tests/contacts/background/test_workers.py::test_a_worker_does_a_job_and_shows_it_as_complete[memory]",
            "tests/contacts/background/test_workers.py::test_a_job_whose_worker_was_killed_runs_again[memory]",
            "tests/integrations/outbox/test_workers.py::test_changes_arrive_although_the_broker_forgets_everything[memory]",
        ),
    ),
    Once("postgresql", "workers with Redis", ("tests/contacts/background/test_workers.py",)),
    Once(
        "postgresql", "what follows from rows that were found, however they were: finding them is tried on both",
        (
            "tests/integrations/outbox/test_sick_lines.py", "tests/integrations/outbox/test_differing.py",
            "tests/integrations/outbox/test_dispatching.py", "tests/integrations/sync/test_running.py",
            "tests/integrations/sync/test_reconciling.py",
            "tests/integrations/sync/test_both_sides.py", "tests/integrations/sync/test_matching.py",
            "tests/contacts/access/people/test_codes.py", "tests/contacts/imports/test_bad_rows.py",
            "tests/integrations/hazards/test_questions.py",
            "tests/contacts/imports/test_address_books.py::test_by_the_command[people.csv]",
        ),
    ),
    Once(
        "sqlite", "what comes over the wire and who may send it, before anything is asked of a database",
        (
            "tests/recovery/", "tests/integrations/test_", "tests/crmsite/test_server.py",
            "tests/integrations/hazards/test_codes.py", "tests/integrations/hazards/test_links.py",
            "tests/contacts/access/sessions/test_passkeys.py", "tests/contacts/access/sessions/test_providers.py",
            "tests/contacts/access/sessions/test_forgery.py", "tests/contacts/access/people/test_timing.py",
        ),
    ),
    Once("sqlite", "the command that begins with SQLite", ("tests/crmsite/test_start.py",)),
    Once("sqlite", "what starts a server of its own on either", ("tests/benchmarks/",)),
    Once("sqlite", "calls of other systems", ("tests/integrations/connectors/", "tests/integrations/wire/")),
    Once("sqlite", "files and pictures", ("tests/contacts/files/",)),
    Once("sqlite", "what the command brings in", ("tests/contacts/imports/test_address_books.py::test_by_the_page",)),
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--half", action="store_true", help="leave out what the run on the other database is to show")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several processes begin with what takes long: else one of them waits at the end for the other one's minute."""
    if config.getoption("half"):
        database = config.getoption("database")
        config.hook.pytest_deselected(items=[item for item in items if database not in databases(item)])
        items[:] = [item for item in items if database in databases(item)]
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def databases(item: pytest.Item) -> tuple[Database, ...]:
    """Those whose halves have the test: SQLite's a browser, then by the longest beginning in ``ONCE``, or both."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if "chromium" in fixtures:
        return ("sqlite",)
    told = [(len(start), row.database) for row in ONCE for start in row.begins if item.nodeid.startswith(start)]
    if told:
        return (max(told)[1],)
    touches = item.get_closest_marker("django_db") is not None or not OF_DATABASE.isdisjoint(fixtures)
    return BOTH if touches else ("postgresql",)
