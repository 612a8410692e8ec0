"""The five systems that are faked, by name."""

from tests.vendors.systems.administrate import Administrate
from tests.vendors.systems.lightening import Lightening
from tests.vendors.vendor import Vendor

SYSTEMS: dict[str, type[Vendor]] = {system.name: system for system in (Administrate, Lightening)}
