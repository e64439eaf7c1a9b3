"""DO: bring waiting messages to their endpoints.

No transaction is open while somebody outside is waited for. A message is claimed first: its next attempt is set to when
a living sender must long have been finished, and the attempt is written down. If the sender dies in between, the
message is found again then and goes out once more under the same identifier. Several senders share the work.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from portal.clock import ClockTimestamp, db_now
from portal.outbox.services import announce
from portal.partners.states import ClientState
from portal.webhooks import queries, rules
from portal.webhooks.models import Attempt, Delivery, Endpoint
from portal.webhooks.queries.endpoints import secrets_in_force
from portal.webhooks.services.calling import Answer, call
from portal.webhooks.services.endpoints import disable_endpoint, disable_endpoints_of
from portal.webhooks.services.secrets import read_secret
from portal.webhooks.states import DeliveryState, Outcome, Why

AT_ONCE = 16  # calls of one sender
AT_ONCE_PER_ENDPOINT = 4  # a slow one must not take all of them
AT_ONCE_PER_COMPANY = 6  # nor a company with many slow ones
HELD = timedelta(minutes=15)  # until it is looked again whether a suspended company is back
CLAIM = timedelta(seconds=60)  # longer than any call may take
WARN_AFTER = timedelta(days=1)
SENDER = "Together-Webhooks/1"

DUE = """
SELECT id FROM (
    SELECT due.id, due.next_at,
        row_number() OVER (PARTITION BY client.company_id ORDER BY due.next_at, due.id)
            + coalesce((%(calls)s::jsonb ->> client.company_id::text)::int, 0) AS nth
    FROM webhooks_endpoint endpoint JOIN partners_apiclient client ON client.id = endpoint.client_id
    CROSS JOIN LATERAL (
        SELECT id, next_at FROM webhooks_delivery
        WHERE endpoint_id = endpoint.id AND state = 'waiting' AND next_at <= clock_timestamp()
        ORDER BY next_at, id LIMIT %(each)s FOR UPDATE SKIP LOCKED
    ) due
    WHERE endpoint.state = 'active' AND endpoint.id <> ALL(%(busy)s)
        AND (client.expires_at IS NULL OR client.expires_at > clock_timestamp())
        AND (endpoint.rests_until IS NULL OR endpoint.rests_until <= clock_timestamp())
) waiting
WHERE nth <= %(of_company)s ORDER BY next_at, id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One call to be made; all it needs is here, so that a thread asks the database nothing."""

    attempt: int
    delivery: int
    endpoint: int
    company: int
    message: str
    url: str
    body: bytes
    secrets: tuple[str, ...]


def send_due(*, seconds: float = 20, most: int = 100_000) -> int:
    """Send what is due, for about ``seconds``; returns how many calls were made."""
    until, made = time.monotonic() + seconds, 0
    flying: dict[Future[Answer], Job] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        while True:
            if time.monotonic() < until and made < most:
                load = Counter(job.endpoint for job in flying.values())
                busy = [endpoint for endpoint, calls in load.items() if calls >= AT_ONCE_PER_ENDPOINT]
                calls = Counter(job.company for job in flying.values())
                for job in claim_due(min(AT_ONCE - len(flying), most - made), busy=busy, calls=calls):
                    flying[pool.submit(_call, job)] = job
                    made += 1
            if not flying:
                return made
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                note_answer(flying.pop(future), future.result())


def _call(job: Job) -> Answer:
    """The signature carries the second of the call by the clock that receivers compare with theirs."""
    at = int(time.time())
    headers = {
        "User-Agent": SENDER,
        "webhook-id": job.message,
        "webhook-timestamp": str(at),
        "webhook-signature": rules.signature_header(job.secrets, message=job.message, at=at, body=job.body),
    }
    return call(job.url, headers, job.body)


@transaction.atomic
def claim_due(most: int, *, busy: Iterable[int] = (), calls: Mapping[int, int] | None = None) -> list[Job]:
    """Up to ``most`` due messages of endpoints that are not ``busy``, claimed for this sender.

    ``calls`` is how many are on their way now for each company.
    """
    if most < 1:
        return []
    with connection.cursor() as cursor:
        limits = {"each": AT_ONCE_PER_ENDPOINT, "of_company": AT_ONCE_PER_COMPANY, "most": most}
        cursor.execute(DUE, limits | {"busy": list(busy), "calls": json.dumps(dict(calls or {}))})
        chosen = [pk for (pk,) in cursor.fetchall()]
    if not chosen:
        return []
    now = db_now()
    claimed = list(
        Delivery.objects.filter(pk__in=chosen)
        .select_related("endpoint__client__company", "endpoint__client__user__active_membership__company")
        .prefetch_related(secrets_in_force())
        .order_by("next_at", "pk")
    )
    ended = {each.endpoint.client_id: each.endpoint.client for each in claimed if not _may_hear(each.endpoint, now)}
    for client in ended.values():
        if client.state == ClientState.REVOKED:
            disable_endpoints_of(client)
    # A suspended company may come back: what is due waits for that. Of a client past its day nothing is claimed at all.
    held = [each.pk for each in claimed if each.endpoint.client_id in ended]
    Delivery.objects.filter(pk__in=held, state=DeliveryState.WAITING).update(next_at=now + HELD)
    claimed = [each for each in claimed if each.endpoint.client_id not in ended]
    for each in claimed:
        each.attempts_made += 1
        each.next_at = now + CLAIM
    Delivery.objects.bulk_update(claimed, ["attempts_made", "next_at"])
    attempts = Attempt.objects.bulk_create(
        [Attempt(delivery=each, number=each.attempts_made, started_at=now) for each in claimed]
    )
    return [_job(each, attempt) for each, attempt in zip(claimed, attempts, strict=True)]


def _may_hear(endpoint: Endpoint, now) -> bool:
    return queries.reader_of(endpoint.client, now=now) is not None


def _job(delivery: Delivery, attempt: Attempt) -> Job:
    endpoint = delivery.endpoint
    return Job(
        attempt=attempt.pk,
        delivery=delivery.pk,
        endpoint=endpoint.pk,
        company=endpoint.client.company_id,
        message=delivery.message_id,
        url=endpoint.url,
        body=delivery.body.encode(),
        secrets=tuple(read_secret(secret) for secret in endpoint.in_force),  # type: ignore[attr-defined]
    )


@transaction.atomic
def note_answer(job: Job, answer: Answer) -> None:
    """Write down what became of a call, and when the message is tried again, if at all."""
    now = db_now()
    Attempt.objects.filter(pk=job.attempt).update(
        outcome=answer.outcome,
        status=answer.status,
        took_ms=answer.took_ms,
        answer_bytes=answer.size,
        address=answer.address,
    )
    endpoint = Endpoint.objects.select_for_update(of=("self",), no_key=True).get(pk=job.endpoint)
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=job.delivery)
    if answer.outcome == Outcome.HEARD:
        _note_heard(delivery, endpoint, now)
    else:
        _note_failure(delivery, endpoint, answer, now)


def _note_heard(delivery: Delivery, endpoint: Endpoint, now) -> None:
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.DELIVERED, heard_at=now)
    fresh = endpoint.last_heard_at is not None and now - endpoint.last_heard_at < timedelta(minutes=1)
    if endpoint.failures or not fresh:
        Endpoint.objects.filter(pk=endpoint.pk).update(
            failures=0, failing_since=None, rests_until=None, warned_at=None, last_heard_at=now
        )


def _note_failure(delivery: Delivery, endpoint: Endpoint, answer: Answer, now) -> None:
    if delivery.state == DeliveryState.WAITING:
        delivery.failures += 1
        later = rules.next_try(delivery.failures, random.random(), asked=answer.asked)  # noqa: S311 - spreads waits
        if answer.outcome == Outcome.GONE or later is None:
            delivery.state = DeliveryState.FAILED
        else:
            delivery.next_at = now + later
        delivery.save(update_fields=["state", "failures", "next_at"])
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    rest = rules.rest_after(endpoint.failures)
    endpoint.rests_until = now + rest if rest else None
    warn = endpoint.warned_at is None and now - endpoint.failing_since >= WARN_AFTER
    if warn:
        endpoint.warned_at = now
    endpoint.save(update_fields=["failures", "failing_since", "rests_until", "warned_at"])
    if not endpoint.hears:
        return
    if answer.outcome == Outcome.GONE:
        disable_endpoint(endpoint, why=Why.GONE)
    elif now - endpoint.failing_since >= rules.GIVE_UP_AFTER:
        disable_endpoint(endpoint, why=Why.FAILING)
    elif warn:
        announce("webhooks.endpoint_failing", endpoint=endpoint.pk)


def forget_old_deliveries() -> int:
    """Deliveries older than a month and their attempts are deleted."""
    before = ClockTimestamp() - timedelta(days=rules.KEEP_DAYS)
    return Delivery.objects.filter(created_at__lt=before).delete()[0]
