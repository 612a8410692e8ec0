"""Ids in paths of dialects, whose documents call them so."""

from django.urls import register_converter

from contacts.tables.rowids import RowId

register_converter(RowId, "id")
