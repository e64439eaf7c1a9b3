"""DO: alerts of announcements without an account: asked for, confirmed by its owner, told once, ended by one press.

Of a person nothing is kept but the e-mail address, and that no longer than the alert. Source: domain 9.4.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.news.models import Announcement, NewsAlert, NewsAlertHit
from portal.news.states import AlertState, AnnouncementKind, AnnouncementState
from portal.notices.services import bilingual, mail_address, mail_list
from portal.outbox.services import announce
from portal.privacy.queries.rights import suspensions

CONFIRM, END = "news.alert.confirm", "news.alert.end"
KEEP_PENDING = timedelta(days=3)  # an alert that nobody confirmed; its link lives as long
MOST_ALERTS = 20  # of one e-mail address


@transaction.atomic
def ask_alert(*, email: str, language: str, kind: str = "") -> None:
    """Somebody wants to be told, and nobody is asked who. The answer is the same whatever is known of the address."""
    alert = NewsAlert.objects.filter(email__iexact=email, kind=kind).first()
    if alert is None:
        if NewsAlert.objects.filter(email__iexact=email).count() >= MOST_ALERTS:
            return
        alert, made = NewsAlert.objects.get_or_create(email=email.lower(), kind=kind, defaults={"language": language})
        if made:
            record(alert, "asked", by=None)
    elif alert.state == AlertState.PENDING:  # a link that was lost: the latest wish counts
        NewsAlert.objects.filter(pk=alert.pk).update(language=language, created_at=ClockTimestamp())
    announce("news.alert_asked", alert=alert.pk)


def confirm_token(alert: NewsAlert) -> str:
    """Signed; lives as long as an alert waits for it."""
    return signing.dumps(alert.uid.hex, salt=CONFIRM)


def end_token(alert: NewsAlert) -> str:
    """Signed, without an end: an old e-mail's link must still work. Source: RFC 8058."""
    return signing.dumps(alert.uid.hex, salt=END)


def alert_to_confirm(token: str) -> NewsAlert | None:
    """Which alert a link means; None when it is not ours, too old, or the alert is gone."""
    return _alert_of(token, CONFIRM, max_age=KEEP_PENDING)


def alert_to_end(token: str) -> NewsAlert | None:
    """Which alert a way out means; None when it is not ours or the alert has ended."""
    return _alert_of(token, END)


def is_way_out(token: str) -> bool:
    """Whether the link is one of ours, also when its alert has ended already."""
    try:
        signing.loads(token, salt=END)
    except signing.BadSignature:
        return False
    return True


def _alert_of(token: str, salt: str, max_age: timedelta | None = None) -> NewsAlert | None:
    try:
        uid = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None
    return NewsAlert.objects.filter(uid=uid).first()


@transaction.atomic
def confirm_alert(alert: NewsAlert) -> NewsAlert:
    """The owner of the address wants it: who holds the link may do it. Twice is once."""
    alert = NewsAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.state == AlertState.PENDING:
        move(alert, "confirm", by=None, confirmed_at=db_now())
    return alert


@transaction.atomic
def end_alert(alert: NewsAlert) -> None:
    """The address is deleted with the alert; the trail keeps that it was, without the address."""
    record(alert, "ended", by=None)
    alert.delete()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Sweep: addresses whose owner did not confirm in time are deleted; says how many."""
    over = NewsAlert.objects.filter(state=AlertState.PENDING, created_at__lt=db_now() - KEEP_PENDING)
    forgotten = list(over.select_for_update(of=("self",), skip_locked=True))
    for alert in forgotten:
        record(alert, "forgotten", by=None)
        alert.delete()
    return len(forgotten)


def subject_of(alert: NewsAlert) -> Mapping[str, str]:
    """What the alert looks for, in both languages."""
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = str(AnnouncementKind(alert.kind).label) if alert.kind else _("all announcements")
    return bilingual(told["ko"], told["en"])


def mail_confirmation(alert_id: int) -> None:
    """The link to confirm; of an alert that is on already, how to end it."""
    alert = NewsAlert.objects.filter(pk=alert_id).first()
    if alert is None:
        return
    is_on = alert.state == AlertState.ACTIVE
    name, token = ("alert-end", end_token(alert)) if is_on else ("alert-confirm", confirm_token(alert))
    mail_address(
        alert.email,
        alert.language,
        "news.alert_on_already" if is_on else "news.alert_asked",
        params={"what": subject_of(alert)},
        path=reverse(f"news:{name}", args=[token]),
        number=f"{alert.uid}-{alert.created_at:%Y%m%d%H%M%S}",
    )


def _stopped() -> Exists:
    """Alerts of whoever had the use of them stopped (art. 37)."""
    return Exists(suspensions("news.alerts").filter(person__email__iexact=OuterRef("email")))


@transaction.atomic
def meet_announcement(announcement_id: int) -> int:
    """Something was announced: each alert that looks for it meets it once; says how many."""
    found = Announcement.objects.filter(pk=announcement_id, state=AnnouncementState.PUBLISHED).first()
    if found is None:
        return 0
    met = NewsAlert.objects.filter(state=AlertState.ACTIVE, kind__in=["", found.kind]).exclude(_stopped())
    made = [NewsAlertHit(alert=alert, announcement=found) for alert in met]
    NewsAlertHit.objects.bulk_create(made, ignore_conflicts=True)
    for alert in met:
        announce("news.alert_met", alert=alert.pk)
    return len(made)


@transaction.atomic
def tell_alert(alert_id: int) -> int:
    """One e-mail with the announcements that were not told yet; asked again it sends nothing.

    The alert is locked until the mail server has taken the e-mail.
    """
    on = NewsAlert.objects.filter(pk=alert_id, state=AlertState.ACTIVE).exclude(_stopped())
    alert = on.select_for_update(of=("self",)).first()
    if alert is None:
        return 0
    waiting = list(
        NewsAlertHit.objects.filter(alert=alert, told_at=None, announcement__state=AnnouncementState.PUBLISHED)
        .select_related("announcement")
        .order_by("pk")
    )
    if not waiting:
        return 0
    with override(alert.language):
        items = [_item(hit.announcement) for hit in waiting]
    mail_list(
        alert.email,
        alert.language,
        "news.alert_met",
        params={"what": subject_of(alert), "count": len(items)},
        items=items,
        number=f"{alert.uid}-{waiting[-1].pk}",
        leave=reverse("news:alert-end", args=[end_token(alert)]),
    )
    NewsAlertHit.objects.filter(pk__in=[hit.pk for hit in waiting]).update(told_at=ClockTimestamp())
    return len(items)


def _item(announcement: Announcement) -> dict[str, str]:
    return {
        "title": announcement.title,
        "text": Truncator(announcement.text).chars(200),
        "path": reverse("news:announcement-detail", args=[announcement.number]),
    }
