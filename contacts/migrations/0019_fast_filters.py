"""Indexes that tell contacts with a value in the order of their ids, and who is archived beside the snapshot."""

from django.db import migrations, models
from django.db.models import F, Index, Q
from django.db.models.functions import Left, Upper

from contacts.tables.migrating import AtOnce

ARCHIVED = (
    "UPDATE contacts_snapshot SET is_archived = TRUE"
    " WHERE contact_id IN (SELECT id FROM contacts_contact WHERE is_archived)"
)
OF_CONTACTS = Q(part_id__isnull=True)
INDEXES = [
    ("contactaddress", Index(Upper("town"), F("contact"), name="address_town")),
    ("contactaddress", Index(fields=["country", "contact"], name="address_country")),
    ("contacttag", Index(Upper("name"), F("contact"), name="tag_upper")),
    (
        "customvalue",
        Index(F("field"), Upper(Left("text", 100)), F("contact"), name="custom_text", condition=OF_CONTACTS),
    ),
    (
        "customvalue",
        Index(
            fields=["field", "number", "contact"],
            name="custom_number",
            condition=OF_CONTACTS & Q(number__isnull=False),
        ),
    ),
    (
        "customvalue",
        Index(
            fields=["field", "moment", "contact"],
            name="custom_moment",
            condition=OF_CONTACTS & Q(moment__isnull=False),
        ),
    ),
]


def sample_more(apps, schema_editor):
    """How many a search finds is told by how many of a sample it finds; one name in a hundred is no good measure."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE contacts_searchtext ALTER text SET STATISTICS 400")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0018_privacy")]
    operations = [
        migrations.AddField("snapshot", "is_archived", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(ARCHIVED, migrations.RunSQL.noop),
        AtOnce(
            migrations.AddIndex("snapshot", Index(fields=["is_archived", "contact"], name="snapshot_walk")),
            migrations.AddIndex(
                "contact", Index(fields=["id", "is_archived", "status", "sort_name"], name="contact_checked")
            ),
        ),
        migrations.RunPython(sample_more, migrations.RunPython.noop),
        AtOnce(
            *(
                operation
                for model, index in INDEXES
                for operation in (migrations.RemoveIndex(model, index.name), migrations.AddIndex(model, index))
            )
        ),
    ]
