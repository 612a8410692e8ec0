"""Asking for a copy of one's data, making it, and taking it away when its time is over."""

import datetime as dt
import tempfile

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from contacts.background.operations import enqueue
from contacts.directory.commands import NotFound
from contacts.directory.models import Contact
from contacts.files.storage import storing
from contacts.history.actor import Actor
from contacts.history.journal import note
from contacts.privacy.models import Package, PackageState
from contacts.privacy.packing.package import pack

TASK = "privacy.pack"
FOLDER = "packages"
LASTS = dt.timedelta(hours=24)
LOST_AFTER = LASTS + dt.timedelta(hours=2)  # bytes that old belong to no package that can be fetched


def ask(*, contact: int, actor: Actor, now: dt.datetime | None = None) -> Package:
    """Have a copy made of everything that is kept of ``contact``; the one being made already when there is one.

    One that was made before goes. Raises ``NotFound``.
    """
    now = now or timezone.now()
    with transaction.atomic():
        if not Contact.objects.filter(pk=contact).select_for_update(no_key=True).values_list("pk").first():
            raise NotFound(f"There is no contact {contact}.")
        waiting = Package.objects.filter(contact=contact, state=PackageState.WAITING).first()
        if waiting is not None:
            return waiting
        Package.objects.filter(contact=contact, state=PackageState.READY).update(expires_at=now)
        row = Package.objects.create(contact_id=contact, asked_at=now)
        note(contact=contact, kind="copy_asked", actor=actor, now=now)
        enqueue(name=TASK, args={"package_id": row.pk})
    return row


def make(package_id: int, *, now: dt.datetime | None = None) -> None:
    """Make a package that waits. Safe twice; on the disk while it is made, and in memory never more than a piece."""
    now = now or timezone.now()
    row = Package.objects.filter(pk=package_id, state=PackageState.WAITING).first()
    if row is None:
        return
    key = storing.new_key(FOLDER, now)
    with tempfile.TemporaryFile() as file:
        pack(row.contact_id, file, now=now)
        size = file.tell()
        storing.put(key, File(file, name="copy.zip"))
    made = Package.objects.filter(pk=row.pk, state=PackageState.WAITING)
    ready = {"state": PackageState.READY, "key": key, "size": size, "made_at": now, "expires_at": now + LASTS}
    if not made.update(**ready):  # another worker was faster
        storing.drop(key)


def sweep(*, now: dt.datetime | None = None) -> int:
    """Take away what can no longer be fetched, and bytes that a crash left behind; returns how many packages went."""
    now = now or timezone.now()
    due = list(Package.objects.filter(state=PackageState.READY, expires_at__lte=now)[:500])
    for row in due:
        storing.drop(row.key)
        Package.objects.filter(pk=row.pk).update(state=PackageState.GONE, key="")
    before = storing.hour_of(now - LOST_AFTER)
    for hour in storing.listed(FOLDER)[0]:
        if hour < before:
            storing.drop_folder(f"{FOLDER}/{hour}")
    return len(due)
