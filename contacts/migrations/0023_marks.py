"""Marks of facets, of which migration 0025 makes something simpler before anybody needs them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0022_second_factors")]
    operations = [
        migrations.AddField("searchtext", "marks_one", models.BigIntegerField(null=True)),
        migrations.AddField("searchtext", "marks_two", models.BigIntegerField(null=True)),
        migrations.AddField("searchtext", "marks_three", models.BigIntegerField(null=True)),
    ]
