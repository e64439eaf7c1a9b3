"""The worked example of the domain: its golden vector."""

from decimal import Decimal

from portal.tests.shared_data import golden
from sharedgrowth.ccms.rules.scoring import index_of, module_mean

EXAMPLE = [(3, 4), (2, 3), (1, 5), (2, 2), (2, 4)]  # weights and levels of domain 14, CCM-01


def test_the_worked_example_gives_its_golden_vector():
    mean, index = (Decimal(each) for each in golden("ccms"))

    assert module_mean(EXAMPLE) == mean
    assert index_of(module_mean(EXAMPLE)) == index
