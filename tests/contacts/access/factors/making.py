"""Staff with an authenticator, and the codes that it shows."""

from django.contrib.auth.models import User
from msgspec import Struct

from contacts.access.factors import operations, queries, totp
from contacts.access.factors.models import Authenticator
from contacts.history.actor import Actor

PASSWORD = "nine grey geese on ice"


class Phone(Struct):
    """An app that was confirmed with the code of the step before, so that today's signs in."""

    user: User
    seed: str
    codes: list[str]  # recovery codes
    pk: int

    def code(self, *, ahead: int = 0) -> str:
        """What it shows now, or ``ahead`` of now."""
        return totp.code(self.seed, totp.step_at() + ahead)

    def wrong(self) -> str:
        """Six digits that it does not show about now."""
        shown = {self.code(ahead=n) for n in range(-3, 4)}
        return next(digits for n in range(10) if (digits := f"{n}" * 6) not in shown)


def as_staff(user: User) -> Actor:
    return Actor(kind="staff", id=user.pk, label=str(user), door="desk")


def member(name: str = "ada", *, email: str = "") -> User:
    return User.objects.create_user(name, email, PASSWORD, is_staff=True)


def phone(user: User, *, name: str = "Phone") -> Phone:
    """Turn a second factor on, or add another app."""
    seed = queries.seed(operations.begin(user))
    earlier = totp.code(seed, totp.step_at() - 1)
    codes = operations.confirm(user, given=earlier, name=name, actor=as_staff(user))
    return Phone(user, seed, codes, Authenticator.objects.filter(user=user).latest("pk").pk)
