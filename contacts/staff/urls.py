"""Addresses of the staff desk."""

from django.urls import URLPattern, path

from contacts.staff import held_words
from contacts.staff.access.urls import access_urls
from contacts.staff.approvals.urls import approval_urls
from contacts.staff.commerce.urls import commerce_urls
from contacts.staff.consents.urls import consent_urls
from contacts.staff.dashboard.pages import dashboard
from contacts.staff.engine.urls import desk_urls
from contacts.staff.frame import held, pages
from contacts.staff.frame.sign_in import SignIn, SignOut
from contacts.staff.importing.urls import import_urls
from contacts.staff.messages.urls import message_urls
from contacts.staff.people.urls import people_urls
from contacts.staff.programs.urls import program_urls
from contacts.staff.registry import DESKS
from contacts.staff.second_factor.urls import second_factor_urls
from contacts.staff.settings.urls import settings_urls

app_name = "staff"

urlpatterns: list[URLPattern] = [
    path("", dashboard, name="dashboard"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    *second_factor_urls,
    path("held/", held.waiting, {"words": held_words.told}, name="held"),
    path("token/<int:user>/", held.token, name="token"),
    path("theme/", pages.set_theme, name="theme"),
    path("palette/", pages.palette, name="palette"),
    *people_urls,
    *consent_urls,
    *commerce_urls,
    *message_urls,
    *approval_urls,
    *access_urls,
    *program_urls,
    *settings_urls,
    *import_urls,
    *desk_urls(DESKS),
]
