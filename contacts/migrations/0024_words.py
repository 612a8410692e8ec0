"""Kinds of custom fields by words; nothing in the database changes."""

from django.db import migrations, models

TYPES = [
    ("text", "Text"), ("integer", "Whole number"), ("decimal", "Number"), ("boolean", "Yes or no"), ("date", "Date"),
    ("datetime", "Date and time"), ("choice", "Choice"), ("multichoice", "Several choices"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("contacts", "0023_name_blocks")]
    operations = [
        migrations.AlterField(
            "customfield", "type", models.CharField(choices=TYPES, default="text", max_length=16),
        ),
    ]  # fmt: skip
