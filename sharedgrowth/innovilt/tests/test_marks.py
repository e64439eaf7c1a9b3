"""Uses of the mark and its misuses: only with a number and a certificate in force; letters before a suspension."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import pdf_bytes, upload
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.people.queries import standing_of
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.handlers import marks as handlers
from sharedgrowth.innovilt.models import CertificateAct, MarkMisuse, MarkUse
from sharedgrowth.innovilt.services import certificate_acts, mark_misuses, mark_uses
from sharedgrowth.innovilt.states import ActKind, MarkUseState, Medium, MisuseKind, MisuseState
from sharedgrowth.innovilt.tests.factories import certificate, office

pytestmark = pytest.mark.django_db


def wanted(made, **more):
    return {
        "medium": Medium.BROCHURE,
        "purpose": "제품 안내서",
        "place": "대리점 50곳",
        "number_shown": True,
        "begins_on": today(),
        "ends_on": made.valid_to,
        "artwork": [upload("mark.pdf", pdf_bytes())],
        **more,
    }


def use_of(made, **more):
    return mark_uses.request_use(made, **wanted(made, **more), by=person(made.company, "SA"))


def test_a_use_is_asked_for_sent_back_changed_and_approved():
    made = certificate()
    use = use_of(made, key="once")
    assert use_of(made, key="once") == use  # sent twice
    mark_uses.return_use(use, reason="번호가 보이지 않습니다.", by=office())
    again = {name: value for name, value in wanted(made, artwork=[]).items()}
    use = mark_uses.request_again(MarkUse.objects.get(pk=use.pk), **again, by=person(made.company, "SA"))
    assert (use.state, use.artwork.count()) == (MarkUseState.REQUESTED, 1)
    use = mark_uses.approve_use(use, conditions="이 도안 그대로", by=office())
    assert (use.state, use.conditions, use.reason) == (MarkUseState.APPROVED, "이 도안 그대로", "")
    with pytest.raises(WrongState):
        mark_uses.approve_use(use, by=staff("IV"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number_shown": False}, "number_shown"),
        ({"ends_on": "past the certificate"}, "ends_on"),
        ({"artwork": []}, "artwork"),
    ],
)
def test_the_mark_is_refused_without_number_beyond_the_certificate_or_unseen(more, field):
    made = certificate()
    if "ends_on" in more:
        more = {"ends_on": made.valid_to + timedelta(days=1)}
    with pytest.raises(RuleBroken) as refusal:
        use_of(made, **more)
    assert refusal.value.field == field
    assert MarkUse.objects.count() == 0


def test_others_ask_for_nothing_and_a_suspended_certificate_gives_no_mark():
    made = certificate()
    with pytest.raises(NotAllowed):
        mark_uses.request_use(made, **wanted(made), by=person(CompanyFactory(), "SA"))
    use = use_of(made)
    act = certificate_acts.propose_act(made, kind=ActKind.SUSPEND, reason="시험", by=None)
    certificate_acts.carry_out_act(act, by=office())
    with pytest.raises(WrongState, match="valid certificate only"):
        mark_uses.approve_use(use, by=office())
    with pytest.raises(WrongState, match="valid certificate only"):
        use_of(made)


def test_with_the_certificate_end_its_uses():
    made = certificate()
    use = mark_uses.approve_use(use_of(made), by=office())
    act = certificate_acts.propose_act(made, kind=ActKind.WITHDRAW, reason="생산을 그만둡니다.", by=None)
    certificate_acts.carry_out_act(act, by=office())
    assert MarkUse.objects.get(pk=use.pk).state == MarkUseState.ENDED


def report(**more):
    told = {"kind": MisuseKind.VERSION, "place": "전시장", "text": "다른 제품에 표장", "seen_on": today(), "by": None}
    return mark_misuses.report_misuse(**told | more)


def test_a_misuse_goes_from_the_letter_to_the_suspension():
    made, on = certificate(), today()
    misuse = report(number=made.number.lower())
    assert (misuse.certificate, misuse.company) == (made, made.company)
    misuse = mark_misuses.send_letter(misuse, letter_text="표장을 떼어 주십시오.", by=office())
    assert misuse.stop_by == business_days_after(on, 10)
    MarkMisuse.objects.filter(pk=misuse.pk).update(stop_by=on - timedelta(days=1))
    assert mark_misuses.remind_of_letters() == 1
    assert mark_misuses.remind_of_letters() == 0
    misuse = mark_misuses.escalate_misuse(misuse, reason="답이 없습니다.", by=office())
    act = CertificateAct.objects.get()
    assert (misuse.state, act.kind, act.proposed_by) == (MisuseState.SUSPENSION, ActKind.SUSPEND, office())
    with pytest.raises(NotAllowed):
        certificate_acts.carry_out_act(act, by=office())
    certificate_acts.carry_out_act(act, by=staff("IV"))
    made.refresh_from_db()
    assert made.state == "suspended"
    mark_misuses.close_misuse(misuse, reason="표장이 없어졌습니다.", by=office())
    assert MarkMisuse.objects.get().state == MisuseState.STOPPED


def test_a_report_names_a_real_number_and_a_letter_names_somebody():
    with pytest.raises(RuleBroken, match="No certificate has this number"):
        report(number="INVC-1999-000001")
    with pytest.raises(RuleBroken, match="not come yet"):
        report(seen_on=today() + timedelta(days=1))
    misuse = report(kind=MisuseKind.NO_CERTIFICATE)
    with pytest.raises(RuleBroken, match="goes to somebody") as refusal:
        mark_misuses.send_letter(misuse, letter_text="표장을 떼어 주십시오.", by=office())
    assert refusal.value.field == "addressee"
    misuse = mark_misuses.send_letter(misuse, letter_text="표장을 떼어 주십시오.", addressee="모조강건", by=office())
    with pytest.raises(WrongState, match="no certificate in force"):
        mark_misuses.escalate_misuse(misuse, reason="답이 없습니다.", by=office())


def test_a_visitor_reports_without_an_account_and_nothing_typed_is_lost(client):
    made = certificate()
    url = reverse("innovilt:misuse-report")
    sent = {"kind": "version", "number": "INVC-1999-000001", "place": "전시장", "seen_on": today(), "text": "다른 제품"}
    wrong = client.post(url, sent)
    assert wrong.status_code == 422
    assert "다른 제품" in wrong.content.decode()
    assert client.post(url, sent | {"number": made.number}).status_code == 303
    misuse = MarkMisuse.objects.get()
    assert (misuse.reported_by, misuse.certificate) == (None, made)


def test_the_member_answers_on_its_page_and_reads_the_letter_as_paper(client):
    made = certificate()
    misuse = mark_misuses.send_letter(report(number=made.number), letter_text="떼어 주십시오.", by=office())
    sign_in(client, person(made.company, "SA"))
    url = reverse("innovilt:misuse-answer", args=[misuse.number])
    assert client.post(url, {"answer": ""}).status_code == 422
    assert client.post(url, {"answer": "모두 떼었습니다."}).status_code == 303
    assert MarkMisuse.objects.get().state == MisuseState.ANSWERED
    paper = client.get(reverse("innovilt:misuse-paper", args=[misuse.number, "ko"]))
    assert paper.content.startswith(b"%PDF")


def test_who_has_to_know_is_told_and_the_ground_floor_knows():
    made, member = certificate(), None
    member = person(made.company, "SA")
    handlers.keep_standing(certificate=made.pk)
    assert standing_of(made.company, "innovilt.certificate", today()) == made.number
    act = certificate_acts.propose_act(made, kind=ActKind.SUSPEND, reason="시험", by=office())
    colleague = staff("IV")
    handlers.ask_a_colleague(act=act.pk)
    assert set(Notice.objects.filter(kind="innovilt.act_proposed").values_list("user", flat=True)) == {colleague.pk}
    certificate_acts.carry_out_act(act, by=colleague)
    handlers.tell_suspended(certificate=made.pk)
    assert Notice.objects.filter(kind="innovilt.suspended", user=member).count() == 1
    assert standing_of(made.company, "innovilt.certificate", today()) is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_uses_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    made = certificate()
    for _each in range(number):
        use_of(made)
    sign_in(client, office())
    client.get(reverse("innovilt:mark-list"))
    with django_assert_num_queries(9):
        answer = client.get(reverse("innovilt:mark-list"))
    assert len(answer.context["uses"]) == number


def test_the_register_for_programs(client):
    made = certificate()
    listed = client.get("/api/v1/innovilt-certificates/", {"state": "valid", "q": "데크"}).json()["results"]
    assert [(row["number"], row["state"], row["versions"]) for row in listed] == [(made.number, "valid", [1])]
    assert client.get("/api/v1/innovilt-certificates/", {"state": "suspended"}).json()["results"] == []
    assert client.get("/api/v1/innovilt-certificates/", {"state": "nonsense"}).status_code == 400
    signed = client.get(f"/api/v1/innovilt-certificates/{made.number}/credential/").json()
    assert signed["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert client.get("/api/v1/innovilt-certificates/INVC-1999-000001/").status_code == 404
    assert Event.objects.filter(name="innovilt.certified").count() == 1
