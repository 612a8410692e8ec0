"""Where this installation lives, as browsers say it."""

from urllib.parse import urlsplit

from django.conf import settings


def own_origin() -> str:
    """Scheme, host and port of ``PUBLIC_BASE_URL``, as a browser sends it in Origin."""
    parts = urlsplit(settings.PUBLIC_BASE_URL)
    return f"{parts.scheme}://{parts.netloc}".lower()


def own_host() -> str:
    """The host alone, which passkeys belong to."""
    return urlsplit(settings.PUBLIC_BASE_URL).hostname or ""
