"""A write that carries an ``Idempotency-Key`` is carried out once; its repeats are answered as the first was."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.access.repeats import operations as idempotency
from contacts.access.repeats.operations import Answer, Claim
from contacts.api.protocol.authentication import principal_of
from contacts.api.protocol.bodies import raw_body
from contacts.api.protocol.forms import parts
from contacts.record.errors import invalid

KEPT_HEADERS = ("Content-Type", "ETag", "Location")
Method = Callable[..., HttpResponse]


def once(write: Method) -> Method:
    """For a method of a resource. 409 while the first is under way, 422 when the body is another one."""

    @wraps(write)
    def method(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
        if not token:
            return write(view, request, *args, **kwargs)
        if len(token) > idempotency.MOST_CHARACTERS or not token.isprintable():
            raise invalid(
                "Idempotency-Key", "invalid", f"Expected 1 to {idempotency.MOST_CHARACTERS} printable characters."
            )

        def work() -> Answer:
            response = write(view, request, *args, **kwargs)
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            return Answer(response.status_code, response.content.decode(), headers)

        claim = Claim(principal_of(request).id, token, str(request.method), request.get_full_path())
        return _response(idempotency.once(claim=claim, body=_fingerprint(request), work=work))

    return cast(Method, method)


def _response(answer: Answer) -> HttpResponse:
    headers = answer.headers | ({"Idempotent-Replayed": "true"} if answer.replayed else {})
    return HttpResponse(answer.body, status=answer.status, headers=headers)


def _fingerprint(request: Request) -> bytes:
    """What makes a body the same: its bytes; of a form its values and files, since its boundary always differs."""
    if not request.META.get("CONTENT_TYPE", "").startswith("multipart/"):
        return raw_body(request)
    found = hashlib.sha256()
    form, files = parts(request)
    for name, values in sorted(form.lists()):
        found.update(f"{name}\0{values}\0".encode(errors="surrogatepass"))
    for name, file in sorted(files.items()):
        found.update(f"{name}\0{file.name}\0".encode(errors="surrogatepass"))
        for chunk in file.chunks():
            found.update(chunk)
        file.seek(0)
    return found.digest()
