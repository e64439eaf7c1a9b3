"""Doors of the officer, the estimator and the approver: draft, lines, base price, publication, deadline, end."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.tests.factories import class_node
from portal.clock import SEOUL, db_now
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import BasePrice, Tender
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def cast():
    return make.Cast()


def address(tender, name="tender-detail", *args):
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def typed(cast, **changed):
    closes = (db_now() + timedelta(days=10)).astimezone(SEOUL)
    return {
        "title_ko": "컨베이어 롤러",
        "title_en": "Conveyor rollers",
        "kind": "goods",
        "min_level": "L1",
        "reach": "open",
        "seal": "access",
        "budget_won": "50,000,000",
        "method": "LPL_POSCO",
        "min_bids": "2",
        "closes_at": f"{closes:%Y-%m-%dT%H:%M}",
        "estimator": cast.estimator.pk,
        "committee": [user.pk for user in cast.openers],
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-description_ko": "롤러",
        "lines-0-qty": "12.5",
        "lines-0-uom": "EA",
        "lines-1-description_ko": "브래킷",
        "lines-1-qty": "1200",
        "lines-1-uom": "EA",
    } | changed


def test_a_draft_is_saved_with_its_lines(client, cast):
    sign_in(client, cast.officer)

    response = client.post(reverse("bidding:tender-create"), typed(cast, cap_pct="110"))

    tender = Tender.objects.get()
    assert response.status_code == 303
    assert response["Location"] == address(tender)
    assert [(line.no, line.qty) for line in tender.lines.all()] == [(1, Decimal("12.5")), (2, Decimal(1200))]
    assert tender.cap_ratio == Decimal("1.1")
    assert {seat.user for seat in tender.committee.all()} == set(cast.openers)


def test_a_draft_sent_twice_is_one_tender(client, cast):
    sign_in(client, cast.officer)
    page = client.get(reverse("bidding:tender-create")).content.decode()
    key = re.search(r'name="key" value="([0-9a-f]{32})"', page)[1]

    first, again = (client.post(reverse("bidding:tender-create"), typed(cast, key=key)) for _ in range(2))
    client.post(reverse("bidding:tender-create"), typed(cast, key=key, title_ko="롤러, 고침"))  # back, and saved again
    wrong = client.post(reverse("bidding:tender-create"), typed(cast, key=key, title_ko="")).content.decode()

    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Tender.objects.get().title_ko == "롤러, 고침"
    assert f'value="{key}"' in wrong  # a draft corrected and sent again is still the same one


def test_a_row_left_empty_does_not_count(client, cast):
    sign_in(client, cast.officer)
    empty = {f"lines-2-{name}": "" for name in ("description_ko", "qty", "uom")}

    client.post(reverse("bidding:tender-create"), typed(cast, **empty, **{"lines-TOTAL_FORMS": "3"}))

    assert Tender.objects.get().lines.count() == 2


def test_a_draft_warns_of_questions_until_the_very_deadline(client, cast):
    late = make.draft(cast).tender
    early = make.draft(cast, questions_until=late.closes_at - timedelta(days=3)).tender
    sign_in(client, cast.officer)

    assert "Questions are taken until the bids close" in client.get(address(late)).content.decode()
    assert "Questions are taken until the bids close" not in client.get(address(early)).content.decode()


def test_the_draft_comes_back_into_its_form(client, cast):
    sign_in(client, cast.officer)
    client.post(reverse("bidding:tender-create"), typed(cast))
    tender = Tender.objects.get()

    text = client.get(address(tender, "tender-edit")).content.decode()
    response = client.post(address(tender, "tender-edit"), typed(cast, title_ko="롤러 변경"))

    assert 'value="12.5"' in text
    assert 'value="1200"' in text
    assert response.status_code == 303
    assert Tender.objects.get().title_ko == "롤러 변경"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title_ko": ""}, "required"),
        ({"lines-0-qty": "0"}, "0.001"),
        ({"lines-0-qty": "many"}, "Enter a number"),
        ({"lines-1-class_code": "12"}, "eight digits"),
        ({"closes_at": "tomorrow"}, "2026-11-24 14:00"),
        ({"method": "LPL_FIXED"}, "The fixed share is missing"),
        ({"min_bids": "0"}, "greater than or equal to 1"),
        ({"opens_at": "2030-01-01T10:00"}, "must close after it opens"),
        ({"cap_pct": "-3"}, "greater than or equal to"),
    ],
)
def test_what_is_wrong_in_a_draft_is_told_and_nothing_is_lost(client, cast, changed, message):
    sign_in(client, cast.officer)

    response = client.post(reverse("bidding:tender-create"), typed(cast, **changed))

    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert "브래킷" in text
    assert Tender.objects.count() == 0


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_rows_come_and_go_without_saving(client, cast, headers):
    sign_in(client, cast.officer)
    url = reverse("bidding:tender-create")

    more = client.post(url, typed(cast, add_line="yes"), headers=headers)
    fewer = client.post(url, typed(cast, remove_line="0"), headers=headers)

    assert (more.status_code, fewer.status_code) == (200, 200)
    assert len(more.context["lines"].rows) == 3
    assert len(fewer.context["lines"].rows) == 1
    assert "브래킷" in fewer.content.decode()
    assert 'value="롤러"' not in fewer.content.decode()
    assert ("<html" in more.content.decode()) is not bool(headers)
    assert Tender.objects.count() == 0
    if not headers:
        assert 'value="컨베이어 롤러"' in more.content.decode()


@pytest.mark.parametrize(
    "pressed", [{"remove_line": "99"}, {"remove_line": "x"}, {"find_class": ""}, {"take_class": "-1"}]
)
def test_a_forged_button_does_no_harm(client, cast, pressed):
    sign_in(client, cast.officer)

    response = client.post(reverse("bidding:tender-create"), typed(cast, **pressed))

    assert response.status_code == 200
    assert len(response.context["lines"].rows) == 2


def test_a_class_is_looked_up_by_a_word_and_taken(client, cast):
    node = class_node("99171504", "볼 베어링", "Ball bearings")
    sign_in(client, cast.officer)
    url = reverse("bidding:tender-create")

    found = client.post(url, typed(cast, **{"find-1": "볼 베어", "find_class": "1"}), headers=HTMX)
    taken = client.post(url, typed(cast, **{"class-1": node.code, "take_class": "1"}), headers=HTMX)
    none = client.post(url, typed(cast, **{"find-1": "zzzz", "find_class": "1"}), headers=HTMX)

    assert node.code in found.content.decode()
    assert f'value="{node.code}"' in taken.content.decode()
    assert "No class fits" in none.content.decode()


@pytest.mark.parametrize("who", ["approver", "estimator", "colleague", "bidder"])
def test_only_its_officer_edits_a_draft(client, cast, who):
    tender = make.draft(cast).tender
    people = {
        "approver": lambda: cast.approver,
        "estimator": lambda: cast.estimator,
        "colleague": lambda: staff("PO"),
        "bidder": supplier,
    }
    sign_in(client, people[who]())

    status = client.get(address(tender, "tender-edit")).status_code

    assert status == (404 if who == "bidder" else 403)
    assert client.post(address(tender, "tender-request")).status_code == status
    assert Tender.objects.get().state == TenderState.DRAFT


def test_what_is_missing_for_publication_is_told_on_the_page(client, cast):
    tender = make.draft(cast, closes_at=db_now() + timedelta(days=1)).tender
    sign_in(client, cast.officer)

    response = client.post(address(tender, "tender-request"))

    assert response.status_code == 422
    assert "at least 7 days" in response.content.decode()


def test_from_draft_to_publication_through_the_pages(client, cast):
    tender = make.draft(cast).tender

    sign_in(client, cast.officer)
    assert client.post(address(tender, "tender-request")).status_code == 303
    sign_in(client, cast.approver)
    page = client.get(address(tender)).content.decode()
    assert 'aria-disabled="true"' in page  # the base price is not sealed yet
    assert client.post(address(tender, "tender-publish")).status_code == 422
    sign_in(client, cast.estimator)
    client.post(address(tender, "base-price-seal"), SEALING | {"step": "seal"})
    sign_in(client, cast.approver)
    response = client.post(address(tender, "tender-publish"), follow=True)

    assert Tender.objects.get().state == TenderState.PUBLISHED
    assert "The tender is published" in response.content.decode()


def test_an_approver_returns_with_a_reason_and_the_officer_sees_it(client, cast):
    tender = make.in_review(cast).tender
    sign_in(client, cast.approver)

    empty = client.post(address(tender, "tender-return"), {"reason": ""})
    done = client.post(address(tender, "tender-return"), {"reason": "상표 조건 삭제"})

    assert (empty.status_code, done.status_code) == (422, 303)
    sign_in(client, cast.officer)
    assert "상표 조건 삭제" in client.get(address(tender)).content.decode()
    assert "Draft came back" in client.get(reverse("home:dashboard")).content.decode()


SEALING = {"amount_won": "987,654,321", "again_won": "987654321", "basis": "직전 계약"} | {
    name: "on" for name in ("no_conflict", "above_budget")
}


def test_the_base_price_is_checked_in_words_then_sealed_and_not_shown_again(client, cast):
    tender = make.draft(cast).tender
    sign_in(client, cast.estimator)
    url = address(tender, "base-price-seal")

    check = client.post(url, SEALING | {"step": "check"})
    assert "987,654,321 won" in check.content.decode()
    assert not BasePrice.objects.exists()
    sealed = client.post(url, SEALING | {"step": "seal"})

    assert sealed.status_code == 303
    assert BasePrice.objects.get().amount_won == Decimal(987_654_321)
    for page in (url, address(tender), reverse("home:dashboard")):
        text = client.get(page).content.decode()
        assert "987,654,321" not in text
        assert "987654321" not in text
    assert "no-store" in check["Cache-Control"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"again_won": "987654322"}, "The two amounts differ"),
        ({"no_conflict": ""}, "Tick this declaration"),
        ({"amount_won": "0"}, "At least 1"),
        ({"basis": ""}, "required"),
    ],
)
@pytest.mark.parametrize("step", ["check", "seal"])
def test_what_is_wrong_with_a_base_price(client, cast, changed, message, step):
    tender = make.draft(cast).tender
    sign_in(client, cast.estimator)

    response = client.post(address(tender, "base-price-seal"), SEALING | changed | {"step": step})

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not BasePrice.objects.exists()


@pytest.mark.parametrize("who", ["officer", "approver", "evaluator"])
def test_only_the_named_estimator_seals(client, cast, who):
    tender = make.draft(cast).tender
    sign_in(client, getattr(cast, who))

    assert client.post(address(tender, "base-price-seal"), SEALING | {"step": "seal"}).status_code == 403
    assert not BasePrice.objects.exists()


def test_the_deadline_moves_with_a_second_person(client, cast):
    stage = make.published(cast, prices=[90_000_000])
    tender, later = stage.tender, (stage.tender.closes_at + timedelta(days=3)).astimezone(SEOUL)
    sign_in(client, cast.officer)

    early = client.post(address(tender, "deadline-extend"), {"closes_at": "2020-01-01T10:00", "reason": "도면"})
    asked = client.post(address(tender, "deadline-extend"), {"closes_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "도면"})
    extension = tender.extensions.get()
    own = client.post(address(tender, "extension-approve", extension.uid))
    sign_in(client, cast.approver)
    approved = client.post(address(tender, "extension-approve", extension.uid))

    assert (early.status_code, asked.status_code, own.status_code, approved.status_code) == (422, 303, 403, 303)
    assert Tender.objects.get().closes_at == extension.closes_at
    deliver_due()
    sign_in(client, stage.bidders[0])
    assert "now closes at" in client.get(reverse("notices:notice-list")).content.decode()


def test_a_later_deadline_is_declined_with_a_reason(client, cast):
    tender = make.published(cast).tender
    later = tender.closes_at + timedelta(days=3)
    extension = services.request_extension(tender, closes_at=later, reason="도면", by=cast.officer)
    sign_in(client, cast.approver)

    response = client.post(address(tender, "extension-decline", extension.uid), {"reason": "일정상 어려움"})

    assert response.status_code == 303
    assert Tender.objects.get().closes_at == tender.closes_at


def test_an_approver_cancels_with_a_published_reason(client, cast):
    tender = make.published(cast).tender
    sign_in(client, cast.officer)
    assert client.post(address(tender, "tender-cancel"), {"reason": "계획 변경"}).status_code == 403
    sign_in(client, cast.approver)

    assert client.get(address(tender, "tender-cancel")).status_code == 200
    assert client.post(address(tender, "tender-cancel"), {"reason": "\u3164"}).status_code == 422
    assert client.post(address(tender, "tender-cancel"), {"reason": "계획 변경"}).status_code == 303
    assert client.post(address(tender, "tender-cancel"), {"reason": "다시"}).status_code == 409
    client.logout()
    assert "계획 변경" in client.get(address(tender)).content.decode()


def test_an_approver_ends_a_closed_tender_without_an_award(client, cast):
    tender = make.closed(cast).tender
    sign_in(client, cast.approver)

    assert client.post(address(tender, "tender-fail"), {"reason": "사양 오류"}).status_code == 303
    assert Tender.objects.get().state == TenderState.FAILED


@pytest.mark.parametrize(
    ("role", "words"),
    [("estimator", "Seal the base price"), ("approver", "Approve the notice"), ("openers", "Declare")],
)
def test_the_dashboard_says_what_waits(client, cast, role, words):
    if role == "estimator":
        make.draft(cast)
    elif role == "approver":
        make.in_review(cast)
    else:
        make.published(cast)
    person = getattr(cast, role)
    sign_in(client, person[0] if isinstance(person, tuple) else person)

    assert words in client.get(reverse("home:dashboard")).content.decode()


def test_the_front_page_counts_and_lists_open_tenders(client, cast):
    tender = make.published(cast).tender

    text = client.get(reverse("home:front")).content.decode()

    assert tender.number in text
    assert "Open tenders" in text
    assert "Tenders with a price floor" in text


def test_the_front_page_says_which_of_its_tenders_the_public_figure_leaves_out(client, cast):
    make.published(cast)
    make.published(cast, reach="invited", reach_reason="특허", invited=[CompanyFactory(), CompanyFactory()])
    sign_in(client, cast.officer)

    assert "All 2, 1 of them by invitation" in client.get(reverse("home:front")).content.decode()


def test_the_parts_of_the_long_form_tell_how_many_fields_of_each_are_to_be_mended(client, cast):
    sign_in(client, cast.officer)
    wrong = client.post(reverse("bidding:tender-create"), typed(cast, title_ko="", **{"lines-0-qty": "many"}))
    page = wrong.content.decode()
    assert [row[0] for row in wrong.context["contents"] if row[2]] == ["part-wanted", "line-forms"]
    assert all(f'id="{anchor}"' in page and f'href="#{anchor}"' in page for anchor, *_rest in wrong.context["contents"])
