"""The product's Celery application with the sample tasks in it: what ``celery -A`` is given by tests."""

import django

from crmsite.celery import app

django.setup()

from tests.contacts.background import sample_tasks  # noqa: E402  # models must be ready before tasks are

__all__ = ["app", "sample_tasks"]
