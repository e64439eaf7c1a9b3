"""E-mails that are due: a lane of the outbox of their own, so that a mail server that hangs stops nothing else."""

from portal.notices import services
from portal.outbox.services import deliver_lane, on_outside, outlets, sweeps

MAIL = "mail"


@on_outside(MAIL, "notices.mail_due")
def send_notice(*, notice: int, **_later) -> None:
    """One notice, at once."""
    services.mail_notice(notice)


@on_outside(MAIL, "notices.digest_due")
def send_digest(*, user: int, day: str, **_later) -> None:
    """What waited for one person's daily e-mail."""
    services.mail_digest(user, day)


@on_outside(MAIL, "notices.reminder_due")
def send_reminder(*, notice: int, **_later) -> None:
    """An essential notice that nobody has read."""
    services.mail_reminder(notice)


@on_outside(MAIL, "notices.letter_due")
def send_letter(*, letter: int, **_later) -> None:
    """One that was composed already."""
    services.send_letter(letter)


@outlets
def send_mail() -> int:
    """What is due, for some seconds."""
    return deliver_lane(MAIL)


sweeps(services.run_daily)
