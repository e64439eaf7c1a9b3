"""DO: make a company in the sandbox with all it needs for trying, and let the counterparts act."""

import logging
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now, real_now, today
from portal.errors import Refused, RuleBroken, WrongState
from portal.numbers import next_number
from portal.partners.models import ApiClient
from portal.partners.queries import scopes_for
from portal.partners.services import set_up_client
from portal.people.models import Company, Membership, Role, User
from portal.people.queries import free_brn
from portal.people.services import record_standing
from portal.people.states import CompanyState, Level, SizeClass
from portal.policy import require
from portal.sandbox import policies
from portal.sandbox.models import SandboxClock, SandboxCompany
from portal.sandbox.queries import cast, companies_made_since
from portal.sandbox.registry import Guest, players, seeds

log = logging.getLogger(__name__)
MOST_A_DAY = 500  # companies in all, so that nobody fills the sandbox
ROLES = {"admin": ("SA", "BD", "SU"), "finance": ("SF", "SU")}
NAMES = {"admin": "김하나", "finance": "이두리"}
A_DAY = timedelta(days=1)
TWO_YEARS = timedelta(days=730)


@dataclass(frozen=True)
class Made:
    """What is told once: the passwords and the client's secret are kept nowhere."""

    sandbox_company: SandboxCompany
    people: dict[str, str]  # role → e-mail address
    client: ApiClient
    password: str = ""
    secret: str = ""


def load_players() -> None:
    """The apps' counterparts and seeds stand in their ``demo`` rooms: only a sandbox loads them."""
    autodiscover_modules("demo")


@transaction.atomic
def make_company(*, name: str = "", key: str | None = None, address: str = "") -> Made:
    """A company in good standing with people, a program's client and things to begin with. No mail is sent.

    For a day the same ``key`` from the same ``address`` makes it once: the second time it is named without its secrets,
    which are kept nowhere. Keys of others are others, whatever they are.
    """
    require(policies.may_make_company())
    name, mark = name.strip(), _hashed("key", f"{address} {key}") if key else None
    if mark and not _claim(mark):
        raise WrongState(
            _("A request with this Idempotency-Key is being answered right now. Send it again in a moment."),
            code="idempotency_key_in_flight",
        )
    SandboxClock.objects.select_for_update(of=("self",)).get()  # one at a time
    yesterday = real_now() - A_DAY
    if mark and (made_before := _made_with(mark, yesterday)):
        if made_before.wish != name:
            raise RuleBroken(
                _("This Idempotency-Key was used for another request. Use a new key."), code="idempotency_key_reused"
            )
        return _named(made_before)
    if companies_made_since(yesterday) >= MOST_A_DAY:
        raise RuleBroken(_("The sandbox has taken many new companies today. Try again tomorrow."))
    load_players()
    company = _company(name)
    password = secrets.token_urlsafe(15)
    people = {role: _person(company, role, password) for role in ROLES}
    place = _hashed("address", address) if address else ""
    made = SandboxCompany.objects.create(company=company, key=mark, wish=name, made_from=place)
    guest = Guest(company=company, admin=people["admin"], finance=people["finance"])
    everybody = cast()
    made.things = [asdict(thing) for seed in seeds for thing in seed.sow(everybody, guest)]
    made.save(update_fields=["things"])
    scopes = [scope.code for scope in scopes_for(company)]
    client, secret = set_up_client(company, name="Sandbox", scopes=scopes, by=None)
    record(made, "made", by=None)
    addresses = {role: person.email for role, person in people.items()}
    return Made(made, addresses, client, password, secret)


def _hashed(what: str, text: str) -> str:
    return salted_hmac(f"portal.sandbox.{what}", text, algorithm="sha256").hexdigest()


def _claim(mark: str) -> bool:
    """Hold the key until the transaction ends; False while its twin is being answered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"sandbox {mark}"])
        return bool(cursor.fetchone()[0])


def _made_with(mark: str, since: datetime) -> SandboxCompany | None:
    """What the key made; one of an earlier day is free again."""
    SandboxCompany.objects.filter(key=mark, made_at__lte=since).update(key=None)
    return SandboxCompany.objects.filter(key=mark).first()


def _named(made: SandboxCompany) -> Made:
    company = made.company
    people = {role: address_of(company, role) for role in ROLES}
    return Made(made, people, ApiClient.objects.filter(company=company).earliest("pk"))


def address_of(company: Company, role: str) -> str:
    """The invented person's."""
    return f"{role}@{company.number.lower()}.sandbox.example"


def _company(name: str) -> Company:
    number = next_number("CMP")
    company = Company.objects.create(
        number=number,
        state=CompanyState.ACTIVE,
        legal_name_ko=name or f"연습상사 {number[-4:]}",
        legal_name_en=name or f"Trial Trading {number[-4:]}",
        brn=free_brn(),
        rep_name=NAMES["admin"],
        size_class=SizeClass.SMALL,
        level=Level.L1,
        industry="C2400",
        postcode="37877",
        address="경상북도 포항시 남구 철강로",
        address_detail="1",
        phone="054-555-0100",
    )
    record(company, "made_in_sandbox", by=None)
    begins = today()
    record_standing(
        company, "size_class", SizeClass.SMALL, valid_from=begins, valid_to=begins + TWO_YEARS, source="sandbox"
    )
    return company


def _language() -> str:
    """That of who makes the company, so that its pages go on in it."""
    return "en" if get_language() == "en" else "ko"


def _person(company: Company, role: str, password: str) -> User:
    address = address_of(company, role)
    user = User.objects.create_user(address, name=NAMES[role], password=password, language=_language())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    membership = Membership.objects.create(user=user, company=company, department="영업")
    membership.roles.set(Role.objects.filter(code__in=ROLES[role]))
    user.active_membership = membership
    user.save(update_fields=["active_membership"])
    return user


def play() -> int:
    """Every counterpart once, each in a transaction of its own; how many acts that were."""
    load_players()
    if not Company.objects.filter(is_buyer=True).exists():
        return 0
    _keep_awake()
    everybody = cast()
    acts = 0
    for key, player in players.items():
        try:
            with transaction.atomic():
                acts += player.play(everybody)
        except Refused as refusal:  # met by what a partner did meanwhile; looked at again in the next round
            log.warning("sandbox: %s was refused: %s", key, refusal)
        except Exception:  # a counterpart's fault must not stop the others; it is logged with its trace
            log.exception("sandbox: %s failed", key)
    return acts


def _keep_awake() -> None:
    """The invented people were here today: accounts that rest for months would be closed."""
    now = db_now()
    sleepy = User.objects.filter(is_service=False, is_active=True).exclude(last_login__gte=now - timedelta(days=7))
    sleepy.update(last_login=now)
