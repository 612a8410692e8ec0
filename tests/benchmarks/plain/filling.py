"""Fill the plain application's tables from the product's, in the database both use."""

from django.apps import apps
from django.db import connection

SAME = ("category", "ownergroup", "organisation", "zone", "contact")
PARTS = {
    "email": "contacts_contactemail",
    "phone": "contacts_contactphone",
    "address": "contacts_contactaddress",
    "affiliation": "contacts_contactaffiliation",
    "tag": "contacts_contacttag",
    "consent": "contacts_consentnow",
    "membership": "contacts_grant",
    "demographics": "contacts_demographics",
    "companyprofile": "contacts_companyprofile",
}
CUSTOM = """
INSERT INTO plain_customvalue (id, contact_id, "group", field, value)
SELECT v.id, v.contact_id, g.alias, f.alias, v.text FROM contacts_customvalue v
JOIN contacts_customfield f ON f.id = v.field_id JOIN contacts_customfieldgroup g ON g.id = f.group_id
"""


def fill() -> None:
    """Make the tables and copy every contact; done already, nothing happens."""
    if "plain_contact" in connection.introspection.table_names():
        return
    models = list(apps.get_app_config("plain").get_models())
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    with connection.cursor() as cursor:
        for name, table in {**{name: f"contacts_{name}" for name in SAME}, **PARTS}.items():
            columns = ", ".join(
                connection.ops.quote_name(field.column) for field in apps.get_model("plain", name)._meta.concrete_fields
            )
            cursor.execute(f"INSERT INTO plain_{name} ({columns}) SELECT {columns} FROM {table}")
        cursor.execute(CUSTOM)
        for model in models:
            if model._meta.pk.get_internal_type() == "BigAutoField":
                table = model._meta.db_table
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("ANALYZE")
