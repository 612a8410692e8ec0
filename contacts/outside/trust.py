"""Whose certificates are believed: the public authorities, or those that the operator names in SSL_CERT_FILE."""

import ssl
from functools import cache

import httpx


@cache
def certificates() -> ssl.SSLContext:
    """Loading the authorities costs 20 ms, so a process does it once."""
    return httpx.create_ssl_context()
