"""DO: e-mails that are composed at once and sent in a moment, outside of any transaction.

Whoever composes one waits for no mail server: neither a page nor a delivery of the outbox.
"""

import json
import smtplib
import threading
from datetime import timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from portal.clock import db_now
from portal.keys import box
from portal.notices.models import Letter
from portal.outbox.services import Away, announce
from portal.transactions import out_of_hand

SEND_SECONDS = 20  # for one e-mail in all, however slowly the server answers
KEPT = timedelta(days=7)  # of one that never went out; it is tried for hours
THE_SERVICE_IS_AWAY = (401, 403, 408, 429)  # our key, our account, a moment too many
ITS_OWN_FAULT = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


@transaction.atomic
def post(message: EmailMessage) -> Letter:
    """Have it sent after this transaction's commit."""
    told = {
        "subject": message.subject,
        "body": message.body,
        "subtype": message.content_subtype,
        "from": message.from_email,
        "to": message.to,
        "headers": {"Message-ID": make_msgid(domain=urlsplit(settings.BASE_URL).hostname), **message.extra_headers},
        "others": [[part.content, part.mimetype] for part in getattr(message, "alternatives", [])],
    }
    sealed = box("portal.notices.letters").encrypt(json.dumps(told, default=str).encode()).decode()
    letter = Letter.objects.create(sealed=sealed)
    announce("notices.letter_due", letter=letter.pk)
    return letter


def send_letter(letter_id: int) -> bool:
    """Send it, and forget it; whether it went out now. Asked again it does nothing."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return False
    told = json.loads(box("portal.notices.letters").decrypt(letter.sealed.encode()))
    message = EmailMultiAlternatives(
        told["subject"], told["body"], told["from"], told["to"], headers=told["headers"], alternatives=told["others"]
    )
    message.content_subtype = told["subtype"]
    send(message)
    letter.delete()
    return True


def send(message: EmailMessage) -> None:
    """Hand it to the mail server, or raise: ``Away`` where it is the server that does not answer.

    In a thread of its own, for a server can be slow in many small steps, each within its time limit.
    """
    failed: list[Exception] = []

    def talk() -> None:
        try:
            message.send(fail_silently=False)
        except Exception as error:  # raised below, where it is waited for
            failed.append(error)

    talking = threading.Thread(target=talk, name="mail", daemon=True)
    out_of_hand()
    talking.start()
    talking.join(SEND_SECONDS)
    if talking.is_alive():
        raise Away(f"the mail server took more than {SEND_SECONDS} seconds")
    if not failed:
        return
    if isinstance(failed[0], OSError) and not _is_its_own_fault(failed[0]):
        raise Away(f"{type(failed[0]).__name__}: {failed[0]}") from failed[0]
    raise failed[0]


def _is_its_own_fault(error: Exception) -> bool:
    """Whether the server has spoken, of this e-mail alone. A service over HTTP says so by its status."""
    status = getattr(error, "status_code", None)
    refused = status is not None and 400 <= status < 500 and status not in THE_SERVICE_IS_AWAY
    return refused or isinstance(error, ITS_OWN_FAULT)


def forget_letters() -> int:
    """Delete those that never went out; returns how many."""
    return Letter.objects.filter(created_at__lt=db_now() - KEPT).delete()[0]
