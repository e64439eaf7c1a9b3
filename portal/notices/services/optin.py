"""DO: the life of an alert that goes to an e-mail address without an account: asked for, confirmed, ended, forgotten.

Only the owner of the address confirms, by a link sent there. Of a person nothing is kept but the address, and that no
longer than the alert. Source: domain 9.4, PII-06.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.notices.services.mailing import mail_address
from portal.outbox.services import announce

KEEP_PENDING = timedelta(days=3)  # an alert that nobody confirmed; its link lives as long
MOST_ALERTS = 20  # of one e-mail address
PENDING, ACTIVE = "pending", "active"

Alert = TypeVar("Alert", bound=Model)


class OptIn(Generic[Alert]):
    """Alerts of one kind: rows with ``uid``, ``email``, ``language``, ``state`` (pending, active) and ``created_at``.

    ``salt``: of the signed links, so that a link of one kind opens nothing of another.
    ``name``: the event ``<name>_asked``, and the kinds of mail ``<name>_asked`` and ``<name>_on_already``.
    The pages are ``alert-confirm`` and ``alert-end`` of the model's own app.
    """

    def __init__(self, model: type[Alert], *, salt: str, name: str, subject_of: Callable[[Any], Mapping[str, str]]):
        self.model, self.name, self.subject_of = model, name, subject_of
        self.confirm_salt, self.end_salt = f"{salt}.confirm", f"{salt}.end"
        self.rows: Any = model._default_manager

    @transaction.atomic
    def ask(self, looked_for: Mapping[str, Any], *, email: str, language: str, **also: Any) -> None:
        """Somebody wants to be told, and nobody is asked who. The answer is the same whatever is known of the address.

        ``looked_for`` makes the alert what it is; ``also`` may change as long as it is not confirmed.
        """
        alert = self.rows.filter(email__iexact=email, **looked_for).first()
        if alert is None:
            if self.rows.filter(email__iexact=email).count() >= MOST_ALERTS:
                return
            alert, made = self.rows.get_or_create(
                email=email.lower(), **looked_for, defaults={"language": language, **also}
            )
            if made:
                record(alert, "asked", by=None)
        elif alert.state == PENDING:  # a link that was lost: the latest wish counts
            self.rows.filter(pk=alert.pk).update(language=language, created_at=ClockTimestamp(), **also)
        announce(f"{self.name}_asked", alert=alert.pk)

    def confirm_token(self, alert: Any) -> str:
        """Signed; lives as long as an alert waits for it."""
        return signing.dumps(alert.uid.hex, salt=self.confirm_salt)

    def end_token(self, alert: Any) -> str:
        """Signed, without an end: an old e-mail's link must still work. Source: RFC 8058."""
        return signing.dumps(alert.uid.hex, salt=self.end_salt)

    def to_confirm(self, token: str) -> Alert | None:
        """Which alert a link means; None when it is not ours, too old, or the alert is gone."""
        return self._meant(token, self.confirm_salt, KEEP_PENDING)

    def to_end(self, token: str) -> Alert | None:
        """Which alert a way out means; None when it is not ours or the alert has ended."""
        return self._meant(token, self.end_salt)

    def is_way_out(self, token: str) -> bool:
        """Whether the link is one of ours, also when its alert has ended already."""
        try:
            signing.loads(token, salt=self.end_salt)
        except signing.BadSignature:
            return False
        return True

    def _meant(self, token: str, salt: str, max_age: timedelta | None = None) -> Alert | None:
        try:
            uid = signing.loads(token, salt=salt, max_age=max_age)
        except signing.BadSignature:
            return None
        return self.rows.filter(uid=uid).first()

    @transaction.atomic
    def confirm(self, alert: Any) -> Alert:
        """The owner of the address wants it: who holds the link may do it. Twice is once."""
        alert = self.rows.select_for_update(of=("self",)).get(pk=alert.pk)
        if alert.state == PENDING:
            move(alert, "confirm", by=None, confirmed_at=db_now())
        return alert

    @transaction.atomic
    def end(self, alert: Any) -> None:
        """The address is deleted with the alert; the trail keeps that it was, without the address."""
        record(alert, "ended", by=None)
        alert.delete()

    @transaction.atomic
    def forget_unconfirmed(self) -> int:
        """Sweep: addresses whose owner did not confirm in time are deleted; says how many."""
        over = self.rows.filter(state=PENDING, created_at__lt=db_now() - KEEP_PENDING)
        forgotten = list(over.select_for_update(of=("self",), skip_locked=True))
        for alert in forgotten:
            record(alert, "forgotten", by=None)
            alert.delete()
        return len(forgotten)

    def mail_confirmation(self, alert_id: int) -> None:
        """The link to confirm; of an alert that is on already, how to end it."""
        alert = self.rows.filter(pk=alert_id).first()
        if alert is None:
            return
        is_on = alert.state == ACTIVE
        page, token = ("end", self.end_token(alert)) if is_on else ("confirm", self.confirm_token(alert))
        mail_address(
            alert.email,
            alert.language,
            f"{self.name}_on_already" if is_on else f"{self.name}_asked",
            params={"what": self.subject_of(alert)},
            path=reverse(f"{self.model._meta.app_label}:alert-{page}", args=[token]),
            number=f"{alert.uid}-{alert.created_at:%Y%m%d%H%M%S}",
        )
