"""How SQLite is opened: many read while one writes, and who writes waits for its turn."""

OPTIONS = {
    "timeout": 20,
    # Writers queue at BEGIN: a deferred transaction that upgrades its lock fails at once instead of waiting.
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
        "PRAGMA journal_size_limit=67108864;"
    ),
}
