"""What changed between two records, as paths with old and new values, and how to replay it.

Bodies are records as JSON values. Parts are told apart by their id, so ``emails.12.email`` is one value of one part and
``emails.12`` a part that came or went. The empty path is the whole body, which is how a contact begins.
"""

from collections.abc import Iterator, Mapping
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


def values(body: Body) -> dict[str, Any]:
    """Every value that a body holds, by the path that changes name it with: ``status``, ``emails.12.email``."""
    found: dict[str, Any] = {}
    for key, value in body.items():
        if key in BY_ID:
            found |= {f"{key}.{part['id']}.{name}": one for part in value for name, one in part.items() if name != "id"}
        elif key not in NOT_HISTORY:
            _inside(found, key, value, NESTED.get(key, 0))
    return found


def _inside(found: dict[str, Any], path: str, value: Any, depth: int) -> None:
    if not depth:
        found[path] = value
        return
    for key, one in value.items():
        _inside(found, f"{path}.{key}", one, depth - 1)


def heads(path: str) -> Iterator[str]:
    """Where a change can speak of the value at ``path``: there, at what holds it, or at the whole body."""
    while path:
        yield path
        path = path.rpartition(".")[0]
    yield ""


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
