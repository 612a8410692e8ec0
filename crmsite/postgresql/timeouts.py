"""How long PostgreSQL works for a web request, which holds a connection and perhaps locks meanwhile.

Jobs and commands take as long as they need: to import, to migrate and to verify takes long by design.
"""

from typing import Any

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")


def limit(database: dict[str, Any], *, seconds: int) -> None:
    """Have connections to ``database``, an entry of DATABASES, cancel a statement after ``seconds``; 0 is no limit.

    A transaction that is idle for as long is ended. The connections begin with these parameters: a SET would be a round
    trip, and a pooler would leave it to whoever is given that connection of the server next. What ``options`` of
    DATABASE_URL says counts more.
    """
    if seconds and database["ENGINE"] == "crmsite.postgresql":
        limits = [f"-c {name}={seconds}s" for name in LIMITS]
        options = database["OPTIONS"]
        options["options"] = " ".join([*limits, options.get("options", "")]).strip()
