"""Addresses of one's own details."""

from functools import partial

from django.urls import URLPattern

from contacts.portal.frame.access import Who
from contacts.portal.own import own_page
from contacts.portal.profile import signing, views
from contacts.portal.profile.parts import KINDS, Kind


def _of(kind: Kind) -> list[URLPattern]:
    """Adding, changing, removing and preferring a part; freshly proven where one could sign in with it."""
    who, name = Who.FRESH if kind.is_proof else Who.CUSTOMER, kind.name
    change = partial(views.change_part, kind=name)
    return [
        own_page(f"profile/{name}/add/", change, name=f"add-{name}", who=who),
        own_page(f"profile/{name}/<int:part>/", change, name=f"change-{name}", who=who),
        own_page(
            f"profile/{name}/<int:part>/remove/", partial(views.remove_part, kind=name), name=f"remove-{name}", who=who
        ),
        own_page(f"profile/{name}/<int:part>/primary/", partial(views.make_primary, kind=name), name=f"prefer-{name}"),
    ]


profile_urls: list[URLPattern] = [
    own_page("profile/", views.profile, name="profile"),
    own_page("profile/details/", views.details, name="details"),
    own_page("profile/more/", views.more, name="more"),
    *(pattern for kind in KINDS.values() for pattern in _of(kind)),
    own_page("profile/sign-in/<str:what>/", signing.change_address, name="sign-in-address", who=Who.FRESH),
    own_page("profile/sign-in-code/", signing.confirm_address, name="confirm-address"),
]
