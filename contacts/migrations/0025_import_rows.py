"""Rows of an import are found by their number; their import is locked while they are written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0024_words")]
    operations = [
        migrations.AlterField(
            "importrow",
            "source",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="contacts.import",
            ),
        ),
    ]
