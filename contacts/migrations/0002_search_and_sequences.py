"""What models cannot say: the ids' sequences, and the trigram index of the search text on either database."""

from django.db import migrations

POSTGRESQL = [
    "CREATE SEQUENCE contacts_contact_ids AS bigint",
    "CREATE SEQUENCE contacts_part_ids AS bigint",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX contacts_searchtext_trigrams ON contacts_searchtext USING gin (text gin_trgm_ops)",
]
POSTGRESQL_BACK = [
    "DROP INDEX contacts_searchtext_trigrams",
    "DROP SEQUENCE contacts_contact_ids",
    "DROP SEQUENCE contacts_part_ids",
]
SQLITE = [
    "INSERT INTO contacts_sequence (name, value) VALUES ('contact', 0), ('part', 0)",
    "CREATE VIRTUAL TABLE contacts_search_fts USING fts5("
    "text, content='contacts_searchtext', content_rowid='contact_id', tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER contacts_search_fts_insert AFTER INSERT ON contacts_searchtext BEGIN "
    "INSERT INTO contacts_search_fts(rowid, text) VALUES (new.contact_id, new.text); END",
    "CREATE TRIGGER contacts_search_fts_delete AFTER DELETE ON contacts_searchtext BEGIN "
    "INSERT INTO contacts_search_fts(contacts_search_fts, rowid, text) "
    "VALUES ('delete', old.contact_id, old.text); END",
    "CREATE TRIGGER contacts_search_fts_update AFTER UPDATE ON contacts_searchtext BEGIN "
    "INSERT INTO contacts_search_fts(contacts_search_fts, rowid, text) "
    "VALUES ('delete', old.contact_id, old.text); "
    "INSERT INTO contacts_search_fts(rowid, text) VALUES (new.contact_id, new.text); END",
]
SQLITE_BACK = [
    "DROP TRIGGER contacts_search_fts_insert",
    "DROP TRIGGER contacts_search_fts_delete",
    "DROP TRIGGER contacts_search_fts_update",
    "DROP TABLE contacts_search_fts",
    "DELETE FROM contacts_sequence",
]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
