"""The tab of a contact's page that says what other systems have of it."""
