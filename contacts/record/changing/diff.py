"""What changed between two records, as paths with old and new values, and how to replay it.

Bodies are records as JSON values. Parts are told apart by their id, so ``emails.12.email`` is one value of one part and
``emails.12`` a part that came or went. The empty path is the whole body, which is how a contact begins.
"""

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]
Changes = dict[str, tuple[Any, Any]]

BY_ID = frozenset({"emails", "phones", "addresses", "relations", "affiliations", "zones"})
NESTED = {"demographics": 1, "company_profile": 1, "consents": 2, "custom": 2, "kept": 1}
NOT_HISTORY = frozenset({"revision", "updated_at"})  # told by the entry itself


def diff(before: Body | None, after: Body) -> Changes:
    """The changes that lead from ``before`` (None: nothing yet) to ``after``; a missing nested value reads as null."""
    if before is None:
        return {"": (None, after)}
    changes: Changes = {}
    for key in after:
        old, new = before.get(key), after[key]
        if key in NOT_HISTORY or old == new:
            continue
        if key in BY_ID:
            _parts(changes, key, old or [], new)
        elif key in NESTED:
            _nested(changes, key, old or {}, new, NESTED[key])
        else:
            changes[key] = (old, new)
    return changes


def _parts(changes: Changes, key: str, old: list[Body], new: list[Body]) -> None:
    before, after = {part["id"]: part for part in old}, {part["id"]: part for part in new}
    for id_ in sorted(before.keys() | after.keys()):
        here, there = before.get(id_), after.get(id_)
        if here is None or there is None:
            changes[f"{key}.{id_}"] = (here, there)
        else:
            _nested(changes, f"{key}.{id_}", here, there, 1)


def _nested(changes: Changes, path: str, old: Mapping[str, Any], new: Mapping[str, Any], depth: int) -> None:
    for key in sorted(old.keys() | new.keys()):
        here, there = old.get(key), new.get(key)
        if here == there:
            continue
        if depth > 1:
            _nested(changes, f"{path}.{key}", here or {}, there or {}, depth - 1)
        else:
            changes[f"{path}.{key}"] = (here, there)


def replay(before: Body | None, changes: Mapping[str, Any]) -> Body:
    """``before`` after ``changes``; the inverse question is asked with ``undo``."""
    return _applied(before, {path: pair[1] for path, pair in changes.items()})


def undo(after: Body, changes: Mapping[str, Any]) -> Body:
    """``after`` with the values of ``changes`` as they were before; a contact's beginning cannot be undone."""
    return _applied(after, {path: pair[0] for path, pair in changes.items()})


def _applied(body: Body | None, values: Mapping[str, Any]) -> Body:
    if "" in values:
        return dict(values[""])
    result = {key: _copied(value) for key, value in (body or {}).items()}
    for path, value in values.items():
        _put(result, path, value)
    for key in BY_ID & result.keys():
        result[key] = sorted(result[key], key=lambda part: part["id"])
    return result


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copied(inner) for inner in value]
    return value


def _put(body: Body, path: str, value: Any) -> None:
    key, dot, rest = path.partition(".")
    if not dot:
        body[key] = value
    elif key in BY_ID:
        _put_part(body.setdefault(key, []), rest, value)
    else:
        _put_nested(body.setdefault(key, {}), rest, value, NESTED[key])


def _put_part(parts: list[Body], rest: str, value: Any) -> None:
    id_, _, field = rest.partition(".")
    found = next((part for part in parts if part["id"] == int(id_)), None)
    if field:
        if found is not None:
            found[field] = value
        return
    if found is not None:
        parts.remove(found)
    if value is not None:
        parts.append(value)


def _put_nested(values: Body, rest: str, value: Any, depth: int) -> None:
    key, dot, inner = rest.partition(".") if depth > 1 else (rest, "", "")
    if dot:
        _put_nested(values.setdefault(key, {}), inner, value, depth - 1)
        if not values[key]:
            del values[key]
    elif value is None:
        values.pop(key, None)
    else:
        values[key] = value
