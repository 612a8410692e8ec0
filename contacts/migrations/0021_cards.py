"""An index of membership numbers as programs send them from cards: hashed."""

from django.db import migrations, models

from contacts.tables.digests import Sha256


class Migration(migrations.Migration):
    dependencies = [("contacts", "0020_facets")]
    operations = [
        migrations.AddIndex(
            "contact",
            models.Index(
                Sha256("membership_number"),
                name="contact_card",
                condition=models.Q(("membership_number", ""), _negated=True),
            ),
        ),
    ]
