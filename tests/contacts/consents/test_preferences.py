"""How a contact likes to be reached, and which organisations it prefers."""

import pytest

from contacts.consents.preferences import operations, queries
from contacts.directory.commands import NotFound
from contacts.history.kinds import KINDS
from contacts.history.queries import happenings
from contacts.lookups.models import Organisation
from contacts.record.errors import Invalid
from tests.contacts.consents.answers import SELF, make

pytestmark = pytest.mark.django_db


def test_channels_are_liked_in_an_order() -> None:
    ada = make()
    for channels in (["SMS", "EMAIL"], ["EMAIL", "SMS"], ["EMAIL", "SMS"]):
        operations.prefer_channels(contact=ada, channels=channels, actor=SELF)
        assert queries.channels(ada) == channels
    told = [KINDS[one.kind].format(**one.about) for one in happenings(ada)]
    assert told == ["changed the preferred channels to Email, SMS", "changed the preferred channels to SMS, Email"]


def test_organisations_are_preferred_for_something() -> None:
    ada, mill = make(), Organisation.objects.create(name="Mill", code="M")
    first = operations.prefer_organisation(contact=ada, organisation=mill.pk, type="ORDERS", actor=SELF)
    assert first == operations.prefer_organisation(contact=ada, organisation=mill.pk, type="ORDERS", actor=SELF)
    operations.prefer_organisation(contact=ada, organisation=mill.pk, type="REWARDS", actor=SELF)
    operations.forget_organisation(contact=ada, preference=first.pk, actor=SELF)
    operations.forget_organisation(contact=ada, preference=first.pk, actor=SELF)
    assert [(row.organisation.name, row.type) for row in queries.organisations(ada)] == [("Mill", "REWARDS")]
    assert len(happenings(ada)) == 3


def test_what_cannot_be_is_refused() -> None:
    ada = make()
    for channels in (["FAX"], ["ANY"], ["SMS", "SMS"]):
        with pytest.raises(Invalid):
            operations.prefer_channels(contact=ada, channels=channels, actor=SELF)
    for organisation, kind in ((404, "ORDERS"), (1, "GIFTS")):
        with pytest.raises(Invalid):
            operations.prefer_organisation(contact=ada, organisation=organisation, type=kind, actor=SELF)
    with pytest.raises(NotFound):
        operations.prefer_channels(contact=404, channels=["SMS"], actor=SELF)
