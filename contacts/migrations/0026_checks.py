"""What rooms promise of their rows is promised by the database too: known states, revisions, limits and places.

Contacts, their parts and their journal have none of these: each would be checked for every row of an import.
"""

from django.db import migrations
from django.db.migrations import AddConstraint
from django.db.models import CheckConstraint, Q

from contacts.tables.migrating import AtOnce

CHECKS = (
    AddConstraint("apikey", CheckConstraint(condition=Q(per_minute__gte=1), name="api_key_limit_positive")),
    AddConstraint("app", CheckConstraint(condition=Q(per_minute__gte=1), name="app_limit_positive")),
    AddConstraint(
        "approvalrequest",
        CheckConstraint(
            condition=Q(state__in=["PENDING", "ACCEPTED", "REJECTED", "EXPIRED", "WITHDRAWN"]),
            name="approval_state_known",
        ),
    ),
    AddConstraint("booking", CheckConstraint(condition=Q(revision__gte=1), name="booking_revision_positive")),
    AddConstraint("booking", CheckConstraint(condition=Q(allocation__gte=0), name="booking_allocation_not_negative")),
    AddConstraint("case", CheckConstraint(condition=Q(revision__gte=1), name="case_revision_positive")),
    AddConstraint(
        "communication",
        CheckConstraint(condition=Q(state__in=["PENDING", "COMPLETED", "REJECTED"]), name="communication_state_known"),
    ),
    AddConstraint(
        "communication",
        CheckConstraint(
            condition=Q(channel__in=["EMAIL", "SMS", "INAPP", "DEVICE"]), name="communication_channel_known"
        ),
    ),
    AddConstraint(
        "import",
        CheckConstraint(
            condition=Q(state__in=["draft", "waiting", "running", "done", "failed", "cancelled"]),
            name="import_state_known",
        ),
    ),
    AddConstraint(
        "job",
        CheckConstraint(
            condition=Q(state__in=["waiting", "sent", "running", "done", "failed", "quarantined"]),
            name="job_state_known",
        ),
    ),
    AddConstraint("order", CheckConstraint(condition=Q(revision__gte=1), name="order_revision_positive")),
    AddConstraint(
        "order",
        CheckConstraint(
            condition=Q(payment_state__in=["NONE", "PARTIAL", "PAID", "REFUNDED"]), name="order_payment_state_known"
        ),
    ),
)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0025_import_rows")]
    operations = [AtOnce(*CHECKS)]
