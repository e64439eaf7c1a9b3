"""Alerts without an account: asked for, confirmed by the address's owner, told once a day, ended by one press.

Of a person nothing is kept but the e-mail address, and that no longer than the alert. Source: domain 9.4.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, override

from catalog.models import Product, PublicAlert, PublicAlertHit, SourcingRequest
from catalog.models.classification import ClassNode
from catalog.queries.classes import UNSPSC
from catalog.queries.feeds import open_requests, request_meets
from catalog.queries.watched import alert_products, alert_requests
from catalog.registry import alert_sources
from catalog.rules.alerts import MOST_MAILED, meets
from catalog.states import AlertState, AlertTopic
from portal.clock import ClockTimestamp
from portal.display import day_text
from portal.notices.services import bilingual, mail_list
from portal.notices.services.optin import OptIn
from portal.regions import region_name


def subject_of(alert: PublicAlert) -> Mapping[str, str]:
    """What the alert looks for, in both languages: the class's name, and the word."""
    node = ClassNode.objects.filter(scheme__code=UNSPSC, code=alert.class_code).first() if alert.class_code else None
    word = f"“{alert.keyword}”" if alert.keyword else ""
    return bilingual(
        _joined(node.name_ko if node else alert.class_code, word, region_name(alert.region, "ko")),
        _joined((node.name_en or node.name_ko) if node else alert.class_code, word, region_name(alert.region, "en")),
    )


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


OPT_IN = OptIn(PublicAlert, salt="catalog.alert", name="catalog.alert", subject_of=subject_of)
confirm_token, end_token, is_way_out = OPT_IN.confirm_token, OPT_IN.end_token, OPT_IN.is_way_out
alert_to_confirm, alert_to_end = OPT_IN.to_confirm, OPT_IN.to_end
confirm_alert, end_alert = OPT_IN.confirm, OPT_IN.end
forget_unconfirmed, mail_confirmation = OPT_IN.forget_unconfirmed, OPT_IN.mail_confirmation


def ask_alert(
    *,
    email: str,
    language: str,
    class_code: str = "",
    keyword: str = "",
    region: str = "",
    products: bool = True,
    requests: bool = True,
    tenders: bool = False,
) -> None:
    """Of new things of a class, a word, a region: products, requests, tenders."""
    looked_for = {"class_code": class_code, "keyword": keyword, "region": region}
    OPT_IN.ask(looked_for, email=email, language=language, products=products, requests=requests, tenders=tenders)


@transaction.atomic
def tell_alert(alert_id: int) -> int:
    """One e-mail with what the alert met since the last one; says how many things. Asked again it sends nothing.

    The alert is locked until the e-mail waits in the outbox.
    """
    alert = PublicAlert.objects.select_for_update(of=("self",)).filter(pk=alert_id, state=AlertState.ACTIVE).first()
    if alert is None:
        return 0
    waiting = PublicAlertHit.objects.filter(alert=alert, told_at=None)
    products, requests = alert_products(alert), alert_requests(alert)
    last = waiting.order_by("-pk").values_list("pk", flat=True).first()
    with override(alert.language):
        others = _others(waiting)
        items = [*(item for _hit, item in others), *map(_request_item, requests), *map(_product_item, products)]
    if not items:
        return 0
    mail_list(
        alert.email,
        alert.language,
        "catalog.alert_met",
        params={"what": subject_of(alert), "count": len(items)},
        items=items[:MOST_MAILED],
        number=f"{alert.uid}-{last}",
        leave=reverse("catalog:alert-end", args=[end_token(alert)]),
    )
    told = Q(topic=AlertTopic.PRODUCT, thing_id__in=[product.pk for product in products])
    told |= Q(topic=AlertTopic.REQUEST, thing_id__in=[request.pk for request in requests])
    told |= Q(pk__in=[hit for hit, _item in others])
    waiting.filter(told).update(told_at=ClockTimestamp())
    PublicAlert.objects.filter(pk=alert.pk).update(told_at=ClockTimestamp())
    return len(items)


def _others(waiting: QuerySet[PublicAlertHit]) -> list[tuple[int, dict[str, str]]]:
    """What upper floors tell of: the hit's key, and what the e-mail says."""
    found = []
    for source in alert_sources:
        hits = dict(waiting.filter(topic=source.topic).values_list("thing_id", "pk"))
        found += [(hits[thing_id], item) for thing_id, item in source.items(list(hits))] if hits else []
    return found


def _product_item(product: Product) -> dict[str, str]:
    assert product.current is not None  # noqa: S101 (it is published)
    return {
        "title": product.current.name,
        "text": f"{product.company} · {product.current.class_node.name}",
        "path": reverse("catalog:product-detail", args=[product.uid]),
    }


def _request_item(request: SourcingRequest) -> dict[str, str]:
    until = day_text(request.closes_at, "day") if request.closes_at else ""
    return {
        "title": gettext("Wanted: %(title)s") % {"title": request.title},
        "text": gettext("Proposals until %(day)s") % {"day": until},
        "path": reverse("catalog:sourcing-detail", args=[request.uid]),
    }


@transaction.atomic
def meet_request(request_id: int) -> int:
    """A sourcing request was opened: who looks for it is told with the next daily e-mail; says how many."""
    request = open_requests().filter(pk=request_id).first()
    if request is None:  # for invited companies alone, or closed again
        return 0
    alerts = PublicAlert.objects.filter(state=AlertState.ACTIVE, requests=True)
    met = [alert for alert in alerts if request_meets(request, alert.keyword, alert.class_code)]
    PublicAlertHit.objects.bulk_create(
        [PublicAlertHit(alert=alert, topic=AlertTopic.REQUEST, thing_id=request.pk) for alert in met],
        ignore_conflicts=True,
    )
    return len(met)


@transaction.atomic
def meet_tender(tender_id: int, *, text: str, class_codes: Iterable[str], region: str) -> int:
    """A tender was published: who looks for its words, a class of its lines or its region is told; says how many."""
    codes = list(class_codes) or [""]
    met = [
        alert
        for alert in PublicAlert.objects.filter(state=AlertState.ACTIVE, tenders=True)
        if alert.region in ("", region)
        and any(meets(text, code, keyword=alert.keyword, class_code=alert.class_code) for code in codes)
    ]
    PublicAlertHit.objects.bulk_create(
        [PublicAlertHit(alert=alert, topic=AlertTopic.TENDER, thing_id=tender_id) for alert in met],
        ignore_conflicts=True,
    )
    return len(met)
