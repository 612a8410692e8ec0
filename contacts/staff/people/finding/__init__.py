"""The contact list: columns, filters, kept views."""
