"""The five systems that are faked, by name."""

from tests.vendors.systems.administrate import Administrate
from tests.vendors.systems.crmcom_classic import CrmcomClassic
from tests.vendors.systems.crmcom_selfservice import CrmcomSelfservice
from tests.vendors.systems.lightening import Lightening
from tests.vendors.systems.webinone import WebinOne
from tests.vendors.vendor import Vendor

SYSTEMS: dict[str, type[Vendor]] = {
    system.name: system for system in (WebinOne, CrmcomSelfservice, CrmcomClassic, Administrate, Lightening)
}
