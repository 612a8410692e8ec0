"""Somebody at the desk, with all rights and with few."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.pages import closely

Holder = Callable[..., Client]
Reads = Callable[..., str]


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("ada", first_name="Ada", last_name="King"))
    return client


@pytest.fixture
def holder(client: Client, db: None) -> Holder:
    """Makes somebody who holds these rights only; names are ``app.codename``."""

    def made(*rights: str) -> Client:
        user, _ = User.objects.get_or_create(username="bo", is_staff=True)
        for right in rights:
            app, _, codename = right.partition(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        client.force_login(user)
        return client

    return made


@pytest.fixture
def read(staff: Client) -> Reads:
    """The text of a page of the desk."""

    def page(path: str, **query: Any) -> str:
        answer = staff.get(f"/staff/{path}", query)
        assert answer.status_code == 200, answer.status_code
        return unescape(closely(answer.content.decode()))

    return page
