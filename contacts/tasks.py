"""Entries for the worker: each loads by id and makes one call into a room."""

from datetime import timedelta

from django.core.management import call_command

from contacts.access.repeats.operations import drop_old_answers
from contacts.background.housekeeping import drop_old_jobs
from contacts.background.registry import background_task
from contacts.files import sweeping as files
from contacts.files.photos import operations as photos
from contacts.files.photos import sweeping as photo_sweeping
from contacts.imports import running as imports


@background_task(name="background.tidy", every=timedelta(hours=1))
def tidy_jobs() -> None:
    drop_old_jobs()


@background_task(name="sessions.tidy", every=timedelta(days=1))
def tidy_sessions() -> None:
    call_command("clearsessions")


@background_task(name="access.tidy", every=timedelta(hours=1))
def tidy_kept_answers() -> None:
    drop_old_answers()


@background_task(name="imports.run")
def run_import(import_id: int) -> None:
    imports.run(import_id)


@background_task(name="photos.prepare")
def prepare_photo(photo_id: int) -> None:
    photos.prepare(photo_id)


@background_task(name="files.sweep", every=timedelta(hours=1))
def sweep_files() -> None:
    files.sweep()
    photo_sweeping.sweep()
