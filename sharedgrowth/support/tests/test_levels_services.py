"""Levels by two people, systems and the flag when nobody uses them, organisations and their door."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.policies import may_read
from portal.files.services import store_upload
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.periods import Period, months_after
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.handlers.energy import watch_factors
from sharedgrowth.support.handlers.levels import watch_levels
from sharedgrowth.support.models import Application, Recommender, SmartLevel
from sharedgrowth.support.queries import levels as queries
from sharedgrowth.support.queries import programme_figures
from sharedgrowth.support.services import levels, recommenders
from sharedgrowth.support.states import ApplicationState
from sharedgrowth.support.states.energy import AuditState
from sharedgrowth.support.states.levels import LevelState
from sharedgrowth.support.tests import energy_stage, factories, project_stage

pytestmark = pytest.mark.django_db
SEEN = "설비 3대가 실적을 스스로 보냅니다."


def confirmed(company, level: int, on: date) -> SmartLevel:
    made = levels.assess(company, level=level, assessed_on=on, how=SEEN, by=staff("CN"))
    return levels.confirm_level(made, confirm=True, by=staff("SG"))


def organisation(**given) -> Recommender:
    told = {
        "kind": "chamber",
        "name_ko": "다온상공회의소",
        "contact": "문가을 팀장",
        "email": "chamber@example.com",
        "agreed_on": today() - timedelta(days=30),
    }
    return recommenders.keep_recommender(Recommender(**(told | given)), by=staff("SG"))


def test_a_level_holds_three_years_once_another_has_confirmed_it():
    company, officer = factories.sme(), staff("SG")
    on = date(2026, 3, 2)
    made = levels.assess(company, level=2, assessed_on=on, how=SEEN, by=officer)
    assert queries.level_of(company, today()) is None
    with pytest.raises(NotAllowed, match="does not confirm"):
        levels.confirm_level(made, confirm=True, by=officer)
    with pytest.raises(RuleBroken, match="already waits"):
        levels.assess(company, level=3, assessed_on=on, how=SEEN, by=officer)
    made = levels.confirm_level(made, confirm=True, by=staff("SG"))
    assert (made.state, made.valid_to) == (LevelState.CONFIRMED, date(2029, 3, 1))
    assert queries.level_of(company, date(2029, 3, 1)) == made
    assert queries.level_of(company, date(2029, 3, 2)) is None
    with pytest.raises(WrongState):
        levels.confirm_level(made, confirm=False, reason="x", by=staff("SG"))


def test_who_confirms_a_level_or_verifies_a_saving_opens_what_it_rests_on():
    company, other = factories.sme(), factories.person(factories.sme(), "SA")
    seen = {"level": 2, "assessed_on": today(), "how": SEEN, "by": staff("SG")}
    made = levels.assess(company, **seen, upload=project_stage.pdf())
    assert may_read(staff("SG"), made.evidence)
    assert may_read(factories.person(company, "SU"), made.evidence)
    assert not may_read(other, made.evidence)
    measure = energy_stage.audit(state=AuditState.MEASURED).measures.first()
    measure.evidence = store_upload(project_stage.pdf(), company=measure.audit.project.company, by=staff("SG"))
    measure.save(update_fields=["evidence"])
    assert may_read(staff("FI"), measure.evidence)
    assert not may_read(staff("PO"), measure.evidence)


def test_level_ups_count_in_the_month_of_the_assessment():
    company, other = factories.sme(), factories.sme()
    confirmed(company, 1, date(2025, 5, 2))
    confirmed(company, 3, date(2026, 9, 8))
    confirmed(other, 4, date(2026, 9, 9))  # the first: nothing to rise from
    rows = programme_figures.level_ups(Period(date(2026, 9, 1), date(2026, 10, 31)))
    assert rows == {date(2026, 9, 1): [2], date(2026, 10, 1): [None]}


def test_a_system_that_nobody_used_is_flagged_once_a_month():
    project = factories.project(programme="smart_factory")
    owner = factories.person(project.company, "SA")
    told = {"kind": "mes", "live_on": months_after(today(), -6), "by": owner}
    asleep = levels.enter_system(project.company, name="생산 관리", project=project, **told)
    used = levels.enter_system(project.company, name="검사 자료", **told)
    gone = levels.enter_system(project.company, name="옛 시스템", **told)
    levels.retire_system(gone, why="새 시스템으로 바꿈", by=owner)
    for back in (1, 2):
        levels.tell_use(used, month=months_after(today().replace(day=1), -back), logins=40, by=owner)

    watch_levels()
    watch_levels()
    told = [event.payload for event in Event.objects.filter(name="support.system_dormant")]
    assert [event["system"] for event in told] == [asleep.pk]
    factories.hear()
    assert set(Notice.objects.filter(kind__startswith="support.system").values_list("kind", flat=True)) == {
        "support.system_dormant",
        "support.system_dormant_seen",
    }


@pytest.mark.parametrize(
    ("month", "message"),
    [(date(2090, 1, 1), "has not come yet"), (date(2020, 1, 1), "was not in use")],
)
def test_the_use_of_a_month_in_which_it_was_not_in_use_is_refused(month, message):
    company = factories.sme()
    owner = factories.person(company, "SU")
    system = levels.enter_system(company, kind="erp", name="재고", live_on=today() - timedelta(days=50), by=owner)
    with pytest.raises(RuleBroken, match=message):
        levels.tell_use(system, month=month, logins=3, by=owner)
    with pytest.raises(NotAllowed):
        levels.tell_use(system, month=today(), logins=3, by=factories.person(factories.sme(), "SA"))
    levels.tell_use(system, month=today(), logins=3, by=owner)
    levels.tell_use(system, month=today(), logins=5, by=owner)
    assert list(system.months.values_list("logins", flat=True)) == [5]


def test_in_december_the_next_factor_is_asked_for_once(monkeypatch):
    monkeypatch.setattr("sharedgrowth.support.handlers.energy.today", lambda: date(2026, 12, 3))
    watch_factors()
    watch_factors()
    assert [event.payload["year"] for event in Event.objects.filter(name="support.factor_due")] == [2024]


def test_an_organisation_recommends_by_its_own_door(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    call, company, officer = factories.call("industrial_innovation"), factories.sme(), staff("SG")
    kept = organisation()
    key = recommenders.make_key(kept, by=officer)
    door = reverse("support:recommender-door", args=[key])
    assert client.get(reverse("support:recommender-door", args=["guess"])).status_code == 404
    told = {
        "call": call.pk,
        "brn": "123",
        "contact": "문가을 팀장",
        "why": "불량률이 높고 대표의 의지가 강합니다.",
        "related": "no",
        "true": "on",
    }
    refused = client.post(door, told)
    assert refused.status_code == 422
    assert "ten digits" in refused.content.decode()
    assert "불량률이 높고" in refused.content.decode()  # nothing that was typed is lost
    assert "is registered" in client.post(door, told | {"brn": "1234567891"}).content.decode()
    made = client.post(door, told | {"brn": company.brn})
    assert made.status_code == 200
    application = Application.objects.get(company=company, call=call)
    assert application.state == ApplicationState.RECOMMENDED
    assert application.recommendation.organisation == "다온상공회의소"
    again = client.post(door, told | {"brn": company.brn})
    assert again.status_code == 422
    recommenders.close_door(kept, by=officer)
    assert client.get(door).status_code == 404


def test_a_door_is_closed_when_the_agreement_has_ended(client):
    kept, officer = organisation(), staff("SG")
    key = recommenders.make_key(kept, by=officer)
    Recommender.objects.filter(pk=kept.pk).update(ends_on=today() - timedelta(days=1))
    assert client.get(reverse("support:recommender-door", args=[key])).status_code == 404
    with pytest.raises(RuleBroken, match="has ended"), translation.override("en"):
        recommenders.make_key(kept, by=officer)
    with pytest.raises(NotAllowed, match="opens nothing"), translation.override("en"):
        recommenders.recommend_by(
            kept, factories.call("smart_factory"), factories.sme(), contact="", why="x", related=False, key=key
        )


def test_an_officer_recommends_for_an_organisation_and_the_key_is_shown_once(client):
    officer, kept = staff("SG"), organisation()
    call, company = factories.call("smart_factory"), factories.sme()
    sign_in(client, officer)
    shown = client.post(reverse("support:recommender-key", args=[kept.uid]))
    address = shown.context["address"]
    assert address not in client.get(reverse("support:recommender-list")).content.decode()
    told = {
        "call": call.pk,
        "brn": company.brn,
        "contact": "문가을",
        "why": "추천합니다.",
        "related": "yes",
        "true": "on",
    }
    assert client.post(reverse("support:recommender-recommend", args=[kept.uid]), told).status_code == 303
    assert Application.objects.get(company=company).recommendation.related is True


def test_levels_and_systems_by_their_screens(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    expert, officer, company = staff("CN"), staff("SG"), factories.sme()
    sign_in(client, expert)
    told = {"company": company.number, "level": "3", "assessed_on": "2026-09-01", "how": SEEN}
    assert client.post(reverse("support:level-assess"), told | {"project": "PRJ-1"}).status_code == 422
    assert client.post(reverse("support:level-assess"), told).status_code == 303
    level = SmartLevel.objects.get()
    sign_in(client, officer)
    decide = reverse("support:level-decide", args=[level.uid])
    assert client.post(decide, {"verdict": "no"}).status_code == 422
    assert client.post(decide, {"verdict": "yes"}).status_code == 303
    owner = factories.person(company, "SA")
    sign_in(client, owner)
    assert "Level 3" in client.get(reverse("support:level-list")).content.decode()
    told = {"kind": "mes", "name": "생산 관리", "live_on": "2026-01-05"}
    assert client.post(reverse("support:system-enter"), told).status_code == 303
    again = client.post(reverse("support:system-enter"), told)
    assert again.status_code == 422
    assert "already has a system" in again.content.decode()
    system = company.smart_systems.get()
    use = reverse("support:system-use", args=[system.uid])
    assert client.post(use, {"month": "10/2026", "logins": "3"}).status_code == 422
    assert client.post(use, {"month": f"{today():%Y-%m}", "logins": "3"}).status_code == 303
    assert "nobody uses it" in client.get(reverse("support:system-list") + "?dormant=1").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    officer = staff("SG")
    for number in range(count):
        company = factories.sme()
        confirmed(company, 2, date(2026, 3, 2))
        owner = factories.person(company, "SA")
        levels.enter_system(company, kind="mes", name=f"시스템 {number}", live_on=date(2026, 1, 5), by=owner)
    sign_in(client, officer)
    client.get(reverse("support:level-list"))
    with django_assert_num_queries(9):
        assert len(client.get(reverse("support:level-list")).context["rows"]) == count
    with django_assert_num_queries(10):
        assert len(client.get(reverse("support:system-list")).context["rows"]) == count


def test_figures_are_the_portals_own_and_few_results_stay_inside(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    energy_stage.audit(AuditState.VERIFIED)
    page = client.get(reverse("support:figures"))
    shown = {row["figure"].key: row["headline"] for row in page.context["shown"]}
    assert shown["energy"] == ""  # of one project everybody would know whose it is
    assert "1,590" in page.content.decode()  # published before, in the table beside
    sign_in(client, staff("SG"))
    page = client.get(reverse("support:figures"))
    shown = {row["figure"].key: row["headline"] for row in page.context["shown"]}
    assert shown["energy"] == "114.0 tCO₂"
    assert shown["energy-won"] == "44.7"
    csv = client.get(reverse("support:figures-csv", args=["energy"])).content.decode("utf-8-sig").splitlines()
    assert csv[0].split(",")[1:] == ["toe", "tCO₂"]
    assert client.get(reverse("support:figures-csv", args=["nothing"])).status_code == 404
    assert Decimal("1590") not in {value for row in page.context["shown"] for value in row["figure"].columns}
