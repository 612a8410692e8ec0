"""PostgreSQL is told that everybody sees the rows that were written anew, or an index alone would tell it nothing."""

from django.db import migrations


def vacuum(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("VACUUM contacts_searchtext")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0023_marks")]
    operations = [migrations.RunPython(vacuum, migrations.RunPython.noop)]
