"""Undo of what a toast said: its payload is the id of what was done to, a colon, and what takes it back."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from contacts.staff.frame import shell
from integrations.staff.paging import whole_number


def asked(request: HttpRequest, words: tuple[str, ...] = ()) -> tuple[int, str]:
    """The id and the word of a toast of this session, good once; raises ``Http404``, also for none of ``words``."""
    payload = shell.take_undo(request=request)
    key, _, word = payload.partition(":")
    pk = whole_number(key)
    if pk is None or (words and word not in words):
        raise Http404("This can no longer be undone")
    return pk, word


def drawn_anew(request: HttpRequest, page: str) -> HttpResponse:
    """Have the whole page drawn again, by htmx too."""
    return HttpResponse(headers={"HX-Redirect": page}) if shell.is_partial(request) else HttpResponseRedirect(page)
