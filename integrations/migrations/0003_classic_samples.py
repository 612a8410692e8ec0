"""Look-ups that samples of the classic CRM.COM dialect name are there from the start, under the ids they show."""

import uuid

from django.db import migrations

# model → rows of (uuid, or nothing for one that no sample shows, and columns).
ROWS = {
    "Category": (
        ("486B0C17A39E5F5339BD16B288AE12FE", {"name": "Contact Category", "code": "Contact Category"}),
        ("", {"name": "Company Category", "code": "Company Category"}),
        ("BF9E138C477E2450F2DB2C40CB5DF7FB", {"name": "Clients", "code": "CLS"}),
    ),
    "OwnerGroup": (
        (
            "84F33366CB592BAAE7E2044D93611C6A",
            {"name": "Main Group", "alternative_code": "MG1", "community": "Internal Community",
             "description": "Main Group"},
        ),
        (
            "68D54DA033606669621E3D2E4B355DA0",
            {"name": "Nicosia Office", "alternative_code": "NO", "community": "Main Community"},
        ),
    ),
    "PrivacyLevel": (
        ("EDE9CDE326E4F9846A50D5BCF61CD720", {"name": "Regular Customers", "number": "8"}),
        ("9450216690684C416363B57DAD4596C3", {"name": "Moderate", "hierarchy_level": 3}),
        ("0BA1A4672D1A071351BB1297A99F2915", {"name": "3", "hierarchy_level": 1}),
    ),
    "Industry": (
        ("31BC2070C79EAE5455BFAD41599C5190", {"name": "Marketing", "code": "MK"}),
        ("06B638258885DA26FA2BD40D9128D04E", {"name": "Interior Design", "code": "INTDS"}),
        ("39E3A8C68925F4216D79C7EEBD71D4B4", {"name": "Industry2", "code": "Ind2"}),
    ),
    "Sector": (
        ("D8ACF18AB4494AD33738A9F4C94E6995", {"name": "FOREX", "alternative_code": "FRX"}),
        ("AF6E0855324153EAB8B582A277147BCE", {"name": "EDUCATION", "alternative_code": "1"}),
        ("A9BDEBD4D8FAEDB0BACE40C041156D12", {"name": "GOVERNMENTAL", "alternative_code": "GOV"}),
    ),
}  # fmt: skip


def add(apps, schema_editor):
    for name, rows in ROWS.items():
        model = apps.get_model("contacts", name)
        for hexed, columns in rows:
            key = uuid.UUID(hexed) if hexed else uuid.uuid4()
            if not model.objects.filter(name__iexact=columns["name"]).exists():
                model.objects.create(uuid=key, **columns)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0002_first_organisation")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
