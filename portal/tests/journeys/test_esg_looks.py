"""Pages of ESG purchasing that no journey passes through: each in both languages, both themes and three widths."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.matrix_esg_actions import limitation_committee
from purchasing.esg.services import council
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_figures_consulting_results_of_the_council_and_the_committees_forms_look_right(visitor, look):
    final = assessed(state=AssessmentState.FINAL)
    keeper, chair = staff("ER"), staff("EC")
    council.add_member(group_company="한빛제철", person="김본부", chairs=True, user=chair, by=keeper)
    world = limitation_committee()
    number = world.names["number"]
    desk, head = visitor(keeper), visitor(world.people["committee"])
    own = visitor(person(final.company, "SA"))
    for who, path in (
        (desk, reverse("esg:figures")),
        (desk, reverse("esg:assessment-call")),
        (desk, reverse("esg:consulting-list")),
        (own, reverse("esg:consulting-create")),
        (own, reverse("esg:council-sharing")),
        (desk, reverse("esg:council-results")),
        (head, reverse("esg:limitation-vote", args=[number])),
        (head, reverse("esg:limitation-decide", args=[number])),
        (own, reverse("esg:assessment-detail", args=[final.number])),
    ):
        look(who, path)
