"""A day to come is refused where a person says it, and so is what cannot have happened yet when it was told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from families.dates.ahead import refuse_untold
from families.dates.edtf import edtf_of
from families.dates.typed_dates import NotUnderstood


@pytest.mark.parametrize("typed", ["9999", "1 May 9998", "about 9990", "between 1990 and 9990", "the 9980s"])
def test_what_is_still_to_come_is_refused(typed):
    with pytest.raises(ValidationError, match="still to come"):
        edtf_of(typed)


def test_this_year_and_today_are_not_to_come_and_neither_is_tomorrow_where_it_is_that_already():
    today = timezone.localdate()
    for typed in (str(today.year), today.isoformat(), (today + timedelta(days=1)).isoformat(), "the 2020s", ""):
        edtf_of(typed)
    with pytest.raises(ValidationError):
        edtf_of((today + timedelta(days=2)).isoformat())


@pytest.mark.parametrize("edtf", ["2020-03-16", "2021", "1990/2021"])
def test_what_is_after_its_telling_is_refused(edtf):
    with pytest.raises(NotUnderstood, match="after it was told"):
        refuse_untold(edtf, recorded="2019-03-14")


@pytest.mark.parametrize("edtf", ["2019-03-14", "2020-03-14", "2020", "1935~", "../1935", "2019/..", ""])
def test_what_may_have_been_told_then_stands(edtf):
    refuse_untold(edtf, recorded="2019-03-14")


def test_where_nobody_knows_when_it_was_told_only_what_is_to_come_is_refused():
    refuse_untold("2021", recorded="")
    with pytest.raises(NotUnderstood, match="still to come"):
        refuse_untold("9999", recorded="")
