"""What rooms promise of their rows the database refuses to break, whoever writes past them."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from contacts.access.apps.models import App
from contacts.access.keys.models import ApiKey
from contacts.background.models import Job
from contacts.commerce.models import Booking, Case, Order
from contacts.imports.models import Import
from contacts.messages.models import Communication
from integrations.credentials.models import Credential

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ROWS: dict[type[models.Model], dict[str, Any]] = {
    ApiKey: {"prefix": "a", "per_minute": 1, "created_at": NOW},
    App: {"key": "a", "per_minute": 1, "created_at": NOW},
    Credential: {"dialect": "webinone", "username": "a", "per_minute": 1, "created_at": NOW},
    Job: {"task": "a"},
    Import: {"name": "a"},
    Communication: {"channel": "SMS", "until": NOW},
    Order: {"currency": "EUR"},
    Case: {},
    Booking: {},
}
BROKEN: list[tuple[type[models.Model], str, Any]] = [
    (ApiKey, "per_minute", 0), (App, "per_minute", 0), (Credential, "per_minute", 0), (Job, "state", "lost"),
    (Import, "state", "DRAFT"), (Communication, "state", ""), (Communication, "channel", "PIGEON"),
    (Order, "payment_state", "LATE"), (Order, "revision", 0), (Case, "revision", 0), (Booking, "revision", 0),
    (Booking, "allocation", -1),
]  # fmt: skip


@pytest.mark.parametrize(("model", "field", "value"), BROKEN)
def test_a_row_that_breaks_a_promise_is_refused(model: type[models.Model], field: str, value: Any) -> None:
    row = model._default_manager.create(**ROWS[model])
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**{field: value})
