"""DO: keep answers for repeated requests."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.clock import db_now
from portal.keys import box
from portal.partners import rules
from portal.partners.models import GivenAnswer
from portal.people.models import User


def _hash_of(asked: str, secret: str) -> str:
    return salted_hmac("portal.partners.request", asked, secret=secret, algorithm="sha256").hexdigest()


def claim_key(user: User, key: str) -> bool:
    """Hold ``key`` until the transaction ends; False if a twin request is being answered right now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"answer {user.pk} {key}"])
        return bool(cursor.fetchone()[0])


def answer_given(user: User, key: str) -> GivenAnswer | None:
    """The answer given to ``key`` in the last day, for who holds the key."""
    since = db_now() - timedelta(hours=rules.KEY_HOURS)
    return GivenAnswer.objects.filter(user=user, key=key, given_at__gt=since).order_by("-given_at").first()


def keep_answer(user: User, key: str, asked: str, *, status: int, body: Any) -> GivenAnswer:
    """Keep the answer in the transaction of the deed."""
    text = json.dumps(body, ensure_ascii=False, cls=DjangoJSONEncoder)
    return GivenAnswer.objects.create(
        user=user,
        key=key,
        asked=_hash_of(asked, settings.SECRET_KEY),
        status=status,
        answer=box("portal.partners.answers").encrypt(text.encode()).decode(),
    )


def is_same_request(earlier: GivenAnswer, asked: str) -> bool:
    """Whether ``earlier`` answered this very request."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(earlier.asked, _hash_of(asked, key)) for key in keys)


def read_answer(earlier: GivenAnswer) -> Any:
    """The body that was answered."""
    return json.loads(box("portal.partners.answers").decrypt(earlier.answer.encode()))
