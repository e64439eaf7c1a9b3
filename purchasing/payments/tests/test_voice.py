"""The confidential voice: nobody learns who spoke until three firms have, or it consents; not even the audit trail."""

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people.models import Company
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import in_force
from purchasing.payments.models import Voice
from purchasing.payments.queries import voice as queries
from purchasing.payments.services import voice as services
from purchasing.payments.states import VoiceState

pytestmark = pytest.mark.django_db
TEXT = "검수 후 석 달째 대금을 받지 못했습니다."


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def payer() -> Company:
    """A supplier of the buyer that pays firms below it."""
    return CompanyFactory(legal_name_ko="가람정밀", legal_name_en="Garam Precision")


def firm_below(payer: Company, name: str = "온새미금속"):
    top = in_force(payee=payer)
    firm = UserFactory(company=CompanyFactory(legal_name_ko=name, legal_name_en=""), roles=("SF",))
    in_force(parent=top, payee=firm.company, value=1000)
    return firm


def spoken(payer: Company, by=None, *, topic: str = "late", named: bool = False, key: str = "k") -> Voice:
    by = by or firm_below(payer)
    return services.speak(about=payer, topic=topic, text=TEXT, named=named, key=key, by=by)


def test_compliance_reads_what_was_said_but_not_by_whom(client, payer):
    firm = firm_below(payer)
    voice = spoken(payer, firm)
    html = sign_in(client, staff("CP")).get(reverse("payments:voice-detail", args=[voice.uid])).content.decode()

    assert TEXT in html
    assert "Garam Precision" in html
    for secret in ("온새미금속", firm.name, firm.email, firm.company.brn, firm.company.number):
        assert secret not in html


def test_the_audit_trail_and_the_notices_do_not_tell_either(payer):
    firm = firm_below(payer)
    officer = staff("CP")
    voice = spoken(payer, firm)
    services.add_word(voice, text="덧붙입니다.", key="w", by=firm)
    services.withdraw_voice(voice, by=firm)
    while deliver_due():
        continue

    entries = AuditEntry.objects.filter(thing_type="payments.voice")
    assert {entry.by_id for entry in entries} == {None}
    assert {entry.company_id for entry in entries} == {None}
    told = Notice.objects.filter(user=officer)
    assert {notice.kind for notice in told} == {
        "payments.voice_sent", "payments.voice_word", "payments.voice_withdrawn",
    }  # fmt: skip
    assert all(notice.params == {"number": voice.number} for notice in told)


@pytest.mark.parametrize("codes", [("PO",), ("FI",), ("AU",), ("SG",), ("AD",)])
def test_other_staff_read_no_words_and_no_sum_of_fewer_than_three_firms(client, payer, codes):
    voices = [spoken(payer) for _ in range(2)]
    client = sign_in(client, staff(*codes))
    assert client.get(reverse("payments:voice-detail", args=[voices[0].uid])).status_code == 404
    listed = client.get(reverse("payments:voice-list"))
    if codes == ("AD",):
        assert listed.status_code == 403
        return
    assert "Garam Precision" not in listed.content.decode()

    spoken(payer, topic="kickback")
    html = client.get(reverse("payments:voice-list")).content.decode()
    assert "Garam Precision" in html
    assert "Money asked back" not in html  # one firm of three spoke about that
    assert TEXT not in html


def test_one_firm_that_speaks_three_times_is_one_firm(payer):
    firm = firm_below(payer)
    voices = [spoken(payer, firm, key=f"k{number}") for number in range(3)]
    assert queries.firms_about(voices[0]) == 1
    assert queries.heard(staff("CP")) == []


def test_a_company_is_spoken_to_only_for_three_firms_or_with_consent(payer):
    officer = staff("CP")
    first, _second = spoken(payer), spoken(payer)
    with pytest.raises(NotAllowed, match=r"spoke about this company: 2\. .* wait for 3"):
        services.take_up_voice(first, by=officer)

    services.consent_to_be_named(first, by=first.author)
    assert services.take_up_voice(first, by=officer).state == VoiceState.TAKEN_UP


def test_the_third_firm_opens_the_way_for_all(payer):
    voices = [spoken(payer) for _ in range(3)]
    assert services.take_up_voice(voices[0], by=staff("CP")).state == VoiceState.TAKEN_UP
    services.withdraw_voice(voices[1], by=voices[1].author)
    with pytest.raises(NotAllowed):
        services.take_up_voice(voices[2], by=staff("CP"))


def test_consent_shows_the_name_to_compliance_alone(client, payer):
    firm = firm_below(payer)
    voice = spoken(payer, firm, named=True)
    html = sign_in(client, staff("CP")).get(reverse("payments:voice-detail", args=[voice.uid])).content.decode()
    assert "온새미금속" in html
    assert firm.name not in html  # the firm, not the person
    assert queries.name_shown(staff("AU"), voice) == ""


def test_the_answer_reaches_the_firm_and_what_is_not_settled_opens_again(client, payer):
    firm = firm_below(payer)
    voice = spoken(payer, firm)
    officer = sign_in(client, staff("CP"))
    url = reverse("payments:voice-answer", args=[voice.uid])
    assert officer.post(url, {"text": "", "key": "a"}).status_code == 422
    assert officer.post(url, {"text": "지급을 확인했습니다.", "key": "a"}).status_code == 303
    assert officer.post(url, {"text": "지급을 확인했습니다.", "key": "a"}).status_code == 303  # sent twice
    while deliver_due():
        continue
    assert Notice.objects.filter(user=firm, kind="payments.voice_answered").count() == 1

    own = sign_in(type(client)(HTTP_ACCEPT_LANGUAGE="en"), firm)
    html = own.get(reverse("payments:voice-detail", args=[voice.uid])).content.decode()
    assert "지급을 확인했습니다." in html
    own.post(reverse("payments:voice-word", args=[voice.uid]), {"text": "아직입니다.", "key": "b"})
    voice.refresh_from_db()
    assert voice.state == VoiceState.LOOKED_AT
    assert voice.words.count() == 3


def test_only_firms_that_a_supplier_pays_may_speak_and_only_about_who_pays_them(client, payer):
    first_tier = UserFactory(company=payer, roles=("SA",))
    in_force(payee=payer)
    with pytest.raises(NotAllowed, match="tier 2 to 4"):
        services.speak(about=payer, topic="late", text=TEXT, named=False, key="k", by=first_tier)
    firm = firm_below(payer)
    with pytest.raises(RuleBroken, match="Choose a company that pays yours"):
        services.speak(about=CompanyFactory(), topic="late", text=TEXT, named=False, key="k", by=firm)
    with pytest.raises(RuleBroken, match="Choose what it is about"):
        services.speak(about=payer, topic="x", text=TEXT, named=False, key="k", by=firm)
    assert sign_in(client, supplier("SA")).get(reverse("payments:voice-list")).status_code == 403


def test_the_form_keeps_what_was_typed_and_sends_it_once(client, payer):
    firm = firm_below(payer)
    client = sign_in(client, firm)
    url = reverse("payments:voice-create")
    given = {"about": str(payer.uid), "topic": "late", "text": TEXT, "key": "same"}
    wrong = client.post(url, given | {"about": str(CompanyFactory().uid)})
    assert wrong.status_code == 422
    assert TEXT in wrong.content.decode()
    for _ in range(2):
        assert client.post(url, given).status_code == 303
    voice = Voice.objects.get()
    assert (voice.topic, voice.named, voice.words.get().text) == ("late", False, TEXT)


def test_colleagues_and_others_do_not_see_it(client, payer):
    firm = firm_below(payer)
    voice = spoken(payer, firm)
    url = reverse("payments:voice-detail", args=[voice.uid])
    colleague = UserFactory(company=firm.company, roles=("SU",))
    boss = UserFactory(company=firm.company, roles=("SA",))
    concerned = UserFactory(company=payer, roles=("SA", "SF"))
    assert [
        sign_in(client, user).get(url).status_code for user in (firm, boss, colleague, concerned, supplier("SA"))
    ] == [200, 200, 404, 404, 404]


def test_what_was_withdrawn_is_over(payer):
    voice = spoken(payer)
    services.withdraw_voice(voice, by=voice.author)
    for deed in (
        lambda: services.add_word(voice, text="x", key="n", by=voice.author),
        lambda: services.consent_to_be_named(voice, by=voice.author),
        lambda: services.answer_voice(voice, text="x", key="m", by=staff("CP")),
    ):
        with pytest.raises(WrongState):
            deed()


@pytest.mark.parametrize("voices", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, payer, voices, django_assert_num_queries):
    for _ in range(voices):
        spoken(payer)
    client = sign_in(client, staff("CP"))
    client.get(reverse("payments:voice-list"))
    with django_assert_num_queries(9 if voices == 1 else 11):  # from three firms on their sums are named
        response = client.get(reverse("payments:voice-list"))
    assert len(response.context["results"]) == voices


def test_the_dashboard_tells_compliance_and_then_the_firm(client, payer):
    voice = spoken(payer)
    html = sign_in(client, staff("CP")).get(reverse("home:dashboard")).content.decode()
    assert f"Confidential voice {voice.number}" in html
    assert voice.number not in sign_in(client, staff("FI")).get(reverse("home:dashboard")).content.decode()
    services.answer_voice(voice, text="답변", key="a", by=staff("CP"))
    html = sign_in(client, voice.author).get(reverse("home:dashboard")).content.decode()
    assert f"Compliance has answered {voice.number}" in html
