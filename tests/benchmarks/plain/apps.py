"""Where Django finds the plain application."""

from django.apps import AppConfig


class Plain(AppConfig):
    name = "tests.benchmarks.plain"
    label = "plain"
