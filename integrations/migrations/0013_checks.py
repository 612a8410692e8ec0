"""What is promised of credentials and runs is promised by the database too."""

from django.db import migrations
from django.db.migrations import AddConstraint
from django.db.models import CheckConstraint, Q

from contacts.tables.migrating import AtOnce

CHECKS = (
    AddConstraint("credential", CheckConstraint(condition=Q(per_minute__gte=1), name="credential_limit_positive")),
    AddConstraint(
        "run",
        CheckConstraint(
            condition=Q(state__in=["waiting", "running", "asking", "done", "failed", "cancelled"]),
            name="sync_run_state_known",
        ),
    ),
)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0012_chosen_fields")]
    operations = [AtOnce(*CHECKS)]
