"""The demonstration's cases: a direct payment that a run pays, a holiday that waits, a report that finds something."""

import random

import pytest
from django.core.management import call_command

from portal.demo import World
from portal.people import demo as people_demo
from purchasing.payments.demo import add_holidays, ask_directly, fill, pay, report_ratio
from purchasing.payments.models import BankHoliday, CashTest, DirectPayment, RatioReport

pytestmark = pytest.mark.django_db


def test_reports_direct_payments_and_holidays_are_there_and_the_books_hold(capsys):
    world = World(scale=1, rng=random.Random(1), say=lambda words: None)
    people_demo.fill(world)
    fill(world)
    ask_directly(world)
    add_holidays(world)
    report_ratio(world)
    assert set(DirectPayment.objects.values_list("state", flat=True)) == {"granted", "requested"}
    assert set(BankHoliday.objects.values_list("state", flat=True)) == {"in_force", "proposed"}
    report = RatioReport.objects.get()
    assert (report.companies > 0, report.contracts_short) == (True, 1)
    assert CashTest.objects.filter(report=report, passed=False).get().contract.tier == 3

    pay(world)
    assert set(DirectPayment.objects.values_list("state", flat=True)) == {"paid", "requested"}
    call_command("ledger_verify")
    assert "difference 0" in capsys.readouterr().out.splitlines()[-1]
