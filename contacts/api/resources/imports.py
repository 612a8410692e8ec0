"""Files on their way in: sent, watched, and what became of each row."""

import json
from typing import Any, cast

from django.http import HttpResponse, QueryDict
from rest_framework.request import Request

from contacts.api.import_shapes import ImportRowShown, ImportShown, ImportWithRows
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer
from contacts.api.protocol.forms import file_of, flag_of
from contacts.api.protocol.paging import page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.history import differences
from contacts.api.shapes import Page
from contacts.history.actor import Actor
from contacts.imports import operations
from contacts.imports.models import Import, ImportRow
from contacts.imports.problems import FileRefused
from contacts.record.errors import invalid
from contacts.record.parsing import codec

OUTCOMES = ("created", "updated", "unchanged", "refused")
FORM = ("mapping", "match", "dry_run")


def serialize(source: Import) -> ImportShown:
    """An import as callers read it."""
    return ImportShown(**_fields(source))


def _fields(source: Import) -> dict[str, Any]:
    return {name: getattr(source, name) for name in ImportShown.__struct_fields__}


class Imports(Resource):
    """All imports."""

    def get(self, request: Request) -> HttpResponse:
        """A page of imports, newest first."""
        refuse_unknown(request, ("limit", "after"))
        page, following = page_of(request, Import.objects.all())
        return answer(Page([serialize(row) for row in page], following))

    @once
    def post(self, request: Request) -> HttpResponse:
        """Send a CSV, XLSX or vCard file as ``multipart/form-data``: 202; GET its address for progress."""
        file, form = file_of(request, beside=FORM)
        source = _begun(file, form, actor_of(request))
        location = request.build_absolute_uri(f"{request.path}/{source.pk}")
        return answer(serialize(source), status=202, headers={"Location": location})


class OneImport(Resource):
    """One import, with its rows."""

    def get(self, request: Request, source: int) -> HttpResponse:
        """Progress, and a page of ``rows``; ``?outcome=refused`` for those only."""
        refuse_unknown(request, ("limit", "after", "outcome"))
        found = Import.objects.filter(pk=source).first()
        if found is None:
            raise Problem(404, f"There is no import {source}.")
        outcome = request.query_params.get("outcome", "")
        rows = ImportRow.objects.filter(source=found)
        if outcome and outcome not in OUTCOMES:
            raise invalid("outcome", "invalid_choice", f"Expected one of {', '.join(OUTCOMES)}.")
        page, following = page_of(request, rows.filter(outcome=outcome) if outcome else rows, "number")
        return answer(ImportWithRows(**_fields(found), rows=[_row(row) for row in page], next=following))


def _begun(file: Any, form: QueryDict, actor: Actor) -> Import:
    """The import, waiting for a worker."""
    match, mapping = _match(form.get("match", "")), _mapping(form.get("mapping", ""))
    dry_run = flag_of(form, "dry_run", default=False)
    try:
        return operations.bring(
            file=file, name=str(file.name), actor=actor, match=match, mapping=mapping, dry_run=dry_run
        )
    except FileRefused as exc:
        raise invalid("file", "invalid", str(exc)) from None


def _row(row: ImportRow) -> ImportRowShown:
    return ImportRowShown(
        number=row.number,
        line=row.line,
        outcome=cast(Any, row.outcome),
        contact=row.contact_id,
        revision=row.revision,
        label=row.label,
        changes=differences(codec.loads(row.changes)) if row.changes else [],
        errors=row.faults,
    )


def _match(text: str) -> list[str]:
    """Match keys as ``email,external_id`` or as a JSON list."""
    if text.startswith("["):
        value = _json(text, "match")
        return [str(item) for item in value] if isinstance(value, list) else []
    return [part.strip() for part in text.split(",") if part.strip()]


def _mapping(text: str) -> dict[str, Any] | None:
    if not text.strip():
        return None
    value = _json(text, "mapping")
    if not isinstance(value, dict):
        raise invalid("mapping", "invalid", "Expected a JSON object.")
    return value


def _json(text: str, path: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise invalid(path, "invalid", "Expected JSON.") from None
