"""The first page and the frame of the administration: what one comes for, where everything is, in whose time."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import AuditEntry
from portal.audit.services import move, record
from portal.outbox.models import Event
from portal.people import services
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in
from sharedgrowth.jobs.tests import factories as jobs

pytestmark = pytest.mark.django_db
STYLE = settings.BASE_DIR / "static/css/admin.css"


@pytest.fixture
def administrator(client):
    client.cookies["django_language"] = "en"
    return sign_in(client, staff("AD", is_staff=True, is_superuser=True))


def test_the_first_page_leads_to_what_administrators_come_for(administrator):
    UserFactory(is_active=False)
    Event.objects.create(name="people.user_disabled", payload={"user": 1}, dead=True)

    page = administrator.get(reverse("admin:index"))

    found = {str(label): (address, count) for label, address, count in page.context["daily"]}
    assert found["Disabled accounts"] == ("/admin/people/user/?is_active__exact=0", 1)
    assert found["Events that were given up"] == ("/admin/outbox/event/?dead__exact=1", 1)
    assert {"People", "Job runs", "Audit entries"} <= found.keys()
    assert "/admin/bidding/biddingterms/" in {address for _label, address in page.context["terms"]}
    for address, _count in found.values():
        assert administrator.get(address).status_code == 200


def test_the_first_page_has_a_field_that_finds_a_window_without_a_script_of_its_own(administrator):
    page = administrator.get(reverse("admin:index")).content.decode()
    assert re.search(r'id="nav-sidebar".*id="nav-filter".*/admin/people/user/', page, re.DOTALL)
    assert "admin/js/nav_sidebar.js" in page
    assert "Recent actions" not in page
    assert re.search(r"<script(?![^>]*src=)", page) is None


def test_the_frame_names_the_time_zone_and_changes_the_language(administrator):
    address = reverse("admin:people_user_changelist")
    page = administrator.get(address).content.decode()
    assert "KST, Asia/Seoul" in page
    assert 'name="language" value="ko"' in page

    answer = administrator.post(reverse("home:language-set"), {"language": "ko", "next": address})
    assert answer.url == address
    assert "사용자" in administrator.get(address).content.decode()


def test_the_history_of_a_thing_is_what_the_audit_trail_tells(administrator):
    company, colleague = CompanyFactory(), UserFactory(name="Han Garam")
    address = reverse("admin:people_company_history", args=[company.pk])
    assert "The audit trail has no entry about this." in administrator.get(address).content.decode()
    move(company, "suspend", by=colleague, reason="a court has said so")
    page = administrator.get(address).content.decode()
    assert "Suspended" in page
    assert "Han Garam" in page
    assert "Active → Suspended" in page
    assert "a court has said so" in page
    assert "Changed through the forms" not in page
    change = administrator.get(reverse("admin:people_company_change", args=[company.pk])).content.decode()
    assert f'href="{address}"' in change


def test_the_history_of_what_a_form_here_changes_tells_of_the_form_too(administrator):
    data = {"code": "NET", "name_ko": "신기술", "name_en": "NET", "usual_years": "2", "in_use": "on", "order": "3"}
    administrator.post(reverse("admin:people_certificatekind_change", args=["NET"]), data)
    page = administrator.get(reverse("admin:people_certificatekind_history", args=["NET"])).content.decode()
    assert "Changed through the forms of the administration" in page
    assert "Usual validity (years)" in page


def test_the_history_keeps_still_what_persons_do_in_their_own_matters(administrator):
    application = jobs.application()
    address = reverse("admin:jobs_application_history", args=[application.pk])
    record(application, "withdraw", by=application.user, reason="moved abroad")
    assert "moved abroad" not in administrator.get(address).content.decode()


@pytest.mark.parametrize("button", ["button", "default-button", "close-button", "delete-button"])
def test_what_stands_on_a_button_is_readable_in_every_theme(button):
    """Django writes the same colour on all of them."""
    values = re.findall(rf"--(button-fg|{button}-bg|{button}-hover-bg): #(\w{{6}});", STYLE.read_text())
    themes = [dict(values[start : start + 3]) for start in range(0, len(values), 3)]
    assert len(themes) == 3
    for theme in themes:
        for ground in (theme[f"{button}-bg"], theme[f"{button}-hover-bg"]):
            assert contrast(theme["button-fg"], ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """By WCAG 2: 1 for the same colour, 21 for black on white."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_a_filter_that_a_list_does_not_have_is_called_so(administrator):
    page = administrator.get("/admin/people/user/?password__startswith=a")
    assert page.status_code == 400
    assert "a filter that this list does not have" in page.content.decode()
    assert " MB" not in page.content.decode()


def test_events_are_filtered_by_app_and_say_in_words_whether_they_were_given_up(administrator):
    Event.objects.create(name="people.user_disabled", payload={"user": 1})
    Event.objects.create(name="bidding.tender_awarded", payload={"tender": 1}, dead=True)

    page = administrator.get("/admin/outbox/event/", {"app": "people"})

    assert [event.name for event in page.context["cl"].result_list] == ["people.user_disabled"]
    text = page.content.decode()
    assert 'class="field-given_up">No<' in text
    assert "icon-no.svg" not in text
    assert "?app=bidding" in text
    assert "bidding.tender_awarded" not in text


def test_a_delivered_event_is_not_tried_again(administrator):
    event = Event.objects.create(name="people.user_disabled", payload={"user": 1}, delivered_at=timezone.now())
    chosen = {"action": "retry", "_selected_action": [event.pk]}
    page = administrator.post("/admin/outbox/event/", chosen, follow=True).content.decode()
    assert "It has been delivered already: there is nothing to try again." in page
    assert "Done for" not in page


def test_audit_entries_are_found_by_who_acted_and_tell_when(administrator):
    actor = staff("AD", is_staff=True, is_superuser=True, name="Han Garam")
    person = UserFactory()
    services.disable_user(person, reason="left", by=actor)
    entry = AuditEntry.objects.get(what="people.user.disabled")

    for asked in (actor.name, actor.email):
        page = administrator.get("/admin/audit/auditentry/", {"q": asked})
        assert entry in page.context["cl"].result_list
    assert "field-at" in administrator.get(f"/admin/audit/auditentry/{entry.pk}/change/").content.decode()
    assert not administrator.get("/admin/audit/auditentry/", {"q": "nobody@x.example"}).context["cl"].result_list
