"""Settings, addresses and processes of one installation; wiring, no rules."""

from crmsite.celery import app as celery_app

__all__ = ["celery_app"]
