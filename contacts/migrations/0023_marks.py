"""The marks of facets, and an index that has them in the order of names."""

from django.db import migrations, models

from contacts.directory.finding.marks import marks_of

PIECE = 20_000  # contacts that are read and written at once
NEXT = "SELECT contact_id, facets FROM contacts_searchtext WHERE contact_id > %s ORDER BY contact_id LIMIT %s"
GIVEN = (
    "CREATE TEMPORARY TABLE given_marks (id bigint PRIMARY KEY, one bigint, two bigint, three bigint) ON COMMIT DROP"
)
# The table is written anew, and its large index with it: to change every row would leave both twice as large.
WRITE = [
    "ANALYZE given_marks",
    "CREATE FUNCTION pg_temp.marks_one(bigint) RETURNS bigint LANGUAGE sql STABLE"
    " AS 'SELECT one FROM given_marks WHERE id = $1'",
    "CREATE FUNCTION pg_temp.marks_two(bigint) RETURNS bigint LANGUAGE sql STABLE"
    " AS 'SELECT two FROM given_marks WHERE id = $1'",
    "CREATE FUNCTION pg_temp.marks_three(bigint) RETURNS bigint LANGUAGE sql STABLE"
    " AS 'SELECT three FROM given_marks WHERE id = $1'",
    "ALTER TABLE contacts_searchtext ALTER marks_one TYPE bigint USING pg_temp.marks_one(contact_id),"
    " ALTER marks_two TYPE bigint USING pg_temp.marks_two(contact_id),"
    " ALTER marks_three TYPE bigint USING pg_temp.marks_three(contact_id)",
]
INDEX = (
    "CREATE INDEX contacts_searchtext_named ON contacts_searchtext (sort_name, contact_id)"
    " INCLUDE (marks_one, marks_two, marks_three)"
)


def fill(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(GIVEN)
        last, is_empty = 0, True
        while True:
            cursor.execute(NEXT, [last, PIECE])
            rows = cursor.fetchall()
            if not rows:
                break
            with cursor.copy("COPY given_marks FROM STDIN") as copy:
                for id_, facets in rows:
                    copy.write_row((id_, *marks_of(facets)))
            last, is_empty = rows[-1][0], False
    for statement in [*([] if is_empty else WRITE), INDEX, "ANALYZE contacts_searchtext"]:
        schema_editor.execute(statement)


def empty(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX contacts_searchtext_named")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0022_second_factors")]
    operations = [
        migrations.AddField("searchtext", "marks_one", models.BigIntegerField(null=True)),
        migrations.AddField("searchtext", "marks_two", models.BigIntegerField(null=True)),
        migrations.AddField("searchtext", "marks_three", models.BigIntegerField(null=True)),
        migrations.RunPython(fill, empty),
    ]
