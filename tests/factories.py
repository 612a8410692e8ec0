"""Rows that tests of every part need."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Permission, User
from factory import Sequence, post_generation
from factory.django import DjangoModelFactory


class StaffFactory(DjangoModelFactory[User]):
    """Somebody who may sign in to the desk; ``permissions`` are the codenames of what they may do."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = Sequence("clerk{}".format)
    is_staff = True

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **values: Any) -> User:
        return model_class.objects.create_user(*args, **values)  # which hashes the password

    @post_generation
    def permissions(self: User, create: bool, names: Collection[str] | None, **_: Any) -> None:
        found = Permission.objects.filter(codename__in=names or ())
        assert {one.codename for one in found} == set(names or ()), (
            "a permission that there is not lets nothing be seen"
        )
        self.user_permissions.set(found)
