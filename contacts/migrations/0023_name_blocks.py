"""An index of facets by blocks of names; the index of names tells who is archived."""

from django.db import migrations, models

from contacts.tables.migrating import AtOnce

# Blocks begin at each letter, and within it at those that names often go on with.
SCRIPTS = (
    ("abcdefghijklmnopqrstuvwxyz", "eiloru"),
    ("αβγδεζηθικλμνξοπρστυφχψω", "ειλορυ"),
    ("абвгдежзийклмнопрстуфхцчшщъыьэюя", "еилору"),
)
BOUNDS = [first + second for letters, seconds in SCRIPTS for first in letters for second in ("", *seconds)]
# In the order of the database, and in PL/pgSQL, which keeps them: plain SQL would be written out in every plan. Neither
# calls the other, as PostgreSQL carries functions of an index out where it finds none of ours by their names.
FUNCTIONS = f"""
    DO $do$ DECLARE bounds text;
    BEGIN
        SELECT array_agg(bound ORDER BY bound) INTO bounds FROM unnest('{{{",".join(BOUNDS)}}}'::text[]) AS bound;
        EXECUTE format('CREATE FUNCTION contacts_name_bounds() RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
            AS $$BEGIN RETURN %L::text[]; END$$', bounds);
        EXECUTE format('CREATE FUNCTION contacts_name_block(name text) RETURNS integer
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
            AS $$BEGIN RETURN width_bucket(name, %L::text[]); END$$', bounds);
    END $do$
"""  # noqa: S608 - letters
# Each question looks into it some hundred times and would go through the list of what waits as often: nothing waits.
INDEX = (
    "CREATE INDEX contacts_searchtext_placed ON contacts_searchtext USING gin (string_to_array(rtrim(replace("
    "facets || E'\\n', E'\\n', '@' || contacts_name_block(sort_name) || E'\\n'), E'\\n'), E'\\n'))"
    " WITH (fastupdate = off)"
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (FUNCTIONS, INDEX):
            schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX contacts_searchtext_placed")
        schema_editor.execute("DROP FUNCTION contacts_name_block(text), contacts_name_bounds()")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0022_second_factors")]
    operations = [
        migrations.RunPython(make, drop),
        AtOnce(
            migrations.RemoveIndex("contact", "contact_sort"),
            migrations.AddIndex(
                "contact", models.Index(fields=["sort_name", "id", "is_archived"], name="contact_sort")
            ),
        ),
    ]
