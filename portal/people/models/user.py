"""A person (or a partner's program) that can act in the portal."""

import unicodedata
import uuid
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.compiled import Compiled, Given
from portal.encrypted.fields import EncryptedCharField
from portal.people.models.membership import Role

_ROLES = Compiled(
    lambda: (
        Role.objects.filter(memberships=Given("membership", models.BigAutoField()))
        .order_by()
        .values_list("code", "mfa_required")
    )
)
MOST_PASSWORD_CHARACTERS = 400  # 200 composed characters (entrance.passwords), typed decomposed


class Accounts(BaseUserManager):
    """Makes users; e-mail addresses are stored in lower case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A user with an unusable password unless one is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """A system administrator (role AD): users and configuration, no business decisions."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        """Sign-in does not mind capital letters."""
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Acts for one company at a time: ``active_membership``; a person may hold several."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(
        _("language"), max_length=2, choices=[("ko", "한국어"), ("en", "English")], default="ko"
    )
    phone = EncryptedCharField(_("phone"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    is_service = models.BooleanField(_("a partner's program"), default=False)
    joined_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    active_membership = models.ForeignKey(
        "people.Membership", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("acts for")
    )

    objects = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("This e-mail address is already in use."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def set_password(self, raw_password: str | None) -> None:
        """Stored for the composed form (NFC): the same word typed on another keyboard is the same password."""
        super().set_password(unicodedata.normalize("NFC", raw_password) if raw_password else raw_password)

    def check_password(self, raw_password: str) -> bool:
        """Compared composed, as typed, never cut; what no rule allows is not worth hashing."""
        if not raw_password or len(raw_password) > MOST_PASSWORD_CHARACTERS:
            return False
        return super().check_password(unicodedata.normalize("NFC", raw_password))

    @cached_property
    def membership(self):
        """The active membership the person acts under, or None."""
        membership = self.active_membership
        return membership if membership is not None and membership.is_active else None

    @property
    def company(self):
        """The company the person acts for, or None."""
        return self.membership.company if self.membership else None

    @property
    def company_id(self) -> int | None:
        """Its id, or None."""
        return self.membership.company_id if self.membership else None

    @cached_property
    def role_codes(self) -> frozenset[str]:
        """Codes of the roles held under the active membership. One query, once per object."""
        self._role_needs_factor = False
        if not self.is_active or self.membership is None:
            return frozenset()
        roles = dict(_ROLES.rows(membership=self.membership.pk))
        self._role_needs_factor = any(roles.values())
        return frozenset(roles)

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone is not enough: staff, and roles that say so. Source: domain SEC-01."""
        return (
            self.is_staff
            or self.is_superuser
            or self.is_internal
            or (bool(self.role_codes) and self._role_needs_factor)
        )

    def forget_roles(self) -> None:
        """Ask again for membership and roles: they have just changed. Works through a lazy ``request.user`` too."""
        for name in ("membership", "role_codes"):
            self.__dict__.pop(name, None)

    def has_role(self, *codes: str) -> bool:
        """Whether the person holds at least one of the roles (domain 16.1 codes)."""
        return not self.role_codes.isdisjoint(codes)

    @property
    def is_internal(self) -> bool:
        """Whether the person acts for the buying organisation."""
        return self.company is not None and self.company.is_buyer

    @property
    def is_supplier(self) -> bool:
        """Whether the person acts for a supplier company."""
        return self.company is not None and not self.company.is_buyer
