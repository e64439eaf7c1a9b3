"""What the review tells: what waits too long, appeals, second looks; and its clock."""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from catalog import services
from catalog.models import Product, ProductAppeal, SecondLook
from portal.clock import db_now, today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, sweeps, until_done
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role

kinds.register(
    Kind(
        key="catalog.reviews_half",
        title=_("%(count)s products sent in on %(day)s still wait for a review"),
        text=_("Half of the time for an answer has passed."),
    )
)
kinds.register(
    Kind(
        key="catalog.reviews_over",
        title=_("The answer to %(count)s products sent in on %(day)s is overdue"),
        text=_("Suppliers were promised an answer within three business days."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.second_look_made",
        title=_("A colleague looked again at %(product)s"),
        text=_("What was found stands on the page of the review."),
    )
)
kinds.register(
    Kind(
        key="catalog.change_asked",
        title=_("A change is asked for: %(product)s"),
        text=_("The product stays visible. What is to be changed stands on its page."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.product_appealed",
        title=_("The supplier appeals: %(product)s"),
        text=_("An officer who did not decide before answers within ten business days."),
    )
)
kinds.register(
    Kind(
        key="catalog.appeal_decided",
        title=_("Your appeal about %(product)s is decided"),
        text=_("The answer stands on the product's page."),
        essential=True,
    )
)


@on("catalog.reviews_half")
def tell_half(*, day: str, count: int, **_later) -> None:
    """The officers."""
    _tell_queue("catalog.reviews_half", list(buyer_people_with_role("PO")), day, count)


@on("catalog.reviews_over")
def tell_over(*, day: str, count: int, **_later) -> None:
    """The officers, and the approvers above them. Source: CAT-22."""
    _tell_queue("catalog.reviews_over", list(buyer_people_with_role("PO", "AP")), day, count)


def _tell_queue(kind: str, people: list[User], day: str, count: int) -> None:
    params = {"day": date.fromisoformat(day), "count": count}
    notify(people, kind, params=params, url_name="catalog:review-queue", key=f"{kind}:{day}")


@on("catalog.second_look_made")
def tell_first_officer(*, look: int, **_later) -> None:
    """Who published it learns what a colleague found."""
    made = SecondLook.objects.select_related("version__product", "first_by").get(pk=look)
    if made.first_by is not None:
        notify(
            [made.first_by],
            "catalog.second_look_made",
            params={"product": made.version.product.number},
            url_name="catalog:review-detail",
            url_args=[made.version.uid],
        )


def _tell_supplier(kind: str, product: Product) -> None:
    people = list(people_with_role(product.company, "SA", "SU"))
    notify(people, kind, params={"product": product.number}, url_name="catalog:product-detail", url_args=[product.uid])


@on("catalog.change_asked")
def tell_change_asked(*, product: int, **_later) -> None:
    """The supplier."""
    _tell_supplier("catalog.change_asked", Product.objects.select_related("company").get(pk=product))


@on("catalog.product_appealed")
def tell_appealed(*, appeal: int, **_later) -> None:
    """Officers who may decide it."""
    filed = ProductAppeal.objects.select_related("product").get(pk=appeal)
    notify(
        buyer_people_with_role("PO").exclude(pk=filed.against_id),
        "catalog.product_appealed",
        params={"product": filed.product.number},
        url_name="catalog:appeal-list",
    )


@on("catalog.appeal_decided")
def tell_appeal_decided(*, appeal: int, **_later) -> None:
    """The supplier."""
    decided = ProductAppeal.objects.select_related("product__company").get(pk=appeal)
    _tell_supplier("catalog.appeal_decided", decided.product)


@sweeps
def review_clock() -> None:
    """Reminders and, where the terms say so, publication without an answer: every ten minutes."""
    now = db_now()
    tenth = f"{now:%Y-%m-%dT%H}:{now.minute // 10}"
    steps = partial(services.remind_reviewers, now), partial(services.publish_unanswered, now)
    until_done("catalog.review_clock", tenth, *steps)


@sweeps
def end_blocks() -> None:
    """Blocks whose last day has passed, each Korean night."""
    day = today()
    until_done("catalog.blocks", day.isoformat(), partial(services.lift_ended_blocks, day))
