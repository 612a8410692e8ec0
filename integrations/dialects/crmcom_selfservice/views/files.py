"""Files that the contact sends and fetches, and documents that are printed for it."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from contacts.commerce.orders import queries as orders
from contacts.commerce.orders.record import OrderRecord
from contacts.files import operations as files
from contacts.files import queries
from contacts.files.download import download
from contacts.files.judging.naming import ending
from contacts.files.models import StoredFile
from contacts.files.options import MOST_BYTES
from contacts.files.printouts import keeping
from contacts.files.printouts.operations import EntityType
from contacts.files.storage.storing import StorageAway
from contacts.messages import operations as messages
from contacts.options import queries as options
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.options import MIME_IS_TYPE
from integrations.dialects.crmcom_selfservice.views.base import SelfService
from integrations.dialects.crmcom_selfservice.whose import as_uuid
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.wire.inbound import bodies
from integrations.wire.inbound.faults import refused

BESIDE = 64 << 10  # bytes of a form that are not the file
ENTITIES: dict[str, EntityType] = {"INVOICE": "INVOICE", "ORDER": "ORDERS", "ORDERS": "ORDERS"}
NAMED = {"INVOICE": "Invoice", "ORDERS": "Order"}
AWAY = "The storage of files does not answer."


class Upload(SelfService):
    """``/upload/files``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """A file, as multipart/form-data (line 168, not the JSON of the example)."""
        most = options.get(MOST_BYTES) << 20
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) > most + BESIDE:
            raise refused(413, "too_large", f"At most {most >> 20} MiB.")
        sent = request.FILES.get("file") if request.META.get("CONTENT_TYPE", "").startswith("multipart/") else None
        if not isinstance(sent, UploadedFile):
            raise reading.misread("file", "required", "Send the file as multipart/form-data in the part file.")
        try:
            kept = files.keep(
                contact=self.contact, name=sent.name or "", content=sent, actor=self.owner.actor(), from_contact=True
            )
        except StorageAway:
            raise errors.told(502, "upstream", AWAY) from None
        return bodies.answer({"id": str(kept.uuid)})


class File(SelfService):
    """``/files/{id}``, and the longer address of the document's example, whose service request decides nothing."""

    def get(self, request: HttpRequest, ref: str, request_ref: str = "") -> HttpResponseBase:
        """What it is; its bytes for who does not want JSON, and in v2 for everybody who does not ask for it."""
        row = _named(ref, self.contact)
        if not self._wants_json(request):
            try:
                return download(request, row)
            except (StorageAway, FileNotFoundError):
                raise errors.told(502, "upstream", AWAY) from None
        mime = row.media_type if options.get(MIME_IS_TYPE) else ending(row.name) or row.media_type
        return bodies.answer({"id": str(row.uuid), "mime": mime})

    def delete(self, request: HttpRequest, ref: str, request_ref: str = "") -> HttpResponse:
        """Taken away; what was put here for the contact stays."""
        row = _named(ref, self.contact)
        if not row.from_contact:
            raise refused(403, "forbidden", "This file was put here for you. Only what you sent is yours to delete.")
        files.discard(file=row, actor=self.owner.actor())
        return self.done()

    def _wants_json(self, request: HttpRequest) -> bool:
        accept = request.headers.get("Accept", "")
        named = "json" in accept
        return named if self.version > 1 else named or not accept or "*/*" in accept or "application/*" in accept


class Printout(SelfService):
    """``/printout``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """A PDF to be fetched as a file: 201. Or mailed to the contact: 204."""
        data = bodies.read_object(request)
        format_ = reading.choice(data, "format", ("PDF", "EMAIL"))
        entity = reading.inner(data, "entity")
        kind = ENTITIES[reading.choice(entity, "type", tuple(ENTITIES))]
        order = _order(reading.text(entity, "id", required=True), self.contact)
        if order.invoice_number is None:
            kind = "ORDERS"  # what is not invoiced yet is printed as the order it is
        name = f"{NAMED[kind]} {order.invoice_number if kind == 'INVOICE' else order.id}"
        actor = self.owner.actor()
        try:
            file = keeping.keep(contact=self.contact, entity_type=kind, id_=order.id, name=name, actor=actor)
        except StorageAway:
            raise errors.told(502, "upstream", AWAY) from None
        if format_ == "PDF":
            return bodies.answer({"id": str(file.uuid)}, status=201)
        messages.send(
            contact=self.contact, channel="EMAIL", template="files.printout", values={"what": name}, actor=actor,
            attachments=[file.pk],
        )  # fmt: skip
        return HttpResponse(status=204)


def _named(ref: str, contact: int) -> StoredFile:
    """One that the contact may see; somebody else's is as good as not there."""
    asked = as_uuid(ref)
    row = queries.find(str(asked)) if asked else None
    if row is None or row.contact_id != contact or not row.shared:
        raise errors.not_found("file", ref)
    return row


def _order(ref: str, contact: int) -> OrderRecord:
    asked = as_uuid(ref)
    order = orders.by_uuid(asked) if asked else None
    if order is None or order.contact != contact or order.is_deleted:
        raise errors.not_found("order", ref)
    return order
