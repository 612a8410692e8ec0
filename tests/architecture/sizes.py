"""What is longer than the rule, each with its reason; what gets short again must leave this list."""

LONG_MODULES: dict[str, str] = {
    "contacts/directory/models.py": "the tables of one contact, read top to bottom beside the record",
    "contacts/staff/lookups/desks.py": "declarations, one desk after the other",
    "contacts/record/filters.py": "the filter language: its fields, its reader and its values belong together",
}
LONG_FUNCTIONS: dict[str, str] = {
    "crmsite/logs.py:logging_settings": "one literal: the logging configuration",
}
