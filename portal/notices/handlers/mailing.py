"""E-mails that are due; a mail server that is away is tried again by the outbox."""

from portal.notices import services
from portal.outbox.services import on, sweeps


@on("notices.mail_due")
def send_notice(*, notice: int, **_later) -> None:
    """One notice, at once."""
    services.mail_notice(notice)


@on("notices.digest_due")
def send_digest(*, user: int, day: str, **_later) -> None:
    """What waited for one person's daily e-mail."""
    services.mail_digest(user, day)


@on("notices.reminder_due")
def send_reminder(*, notice: int, **_later) -> None:
    """An essential notice that nobody has read."""
    services.mail_reminder(notice)


sweeps(services.run_daily)
