"""Who is signed in at the desk: the user and their second factor in one statement."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from contacts.access.factors.models import DeskUser


class DeskBackend(ModelBackend):
    """Django's own, with users whose sessions depend on their second factor."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> DeskUser | None:
        """The user whose password this is; the work for a wrong one is the same with and without a second factor."""
        user = super().authenticate(request, username=username, password=password, **kwargs)
        return self.get_user(user.pk) if user else None

    def get_user(self, user_id: Any) -> DeskUser | None:
        """The user of a session, or None when they may not sign in any more."""
        user = DeskUser.objects.select_related("second_factor").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


def as_now(user: DeskUser) -> DeskUser:
    """The user with the second factor as it is now."""
    found = DeskBackend().get_user(user.pk)
    assert found is not None
    return found
