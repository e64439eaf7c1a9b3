"""Where django-allauth asks us: addresses from BASE_URL, mails in the reader's language, factors that must stay."""

import time
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from portal.keys import box
from portal.notices.services import post
from portal.people.entrance.resume import KNOWN_SECONDS, who_was_here
from portal.people.models import User
from portal.people.services import trim_sessions
from portal.text import clean_line

# Source: security 3 (NIST SP 800-63B): at most so many wrong passwords a day for one account, over all addresses.
WRONG_ANYWHERE: dict[str, Any] = {
    "app": "portal",
    "action": "wrong_anywhere",
    "config": {"wrong_anywhere": "100/d/key"},
}


def login_of(credentials: dict[str, Any]) -> str:
    """The account that is signed in to, as it was typed."""
    return str(credentials.get("email") or credentials.get("username") or "").strip().lower()


def was_here(request: HttpRequest, login: str) -> bool:
    """Whether this browser was last signed in to the account, within three months."""
    who = who_was_here(request, seconds=KNOWN_SECONDS)
    return who is not None and User.objects.filter(pk=who, email__iexact=login).exists()


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and mails of accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask the administrator of your company."),
        "duplicate_email": _("This is already the e-mail address of this account."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both."),
        "email_taken": _("This e-mail address is already in use."),
        "enter_current_password": _("This is not the present password."),
        "incorrect_password": _("This is not the password of this account."),
        "incorrect_code": _("This code is not right, or it was already used. Wait for the next one."),
        "invalid_or_expired_key": _("This link is no longer valid."),
        "invalid_password_reset": _("This link for a new password is no longer valid. Ask for a new one."),
        "too_many_login_attempts": _("Too many wrong attempts. Try again in a quarter of an hour."),
        "too_many_everywhere": _(
            "Today very many wrong passwords were tried for this account. Ask for a new password: the link in the "
            "mail lets you in at once. A passkey, and the browser you last signed in with, still work."
        ),
        "same_as_current": _("The new value must be different from the present one."),
        "rate_limited": _("Too many requests in a short time. Try again in a few minutes."),
        "unverified_primary_email": _("The e-mail address must be confirmed first."),
    }

    def save_user(self, request: HttpRequest, user, form, commit: bool = True):
        """With the name given, and in the language the page was read in."""
        user.name = clean_line(form.cleaned_data["name"])
        user.language = "en" if get_language() == "en" else "ko"
        return super().save_user(request, user, form, commit)

    def post_login(self, request: HttpRequest, user, **kwargs):
        """A new sign-in: more sessions than allowed end, oldest first."""
        response = super().post_login(request, user, **kwargs)
        trim_sessions(user, keep=request.session.session_key or "")
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the dashboard; who belongs to no company yet begins with that."""
        if request.user.company is None and not request.user.is_staff:
            return reverse("people:start")
        return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Where a sign-in leads."""
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of all settings."""
        return reverse("people:security-settings")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """A link in a mail is built from BASE_URL, never from the request's Host."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation) -> str:
        """As above."""
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Who signed in within the last minutes has just proved who they are."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
        if any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """The limits of allauth, and that of the account over all addresses, which its own browser does not feel."""
        super().pre_authenticate(request, **credentials)
        login = login_of(credentials)
        if ratelimit.consume(request, **WRONG_ANYWHERE, key=login, dry_run=True) is None and not was_here(
            request, login
        ):
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_everywhere")

    def authentication_failed(self, request: HttpRequest, **credentials) -> None:
        """One more wrong password for the account, wherever it came from."""
        ratelimit.consume(request, **WRONG_ANYWHERE, key=login_of(credentials))
        super().authentication_failed(request, **credentials)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials) -> None:
        """A new password by the link in a mail: whoever guessed at the old one begins anew."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, **WRONG_ANYWHERE, key=login_of(credentials))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials) -> str:
        """Wrong attempts count for the pair of account and address: nobody locks a person out from elsewhere."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In the language of the person, without the request's Host. No page waits for the mail server."""
        user = context.get("user")
        language = getattr(user, "language", None) or get_language()
        with override(language):
            message = self.render_mail(
                template_prefix,
                email,
                {"request": allauth_context.request, "email": email, **context, "base_url": settings.BASE_URL},
            )
        post(message)

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Signing in and out needs no message: the page says it."""
        if message_template in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            return
        super().add_message(request, level, message_template, message_context, extra_tags, message)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: seeds encrypted, the last one kept where one is needed."""

    error_messages = {
        "add_email_blocked": _("With a second factor set up, the e-mail address is changed in the settings only."),
        "cannot_delete_authenticator": _(
            "Your role needs a second factor. Set up another one first, then remove this."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": _("This code is not right, or it was already used. Wait for the next one."),
        "unverified_email": _("Confirm your e-mail address first, then set up the second factor."),
    }

    def encrypt(self, text: str) -> str:
        """Seeds and recovery codes never lie in the database in clear."""
        return box("portal.people.factors").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what ``encrypt`` closed."""
        return box("portal.people.factors").decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows."""
        return str(settings.PORTAL_NAME)

    def _get_site_name(self) -> str:
        return str(settings.PORTAL_NAME)

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, as inline SVG: no data: address, no style, so that the strict policy lets it be."""
        code = qrcode.QRCode(border=2)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        label = _("Code to scan with the authenticator app")
        return format_html(
            '<svg viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
            '<path d="{2}" fill="black"/></svg>',
            len(rows),
            label,
            squares,
        )

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays while a role needs one."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES or not authenticator.user.needs_second_factor:
            return True
        factors = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = factors.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return others.exists()

    def generate_authenticator_name(self, user, type) -> str:
        """A name to begin with."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Passkey %(number)d")) % {"number": number}
