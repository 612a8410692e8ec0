"""The organisation that samples of dialects name as account 1 and customer 1 is there from the start."""

from django.db import migrations


def add(apps, schema_editor):
    organisation = apps.get_model("contacts", "Organisation")
    if not organisation.objects.exists():
        organisation.objects.create(name="Main organisation")


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_credentials")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
