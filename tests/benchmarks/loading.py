"""How fast contacts come in: made up by ``generate``, and from a file by ``import``."""

import csv
import subprocess
import sys
import time
from pathlib import Path

from contacts.generation.generate import contact
from contacts.record.cleaning.countries import countries

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = (
    *("External ID", "Kind", "Title", "First name", "Last name", "Company", "Job title", "Status", "E-mail", "Mobile"),
    *("Street", "Street number", "Town", "Postal code", "Country", "Category", "Tags", "Birthday", "Gender", "Notes"),
)


def manage(*arguments: str) -> float:
    """Run a management command in a process of its own; returns its seconds."""
    started = time.monotonic()
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def write_file(path: Path, rows: int) -> None:
    """A CSV file of full contacts."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(number) for number in range(rows))


def _row(number: int) -> list[str]:
    made = contact(70_000_000, number)
    email, phone, address = made["emails"][0], made["phones"][0], made["addresses"][0]
    known = made.get("demographics", {})
    born = known.get("birth_date", {})
    calling = countries()[phone["country"]].calling_code
    birthday = "-".join(f"{born[part]:02}" for part in ("year", "month", "day") if part in born)
    names = (made.get(key, "") for key in ("title", "first_name", "last_name", "company_name", "job_title"))
    return [
        f"I{number}", made["kind"], *names, made["status"], email["email"], f"+{calling} {phone['number'].lstrip('0')}",
        *(address[key] for key in ("street_name", "street_number", "town", "postal_code", "country")),
        made["category"], ", ".join(made["tags"]), birthday, known.get("gender", ""), "Met at a fair",
    ]  # fmt: skip
