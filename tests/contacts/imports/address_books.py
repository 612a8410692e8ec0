"""Address books as people have them: the same for the same seed, five thousand rows or three hundred cards."""

import csv
import io
import quopri
import random
from collections.abc import Callable

FIRST = (
    "Ada", "Jürgen", "Élodie", "Łukasz", "Σωκράτης", "Ирина", "مريم", "שרה", "Nguyễn", "Zoë", "Ali", "O’Neil", 
    "Mary Jane",     "José María", "Ελένη", "Bjørn", "Seán", "İpek", "美咲", "Sofía",
)  # fmt: skip
LAST = (
    "King", "Müller", "van der Berg", "Παπαδόπουλος", "Straße", "d'Arc", "Kowalska", "Иванова", "Smith-Jones", "Ng",
    "Χριστοδούλου", "Ødegård", "Çelik", "García Márquez", "佐藤", "Mc Donald",
)  # fmt: skip
TOWNS = (("Nicosia", "1010", "CY"), ("Λεμεσός", "3020", "CY"), ("Köln", "50667", "DE"), ("London", "SW1A 1AA", "GB"))
STREETS = ("Ledra 12", "Οδός Ερμού 3", "Domkloster 4", "10 Downing Street; back door", 'The "Mill", 2nd floor')
NOTES = ("", "", "", "met in Paris", "two\nlines", "=SUM(1,2)", "a, b; c", 'says "hello"', "@home", "+1 on the list")
COMPANIES = ("", "", "Alpha & Sons Ltd", "Müller GmbH", "Εταιρεία ΑΕ", "Smith, Jones; Partners")
PHONES: tuple[Callable[[int], str], ...] = (
    lambda n: f"+357 99 {n:06}",
    lambda n: f"0035799{n:06}",
    lambda n: f"99-{n // 1000:03}-{n % 1000:03}",
    lambda n: f"(+357) 99{n:06}",
    lambda n: f"99{n:06}",
    lambda n: f"+35799{n:06}",
    lambda n: f"00357 99.{n // 1000:03}.{n % 1000:03}",
)  # every one of them is +357 99 and six digits
HEADER = (
    "First name",
    "Last name",
    "E-mail",
    "Mobile",
    "Company",
    "Street",
    "City",
    "Zip",
    "Country",
    "Birthday",
    "Notes",
)
BAD_ROWS = {1234: "E-mail", 2321: "Birthday"}


def e164(n: int) -> str:
    return f"+35799{n:06}"


def table(*, seed: int, rows: int, bad: dict[int, str] = BAD_ROWS) -> bytes:
    """A CSV in UTF-8 whose records ``bad`` (numbered from 0) hold a fault in the column named."""
    chance, text = random.Random(seed), io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for n in range(rows):
        town, postcode, country = chance.choice(TOWNS)
        email = "not an address" if bad.get(n) == "E-mail" else f"person{n}@example.org"
        birthday = "2023-02-29" if bad.get(n) == "Birthday" else chance.choice(("1980-02-29", "", "1.2.1990", ""))
        row = (
            chance.choice(FIRST), f"{chance.choice(LAST)} {n}", email, chance.choice(PHONES)(n),
            chance.choice(COMPANIES), chance.choice(STREETS), town, postcode, country, birthday, chance.choice(NOTES),
        )  # fmt: skip
        writer.writerow(row)
    return text.getvalue().encode()


def cards(*, seed: int, count: int) -> bytes:
    """Cards as Outlook (2.1), Google and Apple (3.0) and Nextcloud (4.0) write them, one after another."""
    chance = random.Random(seed)
    makers = (_outlook, _google, _apple, _nextcloud)
    made = (
        makers[n % 4](n, chance.choice(FIRST), f"{chance.choice(LAST)} {n}", chance.choice(PHONES)(n))
        for n in range(count)
    )
    return b"".join(made)


def _card(version: str, *lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", "")).encode()


def _quoted(text: str) -> str:
    """Quoted-printable with soft breaks, as Outlook writes what is not ASCII."""
    return quopri.encodestring(text.encode()).decode().replace("=\n", "=\r\n")


def _outlook(n: int, first: str, last: str, number: str) -> bytes:
    coded = ";CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:"
    return _card(
        "2.1", f"N{coded}{_quoted(last)};{_quoted(first)}", f"FN{coded}{_quoted(first)} {_quoted(last)}",
        f"TEL;CELL;VOICE:{number}", f"EMAIL;PREF;INTERNET:card{n}@example.org",
        f"ADR;WORK;PREF{coded};;{_quoted('Straße 17')};Berlin;;10623;Deutschland",
        "BDAY:19700501", "X-MS-OL-DEFAULT-POSTAL-ADDRESS:2",
    )  # fmt: skip


def _google(n: int, first: str, last: str, number: str) -> bytes:
    return _card(
        "3.0", f"FN:{first} {last}", f"N:{last};{first};;;", f"EMAIL;TYPE=INTERNET;TYPE=HOME:card{n}@example.org",
        f"TEL;TYPE=CELL:{number}", "NOTE:first line\\nsecond\\, with a comma", "CATEGORIES:myContacts,friends",
    )  # fmt: skip


def _apple(n: int, first: str, last: str, number: str) -> bytes:
    return _card(
        "3.0", "PRODID:-//Apple Inc.//macOS 14.4//EN", f"N:{last};{first};;;", f"FN:{first} {last}",
        f"item1.EMAIL;type=INTERNET;type=pref:card{n}@example.org", "item1.X-ABLabel:_$!<Other>!$_",
        f"TEL;type=CELL;type=VOICE;type=pref:{number}", "BDAY;value=date;X-APPLE-OMIT-YEAR=1604:1604-02-29",
        "item2.ADR;type=HOME:;;Ledra 12;Nicosia;;1010;Cyprus", "item2.X-ABADR:cy",
    )  # fmt: skip


def _nextcloud(n: int, first: str, last: str, number: str) -> bytes:
    return _card(
        "4.0", f"UID:urn:uuid:00000000-0000-4000-8000-{n:012}", f"FN:{first} {last}", f"N:{last};{first};;;",
        f"EMAIL;TYPE=HOME:card{n}@example.org", f'TEL;TYPE="cell,voice";VALUE=uri:tel:{number.replace(" ", "")}',
        "BDAY:--0229", "LANG:en", "REV;VALUE=DATE-AND-OR-TIME:20240312T091500Z",
    )  # fmt: skip
