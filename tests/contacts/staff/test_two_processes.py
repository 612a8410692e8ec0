"""What one web process is told of a session every other one knows."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests import processes
from tests.browser import PASSWORD
from tests.recovery.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_signs_out_at_one_process_is_out_at_the_other(boss: User, tmp_path: Path) -> None:
    """T33. Off: keep sessions in a cache, which is each process's own without Redis."""
    with processes.web(tmp_path / "here") as here, processes.web(tmp_path / "there") as there:
        ada, stolen = Visitor(here), Visitor(there)
        ada.submit("/staff/sign-in/", {"username": boss.username, "password": PASSWORD})
        stolen.client.cookies.update(ada.client.cookies)
        assert (ada.open("/staff/").status_code, stolen.open("/staff/").status_code) == (200, 200)
        signed_out = ada.send("/staff/sign-out/", {}, token=ada.token("/staff/contacts/"))
        assert signed_out.status_code == 302
        assert stolen.open("/staff/").headers["Location"] == "/staff/sign-in/?next=/staff/"
        for one in (ada, stolen):
            one.close()
