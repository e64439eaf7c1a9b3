"""The sample for the second look: drawn with a seed from what was just published. Source: issue item "Review"."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q

from catalog.models import ProductVersion, SecondLook
from catalog.queries.terms import review_terms
from catalog.rules.second_look import is_drawn, look_share
from catalog.states import LookReason, LookState, VersionState
from portal.audit.services import move
from portal.calendar import business_days_after
from portal.clock import today

FOUND_SOMETHING = (LookState.BLOCKED, LookState.CHANGE_ASKED)


@transaction.atomic
def draw_second_looks(versions: Iterable[ProductVersion]) -> int:
    """Draw from what was just published; called in the transaction that publishes. Returns how many were drawn.

    A constant number of queries, however many versions: also for whole lists. Asked twice it draws once.
    """
    published = [version for version in versions if version.state == VersionState.PUBLISHED]
    if not published:
        return 0
    day = today()
    terms = review_terms(day)
    due_on = business_days_after(day, terms.look_days)
    records = _records({version.reviewer_id for version in published if version.reviewer_id})
    known = _published_before(published)
    looks = []
    for version in published:
        looked, corrected = records.get(version.reviewer_id or 0, (0, 0))
        is_unreviewed = version.reviewer_id is None
        share = look_share(
            known_pct=terms.look_pct,
            new_pct=terms.look_new_pct,
            doubt_pct=terms.look_doubt_pct,
            supplier_published=known[version.product.company_id],
            looked=looked,
            corrected=corrected,
        )
        if is_unreviewed or is_drawn(terms.look_seed, str(version.uid), share):
            reason = LookReason.UNREVIEWED if is_unreviewed else LookReason.SAMPLE
            share = 100 if is_unreviewed else share
            looks.append(
                SecondLook(
                    version=version, drawn_for=reason, share_pct=share, first_by_id=version.reviewer_id, due_on=due_on
                )
            )
    before = SecondLook.objects.count()
    SecondLook.objects.bulk_create(looks, ignore_conflicts=True)
    return SecondLook.objects.count() - before


def _records(reviewers: set[int]) -> dict[int, tuple[int, int]]:
    """By reviewer: how many second looks at their work were made, and how many found something."""
    rows = (
        SecondLook.objects.filter(first_by__in=reviewers, state__in=[LookState.AGREED, *FOUND_SOMETHING])
        .order_by()
        .values_list("first_by")
        .annotate(looked=Count("pk"), corrected=Count("pk", filter=Q(state__in=FOUND_SOMETHING)))
    )
    return {reviewer: (looked, corrected) for reviewer, looked, corrected in rows}


def _published_before(versions: list[ProductVersion]) -> dict[int, int]:
    """By company: how many other versions of it were published before these."""
    companies = {version.product.company_id for version in versions}
    earlier = ProductVersion.objects.filter(
        product__company__in=companies, state__in=[VersionState.PUBLISHED, VersionState.SUPERSEDED]
    ).exclude(pk__in=[version.pk for version in versions])
    rows = earlier.order_by().values_list("product__company").annotate(count=Count("pk"))
    return defaultdict(int, dict(rows))


def drop_second_look(version: ProductVersion) -> None:
    """A version that is replaced is not looked at any more."""
    if look := SecondLook.objects.filter(version=version, state=LookState.WAITING).first():
        move(look, "drop", by=None)
