"""Addresses of consents and preferences."""

from django.urls import URLPattern

from contacts.portal.consents import preferring, views
from contacts.portal.own import own_page

consents_urls: list[URLPattern] = [
    own_page("consents/", views.consents, name="consents"),
    own_page("consents/answer/", views.answer, name="consent-answer"),
    own_page("consents/history/", views.history, name="consents-history"),
    own_page("preferences/", preferring.preferences, name="preferences"),
    own_page("preferences/organisations/add/", preferring.prefer, name="prefer-organisation"),
    own_page("preferences/organisations/<int:preference>/remove/", preferring.forget, name="forget-organisation"),
]
