"""Many bids at once get the verdicts that they would get one by one."""

import pytest

from benchmarks.bids import run
from portal.audit.models import AuditEntry
from purchasing.bidding.models import LimitCalc, Ruling
from purchasing.bidding.services.evaluation import give_verdicts, judge
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def test_the_benchmark_agrees_with_the_plain_way():
    for ratio in run(250, 1):
        assert ratio.value > 0


def test_verdicts_given_at_once_are_those_given_singly():
    stage = factories.opened()
    _inputs, result = judge(stage.tender)

    give_verdicts(stage.tender, result, calc=LimitCalc(sha256="a" * 64), singly=0)

    at_once = list(Ruling.objects.order_by("pk").values_list("state", "rank", "cause", "figures", "tie"))
    entries = AuditEntry.objects.filter(thing_type="bidding.tender", what__startswith="bidding.ruling.")
    assert sorted(entries.values_list("what", flat=True)) == ["bidding.ruling.admit", "bidding.ruling.exclude_low"]
    other = factories.evaluated()
    singly = Ruling.objects.filter(tender=other.tender).order_by("pk")
    assert at_once == list(singly.values_list("state", "rank", "cause", "figures", "tie"))
