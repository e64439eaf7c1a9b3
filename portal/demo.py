"""The demonstration: invented companies and people, the same for the same seed.

Each app fills in its own part in a module ``demo.py`` that enters a ``Part`` here; ``manage.py demo`` runs them in
order. A part uses the services that the screens use, so the demo cannot show what the portal would refuse.
"""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.test.utils import override_settings

from portal.notices.services import without_mail
from portal.outbox.services import deliver_due, run_sweeps
from portal.people.models import Company, User
from portal.registry import Registry

PASSWORD = "sample steel coil 2026"  # noqa: S105 (printed on the screen; the demo refuses production)


@dataclass
class World:
    """What the parts share. ``scale`` multiplies the numbers; every choice comes from ``rng``."""

    scale: int
    rng: random.Random
    say: Callable[[str], None]
    buyer: Company | None = None
    staff: dict[str, list[User]] = field(default_factory=dict)  # role code → people of the buying organisation
    suppliers: list[Company] = field(default_factory=list)
    bidders: dict[int, User] = field(default_factory=dict)  # company id → its bidder and administrator
    finance: dict[int, User] = field(default_factory=dict)  # company id → its finance
    tiers: dict[int, int] = field(default_factory=dict)  # company id → 1, 2, 3
    notes: dict[str, object] = field(default_factory=dict)  # what one part leaves for a later one

    def uid(self) -> uuid.UUID:
        """A UUID of this world."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def password(self) -> str:
        """What is kept of everybody's password: slow to make by design, so it is made once."""
        if "password" not in self.notes:
            self.notes["password"] = make_password(PASSWORD)
        return str(self.notes["password"])

    def one(self, role: str, index: int = 0) -> User:
        """A member of the buying organisation with the role."""
        people = self.staff[role]
        return people[index % len(people)]


def deliver_quietly() -> None:
    """What was announced reaches who hears it; the e-mails about an invented past go to nobody."""
    with without_mail(), override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        while deliver_due(500):
            continue


def catch_up_quietly() -> None:
    """What fell due in the invented past is done before anybody looks; the portal's first minute has nothing to say."""
    with without_mail():
        run_sweeps()
    deliver_quietly()


@dataclass(frozen=True)
class Part:
    """One app's share of the demonstration."""

    order: int
    title: str
    fill: Callable[[World], None]
    told: str = ""  # what one has to know to try it, printed below the accounts


parts: Registry[Part] = Registry("demo")
