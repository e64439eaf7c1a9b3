"""The pages of the entry gate: what each reader sees and what a press does, at a fixed number of queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.files.tests.factories import pdf_bytes, upload
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding.tests import factories as bidding
from purchasing.esg.models import CodeConsent, CodeOfConduct, Entry, EsgTerms
from purchasing.esg.queries import gate as queries
from purchasing.esg.rules.gate import SELF_KEYS
from purchasing.esg.services import gate as services
from purchasing.esg.states import EntryItem, EntryState
from purchasing.esg.tests.gate_stage import consented, filled, judged, newcomer

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, user)
    return client


def url(name: str, *args) -> str:
    return reverse(f"esg:{name}", args=args)


def typed(entry: Entry, **more) -> dict:
    """The whole form of an application as a browser sends it."""
    sent = {}
    for item in EntryItem.values:
        if item != EntryItem.CODE:
            sent |= {f"{item}-answer": "yes", f"{item}-statement": "해마다 확인합니다."}
            sent |= {"E-9-owners": "P-1 60\nP-2 40"}
    sent |= {f"self-{key}": "3" for key in SELF_KEYS}
    return sent | more


def test_a_supplier_answers_the_items_in_one_form_and_submits():
    owner = newcomer()
    client = signed_in(owner)
    page = client.get(url("entry-list"))
    assert "First read the code of conduct" in page.content.decode()
    consented(owner)
    begun = client.post(url("entry-create"))
    entry = Entry.objects.get()
    assert (begun.status_code, begun.url) == (303, url("entry-detail", entry.number))
    sent = typed(entry) | {"E-1-uploads": upload("permit.pdf", pdf_bytes())}
    saved = client.post(url("entry-save", entry.number), sent)
    assert saved.status_code == 303
    assert [file.name for file in entry.points.get(item="E-1").files.all()] == ["permit.pdf"]
    shown = client.get(url("entry-detail", entry.number))
    assert "Everything is there" in shown.content.decode()
    client.post(url("entry-save", entry.number), {"submit": "1", **typed(entry)})
    entry.refresh_from_db()
    assert (entry.state, len(entry.sha256)) == (EntryState.SUBMITTED, 64)


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost():
    owner = newcomer()
    entry = filled(owner)
    sent = typed(entry) | {"E-2-evidence_until": "tomorrow", "E-3-statement": "새로 적은 말"}
    page = signed_in(owner).post(url("entry-save", entry.number), sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'href="#id_E-2-evidence_until"' in text
    assert "새로 적은 말" in text
    assert entry.points.get(item="E-3").statement == "해마다 확인합니다."


def test_an_incomplete_application_says_what_is_left():
    owner = newcomer()
    client = signed_in(owner)
    client.post(url("entry-create"))
    entry = Entry.objects.get()
    page = client.post(url("entry-save", entry.number), {"submit": "1"}, follow=True)
    text = page.content.decode()
    assert "Not complete yet: E-1 · This item is not answered yet." in text
    assert "10 questions of the self-assessment are open" in text


def test_a_reviewer_finds_decides_and_the_letter_lists_what_to_remedy():
    owner, reviewer = newcomer(), staff("ER")
    entry = services.submit_entry(filled(owner), by=owner)
    client = signed_in(reviewer)
    client.post(url("entry-take", entry.number))
    sent = {f"judge-{item}-passed": "yes" for item in EntryItem.values}
    sent |= {"judge-E-9-checked_list": "UN 2026-11", "judge-E-9-checked_on": today().isoformat()}
    refused = client.post(url("entry-judge", entry.number), sent | {"judge-E-1-passed": "no"})
    assert refused.status_code == 422
    assert "Say what is missing" in refused.content.decode()
    words = {"judge-E-1-passed": "no", "judge-E-1-finding": "신고증의 기한이 지남"}
    assert client.post(url("entry-judge", entry.number), sent | words).status_code == 303
    page = client.get(url("entry-decide", entry.number))
    assert "Decide: Not qualified" in page.content.decode()
    client.post(url("entry-decide", entry.number), {"reason": "E-1 미충족"})
    entry.refresh_from_db()
    assert entry.state == EntryState.NOT_QUALIFIED
    own = signed_in(owner)
    text = own.get(url("entry-detail", entry.number)).content.decode()
    assert "What to remedy" in text
    assert "신고증의 기한이 지남" in text
    letter = own.get(url("entry-letter", entry.number))
    assert (letter["Content-Type"], letter.content[:4]) == ("application/pdf", b"%PDF")


def test_purchasing_reads_the_decision_and_not_the_evidence():
    owner, reviewer = newcomer(), staff("ER")
    entry = services.take_entry(services.submit_entry(filled(owner), by=owner), by=reviewer)
    judged(entry, by=reviewer)
    inside = signed_in(staff("CP")).get(url("entry-detail", entry.number)).content.decode()
    outside = signed_in(staff("PO")).get(url("entry-detail", entry.number)).content.decode()
    assert ("해마다 확인합니다." in inside, "해마다 확인합니다." in outside) == (True, False)


@pytest.mark.parametrize("entries", [1, 3])
def test_the_list_of_entries_costs_the_same_for_one_and_for_three(entries, django_assert_num_queries):
    for _ in range(entries):
        owner = newcomer()
        services.submit_entry(filled(owner), by=owner)
    client = signed_in(staff("ER"))
    client.get(url("entry-list"))
    with django_assert_num_queries(8):
        page = client.get(url("entry-list"))
    assert len(page.context["results"]) == entries


@pytest.mark.parametrize("consents", [1, 3])
def test_the_list_of_consents_costs_the_same_for_one_and_for_three(consents, django_assert_num_queries):
    for _ in range(consents):
        consented(newcomer())
    client = signed_in(staff("CP"))
    client.get(url("code-consents"))
    with django_assert_num_queries(12):
        page = client.get(url("code-consents"))
    assert len(page.context["results"]) == consents


def test_the_code_is_read_by_everybody_and_signed_part_by_part():
    assert (
        "Fundamental human rights" in Client(headers={"Accept-Language": "en"}).get(url("code-detail")).content.decode()
    )
    owner = newcomer()
    client = signed_in(owner)
    code = queries.code_in_force()
    ticks = {f"part{no}": "on" for no in range(1, 8)}
    missing = client.post(
        url("code-consent"), {"sha256": code.sha256, **{k: v for k, v in ticks.items() if k != "part3"}}
    )
    assert missing.status_code == 422
    assert "part 3 is missing" in missing.content.decode()
    stale = client.post(url("code-consent"), {"sha256": "0" * 64, **ticks})
    assert stale.status_code == 409
    signed = client.post(url("code-consent"), {"sha256": code.sha256, **ticks})
    assert (signed.status_code, signed.url) == (303, url("code-consents"))
    consent = CodeConsent.objects.get()
    assert (consent.company, consent.ip, consent.language) == (owner.company, "127.0.0.1", "en")
    paper = client.get(url("consent-certificate", consent.uid))
    assert paper.content[:4] == b"%PDF"
    assert signed_in(newcomer()).get(url("consent-certificate", consent.uid)).status_code == 404


def test_a_new_version_is_written_by_one_and_published_by_another():
    writer = signed_in(staff("ER"))
    facts = {"version": "1.1", "effective_on": today().isoformat(), "is_material": "on"}
    facts |= {"changes_ko": "고침", "changes_en": "Mended"}
    made = writer.post(url("code-create"), facts)
    assert made.url == url("code-edit", "1.1")
    draft = CodeOfConduct.objects.get(version="1.1")
    sent = dict(facts)
    for part in queries.parts_of(draft):
        sent |= {
            f"part{part.no}-{name}": getattr(part, name) for name in ("title_ko", "title_en", "text_ko", "text_en")
        }
    sent["part7-text_en"] = "Another text."
    assert writer.post(url("code-edit", "1.1"), sent).status_code == 303
    assert Client().get(url("code-version", "1.1")).status_code == 404
    assert writer.post(url("code-publish", "1.1")).status_code == 403
    assert signed_in(staff("AP")).post(url("code-publish", "1.1")).status_code == 303
    text = Client(headers={"Accept-Language": "en"}).get(url("code-detail")).content.decode()
    assert "Another text." in text
    assert writer.get(url("code-edit", "1.1")).status_code == 409


def test_terms_are_entered_by_one_and_approved_by_another():
    author = signed_in(staff("ER"))
    form = author.get(url("terms-create")).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    late = today() + timedelta(days=30)
    sent |= {"valid_from": today().isoformat(), "note": "시험", "consent_days": "45"}
    early = author.post(url("terms-create"), sent)
    assert early.status_code == 422
    assert "Terms begin on a later day" in early.content.decode()
    assert author.post(url("terms-create"), sent | {"valid_from": late.isoformat()}).status_code == 303
    row = EsgTerms.objects.get(valid_from=late)
    approver = signed_in(staff("AP"))
    assert "45" in approver.get(url("terms-list")).content.decode()
    assert author.post(url("terms-approve", row.pk)).status_code == 403
    assert approver.post(url("terms-approve", row.pk)).status_code == 303
    row.refresh_from_db()
    assert row.is_approved


def test_a_tender_leads_the_bidder_to_the_gate_that_is_shut():
    stage, owner = bidding.published(), newcomer()
    page = signed_in(owner).get(reverse("bidding:tender-detail", args=[stage.tender.number]))
    text = page.content.decode()
    assert "no ESG entry qualification in force" in text
    assert f'href="{url("entry-list")}"' in text
    bidder = supplier()
    fine = signed_in(bidder).get(reverse("bidding:tender-detail", args=[stage.tender.number])).content.decode()
    assert "no ESG entry qualification in force" not in fine


def test_the_dashboard_tells_what_stands_between_the_company_and_a_bid():
    owner = newcomer()
    text = signed_in(owner).get(reverse("home:dashboard")).content.decode()
    assert "Read the code of conduct and sign it" in text
    assert "Apply for the entry qualification" in text
    services.submit_entry(filled(owner), by=owner)
    waits = signed_in(staff("ER")).get(reverse("home:dashboard")).content.decode()
    assert f"Review the entry qualification: {owner.company.legal_name_en}" in waits
