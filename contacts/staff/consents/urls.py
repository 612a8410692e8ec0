"""Addresses of the pages about consents."""

from django.urls import URLPattern, path

from contacts.staff.consents import views

consent_urls: list[URLPattern] = [
    path("consents/", views.log, name="consents"),
    path("contacts/<row:contact>/consents/<str:purpose>/<str:channel>/", views.consent, name="people-consent"),
]
