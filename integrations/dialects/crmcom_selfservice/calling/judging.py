"""Whether a call did what it should, and what to do when it did not (seeds/001, lines 29 to 52)."""

from collections.abc import Iterable, Mapping
from typing import Any

from integrations.wire.outbound.line import Answer
from integrations.wire.outbound.reading import not_accepted
from integrations.wire.outbound.troubles import Declined, TryAgain, Unknown

CUSTOM = "custom_fields"
TAKEN = ("EXIST", "DUPLICATE", "ALREADY", "TAKEN", "UNIQUE", "INUSE")


class Taken(Declined):
    """There is an account with this address."""


class FieldsDeclined(Declined):
    """Custom fields that they do not have, or that are not for the contact to say; none in ``keys`` means all."""

    def __init__(self, sentence: str, *, status: int, keys: Iterable[str]) -> None:
        super().__init__(sentence, status=status)
        self.keys = frozenset(keys)


def judged(answer: Answer, said: Iterable[str] = ()) -> Answer:
    """The answer of a call that did what it should; a refusal names those fields of ``said`` that it is about."""
    if answer.status in (400, 404, 409, 422):
        _refused(answer, said)
    if 200 <= answer.status < 300 and answer.body.strip():
        answer.json()  # a page for people is no answer
    return answer.reached()


def object_of(answer: Answer, said: Iterable[str] = ()) -> dict[str, Any]:
    """The object that a call is answered with."""
    return judged(answer, said).object()


def is_refusal(answer: Answer) -> bool:
    """Whether the vendor itself says no, and not something on the way to it."""
    return _error(answer) is not None


def _refused(answer: Answer, said: Iterable[str]) -> None:
    told = _error(answer)
    if told is None:
        return
    error, about = str(told["error"]).upper(), _texts(told.get("parameters"))
    if "NOTFOUND" in error and about[:1] in ([], ["contact"]):
        raise Unknown("The other side has no such contact.")
    if any(word in error for word in TAKEN):
        raise Taken("There is an account with this email address there, and it is not ours.", status=answer.status)
    tops = {one.partition(".")[0] for one in about}
    if CUSTOM in said and tops == {CUSTOM}:
        keys = {one.partition(".")[2] for one in about} - {""}
        raise FieldsDeclined(not_accepted([CUSTOM]), status=answer.status, keys=keys)
    if named := [name for name in said if name in tops]:
        raise Declined(not_accepted(named), status=answer.status)
    raise Declined("The other side did not accept a value.", status=answer.status)


def _error(answer: Answer) -> Mapping[str, Any] | None:
    """The body of a refusal, when it has the documented form."""
    try:
        told = answer.object()
    except TryAgain:
        return None
    return told if isinstance(told.get("error"), str) else None


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
