"""What a product's page says of its review: when an answer is expected, how to appeal, what is unreviewed."""

from datetime import timedelta

from django import template

from catalog.models import Product, ProductVersion, SecondLook
from catalog.models.review import is_unreviewed
from catalog.queries.review import review_due, review_times
from catalog.queries.terms import review_terms
from catalog.services import appealable
from catalog.states import LookState, ProductState, VersionState
from portal.calendar import business_days_after
from portal.clock import SEOUL, today

register = template.Library()


@register.inclusion_tag("catalog/_review_state.html")
def review_state(product: Product, version: ProductVersion, working: ProductVersion | None, is_own: bool) -> dict:
    """Notes under the head of a product's page; nothing where nothing is to be said."""
    unreviewed = product.is_public and version.state == VersionState.PUBLISHED and is_unreviewed(version)
    if unreviewed:
        unreviewed = not SecondLook.objects.filter(version=version, state=LookState.AGREED).exists()
    shown: dict = {"product": product, "unreviewed": unreviewed, "is_own": is_own}
    if not is_own:
        return shown
    day = today()
    if working is not None and working.is_waiting:
        terms = review_terms(day)
        shown |= {"waiting": working, "due": review_due(working, terms.answer_days), "times": review_times()}
    if product.state == ProductState.BLOCKED or version.state == VersionState.REJECTED:
        shown |= _appeal(product, day)
    asked = SecondLook.objects.filter(version=version, state=LookState.CHANGE_ASKED).first()
    return shown | {"asked": asked}


def _appeal(product: Product, day) -> dict:
    block, version = appealable(product)
    since = block.at if block is not None else version.decided_at if version is not None else None
    if since is None:
        return {}
    last = business_days_after(since.astimezone(SEOUL).date(), review_terms(day).appeal_days)
    filed = product.appeals.filter(block=block) if block is not None else product.appeals.filter(version=version)
    return {
        "blocked": block,
        "appeal": filed.first(),
        "appeal_until": last if last + timedelta(days=1) > day else None,
    }
