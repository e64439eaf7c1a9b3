"""allauth's forms in our words: labels, hints, and the show-password button (``data-reveal``, static/js/people.js)."""

import re

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.forms import TextField, TickField
from portal.people.models.user import MOST_PASSWORD_CHARACTERS
from portal.text import plain_code

TERMS_VERSION = "2026-11"
DEMONSTRATION = ".example"  # where only invented people have addresses (RFC 2606)
MOST_EMAIL_CHARACTERS = 254  # Source: RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets
USED_SECONDS = 180  # longer than any window in which a time-based code is accepted


def _email(field: forms.Field, help_text: str = "") -> None:
    field.label = _("E-mail")
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autocomplete": "email", "maxlength": MOST_EMAIL_CHARACTERS}
    field.max_length = MOST_EMAIL_CHARACTERS
    field.validators.append(MaxLengthValidator(MOST_EMAIL_CHARACTERS))


def _password(field: forms.Field, label: str, *, new: bool) -> None:
    field.label = label
    if new:
        field.help_text = _("At least 15 characters. Several unrelated words are good; symbols are not needed.")
    field.max_length = MOST_PASSWORD_CHARACTERS
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {
        "autocomplete": "new-password" if new else "current-password",
        "data-reveal": _("Show"),
        "data-hide": _("Hide"),
        "maxlength": MOST_PASSWORD_CHARACTERS,
    }


def _ascii_only(email: str) -> str:
    if not email.isascii():
        raise ValidationError(
            _("Use an e-mail address in Latin letters: others can be mistaken for them."), code="script"
        )
    return email


class LoginForm(account.LoginForm):
    """Sign-in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _email(self.fields["login"])
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        _password(self.fields["password"], _("Password"), new=False)
        self.fields["password"].help_text = ""


class SignupForm(account.SignupForm):
    """A new account: person, address, password, age, and two agreements of their own.

    Source: domain PII-03 (children under 14 would need a parent's consent: the portal is not offered to them).
    """

    name = TextField(max_length=80, min_length=2)
    of_age = TickField()
    terms = TickField()
    privacy = TickField()
    field_order = ["name", "email", "password1", "of_age", "terms", "privacy"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Your name")
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        hint = _("Your own address; for a company, the one at work. We send a link to confirm it.")
        _email(self.fields["email"], hint)
        _password(self.fields["password1"], _("Password"), new=True)
        self.fields["of_age"].label = _("I am 14 or older")
        self.fields["terms"].label = _("I agree to the terms of use")
        self.fields["privacy"].label = _("I agree that my name, e-mail and phone number are kept to run this account")
        self.fields["privacy"].help_text = _(
            "Kept until the account is closed, then one year. You may refuse; without it there can be no account."
        )

    def clean_email(self):
        """Latin letters, one account each (said only by mail)."""
        return _ascii_only(super().clean_email())

    def custom_signup(self, request, user):
        """What was agreed to, in which version, is on record."""
        record(user, "signed_up", by=user)
        record(user, "consented", by=user, payload={"terms": TERMS_VERSION, "privacy": TERMS_VERSION})


class ResetPasswordForm(account.ResetPasswordForm):
    """Ask for a link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _email(self.fields["email"])


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    """The new password, by the link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _password(self.fields["password1"], _("New password"), new=True)
        _password(self.fields["password2"], _("New password, once more"), new=True)
        self.fields["password2"].help_text = ""


class ChangePasswordForm(account.ChangePasswordForm):
    """Change the password: the present one first."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _password(self.fields["oldpassword"], _("Present password"), new=False)
        _password(self.fields["password1"], _("New password"), new=True)
        _password(self.fields["password2"], _("New password, once more"), new=True)
        self.fields["password2"].help_text = ""


class SetPasswordForm(account.SetPasswordForm):
    """A first password, for an account that has none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _password(self.fields["password1"], _("New password"), new=True)
        _password(self.fields["password2"], _("New password, once more"), new=True)
        self.fields["password2"].help_text = ""


class AddEmailForm(account.AddEmailForm):
    """Another address for the account."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _email(self.fields["email"], _("We send a link there. The address changes once you follow it."))
        self.fields["email"].label = _("New e-mail address")

    def clean_email(self):
        """Latin letters."""
        return _ascii_only(super().clean_email())


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _password(self.fields["password"], _("Password"), new=False)


class OnceOnly:
    """A code counts once, whoever sends it how often at the same moment: the cache's ``add`` lets one through.

    allauth remembers a used time-based code for one period only, shorter than the window in which it accepts it, and
    recovery codes are marked by reading and writing; this closes both. Source: security A87.
    """

    def clean_code(self):
        """Right, and not used before."""
        code = super().clean_code()
        if not cache.add(f"people.code.{self.user.pk}.{code}", "used", timeout=USED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


def _code(field: forms.Field, help_text: str, digits: str, wrong: str) -> None:
    field.validators.append(RegexValidator(rf"\A(?:{digits})\Z", wrong))  # what is no code at all is told as such
    field.label = _("Code")
    field.help_text = help_text
    field.max_length = 20
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20}


class SpacedCodeField(forms.CharField):
    """Digits the way an app or a sheet of paper shows them: in groups, or with full-width digits.

    >>> SpacedCodeField().clean("1234 5678-９０１２ 3456")
    '1234567890123456'
    """

    def to_python(self, value):
        """The digits alone."""
        return re.sub(r"[\s-]", "", plain_code(super().to_python(value)))


def _code_or_recovery(form: forms.Form) -> None:
    form.fields["code"] = SpacedCodeField()
    digits = settings.MFA_RECOVERY_CODE_DIGITS
    help_text = _("Six digits from the authenticator app, or one of your recovery codes.")
    wrong = _("A code has six digits and a recovery code %(digits)s.") % {"digits": digits}
    _code(form.fields["code"], help_text, f"[0-9]{{6}}|[0-9]{{{digits}}}", wrong)


class AuthenticateForm(OnceOnly, mfa.AuthenticateForm):
    """The second factor at sign-in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_or_recovery(self)

    @property
    def of_a_demonstration(self) -> bool:
        """Whether nobody holds this account's app: an invented person, whose code a command prints."""
        return not settings.PRODUCTION and self.user.email.endswith(DEMONSTRATION)


class FactorReauthenticateForm(OnceOnly, mfa.ReauthenticateForm):
    """The second factor once more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_or_recovery(self)


class ActivateTOTPForm(totp.ActivateTOTPForm):
    """The first code proves that the app holds the secret."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        wrong = _("A code has six digits, without spaces. Type the one that the app shows now.")
        _code(self.fields["code"], _("The six digits that the app shows now."), "[0-9]{6}", wrong)


class DeactivateTOTPForm(totp.DeactivateTOTPForm):
    """Remove the authenticator app."""


class AddWebAuthnForm(webauthn.AddWebAuthnForm):
    """A passkey or security key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].help_text = _("To tell your keys apart.")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _("The device then asks for your fingerprint, face or PIN.")


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].max_length = 60


class GenerateRecoveryCodesForm(recovery.GenerateRecoveryCodesForm):
    """New recovery codes; the old ones end."""
