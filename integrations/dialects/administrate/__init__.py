"""Administrate (training management), legacy REST API v2, contacts (seeds/003).

The vendor retired this API on 12 May 2026; programs written for it live on here. Where the document is silent:
an unknown filter or operator is 400, a contact that is deleted is found by its id and hidden in lists unless a filter
names ``is_deleted``, and a deleted contact is not changed (404).
"""
