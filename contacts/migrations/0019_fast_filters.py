"""Who is archived is told beside the snapshot, so that everybody else is read from it alone."""

from django.db import migrations, models

ARCHIVED = (
    "UPDATE contacts_snapshot SET is_archived = TRUE"
    " WHERE contact_id IN (SELECT id FROM contacts_contact WHERE is_archived)"
)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0018_privacy")]
    operations = [
        migrations.AddField("snapshot", "is_archived", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(ARCHIVED, migrations.RunSQL.noop),
        migrations.AddIndex("snapshot", models.Index(fields=["is_archived", "contact"], name="snapshot_walk")),
    ]
