"""Files of contacts: sent as forms, listed, and fetched whole or in ranges."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request

from contacts.api.file_shapes import FileChange, FileShown
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.forms import file_of, flag_of, refuse_longer
from contacts.api.protocol.paging import page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import contact_named, id_named
from contacts.api.shapes import Page
from contacts.files import operations, queries
from contacts.files.download import download
from contacts.files.models import StoredFile
from contacts.files.options import MOST_BYTES
from contacts.options import queries as options


def serialize(file: StoredFile) -> FileShown:
    """A file as callers read it; its id is its UUID."""
    return FileShown(
        id=str(file.uuid), contact=file.contact_id, name=file.name, media_type=file.media_type, size=file.size,
        sha256=file.sha256, from_contact=file.from_contact, shared=file.shared, created_at=file.created_at,
        created_by=file.actor_label,
    )  # fmt: skip


class FileResource(Resource):
    """The scopes of files, and how much a form may bring."""

    reads, writes = "files:read", "files:write"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too long before any of it is read."""
        super().initial(request, *args, **kwargs)
        refuse_longer(request, options.get(MOST_BYTES) << 20)


class Files(FileResource):
    """The files of one contact."""

    def get(self, request: Request, ref: str) -> HttpResponse:
        """A page of files, newest first."""
        refuse_unknown(request, ("limit", "after"))
        page, following = page_of(request, queries.of_contact(contact_named(ref)[0]))
        return answer(Page([serialize(file) for file in page], following))

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """Send a file as ``multipart/form-data``: 201. The contact sees it unless ``shared`` is false."""
        sent, values = file_of(request, beside=("shared",))
        shared = flag_of(values, "shared", default=True)
        file = operations.keep(
            contact=id_named(ref), name=sent.name or "", content=sent, actor=actor_of(request), shared=shared
        )
        return answer(
            serialize(file), status=201, headers={"Location": request.build_absolute_uri(f"/api/v1/files/{file.uuid}")}
        )


class OneFile(FileResource):
    """One file, by its UUID."""

    def get(self, request: Request, file: str) -> HttpResponse:
        """What is known of it."""
        return answer(serialize(_find(file)))

    @once
    def patch(self, request: Request, file: str) -> HttpResponse:
        """Let the contact see it, or no longer."""
        found, asked = _find(file), read_as(FileChange, request)
        operations.share(file=found, shared=asked.shared, actor=actor_of(request))
        return answer(serialize(_find(file)))

    @once
    def delete(self, request: Request, file: str) -> HttpResponse:
        """Remove it: 204. Staff can bring it back for thirty days."""
        operations.discard(file=_find(file), actor=actor_of(request))
        return HttpResponse(status=204)


class Content(FileResource):
    """The bytes of one file."""

    def get(self, request: Request, file: str) -> HttpResponseBase:
        """An attachment; one range of bytes when ``Range`` asks for it."""
        return download(request._request, _find(file))


def _find(ref: str) -> StoredFile:
    found = queries.find(ref)
    if found is None:
        raise Problem(404, f"There is no file {ref[:60]}.")
    return found
