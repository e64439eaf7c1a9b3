"""Who is told of what, what waits on the dashboard, who reads the evidence."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from portal.clock import today
from portal.files.policies import may_read
from portal.notices.models import Notice
from portal.tests.factories import UserFactory, staff
from purchasing.payments.tests.obligation_stage import deliver_all
from sharedgrowth.funds.cards import board
from sharedgrowth.funds.services import commitments, drawdowns, gem, transfers
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.funds.tests import gem_stage
from sharedgrowth.funds.tests.test_funds_drawdowns import asked

pytestmark = pytest.mark.django_db


def told(user) -> set[str]:
    return set(Notice.objects.filter(user=user).values_list("kind", flat=True))


def rows(card, user) -> list[str]:
    request = RequestFactory().get("/")
    request.user = user
    return [str(row.title) for row in card(request)]


def test_each_step_of_a_payment_tells_who_acts_next_and_waits_on_its_dashboard():
    manager, finance = staff("FM"), staff("FI")
    commitment = funds.commitment(state="requested")
    deliver_all()
    assert told(manager) == {"funds.to_approve"}
    assert len(rows(board.to_decide, manager)) == 1
    commitment = commitments.approve_commitment(commitment, by=manager)
    commitment = commitments.contract_commitment(commitment, by=None)
    firm = UserFactory(company=commitment.company, roles=("SA", "SF"))
    deliver_all()
    assert told(firm) == {"funds.commitment_contracted"}
    made = asked(commitment, by=firm)
    deliver_all()
    assert "funds.drawdown_requested" in told(manager)
    drawdowns.check_drawdown(made, by=manager)
    deliver_all()
    assert told(finance) == {"funds.drawdown_checked"}
    assert len(rows(board.to_decide, finance)) == 1
    assert not rows(board.to_decide, manager)
    drawdowns.return_drawdown(made, remark="서명본 누락", by=finance)
    deliver_all()
    assert "funds.drawdown_returned" in told(firm)
    assert len(rows(board.own, firm)) == 2
    file = made.evidence.get()
    readers = (finance, staff("PO"), UserFactory(roles=("SA",)))
    assert [bool(may_read(each, file)) for each in readers] == [True, False, False]


def test_transfers_and_matching_funds_tell_both_who_decides_and_who_asked():
    fund, asker, approver = funds.fund(), staff("FM"), staff("AP")
    source, target = funds.line(of=fund, amount=100), funds.line(of=fund, amount=100, programme="qss")
    transfer = transfers.ask_transfer(source, target, amount=source.allocated / 2, reason="수요", by=asker)
    deliver_all()
    assert (told(approver), told(asker)) == ({"funds.transfer_asked"}, set())
    transfers.refuse_transfer(transfer, answer="이사회 부결", by=approver)
    deliver_all()
    assert told(asker) == {"funds.transfer_decided"}

    people = gem_stage.pair(begins_on=today() + timedelta(days=30))
    deliver_all()
    assert "funds.gem_to_sign" in told(people.partner)
    assert gem.follow_contributions() == 2
    deliver_all()
    assert "funds.contribution_requested" in told(people.partner)
    assert len(rows(board.gem, people.partner)) == 1
    made = gem_stage.shortlisted(people)
    deliver_all()
    assert "funds.proposal_to_vote" in told(people.partner)
    assert any(made.number in row for row in rows(board.gem, people.approver))
