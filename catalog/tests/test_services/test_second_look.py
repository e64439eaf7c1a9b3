"""Second looks, appeals, blocks with an end, the clock of the review, terms by two people."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.translation import override

from catalog import services
from catalog.models import (
    Product,
    ProductAppeal,
    ProductBlock,
    ProductSearch,
    ProductVersion,
    ReadyReason,
    RegistrationTerms,
    ReviewTerms,
    SecondLook,
)
from catalog.models.review import is_unreviewed
from catalog.queries.second_look import agreement, looks_to_make
from catalog.queries.terms import review_terms
from catalog.rules.service_time import moment_after
from catalog.states import LookState, ProductState, VersionState
from catalog.tests.factories import ProductFactory, whole_draft
from portal.calendar import BUSINESS, business_days_after
from portal.clock import SEOUL, db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import staff, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything_drawn():
    ReviewTerms.objects.update(look_pct=100)


def published(seller, node, officer=None, **texts) -> ProductVersion:
    officer = officer or staff("PO")
    version = services.submit_version(whole_draft(seller, node, **texts), by=seller)
    services.take_up_review(version, by=officer)
    return services.publish_version(version, by=officer)


def test_what_is_published_is_drawn_by_the_share(seller, node):
    ReviewTerms.objects.update(look_pct=0, look_new_pct=100)
    published(seller, node)
    published(seller, node, sku="A-2", model="6205")  # now the supplier is known
    look = SecondLook.objects.get()
    assert (look.version.no, look.share_pct, look.due_on) == (1, 100, business_days_after(today(), 5))
    assert services.draw_second_looks([look.version]) == 0


def test_many_are_drawn_with_a_constant_number_of_queries(everything_drawn, django_assert_num_queries):
    officer = staff("PO")
    versions = [ProductFactory().versions.select_related("product").get() for _ in range(3)]
    for version in versions:
        version.reviewer = officer
    with django_assert_num_queries(9):  # savepoint (2), clock, terms, records, known, count, insert, count
        assert services.draw_second_looks(versions) == 3


def test_another_officer_agrees_and_the_figures_say_so(seller, node, everything_drawn):
    first, second = staff("PO"), staff("PO")
    published(seller, node, first)
    look = SecondLook.objects.get()
    assert not looks_to_make(first).exists()
    with pytest.raises(NotAllowed, match="You published this version yourself"):
        services.agree_with_review(look, by=first)
    services.agree_with_review(look, by=second)
    assert (agreement().agreed, agreement().percent) == (1, 100)
    with pytest.raises(WrongState):
        services.agree_with_review(SecondLook.objects.get(), by=staff("PO"))
    assert Event.objects.filter(name="catalog.second_look_made").count() == 1


def test_a_correction_blocks_or_asks_and_says_why(seller, node, everything_drawn):
    published(seller, node)
    published(seller, node, sku="A-2", model="6205")
    blocked, asked = SecondLook.objects.order_by("pk")
    officer = staff("PO")
    with pytest.raises(RuleBroken, match="Say what was found"):
        services.correct_review(blocked, by=officer, note=" ", block=True)
    services.correct_review(blocked, by=officer, note="인증서가 다른 회사 것입니다.", block=True)
    services.correct_review(asked, by=officer, note="규격을 고쳐 주십시오.")
    assert Product.objects.get(pk=blocked.version.product_id).state == ProductState.BLOCKED
    assert Product.objects.get(pk=asked.version.product_id).state == ProductState.PUBLISHED
    assert Event.objects.filter(name="catalog.change_asked").count() == 1
    assert agreement().percent == 0


def test_a_replaced_version_is_not_looked_at(seller, node, everything_drawn):
    version = published(seller, node)
    draft = services.start_revision(version.product, by=seller)
    services.submit_version(draft, by=seller)
    officer = staff("PO")
    draft = services.take_up_review(ProductVersion.objects.get(pk=draft.pk), by=officer)
    services.publish_version(draft, by=officer)
    assert list(SecondLook.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "waiting"]


# Blocks and appeals --------------------------------------------------------------------------------------------------
def test_a_block_ends_after_its_last_day_and_by_hand(seller, node):
    product = published(seller, node).product
    officer = staff("PO")
    with pytest.raises(RuleBroken, match="after today") as refusal:
        services.block_product(product, by=officer, reason="확인 중", until=today())
    assert refusal.value.field == "until"
    last = today() + timedelta(days=3)
    services.block_product(product, by=officer, reason="확인 중", until=last)
    assert services.lift_ended_blocks(last) == 0
    assert services.lift_ended_blocks(last + timedelta(days=1)) == 1
    assert services.lift_ended_blocks(last + timedelta(days=1)) == 0
    product = Product.objects.get(pk=product.pk)
    assert product.state == ProductState.HIDDEN
    services.show_product(product, by=seller)
    services.block_product(product, by=officer, reason="다시")
    services.unblock_product(product, by=staff("PO"))
    assert [(block.lifted_at is None, block.lifted_by) for block in ProductBlock.objects.all()][1] == (False, None)


def test_an_appeal_against_a_block_is_decided_by_another_officer(seller, node):
    product = published(seller, node).product
    first = staff("PO")
    with pytest.raises(WrongState, match="no block and no rejection"):
        services.appeal_product(product, by=seller, text="왜")
    services.block_product(product, by=first, reason="허위 표시")
    with pytest.raises(NotAllowed, match="another company"):
        services.appeal_product(product, by=supplier("SA"), text="왜")
    appeal = services.appeal_product(product, by=seller, text="성적서를 붙입니다.")
    assert (appeal.against, appeal.due_on) == (first, business_days_after(today(), 10))
    with pytest.raises(RuleBroken, match="already appealed"):
        services.appeal_product(product, by=seller, text="또")
    with pytest.raises(NotAllowed, match="You decided this before"):
        services.uphold_appeal(appeal, by=first, answer="인정")
    services.uphold_appeal(appeal, by=staff("PO"), answer="성적서가 맞습니다.")
    assert Product.objects.get(pk=product.pk).state == ProductState.HIDDEN


def test_after_an_upheld_appeal_a_colleague_reviews_the_next_version(seller, node):
    first, second = staff("PO"), staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=first)
    services.reject_version(version, by=first, reason="상표")
    product = Product.objects.get()
    services.uphold_appeal(services.appeal_product(product, by=seller, text="허락서"), by=second, answer="맞습니다.")
    draft = services.start_revision(product, by=seller)
    again = services.submit_version(draft, by=seller)
    with pytest.raises(NotAllowed, match="a colleague reviews it now"):
        services.take_up_review(again, by=first)
    services.take_up_review(again, by=second)


def test_the_time_for_an_appeal_ends(seller, node):
    product = published(seller, node).product
    services.block_product(product, by=staff("PO"), reason="허위 표시")
    ProductBlock.objects.update(at=db_now() - timedelta(days=40))
    with pytest.raises(RuleBroken, match="The time for an appeal ended"):
        services.appeal_product(product, by=seller, text="늦었지만")
    services_declined = ProductAppeal.objects.count()
    assert services_declined == 0


# The clock -----------------------------------------------------------------------------------------------------------
def test_reminders_at_half_of_the_time_and_escalation_at_its_end(seller, node):
    for sku in ("A-1", "A-2"):
        services.submit_version(whole_draft(seller, node, sku=sku, model=sku), by=seller)
    day = today()
    half, over = (moment_after(day, halves, BUSINESS, SEOUL) for halves in (3, 6))
    assert services.remind_reviewers(half - timedelta(minutes=1)) == 0
    assert services.remind_reviewers(half) == 1
    assert services.remind_reviewers(half) == 0
    assert services.remind_reviewers(over) == 1
    told = Event.objects.filter(name__startswith="catalog.reviews_").order_by("pk")
    assert [(event.name, event.payload["count"]) for event in told] == [
        ("catalog.reviews_half", 2),
        ("catalog.reviews_over", 2),
    ]


@pytest.mark.parametrize("is_on", [False, True])
def test_publication_without_an_answer_is_a_matter_of_the_terms(seller, node, is_on):
    ReviewTerms.objects.update(autopublish=is_on)
    version = services.submit_version(whole_draft(seller, node), by=seller)
    end = moment_after(today(), 20, BUSINESS, SEOUL)
    assert services.publish_unanswered(end - timedelta(minutes=1)) == 0
    assert services.publish_unanswered(end) == int(is_on)
    version = ProductVersion.objects.get(pk=version.pk)
    assert version.state == (VersionState.PUBLISHED if is_on else VersionState.SUBMITTED)
    assert is_unreviewed(version) is is_on
    assert ProductSearch.objects.count() == int(is_on)
    looks = list(SecondLook.objects.values_list("drawn_for", "share_pct", "first_by"))
    assert looks == ([("unreviewed", 100, None)] if is_on else [])


def test_what_lacks_something_is_not_published_unreviewed(seller, node):
    ReviewTerms.objects.update(autopublish=True)
    version = services.submit_version(whole_draft(seller, node), by=seller)
    type(node).objects.filter(pk=node.pk).update(active=False)
    assert services.publish_unanswered(moment_after(today(), 20, BUSINESS, SEOUL)) == 0
    assert ProductVersion.objects.get(pk=version.pk).state == VersionState.SUBMITTED


# Terms and reasons ---------------------------------------------------------------------------------------------------
def test_terms_count_once_a_second_person_has_approved_them():
    keeper, tomorrow = staff("CM"), today() + timedelta(days=1)
    with pytest.raises(RuleBroken, match="begin on a later day"):
        services.enter_terms(ReviewTerms(valid_from=today()), by=keeper)
    with pytest.raises(NotAllowed):
        services.enter_terms(ReviewTerms(valid_from=tomorrow), by=staff("PO"))
    terms = services.enter_terms(ReviewTerms(valid_from=tomorrow, answer_days=2), by=keeper)
    assert review_terms(tomorrow).answer_days == 3
    with pytest.raises(NotAllowed, match="a second person approves"):
        services.approve_terms(terms, by=_also(keeper))
    services.approve_terms(terms, by=staff("AP"))
    assert review_terms(tomorrow).answer_days == 2
    with pytest.raises(WrongState):
        services.approve_terms(terms, by=staff("AP"))
    wrong = RegistrationTerms(valid_from=tomorrow, pass_mark=120)
    with pytest.raises(RuleBroken) as fault:
        services.enter_terms(wrong, by=keeper)
    assert fault.value.field == "pass_mark"


def _also(person):
    """The same person with the approver's role too."""
    from portal.people.models import Role

    person.active_membership.roles.add(Role.objects.get(code="AP"))
    person.forget_roles()
    return person


def test_ready_made_reasons_come_with_the_portal_and_are_kept_by_the_catalogue_manager():
    assert set(ReadyReason.objects.values_list("use", flat=True)) == {"return", "reject", "block"}
    reason = ReadyReason.objects.first()
    services.keep_reason(reason, by=staff("CM"), text_en="State the figure.")
    assert ReadyReason.objects.get(pk=reason.pk).text_en == "State the figure."
    with pytest.raises(NotAllowed):
        services.keep_reason(reason, by=staff("PO"), text_en="No")


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_take_a_version_up_one_is_told():
    version = ProductFactory(published=False, version_state=VersionState.SUBMITTED).versions.get()
    people = [staff("PO"), staff("PO")]

    def take_up(person):
        with override("en"):
            try:
                services.take_up_review(ProductVersion.objects.select_related("product").get(pk=version.pk), by=person)
            except RuleBroken as refusal:
                return str(refusal)
            finally:
                connection.close()
        return ""

    with ThreadPoolExecutor() as pool:
        told = sorted(pool.map(take_up, people))
    assert told[0] == ""
    assert told[1] in (
        "Someone else has just changed this. Reload the page and look again.",
        "This step is not possible in the present state. Reload the page to see where it stands.",
    )


def test_answers_take_business_days():
    from catalog.queries.review import review_times

    assert review_times().p50 is None
    now = db_now()
    last = business_days_after(now.astimezone(SEOUL).date() + datetime.timedelta(days=1), -1)  # today, or before it
    for days in (1, 2, 9):
        version = ProductFactory(published=False, version_state=VersionState.IN_REVIEW).versions.get()
        day = business_days_after(last, -days)
        sent = datetime.datetime.combine(day, datetime.time(10), SEOUL)
        answered = datetime.datetime.combine(business_days_after(day, days), datetime.time(16), SEOUL)
        ProductVersion.objects.filter(pk=version.pk).update(
            state=VersionState.REJECTED, submitted_at=sent, decided_at=min(answered, now), reviewer=staff("PO")
        )
    times = review_times()
    assert (times.p50, times.p90, times.answers) == (2, 9, 3)
    assert SecondLook.objects.filter(state=LookState.WAITING).count() == 0


def test_the_figures_of_review_and_registration_between_two_days(seller, node):
    from catalog.queries.registration import kpi_registration
    from catalog.queries.review import kpi_review

    published(seller, node)
    day = today()
    found = kpi_review(day, day)
    assert (found["published"], found["first_listings"], found["p50"]) == (1, 1, 1)
    assert kpi_review(day - timedelta(days=9), day - timedelta(days=2))["published"] == 0
    assert kpi_registration(day, day) == {"applied": 0, "decided": 0, "registered": 0, "relieved": 0}
