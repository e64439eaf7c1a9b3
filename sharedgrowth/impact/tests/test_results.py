"""Every result that an app has entered: whole in words, quiet on an empty portal, at the same cost for many rows."""

import pytest
from django.utils.translation import override

from portal.clock import today
from portal.home.registry import programmes
from portal.results import count_of, published, reading, results, until_now, year_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("result", list(results), ids=lambda result: result.key)
def test_a_result_of_nothing_is_nothing(result):
    for period in (year_of(today().year), until_now(today())):
        read = reading(result, period)
        assert read.value in (None, 0)
        assert read.count == count_of(result.rows(period)) == 0
        assert not read.hidden


@pytest.mark.parametrize("result", list(results), ids=lambda result: result.key)
def test_a_result_says_what_it_is_in_both_languages(result):
    with override("en"):
        english = [str(words) for words in (result.title, result.formula)]
    with override("ko"):
        korean = [str(words) for words in (result.title, result.formula)]
    assert all([*english, *korean])
    assert english[0] != korean[0]
    assert english[1] != korean[1]
    assert result.columns
    assert len({column.key for column in result.columns}) == len(result.columns)
    assert result.direction or programmes.get(result.programme) is not None


@pytest.mark.parametrize("figure", list(published), ids=lambda figure: figure.key)
def test_what_was_published_names_its_source_and_time(figure):
    assert all([figure.source, figure.period, figure.value])
    assert programmes.get(figure.programme) or any(result.programme == figure.programme for result in results)
