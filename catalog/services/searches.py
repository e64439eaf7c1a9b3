"""Saved searches: kept, changed, deleted; what of each product that is new is told, exactly once."""

from collections import defaultdict

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product, PublicAlert, PublicAlertHit, SavedSearch, SavedSearchHit
from catalog.queries.address import met_among, search_of
from catalog.queries.search import SearchFilters
from catalog.queries.watched import alerts_to_tell, products_to_announce, searches_to_tell, untold
from catalog.rules.alerts import LONGEST_QUERY_STRING, MOST_SEARCHES, is_daily_time, kept_query, told_names
from catalog.states import AlertState, AlertTopic, Frequency
from portal.clock import SEOUL, ClockTimestamp, db_now
from portal.errors import RuleBroken
from portal.notices.services import bilingual, notify
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require

LOCK = 730_915_262  # one who looks new products up, or begins to watch, at a time
BATCH = 500


def _alone() -> None:
    """Until the transaction ends: who begins to watch, and who looks new products up, take turns.

    So a product is either there before a search is saved, or looked up for it; never both, never neither.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def save_search(*, by: User, name: str, query: str, frequency: str) -> SavedSearch:
    """Keep a search under a name. What it finds now is known; it tells of what comes later."""
    require(policies.may_save_search(by))
    address = kept_query(query)
    if len(address) > LONGEST_QUERY_STRING:
        raise RuleBroken(_("This search is too long to be kept. Take a few filters away."), field="query")
    if SavedSearch.objects.filter(user=by).count() >= MOST_SEARCHES:
        raise RuleBroken(
            _("You keep %(most)d searches already. Delete one of them first.") % {"most": MOST_SEARCHES}, field="name"
        )
    _alone()
    search = SavedSearch(user=by, name=name, query=address, frequency=Frequency(frequency))
    _kept(search)
    _know_waiting(search)
    return search


@transaction.atomic
def edit_search(search: SavedSearch, *, by: User, name: str, frequency: str) -> SavedSearch:
    """Another name, or more or less often."""
    require(policies.may_keep_search(by, search))
    _alone()
    search = SavedSearch.objects.select_for_update(of=("self",)).get(pk=search.pk)
    was_silent = search.frequency == Frequency.NEVER
    search.name, search.frequency = name, Frequency(frequency)
    _kept(search)
    if was_silent:
        _know_waiting(search)
    if search.frequency == Frequency.NEVER:
        SavedSearchHit.objects.filter(search=search, told_at=None).update(told_at=ClockTimestamp())
    if search.frequency == Frequency.AT_ONCE and untold(search).exists():
        announce("catalog.search_met", search=search.pk)
    return search


@transaction.atomic
def delete_search(search: SavedSearch, *, by: User) -> None:
    """Forget it, and what it met."""
    require(policies.may_keep_search(by, search))
    search.delete()


def _kept(search: SavedSearch) -> None:
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        if "saved_search_name_once" not in str(error):
            raise
        raise RuleBroken(_("One of your saved searches already has this name."), field="name") from error


def _know_waiting(search: SavedSearch) -> None:
    """New products that are public and not yet looked up are there already for who saves the search now."""
    waiting = list(products_to_announce().values_list("pk", flat=True))
    met = met_among(*search_of(search.query), waiting, search.user)
    SavedSearchHit.objects.bulk_create(
        [SavedSearchHit(search=search, product_id=pk, told_at=ClockTimestamp(), known=True) for pk in met],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def announce_new_products() -> int:
    """Look up who watches for the products that became public, a batch at a time; says how many there were."""
    total = 0
    while count := _announce_batch():
        total += count
    return total


@transaction.atomic
def _announce_batch() -> int:
    """One batch: what each saved search and each alert met, and that it was looked up, in one transaction."""
    if not products_to_announce().exists():
        return 0
    _alone()
    locked = products_to_announce().select_for_update(of=("self",), skip_locked=True, no_key=True)
    new = list(locked.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if new:
        _meet_searches(new)
        _meet_alerts(new)
        Product.objects.filter(pk__in=new).update(announced_at=ClockTimestamp())
    return len(new)


def _meet_searches(new: list[int]) -> None:
    by_query: dict[tuple[str, bool], list[SavedSearch]] = defaultdict(list)
    watched = SavedSearch.objects.exclude(frequency=Frequency.NEVER).select_related("user__active_membership__company")
    for search in watched:  # a price band means what its person sees of prices
        by_query[search.query, search.user.is_internal].append(search)
    for (address, _internal), searches in by_query.items():
        met = met_among(*search_of(address), new, searches[0].user)
        if not met:
            continue
        SavedSearchHit.objects.bulk_create(
            [SavedSearchHit(search=search, product_id=pk) for search in searches for pk in met], ignore_conflicts=True
        )
        for search in searches:
            if search.frequency == Frequency.AT_ONCE:
                announce("catalog.search_met", search=search.pk)


def _meet_alerts(new: list[int]) -> None:
    by_search: dict[tuple[str, str], list[PublicAlert]] = defaultdict(list)
    for alert in PublicAlert.objects.filter(state=AlertState.ACTIVE, products=True):
        by_search[alert.class_code, alert.keyword].append(alert)
    for (code, keyword), alerts in by_search.items():
        met = met_among(keyword, SearchFilters(classes=[code] if code else []), new)
        PublicAlertHit.objects.bulk_create(
            [PublicAlertHit(alert=alert, topic=AlertTopic.PRODUCT, thing_id=pk) for alert in alerts for pk in met],
            ignore_conflicts=True,
        )


@transaction.atomic
def tell_search(search_id: int) -> int:
    """Tell the person what the search met since the last time; says how many products. Asked again it says nothing."""
    search = SavedSearch.objects.select_for_update(of=("self",)).select_related("user").filter(pk=search_id).first()
    if search is None or search.frequency == Frequency.NEVER:
        return 0
    hits = list(untold(search))
    if not hits:
        return 0
    versions = [hit.product.current for hit in hits if hit.product.current is not None]
    names = bilingual(
        told_names(version.name_ko for version in versions),
        told_names(version.name_en or version.name_ko for version in versions),
    )
    notify(
        [search.user],
        "catalog.search_met",
        params={"search": search.name, "count": len(hits), "products": names},
        url_name="catalog:search-detail",
        url_args=[search.uid],
        key=f"search {search.pk} {hits[-1].pk}",
    )
    SavedSearchHit.objects.filter(pk__in=[hit.pk for hit in hits]).update(told_at=ClockTimestamp())
    SavedSearch.objects.filter(pk=search.pk).update(told_at=ClockTimestamp())
    return len(hits)


@transaction.atomic
def announce_daily() -> bool:
    """From eight in the morning in Korea, once a day however often it is called; whether this call was the one."""
    here = db_now().astimezone(SEOUL)
    if not is_daily_time(here) or not once("catalog.alerts", here.date().isoformat()):
        return False
    for search in searches_to_tell(Frequency.DAILY):
        announce("catalog.search_met", search=search)
    for alert in alerts_to_tell():
        announce("catalog.alert_met", alert=alert)
    return True
