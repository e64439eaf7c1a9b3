"""DO: tell people, send the e-mails, note what was read and how people want to hear."""

from portal.notices.services.daily import run_daily
from portal.notices.services.forgetting import forget_notices
from portal.notices.services.letters import post, send_letter
from portal.notices.services.mailing import mail_address, mail_digest, mail_list, mail_notice, mail_reminder
from portal.notices.services.reading import choose_delivery, mark_all_read, mark_read
from portal.notices.services.telling import bilingual, in_both, notify, without_mail
from portal.notices.services.unsubscribing import owner_of_token, unsubscribe_token

__all__ = [
    "bilingual",
    "choose_delivery",
    "forget_notices",
    "in_both",
    "mail_address",
    "mail_digest",
    "mail_list",
    "mail_notice",
    "mail_reminder",
    "mark_all_read",
    "mark_read",
    "notify",
    "owner_of_token",
    "post",
    "run_daily",
    "send_letter",
    "unsubscribe_token",
    "without_mail",
]
