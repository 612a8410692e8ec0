"""What is known of somebody's second factor."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from contacts.access.factors.models import Authenticator, FactorEvent
from contacts.vault.seal import unseal


def authenticators(user: User) -> QuerySet[Authenticator]:
    """The apps that sign the user in, the oldest first."""
    return Authenticator.objects.filter(user=user).exclude(confirmed_at=None)


def begun(user: User) -> Authenticator | None:
    """The app that the user is adding."""
    return Authenticator.objects.filter(user=user, confirmed_at=None).first()


def events(user: User, *, limit: int = 10) -> list[FactorEvent]:
    """What happened lately, the newest first."""
    return list(FactorEvent.objects.filter(user=user)[:limit])


def sentence(event: FactorEvent) -> str:
    """What happened and by whom, in a line."""
    about = f" ({event.about})" if event.about else ""
    return f"{event.at:%d %b %Y %H:%M}: {event.get_kind_display()}{about}, by {event.actor_label}"


def seed(row: Authenticator) -> str:
    """The seed in Base32; raises ``SealBroken``."""
    return unseal(row.seed, place=place(row))


def place(row: Authenticator) -> str:
    """Where the seed opens: moved to another row or another user it does not."""
    return f"contacts_authenticator|seed|{row.user_id} {row.handle}"
