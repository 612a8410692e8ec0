"""A contact's photo: told, sent, removed, and the picture itself."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from contacts.files.photos import operations, queries
from contacts.files.photos.answer import picture_answer
from contacts.files.photos.checking import MOST_BYTES
from contacts.files.photos.models import Photo, PhotoState
from contacts.files.photos.spelling import FORMATS, WIDTHS
from contacts.record.errors import invalid
from integrations.credentials.queries import Caller
from integrations.dialects.crmcom_classic.asking import identifiers, tickets
from integrations.dialects.crmcom_classic.asking.rendering import fields_of
from integrations.dialects.crmcom_classic.views.frame import Classic
from integrations.dialects.crmcom_classic.words.lookups import hexed
from integrations.mapping.draft import Misread
from integrations.wire.inbound import people
from integrations.wire.inbound.authentication import wrong
from integrations.wire.inbound.faults import Fault, refused
from integrations.wire.inbound.people import Person

FORMAT = "jpg"
TICKET = "file_content_ticket"
ROOM = 65_536  # bytes of a form beside its file
ADDRESS = "/crm/ImageDownloadServlet"


class View(Classic):
    """``contact_information/profile_photo/view``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Where the picture is; one that was just sent counts, since it is drawn when it is fetched."""
        person = identifiers.one(self.said.get(identifiers.KEY), caller=self.who)
        latest, shown = queries.latest_and_shown(person.id)
        if shown is None and (latest is None or latest.state != PhotoState.WAITING):
            raise refused(404, "no_photo", "This contact has no photo.")
        return self._told(person)

    def _told(self, person: Person) -> HttpResponse:
        image = hexed(person.body["uuid"])
        assert image is not None
        found = {
            "file_name": f"{image}_key_contacts-profilephoto_images.{FORMAT}",
            "file_content_url": f"{ADDRESS}?id={image}", "file_mime_type": FORMATS[FORMAT],
        }  # fmt: skip
        if TICKET in fields_of(self.said):
            found[TICKET] = tickets.ticket(caller=self.who, image=image)
        return self.ok(self.chosen(found))


class Add(View):
    """``contact_information/profile_photo/add``."""

    http_method_names = ["post"]

    def admit(self, request: HttpRequest) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES + ROOM:
            raise refused(413, "too_large", f"At most {MOST_BYTES:,} bytes are accepted.")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the ``file`` of a form; the document does not show this answer, so it is that of ``view``."""
        person = identifiers.one(self.said.get(identifiers.KEY), caller=self.who)
        sent: Any = request.FILES.get("file")
        if sent is None:
            raise Misread(invalid("file", "required", "Send the picture as file of multipart/form-data.").errors)
        operations.set_photo(contact=person.id, content=sent, actor=self.who.actor())
        return self._told(person)


class Remove(Classic):
    """``contact_information/profile_photo/remove``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """No photo any more, also when there was none."""
        person = identifiers.one(self.said.get(identifiers.KEY), caller=self.who)
        operations.remove_photo(contact=person.id, actor=self.who.actor())
        return self.ok(None)


class Servlet(Classic):
    """``/crm/ImageDownloadServlet``: the picture itself, for a token or a ticket; errors are plain HTTP."""

    def identify(self, request: HttpRequest) -> Caller | None:
        text = str(self.said.get("token") or "")
        if not tickets.is_ticket(text):
            return super().identify(request)
        caller = tickets.holder(text, image=str(self.said.get("id") or "").upper())
        if caller is None:
            raise wrong(request)
        return caller

    def refuse(self, fault: Fault) -> HttpResponse:
        return HttpResponse(fault.message, status=fault.status, content_type="text/plain; charset=utf-8")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The widest picture there is, to be kept by nobody."""
        image = str(self.said.get("id") or "")
        if not identifiers.ID.fullmatch(image):
            raise refused(404, "not_found", "There is no such picture.")
        photo = _drawn(people.find(str(UUID(image)), caller=self.who).id)
        try:
            answer = picture_answer(queries.widest(photo, WIDTHS[-1], FORMAT), FORMAT)
        except FileNotFoundError:
            raise refused(404, "not_found", "There is no such picture.") from None
        answer["Cache-Control"] = "no-store"
        return answer


def _drawn(contact: int) -> Photo:
    """The contact's photo, drawn now when the worker has not come to it yet."""
    latest, shown = queries.latest_and_shown(contact)
    if latest is not None and latest.state == PhotoState.WAITING:
        operations.prepare(latest.pk)
        shown = queries.shown(contact)
    if shown is None:
        raise refused(404, "not_found", "There is no such picture.")
    return shown
