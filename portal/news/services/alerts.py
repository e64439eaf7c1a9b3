"""DO: alerts of announcements without an account: asked for, confirmed by its owner, told once, ended by one press.

Of a person nothing is kept but the e-mail address, and that no longer than the alert. Source: domain 9.4.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.clock import ClockTimestamp
from portal.news.models import Announcement, NewsAlert, NewsAlertHit
from portal.news.states import AlertState, AnnouncementKind, AnnouncementState
from portal.notices.services import bilingual, mail_list
from portal.notices.services.optin import OptIn
from portal.outbox.services import announce
from portal.privacy.queries.rights import suspensions


def subject_of(alert: NewsAlert) -> Mapping[str, str]:
    """What the alert looks for, in both languages."""
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = str(AnnouncementKind(alert.kind).label) if alert.kind else _("all announcements")
    return bilingual(told["ko"], told["en"])


OPT_IN = OptIn(NewsAlert, salt="news.alert", name="news.alert", subject_of=subject_of)
confirm_token, end_token, is_way_out = OPT_IN.confirm_token, OPT_IN.end_token, OPT_IN.is_way_out
alert_to_confirm, alert_to_end = OPT_IN.to_confirm, OPT_IN.to_end
confirm_alert, end_alert = OPT_IN.confirm, OPT_IN.end
forget_unconfirmed, mail_confirmation = OPT_IN.forget_unconfirmed, OPT_IN.mail_confirmation


def ask_alert(*, email: str, language: str, kind: str = "") -> None:
    """Of announcements of one kind, or of all."""
    OPT_IN.ask({"kind": kind}, email=email, language=language)


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

    The alert is locked until the e-mail waits in the outbox.
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
