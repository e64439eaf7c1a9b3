"""DO: alerts of calls without an account: asked for, confirmed by the address's owner, told once, ended by one press.

Of a person nothing is kept but the e-mail address, and that no longer than the alert. Source: domain 9.4.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.display import day_text
from portal.notices.services import bilingual, mail_address, mail_list
from portal.outbox.services import announce
from sharedgrowth.support.models import Call, CallAlert, CallAlertHit
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import CallAlertState, CallState

CONFIRM, END = "support.alert.confirm", "support.alert.end"
KEEP_PENDING = timedelta(days=3)  # an alert that nobody confirmed; its link lives as long
MOST_ALERTS = 20  # of one e-mail address


@transaction.atomic
def ask_alert(*, email: str, language: str, programme: str = "") -> None:
    """Somebody wants to be told, and nobody is asked who. The answer is the same whatever is known of the address."""
    alert = CallAlert.objects.filter(email__iexact=email, programme=programme).first()
    if alert is None:
        if CallAlert.objects.filter(email__iexact=email).count() >= MOST_ALERTS:
            return
        alert, made = CallAlert.objects.get_or_create(
            email=email.lower(), programme=programme, defaults={"language": language}
        )
        if made:
            record(alert, "asked", by=None)
    elif alert.state == CallAlertState.PENDING:  # a link that was lost: the latest wish counts
        CallAlert.objects.filter(pk=alert.pk).update(language=language, created_at=ClockTimestamp())
    announce("support.call_alert_asked", alert=alert.pk)


def confirm_token(alert: CallAlert) -> str:
    """Signed; lives as long as an alert waits for it."""
    return signing.dumps(alert.uid.hex, salt=CONFIRM)


def end_token(alert: CallAlert) -> str:
    """Signed, without an end: an old e-mail's link must still work. Source: RFC 8058."""
    return signing.dumps(alert.uid.hex, salt=END)


def alert_to_confirm(token: str) -> CallAlert | None:
    """Which alert a link means; None when it is not ours, too old, or the alert is gone."""
    return _alert_of(token, CONFIRM, max_age=KEEP_PENDING)


def alert_to_end(token: str) -> CallAlert | None:
    """Which alert a way out means; None when it is not ours or the alert has ended."""
    return _alert_of(token, END)


def is_way_out(token: str) -> bool:
    """Whether the link is one of ours, also when its alert has ended already."""
    try:
        signing.loads(token, salt=END)
    except signing.BadSignature:
        return False
    return True


def _alert_of(token: str, salt: str, max_age: timedelta | None = None) -> CallAlert | None:
    try:
        uid = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None
    return CallAlert.objects.filter(uid=uid).first()


@transaction.atomic
def confirm_alert(alert: CallAlert) -> CallAlert:
    """The owner of the address wants it: who holds the link may do it. Twice is once."""
    alert = CallAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.state == CallAlertState.PENDING:
        move(alert, "confirm", by=None, confirmed_at=db_now())
    return alert


@transaction.atomic
def end_alert(alert: CallAlert) -> None:
    """The address is deleted with the alert; the trail keeps that it was, without the address."""
    record(alert, "ended", by=None)
    alert.delete()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Sweep: addresses whose owner did not confirm in time are deleted; says how many."""
    over = CallAlert.objects.filter(state=CallAlertState.PENDING, created_at__lt=db_now() - KEEP_PENDING)
    forgotten = list(over.select_for_update(of=("self",), skip_locked=True))
    for alert in forgotten:
        record(alert, "forgotten", by=None)
        alert.delete()
    return len(forgotten)


def subject_of(alert: CallAlert) -> Mapping[str, str]:
    """What the alert looks for, in both languages."""
    known = programmes.get(alert.programme) if alert.programme else None
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = str(known.title) if known else _("all programmes")
    return bilingual(told["ko"], told["en"])


def mail_confirmation(alert_id: int) -> None:
    """The link to confirm; of an alert that is on already, how to end it."""
    alert = CallAlert.objects.filter(pk=alert_id).first()
    if alert is None:
        return
    is_on = alert.state == CallAlertState.ACTIVE
    name, token = ("alert-end", end_token(alert)) if is_on else ("alert-confirm", confirm_token(alert))
    mail_address(
        alert.email,
        alert.language,
        "support.call_alert_on_already" if is_on else "support.call_alert_asked",
        params={"what": subject_of(alert)},
        path=reverse(f"support:{name}", args=[token]),
        number=f"{alert.uid}-{alert.created_at:%Y%m%d%H%M%S}",
    )


@transaction.atomic
def meet_call(call_id: int) -> int:
    """A call was published: each alert that looks for it meets it once; says how many."""
    call = Call.objects.filter(pk=call_id, state=CallState.PUBLISHED).first()
    if call is None:
        return 0
    met = CallAlert.objects.filter(state=CallAlertState.ACTIVE, programme__in=["", call.programme])
    made = [CallAlertHit(alert=alert, call=call) for alert in met]
    CallAlertHit.objects.bulk_create(made, ignore_conflicts=True)
    for alert in met:
        announce("support.call_alert_met", alert=alert.pk)
    return len(made)


@transaction.atomic
def tell_alert(alert_id: int) -> int:
    """One e-mail with the calls that were not told yet; asked again it sends nothing.

    The alert is locked until the mail server has taken the e-mail.
    """
    alert = CallAlert.objects.select_for_update(of=("self",)).filter(pk=alert_id, state=CallAlertState.ACTIVE).first()
    if alert is None:
        return 0
    waiting = list(
        CallAlertHit.objects.filter(alert=alert, told_at=None, call__state=CallState.PUBLISHED)
        .select_related("call")
        .order_by("pk")
    )
    if not waiting:
        return 0
    with override(alert.language):
        items = [_item(hit.call) for hit in waiting]
    mail_list(
        alert.email,
        alert.language,
        "support.call_alert_met",
        params={"what": subject_of(alert), "count": len(items)},
        items=items,
        number=f"{alert.uid}-{waiting[-1].pk}",
        leave=reverse("support:alert-end", args=[end_token(alert)]),
    )
    CallAlertHit.objects.filter(pk__in=[hit.pk for hit in waiting]).update(told_at=ClockTimestamp())
    return len(items)


def _item(call: Call) -> dict[str, str]:
    until = _("Applications until %(when)s") % {"when": day_text(call.closes_at, "full")} if call.closes_at else ""
    return {
        "title": call.title,
        "text": until or _("It always takes applications."),
        "path": reverse("support:call-detail", args=[call.number]),
    }
