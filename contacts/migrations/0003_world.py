"""Look-ups that the world defines: countries with their codes and calling codes, languages of the documents."""

import pycountry
from django.db import migrations

from contacts.record.choices import Language, members
from contacts.record.cleaning.countries import countries

# The documents' own words for what ISO calls otherwise (seeds/002, lines 1447-1479).
NAMES = {"TAI": "Tai", "ELL": "Greek", "CMN": "Chinese (Mandarin)", "MAL": "Malayalam", "NNO": "Norwegian"}


def language_name(code):
    if code.startswith("CUSTOM"):
        return f"Custom {code.removeprefix('CUSTOM')}"
    found = pycountry.languages.get(alpha_3=code.lower())
    return NAMES.get(code) or (found.name if found else code)


def forwards(apps, schema_editor):
    country, language = apps.get_model("contacts", "Country"), apps.get_model("contacts", "Language")
    country.objects.bulk_create(
        country(alpha2=c.alpha2, alpha3=c.alpha3, number=c.number, name=c.name, calling_code=c.calling_code)
        for c in countries().values()
    )
    language.objects.bulk_create(language(code=code, name=language_name(code)) for code in members(Language) if code)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_search_and_sequences")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
