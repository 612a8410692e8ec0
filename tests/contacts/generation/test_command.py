"""``manage.py generate``: what it is asked for is looked at before anything is written."""

import pytest
from django.core.management import CommandError, call_command

from contacts.lookups.models import Category


@pytest.mark.django_db
@pytest.mark.parametrize("option", ["contacts", "batch"])
@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "many", "1.5", ""])
def test_a_number_that_is_none_or_out_of_reach_is_refused_in_a_sentence(option: str, number: str) -> None:
    before = Category.objects.count()
    with pytest.raises(
        CommandError, match=rf"--{option}(: invalid int value| must be from 1 to [0-9,]+ \(got -?[0-9,]+)"
    ):
        call_command("generate", f"--{option}={number}", "--contacts=3" if option == "batch" else "--batch=3")
    assert Category.objects.count() == before
