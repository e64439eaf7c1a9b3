"""DO: alerts of calls without an account: asked for, confirmed by the address's owner, told once, ended by one press.

Of a person nothing is kept but the e-mail address, and that no longer than the alert. Source: domain 9.4.
"""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.clock import ClockTimestamp
from portal.display import day_text
from portal.notices.services import bilingual, mail_list
from portal.notices.services.optin import OptIn
from portal.outbox.services import announce
from sharedgrowth.support.models import Call, CallAlert, CallAlertHit
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import CallAlertState, CallState


def subject_of(alert: CallAlert) -> Mapping[str, str]:
    """What the alert looks for, in both languages."""
    known = programmes.get(alert.programme) if alert.programme else None
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = str(known.title) if known else _("all programmes")
    return bilingual(told["ko"], told["en"])


OPT_IN = OptIn(CallAlert, salt="support.alert", name="support.call_alert", subject_of=subject_of)
confirm_token, end_token, is_way_out = OPT_IN.confirm_token, OPT_IN.end_token, OPT_IN.is_way_out
alert_to_confirm, alert_to_end = OPT_IN.to_confirm, OPT_IN.to_end
confirm_alert, end_alert = OPT_IN.confirm, OPT_IN.end
forget_unconfirmed, mail_confirmation = OPT_IN.forget_unconfirmed, OPT_IN.mail_confirmation


def ask_alert(*, email: str, language: str, programme: str = "") -> None:
    """Of calls of one programme, or of all."""
    OPT_IN.ask({"programme": programme}, email=email, language=language)


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

    The alert is locked until the e-mail waits in the outbox.
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
