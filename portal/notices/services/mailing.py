"""E-mails: plain text with a simple HTML copy, in the reader's language. Sent by the outbox, which tries again.

What is sent here is sent in the lane of the mail, outside of any transaction: its event is claimed, so nobody else is
at it. If the process dies in between, it is sent again under the same Message-ID.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from portal.clock import ClockTimestamp
from portal.notices import queries, rules
from portal.notices.models import Notice
from portal.notices.registry import kinds
from portal.notices.services.letters import post, send
from portal.notices.services.unsubscribing import unsubscribe_token
from portal.notices.states import Delivery, MailState
from portal.people.models import User


def mail_notice(notice_id: int) -> bool:
    """Send the e-mail of one notice; whether one went out now. Asked again it does nothing."""
    notice = _found(notice_id, MailState.DUE)
    if notice is None:
        return False
    chosen = Delivery.IMMEDIATELY if notice.essential else queries.delivery_of(notice.user)
    if not notice.user.is_active or chosen == Delivery.NEVER:
        Notice.objects.filter(pk=notice.pk, mail=MailState.DUE).update(mail=MailState.NONE)
        return False
    with override(notice.user.language):
        message = _message(notice.user, [notice], subject=notice.title, number=f"{notice.uid}")
    send(message)
    _sent([notice])
    return True


def mail_digest(user_id: int, day: str) -> bool:
    """One e-mail with all that waited for the daily one; whether one went out now."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return False
    notices = list(queries.digest_of(user))
    if not notices:
        return False
    with override(user.language):
        subject = ngettext("%(count)s new notice", "%(count)s new notices", len(notices)) % {"count": len(notices)}
        message = _message(user, notices, subject=subject, number=f"{user.uid}-{day}", digest=True)
    send(message)
    _sent(notices)
    return True


def mail_reminder(notice_id: int) -> bool:
    """Say once more that an essential notice has not been read. Source: domain 17 (legal events)."""
    notice = _found(notice_id, MailState.SENT)
    if notice is None or notice.read_at or notice.reminded_at or not notice.user.is_active:
        return False
    with override(notice.user.language):
        subject = gettext("Not yet read: %(title)s") % {"title": notice.title}
        message = _message(notice.user, [notice], subject=subject, number=f"{notice.uid}-reminder")
    send(message)
    Notice.objects.filter(pk=notice.pk).update(reminded_at=ClockTimestamp())
    return True


def mail_address(
    address: str, language: str, kind: str, *, params: Mapping[str, Any], path: str, number: str, validity: str = ""
) -> None:
    """Write to somebody who has no account (yet): an invitation. Sent after the commit of who asks."""
    known = kinds.get(kind)
    if known is None:
        raise LookupError(f"no kind of notice {kind!r}")
    with override(language):
        shown = {name: rules.shown(rules.stored(value)) for name, value in params.items()}
        title, text = str(known.title) % shown, str(known.text) % shown
        items = [{"title": title, "text": text, "link": absolute(path)}]
        post(_composed(address, title, {"items": items, "name": ""}, number=number))


def mail_list(
    address: str,
    language: str,
    kind: str,
    *,
    params: Mapping[str, Any],
    items: Iterable[Mapping[str, str]],
    number: str,
    leave: str,
) -> None:
    """Write to somebody without an account who asked to be told: ``items`` (title, text, path), and the way out.

    ``leave`` is the path of a page that ends it without signing in, by one press of a mail program's button, too
    (RFC 8058).
    """
    known = kinds.get(kind)
    if known is None:
        raise LookupError(f"no kind of notice {kind!r}")
    with override(language):
        shown = {name: rules.shown(rules.stored(value)) for name, value in params.items()}
        listed = [{"title": item["title"], "text": item["text"], "link": absolute(item["path"])} for item in items]
        way_out = absolute(leave)
        context = {"items": listed, "name": "", "digest": True, "leave": way_out, "opening": str(known.text) % shown}
        headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        post(_composed(address, str(known.title) % shown, context, number=number, headers=headers))


def absolute(path: str) -> str:
    """The address that works from outside; never from the request's Host header. Source: security 11.12."""
    return f"{settings.BASE_URL}{path}"


def _found(notice_id: int, mail: MailState) -> Notice | None:
    return Notice.objects.select_related("user").filter(pk=notice_id, mail=mail).first()


def _sent(notices: Iterable[Notice]) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        mail=MailState.SENT, mailed_at=ClockTimestamp()
    )


def _message(
    user: User, notices: list[Notice], *, subject: str, number: str, digest: bool = False
) -> EmailMultiAlternatives:
    """An e-mail to a person with an account; with a way out unless all of it is essential."""
    optional = not all(notice.essential for notice in notices)
    leave = absolute(reverse("notices:unsubscribe", args=[unsubscribe_token(user)])) if optional else ""
    context = {
        "name": user.name,
        "items": [
            {"title": notice.title, "text": notice.text, "link": absolute(notice.url) if notice.url else ""}
            for notice in notices
        ],
        "digest": digest,
        "leave": leave,
        "preferences": absolute(reverse("notices:preference-edit")),
    }
    headers = {}
    if leave:
        headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return _composed(user.email, subject, context, number=number, headers=headers)


def _composed(
    address: str, subject: str, context: dict[str, Any], *, number: str, headers: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    context = {"digest": False, "leave": "", "preferences": "", "opening": "", **context, "brand": settings.PORTAL_NAME}
    message = EmailMultiAlternatives(
        subject=f"[{settings.PORTAL_NAME}] {rules.one_line(subject)}",
        body=render_to_string("notices/mail/notice.txt", context).strip() + "\n",
        to=[address],
        headers={
            "Message-ID": f"<{number}@{urlsplit(settings.BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    message.attach_alternative(render_to_string("notices/mail/notice.html", context), "text/html")
    return message
