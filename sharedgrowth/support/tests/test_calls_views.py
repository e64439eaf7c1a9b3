"""Public pages of programmes and calls; writing, publishing, extending, cancelling a call; the finder; alerts."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.urls import reverse

from portal.clock import SEOUL, db_now
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.funds.tests.factories import line
from sharedgrowth.support.models import Call, CallAlert, FormVersion
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services.alerts import confirm_token, end_token, meet_call
from sharedgrowth.support.states import ApplicationState, CallState
from sharedgrowth.support.tests.factories import applied, call, hear, person, sme

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"support:{name}", args=args)


def enter(client, user):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, user)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_everybody_reads_programmes_and_calls(client, language):
    of = call(title_en="Second round of 2026")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    for path in (
        url("programme-list"),
        url("productivity"),
        url("call-list"),
        url("call-detail", of.number),
        url("finder"),
        url("calendar"),
        url("alert-add"),
        *(url("programme-detail", each.slug) for each in programmes),
    ):
        assert client.get(path).status_code == 200, path
    assert of.title_en.encode() in client.get(url("call-list") + "?lang=en").content
    assert client.get(url("programme-detail", "unheard-of")).status_code == 404
    draft = call(state=CallState.DRAFT)
    assert client.get(url("call-detail", draft.number)).status_code == 404


def test_the_way_into_an_application_is_shown_to_who_may_take_it(client):
    of = call()
    way = f'href="{url("application-start", of.number)}"'

    def seen(user=None) -> str:
        client.logout()
        enter(client, user) if user else client.defaults.update(HTTP_ACCEPT_LANGUAGE="en")
        return client.get(url("call-detail", of.number)).content.decode()

    reader = person(sme(), "BD")
    assert way in seen()
    assert way in seen(person(sme(), "SA"))
    assert way not in seen(staff("RQ"))
    assert (way in seen(reader), "written by administrators and users" in seen(reader)) == (False, True)


def test_published_figures_stand_apart_from_own_rows(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get(url("programme-detail", "industrial_innovation"))
    assert page.context["own"].companies == 0
    assert "879" in page.content.decode()
    assert "They are not this portal" in page.content.decode()


def test_the_finder_gives_reasons(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    answers = {"needs": ["energy", "data"], "size": "SMALL", "employees": "40", "certificate": "yes"}
    page = client.get(url("finder"), answers)
    fitting = [each["slug"] for each in page.context["found"] if each["fit"].open]
    assert fitting[0] == "smart_factory"  # it helps with both
    assert "energy" in fitting
    large = client.get(url("finder"), answers | {"size": "LARGE"})
    assert {each["fit"].open for each in large.context["found"]} == {False}
    assert "for small and medium" in large.content.decode()
    assert client.get(url("finder"), {"find": "1"}).status_code == 422
    supported = client.get(url("finder"), answers | {"recent": ["smart_factory"]})
    assert "within the last 24 months" in supported.content.decode()


def test_one_writes_a_call_and_another_publishes_it(client):
    writer, colleague = staff("SG"), staff("SG")
    enter(client, writer)
    closes = (db_now() + timedelta(days=20)).astimezone(SEOUL)
    given = {
        "programme": "smart_factory",
        "title_ko": "스마트팩토리 2026-3차",
        "text_ko": "설비 자료 수집을 지원합니다.",
        "closes_at": f"{closes:%Y-%m-%dT%H:%M}",
        "places": "10",
        "nontrading_pct": "50",
        "funding_mode": "type1",
        "most_won": "100,000,000",
    }
    assert client.get(url("call-create")).status_code == 200
    bad = client.post(url("call-create"), given | {"title_ko": "", "places": "none"})
    assert bad.status_code == 422
    assert "설비 자료 수집을 지원합니다." in bad.content.decode()
    assert client.post(url("call-create"), given).status_code == 303
    made = Call.objects.get()
    assert client.get(url("call-edit", made.number)).status_code == 200
    unpaid = client.post(url("call-propose", made.number), follow=True)
    made.refresh_from_db()
    assert made.state == "draft"
    assert "choose the budget line" in unpaid.content.decode()
    made.budget_line = line()
    made.save()
    assert client.post(url("call-propose", made.number)).status_code == 303
    assert client.post(url("call-publish", made.number)).status_code == 403  # not one's own
    hear()
    enter(client, colleague)
    assert client.post(url("call-publish", made.number)).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.form.programme, made.params["pass_points"]) == ("published", "smart_factory", "60")
    assert sum(each["weight"] for each in made.rubric) == 100
    later = f"{closes + timedelta(days=7):%Y-%m-%dT%H:%M}"
    extend = {"closes_at": f"{closes - timedelta(days=1):%Y-%m-%dT%H:%M}", "reason": "연휴"}
    assert client.post(url("call-extend", made.number), extend).status_code == 422
    assert client.post(url("call-extend", made.number), extend | {"closes_at": later}).status_code == 303
    assert client.get(url("call-detail", made.number)).status_code == 200
    assert client.get(url("calendar")).context["months"]
    ics = client.get(url("calendar-ics")).content.decode()
    assert f"UID:{made.uid}-closes@together" in ics
    assert "SEQUENCE:1" in ics
    assert made.number in client.get(url("feed", "rss")).content.decode()
    assert client.post(url("call-cancel", made.number), {"reason": "예산이 줄었습니다."}).status_code == 303
    assert "예산이 줄었습니다." in client.get(url("call-detail", made.number)).content.decode()


def test_a_programme_that_is_gone_is_said_plainly(client):
    of = call("removed_programme", form=None, rubric=[], params={})
    draft = applied(of, state=ApplicationState.DRAFT)
    assert client.get(url("programme-detail", "removed_programme")).status_code == 410
    enter(client, person(draft.company, "SA"))
    for path in (url("call-detail", of.number), url("application-detail", draft.number)):
        assert "carried out no longer" in client.get(path).content.decode()
    refused = client.post(url("application-submit", draft.number), {"agrees": "on"})
    assert refused.status_code == 409
    assert client.get(url("application-start", call("removed_programme").number)).status_code == 409
    warned = run_checks(databases=["default"], tags=["database"])
    assert [each.id for each in warned if each.id == "support.W001"] == ["support.W001"]


def test_an_alert_begins_when_it_is_confirmed_and_ends_by_one_press(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    asked = {"email": "Firm@garam.example", "programme": "smart_factory", "consent": "on"}
    assert client.post(url("alert-add"), asked | {"consent": ""}).status_code == 422
    assert client.post(url("alert-add"), asked).status_code == 200
    hear()
    alert = CallAlert.objects.get()
    assert (alert.email, alert.state, len(mail.outbox)) == ("firm@garam.example", "pending", 1)
    confirm = url("alert-confirm", confirm_token(alert))
    assert client.get(confirm).status_code == 200
    assert client.post(confirm).status_code == 200
    meet_call(call("qss").pk)
    published = call("smart_factory", title_en="A call to tell of")
    meet_call(published.pk)
    meet_call(published.pk)  # twice is once
    hear()
    assert [message.subject for message in mail.outbox[1:]] == ["[Together] New calls of Smart factory: 1"]
    assert client.post(url("alert-end", end_token(alert))).status_code == 200
    assert not CallAlert.objects.exists()
    assert client.get(url("alert-end", end_token(alert))).status_code == 200
    assert client.get(url("alert-end", "nonsense")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    for _ in range(count):
        call()
    with django_assert_num_queries(3):
        assert len(client.get(url("call-list")).context["results"]) == count


def test_a_form_is_built_previewed_and_published_by_another(client):
    builder, colleague = staff("SG"), staff("SG")
    enter(client, builder)
    assert client.get(url("form-list")).status_code == 200
    assert client.post(url("form-list"), {"programme": "qss", "note": "안전 항목 추가"}).status_code == 303
    draft = FormVersion.objects.get(programme="qss", state="draft")
    count = draft.fields.count()
    assert client.get(url("form-detail", draft.uid)).status_code == 200
    field = {
        "label_ko": "안전 관리자",
        "label_en": "Safety manager",
        "key": "safety_manager",
        "kind": "choice",
        "options": "own | 자체 선임 | Own\nagency | 위탁 | Agency\n없음 | None",
        "most_letters": "600",
        "required": "on",
    }
    assert client.get(url("field-create", draft.uid)).status_code == 200
    assert client.post(url("field-create", draft.uid), field | {"options": "only"}).status_code == 422
    assert client.post(url("field-create", draft.uid), field).status_code == 303
    made = draft.fields.get(key="safety_manager")
    assert [each["value"] for each in made.options] == ["own", "agency", "o3"]
    follow = field | {
        "key": "agency_name",
        "label_ko": "위탁 기관",
        "label_en": "Agency",
        "kind": "text",
        "options": "",
    }
    follow |= {"shown_if_key": "safety_manager", "shown_if_value": "agency"}
    assert client.post(url("field-create", draft.uid), follow).status_code == 303
    refused = client.post(url("field-move", draft.uid, "agency_name", "up"))
    assert refused.status_code == 422  # it depends on the one above
    assert client.post(url("field-remove", draft.uid, "safety_manager")).status_code == 422
    assert client.get(url("field-edit", draft.uid, "agency_name")).status_code == 200
    assert draft.fields.count() == count + 2
    assert client.post(url("form-publish", draft.uid)).status_code == 403
    running = call("qss")
    enter(client, colleague)
    assert client.get(url("form-publish", draft.uid)).status_code == 200
    assert client.post(url("form-publish", draft.uid)).status_code == 303
    running.refresh_from_db()
    assert running.form.version == draft.version - 1  # keeps its own
    assert client.post(url("field-remove", draft.uid, "agency_name")).status_code == 403


def test_who_may_not_build_forms_sees_none(client):
    enter(client, person(sme(), "SA"))
    assert client.get(url("form-list")).status_code == 403
    assert client.get(url("call-create")).status_code == 403
    assert client.get(url("application-list")).status_code == 200
