"""Entries for the worker: each loads by id and makes one call into a room."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from contacts.access import housekeeping as access
from contacts.access.codes import posting
from contacts.access.grants import operations as grants
from contacts.access.passkeys.challenges import drop_old_challenges
from contacts.access.providers.operations import drop_old_visits
from contacts.access.repeats.operations import drop_old_answers
from contacts.access.sessions.housekeeping import drop_old_sessions
from contacts.approvals import keeping as approvals
from contacts.background.housekeeping import drop_old_jobs
from contacts.background.registry import background_task
from contacts.consents.log.heads import write_head
from contacts.directory.finding.search import settle_index
from contacts.files import sweeping as files
from contacts.files.photos import operations as photos
from contacts.files.photos import sweeping as photo_sweeping
from contacts.imports import apart as imports
from contacts.messages import keeping as messages
from contacts.messages.delivery.sending import deliver
from contacts.privacy import operations as privacy


@background_task(name="directory.settle", every=timedelta(minutes=1))
def settle_search_index() -> None:
    settle_index()


@background_task(name="background.tidy", every=timedelta(hours=1))
def tidy_jobs() -> None:
    drop_old_jobs()


@background_task(name="sessions.tidy", every=timedelta(days=1))
def tidy_sessions() -> None:
    call_command("clearsessions")


@background_task(name="access.tidy", every=timedelta(hours=1))
def tidy_kept_answers() -> None:
    drop_old_answers()


@background_task(name="access.tidy_sessions", every=timedelta(hours=1))
def tidy_access() -> None:
    drop_old_sessions()
    drop_old_challenges()
    drop_old_visits()


@background_task(name="consents.head", every=timedelta(hours=6))  # a day is written once; late is better than never
def write_consents_head() -> None:
    write_head(now=timezone.now())


@background_task(name="access.tidy_accounts", every=timedelta(hours=1))
def tidy_accounts() -> None:
    access.tidy()


@background_task(name="access.send_code")
def send_code(code: int, challenge: str) -> None:
    posting.send(code, challenge)


@background_task(name="access.send_link")
def send_link(grant: int) -> None:
    grants.send(grant)


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


# A message is given up by its own clock, after a day unless it says otherwise; the attempts must outlast that.
@background_task(name="messages.send", attempts=1000)
def send_message(communication_id: int) -> None:
    deliver(communication_id)


@background_task(name="messages.tidy", every=timedelta(hours=1))
def tidy_messages() -> None:
    messages.tidy()


@background_task(name="privacy.pack")
def pack_data(package_id: int) -> None:
    privacy.make(package_id)


@background_task(name="privacy.sweep", every=timedelta(hours=1))
def sweep_packages() -> None:
    privacy.sweep()


@background_task(name="approvals.remind", every=timedelta(minutes=15))
def remind_of_approvals() -> None:
    approvals.remind_due()


@background_task(name="approvals.expire", every=timedelta(minutes=15))
def expire_approvals() -> None:
    approvals.expire_due()
