"""Announcements: two people, a set time, withdrawal, files, alerts without an account; questions and their votes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken
from portal.files.services import store_upload
from portal.files.tests.factories import pdf_bytes, upload
from portal.news.models import Announcement, FaqEntry, FaqVote, NewsAlert, NewsAlertHit
from portal.news.services import alerts, announcements, faq
from portal.news.states import AnnouncementState, FaqState
from portal.news.tests.factories import announced, hear, mail_to
from portal.privacy.services import rights
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"news:{name}", args=args)


def enter(client, user):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, user)


def test_one_writes_and_another_publishes_at_the_set_time(client):
    writer, colleague = staff("SG"), staff("CC")
    enter(client, writer)
    later = db_now() + timedelta(days=1)
    given = {
        "kind": "programme", "title_ko": "교류회 안내", "title_en": "Meeting", "text_ko": "오십시오.", "text_en": "",
        "publish_at": f"{later:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    bad = client.post(url("announcement-write"), given)
    assert bad.status_code == 422
    assert "교류회 안내" in bad.content.decode()  # nothing typed is lost
    given["text_en"] = "Please come."
    assert client.post(url("announcement-write"), given | {"files": upload("안내.pdf", pdf_bytes())}).status_code == 303
    draft = Announcement.objects.get()
    file = draft.attachments.get().file
    assert not file.public
    assert client.post(url("announcement-deed", draft.number, "propose")).status_code == 303
    assert client.post(url("announcement-deed", draft.number, "publish")).status_code == 403
    enter(client, colleague)
    assert "Publish the announcement" in client.get("/dashboard/").content.decode()
    assert client.post(url("announcement-deed", draft.number, "publish")).status_code == 303
    draft.refresh_from_db()
    assert draft.state == AnnouncementState.SCHEDULED
    client.logout()
    assert client.get(url("announcement-detail", draft.number)).status_code == 404
    assert announcements.publish_due() == 0
    Announcement.objects.filter(pk=draft.pk).update(publish_at=db_now() - timedelta(seconds=1))
    assert announcements.publish_due() == 1
    assert announcements.publish_due() == 0
    page = client.get(url("announcement-detail", draft.number))
    assert "Please come." in page.content.decode()
    assert client.get(file.url).status_code == 200
    with pytest.raises(DatabaseError), transaction.atomic():
        Announcement.objects.filter(pk=draft.pk).update(text_ko="다른 말")


def test_withdrawn_is_gone_for_everybody_with_its_files(client):
    writer = staff("SG")
    draft = announcements.write_announcement(by=writer, title_ko="잘못된 안내", text_ko="틀린 날짜")
    file = store_upload(upload("표.pdf", pdf_bytes()), company=None, by=writer)
    announcements.attach(draft, file, by=writer)
    announcements.propose_announcement(draft, by=writer)
    made = announcements.publish_announcement(draft, by=staff("AP"))
    assert client.get(file.url).status_code == 200
    with override("en"), pytest.raises(RuleBroken, match="Say why"):
        announcements.withdraw_announcement(made, reason="", by=writer)
    announcements.withdraw_announcement(made, reason="날짜가 틀렸습니다.", by=writer)
    assert client.get(url("announcement-detail", made.number)).status_code == 404
    assert client.get(file.url).status_code in (303, 403, 404)
    assert made.number not in client.get(url("feed", "rss")).content.decode()


def test_what_may_not_be_done():
    writer = staff("SG")
    draft = announcements.write_announcement(by=writer, title_ko="안내", text_ko="내용")
    with pytest.raises(NotAllowed):
        announcements.write_announcement(by=staff("RQ"), title_ko="안내", text_ko="내용")
    with pytest.raises(NotAllowed, match="does not wait"):
        announcements.publish_announcement(draft, by=staff("CC"))
    announcements.edit_announcement(draft, by=writer, publish_at=db_now() - timedelta(hours=1))
    with pytest.raises(RuleBroken, match="has passed"):
        announcements.propose_announcement(draft, by=writer)
    announcements.edit_announcement(draft, by=writer, publish_at=None)
    announcements.propose_announcement(draft, by=writer)
    with pytest.raises(NotAllowed, match="Only a draft changes"):
        announcements.edit_announcement(draft, by=writer, title_ko="다른 제목")
    announcements.return_announcement(draft, reason="제목을 고쳐 주십시오.", by=staff("CC"))
    assert announcements.discard_announcement(draft, by=writer).state == AnnouncementState.DISCARDED


def test_pinned_ones_stand_above_and_words_are_found(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ko"
    old = announced("고정 안내", pinned_until=today() + timedelta(days=3))
    new = announced("새 지원사업 공고", kind="programme")
    listed = [each.pk for each in client.get(url("announcement-list")).context["results"]]
    assert listed == [old.pk, new.pk]
    found = client.get(url("announcement-list"), {"q": "지원사업"}).context["results"]
    assert [each.pk for each in found] == [new.pk]
    assert [each.pk for each in client.get(url("announcement-list"), {"kind": "notice"}).context["results"]] == [old.pk]
    assert client.get("/").context["sections"]
    told = client.get("/api/v1/announcements/").json()["results"]
    assert {each["number"] for each in told} == {old.number, new.number}


def test_an_alert_whose_use_was_stopped_meets_nothing():
    person = UserFactory()
    alerts.ask_alert(email=person.email, language="ko")
    alerts.confirm_alert(NewsAlert.objects.get())
    asked = rights.ask(kind="suspension", holding="news.alerts", by=person)
    rights.answer(asked, outcome="granted", decision="Stopped.", by=staff("PR"))
    announced("점검 안내")
    hear()
    assert NewsAlertHit.objects.count() == 0
    rights.lift(asked, by=person)
    announced("다음 안내")
    hear()
    assert NewsAlertHit.objects.exclude(told_at=None).count() == 1


def test_an_address_is_told_once_and_forgotten_when_it_wants(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    asked = {"email": "Reader@garam.example", "kind": "programme"}
    assert client.post(url("alert-add"), {"email": "none"}).status_code == 422
    assert client.post(url("alert-add"), asked).status_code == 200
    hear()
    link = re.search(r"/news/alerts/confirm/\S+", mail_to("reader@garam.example"))[0]
    assert client.get(link).status_code == 200
    assert NewsAlert.objects.get().state == "pending"  # looking changes nothing
    client.post(link)
    announced("점검 안내")
    announced("새 사업", kind="programme", title_en="A new programme", text_en="It begins.")
    hear()
    assert NewsAlertHit.objects.count() == 1
    sent = [message for message in mail.outbox if message.to == ["reader@garam.example"]][1:]
    assert len(sent) == 1
    assert "A new programme" in sent[0].body
    assert sent[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = url("alert-end", alerts.end_token(NewsAlert.objects.get()))
    assert client.post(leave).status_code == 200
    assert NewsAlert.objects.count() == 0
    assert client.get(link).status_code == 410


def test_questions_are_found_voted_on_once_and_mended(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    editor = staff("SG")
    category = FaqEntry.objects.first().category  # some came with the portal
    entry = faq.write_question(
        by=editor, category=category, question_ko="합금강 인증은?", question_en="Which alloy certificate?",
        answer_ko="시험성적서면 됩니다.", answer_en="A test report will do.",
    )  # fmt: skip
    assert "alloy" not in client.get(url("faq-list")).content.decode()
    faq.publish_question(entry, by=editor)
    page = client.get(url("faq-list"), {"q": "alloy report"})
    assert page.context["found"] == 1
    assert client.get(url("faq-list"), {"q": "nothing like it"}).context["found"] == 0
    vote = {"helpful": "no", "words": "Which standard?"}
    assert client.post(url("faq-vote", entry.uid), vote).status_code == 303
    client.post(url("faq-vote", entry.uid), vote)
    assert FaqVote.objects.filter(entry=entry).count() == 1  # this browser once
    enter(client, editor)
    assert "Which standard?" in client.get(url("faq-desk")).content.decode()
    assert client.post(url("faq-deed", entry.uid, "retire")).status_code == 303
    entry.refresh_from_db()
    assert entry.state == FaqState.RETIRED
    assert client.post(url("faq-write"), {"question_ko": "질문만"}).status_code == 422
    enter(client, staff("RQ"))
    assert client.get(url("faq-desk")).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    for place in range(number):
        announced(f"안내 {place}")
    client.get(url("announcement-list"))
    with django_assert_num_queries(3):  # clock, count, rows
        page = client.get(url("announcement-list"))
    assert len(page.context["results"]) == number


def test_an_empty_list_does_not_speak_of_a_search_that_nobody_made(client):
    client.cookies["django_language"] = "en"
    assert "Nothing has been announced yet" in client.get(url("announcement-list")).text
    assert "Nothing found" in client.get(url("announcement-list"), {"q": "nowhere"}).text
