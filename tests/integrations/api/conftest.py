"""Programs as the native API's own tests have them."""

from tests.contacts.api.conftest import api, program_with

__all__ = ["api", "program_with"]
