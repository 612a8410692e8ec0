"""What the sheets of the desk and of the portal share stands in one of them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

SHEETS = Path(settings.BASE_DIR) / "static" / "css"


def test_each_face_is_declared_once() -> None:
    declared = {path.name: path.read_text().count("@font-face") for path in SHEETS.glob("*.css")}
    assert {name for name, times in declared.items() if times} == {"fonts.css"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/portal/sign-in/", "/staff/", "/nothing-here/", "/portal/nothing-here/"])
def test_every_kind_of_page_has_the_faces(client: Client, address: str) -> None:
    page = client.get(address, follow=True).content.decode()
    assert page.index("css/fonts.") < max(page.find("css/desk."), page.find("css/portal."))
