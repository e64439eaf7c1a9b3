"""FIND: clients a person may see, and the client behind a token."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import check_password
from django.db.models import CharField, Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from oauth2_provider.models import AccessToken

from portal.clock import SEOUL, ClockTimestamp, RealTimestamp, db_now
from portal.compiled import CompiledThings, Given
from portal.partners import rules
from portal.partners.models import ApiClient, ApiRequest, ClientSecret
from portal.partners.rules import opened_by
from portal.partners.states import ClientState
from portal.people.models import Company, User
from portal.people.queries import people_with_role
from portal.veils import unveiled

__all__ = ["opened_by"]  # for the door of the API


def scope_words() -> dict[str, str]:
    """Every scope and what it opens, in the reader's language."""
    return {scope.code: str(scope.label) for scope in rules.SCOPES.values()}


def last_calls_of(companies: Collection[int]) -> dict[int, datetime]:
    """Of these companies, when a program of theirs last called."""
    used = ApiClient.objects.filter(company__in=companies, last_used_at__isnull=False)
    return dict(used.order_by().values_list("company").annotate(last=Max("last_used_at")))


def known_scopes() -> list[rules.Scope]:
    """Every scope there is: for the pages that explain them."""
    return list(rules.SCOPES.values())


def scopes_for(company: Company) -> list[rules.Scope]:
    """The scopes that a client of the company may have."""
    others = "supplier_only" if company.is_buyer else "buyer_only"
    return [scope for scope in rules.SCOPES.values() if not getattr(scope, others)]


def clients_visible_to(user) -> QuerySet[ApiClient]:
    """A company's administrators see its clients; the portal's administrators and auditors see all."""
    clients = ApiClient.objects.select_related("company", "application", "created_by").order_by("-created_at", "-pk")
    if user.has_role("AD", "AU"):
        return clients
    return clients.filter(company_id=user.company_id) if user.has_role("SA") else clients.none()


def _tokens() -> QuerySet[AccessToken]:
    return (
        AccessToken.objects.select_related(
            "application__api_client__company", "application__api_client__user__active_membership__company"
        )
        .filter(token_checksum=Given("checksum", CharField()), application__api_client__isnull=False)
        .annotate(now=ClockTimestamp(), real_now=RealTimestamp())
    )


_TOKENS = CompiledThings(_tokens)


def token_of(raw: str) -> AccessToken | None:
    """The token ``raw``, in force or not, with client, company, user, membership and the time: one query.

    Its checksum is unique.
    """
    return next(iter(_TOKENS.things(checksum=hashlib.sha256(raw.encode()).hexdigest())), None)


def is_usable(client: ApiClient, *, now: datetime) -> bool:
    """Whether the client, its company, its user and its membership all still stand: asked at every request."""
    return client.is_active and (client.expires_at is None or now < client.expires_at) and _stands(client)


def _stands(client: ApiClient) -> bool:
    membership = client.user.membership
    return (
        client.company.is_active
        and client.user.is_active
        and client.user.is_service
        and membership is not None
        and membership.company_id == client.company_id
    )


def acting_user(client: ApiClient, *, now: datetime) -> User | None:
    """The client's user, holding what its scopes lend it, for what is told to it unasked; None if it may not come in.

    Ask with the company and ``user__active_membership__company`` selected.
    """
    return _lent(client) if is_usable(client, now=now) else None


def renewable_user(client: ApiClient) -> User | None:
    """The same for what waits for a client: whether its day has come does not matter, it may be renewed."""
    return _lent(client) if client.state != ClientState.REVOKED and _stands(client) else None


def _lent(client: ApiClient) -> User:
    user = client.user
    user.role_codes = rules.lent_roles(client.scopes, supplier=not client.company.is_buyer)
    return user


def has_ended(client: ApiClient, *, now: datetime) -> bool:
    """Whether its day has come, so that it works again once somebody renews it."""
    past = client.expires_at is not None and client.expires_at <= now
    return client.state == ClientState.EXPIRED or (client.state == ClientState.ACTIVE and past)


def usable_client_of(application) -> ApiClient | None:
    """The usable client of an OAuth application, or None."""
    client = (
        ApiClient.objects.select_related("company", "user__active_membership__company", "application")
        .filter(application=application)
        .annotate(now=ClockTimestamp())
        .first()
    )
    return client if client is not None and is_usable(client, now=client.now) else None


def known_client(client_id: str) -> ApiClient | None:
    """The client, usable or not, that says it has this id."""
    if not client_id or "\x00" in client_id:
        return None
    return ApiClient.objects.filter(application__client_id=client_id[:255]).only("pk", "company_id").first()


# Secrets --------------------------------------------------------------------------------------------------------------
def secrets_in_force(client: ApiClient) -> QuerySet[ClientSecret]:
    """Those that still open the door, the newest first."""
    in_force = Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp())
    return client.secrets.filter(in_force).select_related("created_by").order_by("-created_at", "-pk")


def secret_that_is(client_pk: int, given: str) -> ClientSecret | None:
    """The secret in force that reads ``given``: its beginning finds it, so that one hash is reckoned, not several."""
    in_force = Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp())
    found = ClientSecret.objects.filter(in_force, client=client_pk, prefix=rules.prefix_of(given))
    for secret in found.annotate(now=ClockTimestamp())[: rules.MOST_SECRETS]:
        if check_password(given, secret.hashed):
            return secret
    return None


def roles_lent_now(user, scopes) -> frozenset[str] | None:
    """What ``scopes`` lend the program today, for work that it asked for earlier; None when it may act no more."""
    client = ApiClient.objects.select_related("company", "user__active_membership__company").filter(user=user).first()
    if client is None or not is_usable(client, now=db_now()):
        return None
    return rules.lent_roles(frozenset(scopes) & frozenset(client.scopes), supplier=not client.company.is_buyer)


# The log --------------------------------------------------------------------------------------------------------------
def requests_visible_to(user) -> QuerySet[ApiRequest]:
    """A company's administrators see the requests of its clients; the portal's administrators and auditors all.

    Without those that would tell who bids: the log does not say which tender a request was about.
    """
    requests = ApiRequest.objects.select_related("client", "company").order_by("-at", "-pk")
    if user.has_role("AD", "AU"):
        return unveiled(requests)
    return requests.filter(company_id=user.company_id) if user.has_role("SA") else requests.none()


ANSWERS = {"ok": (100, 399), "refused": (400, 499), "failed": (500, 599)}


def requests_matching(requests: QuerySet[ApiRequest], asked: dict) -> QuerySet[ApiRequest]:
    """Those of ``requests`` that fit what the page's filter gave."""
    if client := asked.get("client"):
        requests = requests.filter(client__uid=client)
    if answer := asked.get("answer"):
        requests = (
            requests.filter(status__range=ANSWERS[answer]) if answer in ANSWERS else requests.filter(status=answer)
        )
    if method := asked.get("method"):
        requests = requests.filter(method=method)
    if path := asked.get("path"):
        requests = requests.filter(path__icontains=path)
    if number := asked.get("number"):
        requests = requests.filter(request_id=number)
    if day := asked.get("day"):
        start = datetime.combine(day, time(), SEOUL)
        requests = requests.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return requests


def requests_of(client_pk: int) -> QuerySet[ApiRequest]:
    """What a client itself may read: its own."""
    return ApiRequest.objects.filter(client=client_pk).order_by("-at", "-pk")


def was_anything_asked(after: datetime, before: datetime) -> bool:
    """Whether a program's request was answered between these moments."""
    return ApiRequest.objects.filter(at__gt=after, at__lt=before).exists()


def days_of(requests: QuerySet[ApiRequest], *, today: date, days: int) -> list[dict]:
    """Per day in Korea, the newest last, days without requests too: all, refused (4xx), failed (5xx)."""
    since = datetime.combine(today - timedelta(days=days - 1), time(), SEOUL)
    counted = (
        requests.filter(at__gte=since)
        .order_by()
        .values(day=TruncDate("at", tzinfo=SEOUL))
        .annotate(
            all=Count("pk"),
            refused=Count("pk", filter=Q(status__gte=400, status__lt=500)),
            failed=Count("pk", filter=Q(status__gte=500)),
        )
    )
    found = {row["day"]: row for row in counted}
    nothing = {"all": 0, "refused": 0, "failed": 0}
    asked = [today - timedelta(days=back) for back in reversed(range(days))]
    return [{"day": day, **nothing, **found.get(day, {})} for day in asked]


def clients_ending_soon(now: datetime) -> QuerySet[ApiClient]:
    """Those whose last day is near enough for a warning."""
    return ApiClient.objects.filter(
        state=ClientState.ACTIVE, expires_at__gt=now, expires_at__lte=now + timedelta(days=max(rules.WARN_DAYS) + 1)
    )


def clients_past_their_end() -> QuerySet[ApiClient]:
    """Those whose day has come and has not been written down."""
    return ApiClient.objects.filter(state=ClientState.ACTIVE, expires_at__lte=ClockTimestamp())


def who_looks_after(client: ApiClient) -> QuerySet[User]:
    """Who hears of a client: its company's administrators."""
    return people_with_role(client.company, "AD" if client.company.is_buyer else "SA")
