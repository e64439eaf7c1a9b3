"""Many bids at once get the verdicts that they would get one by one."""

import pytest

from benchmarks.bids import run
from portal.audit.models import AuditEntry
from portal.audit.services import keys_sha256, move_each
from portal.errors import WrongState
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


def test_all_rows_move_each_with_its_own_or_none():
    tender = factories.opened().tender
    first, *others = tender.rulings.order_by("pk").values_list("pk", flat=True)
    verdict = {"cause": "lowest", "figures": {"lowest_won": "90", "said": ['"', "가"]}, "rank": 1, "tie": ""}

    entry = move_each(Ruling, {first: verdict}, "admit", by=None, about=tender, payload={"more": 1})

    assert (entry.what, entry.before, entry.after) == ("bidding.ruling.admit", "opened", "in_range")
    assert entry.payload == f'{{"keys_sha256":"{keys_sha256([first])}","more":1,"rows":1}}'
    assert Ruling.objects.get(pk=first).figures == verdict["figures"]
    with pytest.raises(WrongState):
        move_each(Ruling, dict.fromkeys([first, *others], verdict), "admit", by=None, about=tender)
    assert set(Ruling.objects.filter(pk__in=others).values_list("state", "rank")) == {("opened", None)}
    dropped = move_each(Ruling, {first: {}}, "drop", by=None, about=tender)  # a move from more than one state
    assert (dropped.before, dropped.after) == ("in_range", "dropped")
    assert move_each(Ruling, {}, "drop", by=None, about=tender) is None
