"""Where one can go at the desk: every letter after ``g`` leads to one place, and every place has its own name."""

import pytest
from django.contrib.auth.models import User

from contacts.staff.frame.places import places_for


@pytest.mark.django_db
def test_letters_and_names_of_places_are_their_own(boss: User) -> None:
    places = places_for(actor=boss)
    letters = [place.go for place in places if place.go]
    assert sorted(letters) == sorted(set(letters))
    assert len({place.label for place in places}) == len({place.url for place in places}) == len(places)
