"""Fewer checks and indexes where nobody needs them, and one for texts of custom fields; how copies are stored."""

from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F
from django.db.models.functions import Left, Upper


class OnPostgresql(migrations.AlterField):
    """SQLite would make the table anew, without the triggers that keep its search index; there nothing is gained."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)


# Snapshots stay beside their keys, as they are read by the hundred; changes are read one by one and may be packed.
STORAGE = [
    "DROP INDEX IF EXISTS contacts_contact_code_128aef5f_like",  # codes are looked up whole, or through the search text
    "ALTER TABLE contacts_snapshot SET (toast_tuple_target = 8160)",
    """DO $$ BEGIN
        IF 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
            ALTER TABLE contacts_change ALTER changes SET COMPRESSION lz4;
            ALTER TABLE contacts_snapshot ALTER body SET COMPRESSION lz4;
        END IF;
    END $$""",
]


def store(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in STORAGE:
            schema_editor.execute(statement)


def contact(kind=models.ForeignKey, on_delete=CASCADE, **options):
    return kind("contacts.contact", on_delete=on_delete, **options)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0007_overview")]
    operations = [
        OnPostgresql(
            "change",
            "contact",
            contact(on_delete=PROTECT, related_name="changes", db_index=False, db_constraint=False),
        ),
        OnPostgresql(
            "searchtext",
            "contact",
            contact(
                models.OneToOneField, primary_key=True, serialize=False, related_name="search_text", db_constraint=False
            ),
        ),
        OnPostgresql(
            "snapshot",
            "contact",
            contact(
                models.OneToOneField, primary_key=True, serialize=False, related_name="snapshot", db_constraint=False
            ),
        ),
        migrations.AlterField("consentnow", "contact", contact(related_name="consents_now", db_index=False)),
        migrations.AlterField("sealednumber", "contact", contact(related_name="sealed_numbers", db_index=False)),
        migrations.AlterField("grant", "contact", contact(related_name="grants", db_index=False)),
        migrations.AddIndex("customvalue", models.Index(F("field"), Upper(Left("text", 100)), name="custom_text")),
        migrations.AlterField(
            "customvalue",
            "field",
            models.ForeignKey("contacts.customfield", on_delete=PROTECT, related_name="values", db_index=False),
        ),
        migrations.RunPython(store, migrations.RunPython.noop),
    ]
