"""Templates are laid out for people, and sent without their indentation."""

import re

from django.template import Origin
from django.template.loaders import filesystem

MARGIN = re.compile(r"\s*\n\s*")
LOADERS = [
    (
        "django.template.loaders.cached.Loader",
        ["crmsite.templates.Loader", "django.template.loaders.app_directories.Loader"],
    )
]


class Loader(filesystem.Loader):
    """The project's templates; between two lines of one stays a line break, which HTML reads as any white space."""

    def get_contents(self, origin: Origin) -> str:
        return MARGIN.sub("\n", super().get_contents(origin))
