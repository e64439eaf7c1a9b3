"""What other apps enter in the sandbox: what is laid out for everybody and for each company, and the counterparts.

An app enters them in its ``demo`` room, which only a sandbox and the demonstration load: none of it is in a portal in
earnest. Counterparts (robots) act by the services that people's pages call, under the same rules.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from portal.people.models import Company, User
from portal.registry import Registry

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Guest:
    """A partner's company in the sandbox and its own people."""

    company: Company
    admin: User  # administrator and bidder
    finance: User


@dataclass
class Cast:
    """Who acts in a sandbox: the buying organisation by role, the suppliers that compete, and partners' companies."""

    buyer: Company
    staff: dict[str, list[User]] = field(default_factory=dict)  # role code → people of the buying organisation
    rivals: list[User] = field(default_factory=list)  # who bids for each competing supplier
    guests: dict[int, Guest] = field(default_factory=dict)  # company id → a partner's company, with its own people

    def one(self, role: str, index: int = 0) -> User:
        """A member of the buying organisation with the role."""
        people = self.staff[role]
        return people[index % len(people)]

    def who(self, role: str, may: Callable[[User], object]) -> User | None:
        """The first with the role who may: many steps need another person than the step before."""
        return next((person for person in self.staff.get(role, []) if may(person)), None)


@dataclass(frozen=True)
class Thing:
    """Something laid out for a company: what it is in both languages, its number, its page and its place in the API."""

    label_ko: str
    label_en: str
    number: str
    url: str = ""
    api_url: str = ""


@dataclass(frozen=True)
class Ground:
    """What every sandbox has from the start: terms, keys of officers, accounts."""

    order: int
    lay: Callable[[Cast], None]


@dataclass(frozen=True)
class Seed:
    """What each partner's company finds: the things that it was given."""

    order: int
    sow: Callable[[Cast, Guest], list[Thing]]


@dataclass(frozen=True)
class Player:
    """A counterpart: does what waits for it now, if anything, and says how many acts it did."""

    order: int
    play: Callable[[Cast], int]


@dataclass(frozen=True)
class Leap:
    """What has to know, in the same transaction, that the clock went on without time having passed."""

    order: int
    land: Callable[[], None]


grounds: Registry[Ground] = Registry("sandbox grounds")
seeds: Registry[Seed] = Registry("sandbox seeds")
players: Registry[Player] = Registry("sandbox players")
leaps: Registry[Leap] = Registry("sandbox leaps")
