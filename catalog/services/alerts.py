"""Alerts without an account: asked for, confirmed by the address's owner, told once a day, ended by one press.

Of a person nothing is kept but the e-mail address, and that no longer than the alert. Source: domain 9.4.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, override

from catalog.models import Product, PublicAlert, PublicAlertHit, SourcingRequest
from catalog.models.classification import ClassNode
from catalog.queries.classes import UNSPSC
from catalog.queries.feeds import open_requests, request_meets
from catalog.queries.watched import alert_products, alert_requests, alerts_unconfirmed
from catalog.registry import alert_sources
from catalog.rules.alerts import KEEP_PENDING, MOST_ALERTS, MOST_MAILED, meets
from catalog.states import AlertState, AlertTopic
from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.display import day_text
from portal.notices.services import bilingual, mail_address, mail_list
from portal.outbox.services import announce
from portal.regions import region_name

CONFIRM, END = "catalog.alert.confirm", "catalog.alert.end"


@transaction.atomic
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
    """Somebody wants to be told, and nobody is asked who: the address's owner confirms by a link sent there.

    The answer is the same whatever is known of the address; only the e-mail says whether the alert is on already.
    """
    looked_for = {"class_code": class_code, "keyword": keyword, "region": region}
    topics = {"products": products, "requests": requests, "tenders": tenders}
    alert = PublicAlert.objects.filter(email__iexact=email, **looked_for).first()
    if alert is None:
        if PublicAlert.objects.filter(email__iexact=email).count() >= MOST_ALERTS:
            return
        alert, made = PublicAlert.objects.get_or_create(
            email=email.lower(), **looked_for, defaults={"language": language, **topics}
        )
        if made:
            record(alert, "asked", by=None)
    elif alert.state == AlertState.PENDING:  # a link that was lost: the latest wish counts
        PublicAlert.objects.filter(pk=alert.pk).update(language=language, created_at=ClockTimestamp(), **topics)
    announce("catalog.alert_asked", alert=alert.pk)


def confirm_token(alert: PublicAlert) -> str:
    """Signed; lives as long as an alert waits for it."""
    return signing.dumps(alert.uid.hex, salt=CONFIRM)


def end_token(alert: PublicAlert) -> str:
    """Signed, without an end: an old e-mail's link must still work. Source: RFC 8058."""
    return signing.dumps(alert.uid.hex, salt=END)


def alert_to_confirm(token: str) -> PublicAlert | None:
    """Which alert a link of a confirmation means; None when it is not ours, too old, or the alert is gone."""
    return _alert_of(token, CONFIRM, max_age=KEEP_PENDING)


def alert_to_end(token: str) -> PublicAlert | None:
    """Which alert a way out means; None when it is not ours or the alert has ended."""
    return _alert_of(token, END)


def is_way_out(token: str) -> bool:
    """Whether the link is one of ours, also when its alert has ended already."""
    try:
        signing.loads(token, salt=END)
    except signing.BadSignature:
        return False
    return True


def _alert_of(token: str, salt: str, max_age: timedelta | None = None) -> PublicAlert | None:
    try:
        uid = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None
    return PublicAlert.objects.filter(uid=uid).first()


@transaction.atomic
def confirm_alert(alert: PublicAlert) -> PublicAlert:
    """The owner of the address wants it: who holds the link may do it. Twice is once."""
    alert = PublicAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.state == AlertState.PENDING:
        move(alert, "confirm", by=None, confirmed_at=db_now())
    return alert


@transaction.atomic
def end_alert(alert: PublicAlert) -> None:
    """The address is deleted with the alert; the trail keeps that it was, without the address. Source: PII-06."""
    record(alert, "ended", by=None)
    alert.delete()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Addresses whose owner did not confirm in time are deleted; says how many."""
    forgotten = list(alerts_unconfirmed(db_now()).select_for_update(of=("self",), skip_locked=True))
    for alert in forgotten:
        record(alert, "forgotten", by=None)
        alert.delete()
    return len(forgotten)


def mail_confirmation(alert_id: int) -> None:
    """The link to confirm; of an alert that is on already, how to end it."""
    alert = PublicAlert.objects.filter(pk=alert_id).first()
    if alert is None:
        return
    is_on = alert.state == AlertState.ACTIVE
    path = (
        reverse("catalog:alert-end", args=[end_token(alert)])
        if is_on
        else reverse("catalog:alert-confirm", args=[confirm_token(alert)])
    )
    mail_address(
        alert.email,
        alert.language,
        "catalog.alert_on_already" if is_on else "catalog.alert_asked",
        params={"what": subject_of(alert)},
        path=path,
        number=f"{alert.uid}-{alert.created_at:%Y%m%d%H%M%S}",
    )


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


@transaction.atomic
def tell_alert(alert_id: int) -> int:
    """One e-mail with what the alert met since the last one; says how many things. Asked again it sends nothing.

    The alert is locked until the mail server has taken the e-mail, as ``mail_notice`` does.
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
