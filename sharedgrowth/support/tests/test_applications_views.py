"""Pages of an application: written by two at once, checked, sent, taken back; nothing typed is lost."""

import json
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import db_now
from portal.files.models import File
from portal.sealing import receipts
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from sharedgrowth.support.models import Application, ApplicationAnswer, Attachment, Call, CostItem
from sharedgrowth.support.queries.applications import sheet_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import ApplicationState
from sharedgrowth.support.tests.factories import applied, call, person, sme

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true"}}
S = ApplicationState
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def url(name, *args):
    return reverse(f"support:{name}", args=args)


def enter(client, user):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, user)


def paper(name="quote.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def page_form(client, application):
    """What a browser would send back untouched."""
    response = client.get(url("application-edit", application.number))
    assert response.status_code == 200
    data = {}
    for card in response.context["cards"].values():
        if card.form is not None and card.row.asked:
            data[f"f-{card.key}-seen"] = card.form.seen
            value = card.form["value"].value()
            if value not in (None, ""):
                data[f"f-{card.key}-value"] = str(value)
    for each in response.context["costs"]:
        data[f"{each['form'].prefix}-seen"] = each["form"].seen
        for name in ("title", "vendor", "amount_won"):
            data[each["form"][name].html_name] = str(each["form"][name].value() or "")
    return data


def test_a_company_begins_writes_and_sends(client, tmp_path):
    of = call()
    company = sme()
    enter(client, person(company, "SA"))
    assert client.get(url("call-detail", of.number)).status_code == 200
    start = url("application-start", of.number)
    assert client.get(start).status_code == 200
    quiz = {each.key: "yes" if each.wanted else "no" for each in programmes.get("smart_factory").quiz}
    refused = client.post(start, quiz | {"vendor": "yes"})
    assert refused.status_code == 422
    assert not Application.objects.exists()
    assert client.post(start, quiz).status_code == 303
    application = Application.objects.get()
    edit = url("application-edit", application.number)
    data = page_form(client, application) | {
        "f-title-value": "도금 두께 자동 검사",
        "f-level-value": "basic",
        "f-employees-value": "86",
        "cost-new-title": "두께 측정기 2대",
        "cost-new-amount_won": "84,000,000",
        "then": "cost",
    }
    assert client.post(edit, data).status_code == 303
    item = CostItem.objects.get()
    assert (item.title, item.amount_won, item.application) == ("두께 측정기 2대", Decimal(84_000_000), application)
    application.refresh_from_db()
    assert application.title == "도금 두께 자동 검사"
    for place in (f"cost-{item.pk}", "quotes"):
        upload = {f"up-{place}-files": [paper("a.pdf"), paper("b.pdf")], "then": f"file-{place}"}
        assert client.post(edit, page_form(client, application) | upload).status_code == 303
    assert Attachment.objects.count() == 4
    blocked = client.post(url("application-submit", application.number), {"agrees": "on"})
    assert blocked.status_code == 422
    assert "things are left" in blocked.content.decode()
    fill(client, application)
    assert client.post(url("application-submit", application.number), {}).status_code == 422  # not agreed
    sent = client.post(url("application-submit", application.number), {"agrees": "on"})
    assert sent.status_code == 303
    application.refresh_from_db()
    assert (application.state, application.asked_won, application.trading) == (S.SUBMITTED, Decimal(84_000_000), False)
    assert application.facts["employees"] == 86
    receipt = client.get(url("application-receipt", application.number, 1)).json()
    assert receipt["sha256"] == application.sha256
    assert checked(tmp_path, receipt).returncode == 0
    forged = checked(tmp_path, receipt | {"document": receipt["document"].replace("84000000", "94000000")})
    assert forged.returncode == 1
    assert "the receipt was changed" in forged.stderr
    assert client.get(url("application-pdf", application.number))["Content-Type"] == "application/pdf"
    assert client.get(url("application-list")).context["results"].paginator.count == 1


def checked(folder, receipt):
    """What the tool says that anybody can run."""
    (folder / "receipt.json").write_text(json.dumps(receipt))
    (folder / "twp-keys.json").write_text(json.dumps({"keys": receipts.public_keys()}))
    tool = [sys.executable, "tools/verify_application.py", str(folder / "receipt.json")]
    return subprocess.run(tool, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False)


def fill(client, application):
    """Answer what is left, as the page asks."""
    data = page_form(client, application)
    for row in sheet_of(application).asked:
        if not row.lack:
            continue
        if row.field.kind == "file":
            upload = {f"up-{row.key}-files": [paper()], "then": f"file-{row.key}"}
            assert client.post(url("application-edit", application.number), data | upload).status_code == 303
            continue
        least = row.field.least if row.field.least is not None else Decimal(12)
        value = {"choice": row.field.options and row.field.options[0]["value"], "yesno": "yes", "number": f"{least:f}"}
        data[f"f-{row.key}-value"] = value.get(row.field.kind, "20") if row.field.kind != "date" else "2027-01-04"
    data = page_form(client, application) | data
    response = client.post(url("application-edit", application.number), data)
    assert response.status_code == 303, response.context["unread"]
    application.refresh_from_db()
    assert [(each.label, each.words) for each in sheet_of(application).left] == []


def test_two_browsers_both_texts_stand_at_the_field(client):
    application = applied(state=S.DRAFT)
    writer = person(application.company, "SA")
    enter(client, writer)
    first, second = page_form(client, application), page_form(client, application)
    edit = url("application-edit", application.number)
    assert client.post(edit, first | {"f-problem-value": "first text"}).status_code == 303
    late = client.post(edit, second | {"f-problem-value": "second text", "f-employees-value": "30"})
    assert late.status_code == 409
    text = late.content.decode()
    assert "first text" in text
    assert "second text" in text
    answers = {each.field.key: each.value for each in ApplicationAnswer.objects.select_related("field")}
    assert (answers["problem"], answers["employees"]) == ("first text", "30")  # the rest is saved
    again = {"f-problem-seen": late.context["cards"]["problem"].form.seen, "f-problem-value": "second text"}
    assert client.post(edit, again).status_code == 303
    assert ApplicationAnswer.objects.get(field__key="problem").value == "second text"


def test_autosave_answers_with_parts_and_leaves_an_untouched_field_alone(client):
    application = applied(state=S.DRAFT)
    enter(client, person(application.company, "SA"))
    edit = url("application-edit", application.number)
    data, stale = page_form(client, application), page_form(client, application)
    client.post(edit, data | {"f-problem-value": "colleague"})
    response = client.post(edit, stale | {"f-employees-value": "31", "then": "auto"}, **HTMX)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'hx-target="#field-problem"' in text
    assert "colleague" in text
    assert ApplicationAnswer.objects.get(field__key="problem").value == "colleague"
    broken = client.post(edit, page_form(client, application) | {"f-employees-value": "many", "then": "auto"}, **HTMX)
    assert "Saved, but not" in broken.content.decode()


def test_a_condition_shows_its_field_and_hides_it(client):
    application = applied(state=S.DRAFT)
    enter(client, person(application.company, "SA"))
    edit = url("application-edit", application.number)
    assert not client.get(edit).context["cards"]["system_other"].row.asked
    response = client.post(edit, page_form(client, application) | {"f-system-value": "other", "then": "auto"}, **HTMX)
    assert 'hx-target="#field-system_other"' in response.content.decode()
    assert client.get(edit).context["cards"]["system_other"].row.asked


def test_a_call_that_closes_while_one_types_keeps_the_draft(client):
    application = applied(state=S.DRAFT)
    enter(client, person(application.company, "SA"))
    edit, data = url("application-edit", application.number), page_form(client, application)
    late = Call.objects.create(
        **{
            each.attname: getattr(application.call, each.attname)
            for each in Call._meta.concrete_fields
            if each.name not in ("id", "uid", "number", "opens_at", "closes_at")
        },
        number="CALL-2026-999999",
        opens_at=db_now() - timedelta(days=9),
        closes_at=db_now() - timedelta(seconds=1),
    )
    late_draft = applied(late, sme(), state=S.DRAFT)
    enter(client, person(late_draft.company, "SA"))
    edit, data = url("application-edit", late_draft.number), page_form(client, late_draft)
    saved = client.post(edit, data | {"f-problem-value": "typed after the end"}, follow=True)
    assert "The call has closed meanwhile" in saved.content.decode()
    assert ApplicationAnswer.objects.get(application=late_draft, field__key="problem").value == "typed after the end"
    refused = client.post(url("application-submit", late_draft.number), {"agrees": "on"})
    assert refused.status_code == 409
    assert "The call closed on" in refused.content.decode()


def test_an_evidence_that_fails_its_scan_is_said_at_its_place(client):
    application = applied(state=S.DRAFT)
    enter(client, person(application.company, "SA"))
    item = application.costs.get()
    edit = url("application-edit", application.number)
    upload = {f"up-cost-{item.pk}-files": [paper("virus.pdf")], "then": f"file-cost-{item.pk}"}
    client.post(edit, page_form(client, application) | upload)
    File.objects.update(scan="infected", scanned_at=db_now())
    response = client.get(edit)
    text = response.content.decode()
    assert "virus.pdf" in text
    assert "Blocked by the virus scan" in text
    assert "2 quotes are missing" in text
    bad = client.post(
        edit,
        page_form(client, application)
        | {"up-quotes-files": [SimpleUploadedFile("x.exe", b"MZ")], "then": "file-quotes"},
    )
    assert bad.status_code == 422
    assert bad.context["cards"]["quotes"].files.errors
    gone = client.post(url("attachment-remove", application.number, Attachment.objects.get().uid))
    assert gone.status_code == 303
    assert Attachment.objects.get().removed_at is not None
    assert client.post(url("cost-remove", application.number, item.pk)).status_code == 303
    assert not CostItem.objects.exists()


def test_who_does_not_belong_there_sees_nothing(client):
    application = applied(state=S.DRAFT)
    for user, status in (
        (person(sme(), "SA"), 404),
        (staff("SG"), 404),  # not sent yet
        (staff("PO"), 404),
        (UserFactory(company=application.company, roles=["SU"]), 200),
        (UserFactory(company=application.company, roles=["BD"]), 404),
    ):
        enter(client, user)
        assert client.get(url("application-detail", application.number)).status_code == status
    colleague = UserFactory(company=application.company, roles=["SU"])
    enter(client, colleague)
    assert client.post(url("application-edit", application.number), {}).status_code == 403
    enter(client, person(application.company, "SA"))
    people = url("application-people", application.number)
    assert client.get(people).status_code == 200
    assert client.post(people, {"action": "editor", "user": colleague.pk}).status_code == 303
    enter(client, colleague)
    assert client.post(url("application-edit", application.number), {}).status_code == 303
    assert client.post(url("application-submit", application.number), {"agrees": "on"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_own_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    company = sme()
    for _ in range(count):
        applied(call(), company)
    enter(client, person(company, "SA"))
    with django_assert_num_queries(8):
        assert len(client.get(url("application-list")).context["results"]) == count


def test_a_sent_application_is_taken_back_with_a_reason(client):
    application = applied()
    enter(client, person(application.company, "SA"))
    back = url("application-withdraw", application.number)
    assert client.get(back).status_code == 200
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "다음 차수에 신청합니다."}).status_code == 303
    application.refresh_from_db()
    assert (application.state, application.reason) == (S.WITHDRAWN, "다음 차수에 신청합니다.")
