"""Facets beside the search text, and one index of both that also knows in which block of ids a contact lies."""

from django.db import migrations, models

from contacts.directory.finding.facets import facets
from contacts.record.parsing import codec

PIECE = 2000  # contacts that are read and written at once
NEXT = "SELECT contact_id, body FROM contacts_snapshot WHERE contact_id > %s ORDER BY contact_id LIMIT %s"
GIVEN = "CREATE TEMPORARY TABLE given_facets (id bigint PRIMARY KEY, facets text) ON COMMIT DROP"
# The table is written anew: to change every row would leave it and its index twice as large as they need be.
WRITE = [
    "DROP INDEX contacts_searchtext_trigrams",
    "ANALYZE given_facets",
    "CREATE FUNCTION pg_temp.facets_of(bigint) RETURNS text LANGUAGE sql STABLE"
    " AS 'SELECT facets FROM given_facets WHERE id = $1'",
    "CREATE FUNCTION pg_temp.name_of(bigint) RETURNS varchar(200) LANGUAGE sql STABLE"
    " AS 'SELECT sort_name FROM contacts_contact WHERE id = $1'",
    "ALTER TABLE contacts_searchtext ALTER facets TYPE text USING pg_temp.facets_of(contact_id),"
    " ALTER sort_name TYPE varchar(200) USING pg_temp.name_of(contact_id)",
    "CREATE INDEX contacts_searchtext_found ON contacts_searchtext USING gin"
    " ((ARRAY[contact_id / 8192]), text gin_trgm_ops, (string_to_array(facets, E'\\n')))",
    "ANALYZE contacts_searchtext",
]


def fill(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(GIVEN)
        last = 0
        while True:
            cursor.execute(NEXT, [last, PIECE])
            rows = cursor.fetchall()
            if not rows:
                break
            with cursor.copy("COPY given_facets FROM STDIN") as copy:
                for id_, body in rows:
                    copy.write_row((id_, facets(codec.from_text(body))))
            last = rows[-1][0]
    for statement in WRITE:
        schema_editor.execute(statement)


def empty(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX contacts_searchtext_found")
        schema_editor.execute(
            "CREATE INDEX contacts_searchtext_trigrams ON contacts_searchtext USING gin (text gin_trgm_ops)"
        )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0019_fast_filters")]
    operations = [
        migrations.AddField("searchtext", "facets", models.TextField(null=True)),
        migrations.AddField("searchtext", "sort_name", models.CharField(max_length=200, null=True)),
        migrations.RunPython(fill, empty),
    ]
