"""Addresses of the pages about portal accounts."""

from django.urls import URLPattern, path

from contacts.staff.access import accounts, acting, naming
from contacts.staff.claims import views as claims

access_urls: list[URLPattern] = [
    path("accounts/", accounts.accounts, name="accounts-list"),
    path("accounts/<int:pk>/", accounts.one, name="accounts-edit"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<int:pk>/", claims.one, name="claims-one"),
    path("claims/<int:pk>/decide/", claims.decide, name="claims-decide"),
    path("contacts/<int:contact>/portal/invite/", acting.invite, name="people-portal-invite"),
    path("contacts/<int:contact>/portal/name/", naming.name, name="people-portal-name"),
    path("contacts/<int:contact>/portal/password/", naming.password, name="people-portal-password"),
    path("contacts/<int:contact>/portal/undo/", acting.undo, name="people-portal-undo"),
    path("contacts/<int:contact>/portal/sessions/<int:session>/end/", acting.end_session, name="people-portal-end"),
    path("contacts/<int:contact>/portal/<str:what>/", acting.act, name="people-portal-act"),
]
