"""Every reason of the engine is a sentence that a bidder can follow."""

from decimal import Decimal

import pytest

from purchasing.bidding import queries
from purchasing.bidding.models import Ruling
from purchasing.bidding.rules import Link, Reason

FIGURES = (
    dict.fromkeys(
        (
            "limit_won",
            "short_won",
            "cap_won",
            "over_won",
            "evaluated_won",
            "above_won",
            "average_won",
            "distance_won",
            "mean_won",
        ),
        "1000",
    )
    | {"score": "90", "pass_mark": "95", "price_points": "70", "other_points": "20", "best_score": "96", "least": "70"}
    | {"rival": "다온", "line": "전력"}
)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason != Reason.NOT_RESPONSIVE])
def test_every_reason_is_a_sentence_with_its_figures(reason):
    words = queries.why(Ruling(cause=str(reason), figures=FIGURES, remark="서류 누락"))
    assert words
    assert "%(" not in words


@pytest.mark.parametrize(
    ("price_won", "told"),
    [(1000, "Evaluated price ₩1,000: ₩1,000 above the lowest."), (1010, "with the announced preference or premium.")],
)
def test_a_preference_is_told_only_where_it_changed_the_price(price_won, told):
    words = queries.why(Ruling(cause="not_lowest_evaluated", figures=FIGURES, price_won=Decimal(price_won)))
    assert words.endswith(told)


@pytest.mark.parametrize("link", [link for link in Link if link])
def test_every_tie_between_bidders_is_told_with_the_rival(link):
    words = queries.why(Ruling(cause="related", figures={"rival": "다온", "rival_en": "Daon", "link": str(link)}))
    assert "다온" in words or "Daon" in words
