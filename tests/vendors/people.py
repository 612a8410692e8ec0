"""Made-up people: the same for the same seed and number, and made without remembering any."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FIRST = ("Ada", "Bruno", "Chloé", "Dimitra", "Emil", "Fatima", "Goran", "Hanna", "Ivo", "Jónína", "Kofi", "Léa",
         "Miloš", "Noor", "Óscar", "Petra", "Quentin", "Rosa", "Søren", "Tomasz", "Uma", "Vera", "William",
         "Yiannis", "Zoë")  # fmt: skip
LAST = ("Andersson", "Bauer", "Costa", "Dimitriou", "Eriksen", "Fischer", "García", "Horváth", "Ioannou", "Janssen",
        "King", "Lefèvre", "Müller", "Novák", "O'Brien", "Papadopoulos", "Quinn", "Rossi", "Smith", "Takács", "Ueda",
        "van Dijk", "Weiß", "Young", "Žukauskas")  # fmt: skip
TOWNS = ("Nicosia", "Graz", "Lyon", "Gdańsk", "Århus", "Porto", "Leeds", "Tartu")
STREETS = ("Main Street", "Ilia Papakiriakou", "Lindenweg", "Rue de la Paix", "Piccadilly Avenue")
ROLES = ("Buyer", "Engineer", "Manager", "Owner", "Clerk")


@dataclass(frozen=True, slots=True)
class Person:
    """A person that does not exist; the email is theirs alone, whatever the seed."""

    first: str
    last: str
    email: str
    phone: str
    mobile: str
    street: str
    house: str
    town: str
    postcode: str
    role: str
    born: tuple[int, int, int]
    since: datetime


def person(seed: int, number: int) -> Person:
    mixed = (seed * 1_000_003 + number + 1) * 2_654_435_761 % 2**61
    pick = [mixed >> shift for shift in range(0, 44, 4)]
    first, last = FIRST[pick[0] % len(FIRST)], LAST[pick[1] % len(LAST)]
    return Person(
        first=first,
        last=last,
        email=f"person-{seed}-{number}@example.org",
        phone=f"22{pick[2] % 1_000_000:06}",
        mobile=f"99{pick[3] % 1_000_000:06}",
        street=STREETS[pick[4] % len(STREETS)],
        house=str(pick[5] % 200 + 1),
        town=TOWNS[pick[6] % len(TOWNS)],
        postcode=f"{pick[7] % 9000 + 1000}",
        role=ROLES[pick[8] % len(ROLES)],
        born=(1940 + pick[9] % 65, pick[10] % 12 + 1, pick[3] % 28 + 1),
        since=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=60 * number),
    )
