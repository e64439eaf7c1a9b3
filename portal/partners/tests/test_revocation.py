"""Revoked under load: of the requests that begin after the commit, not one is let in. Against the real server."""

import threading
import time

import pytest
from django.db import connection

from portal.partners import services
from portal.partners.models import ApiRequest, ClientSecret
from portal.partners.tests.factories import make_client
from portal.people.models import Company, Membership, User
from portal.tests.factories import staff, supplier
from portal.tests.serving import serving, status_of

LOADERS = 3
ALLOWED_FIRST = 30  # so many answers before the door is closed
AFTERWARDS = 20  # so many requests of each loader after it
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def server(transactional_db, settings):
    """The portal as it is run, two processes with threads, on this test's database; its port."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # one that it knows too
    with serving() as port:
        yield port


class Load:
    """Requests without a pause from several threads; when each began, and how it was answered."""

    def __init__(self, port: int, token: str):
        self.port, self.headers = port, {"Authorization": f"Bearer {token}"}
        self.seen: list[tuple[float, int]] = []
        self.closed_at = float("inf")
        self.threads = [threading.Thread(target=self._run) for _number in range(LOADERS)]

    def _run(self) -> None:
        afterwards = 0
        while afterwards < AFTERWARDS and len(self.seen) < 500:
            began = time.monotonic()
            self.seen.append((began, status_of(self.port, "/api/v1/client/", self.headers)))
            afterwards += began > self.closed_at

    def until_closed_by(self, close) -> tuple[list[int], list[int]]:
        """Statuses before and after ``close()`` had committed."""
        for thread in self.threads:
            thread.start()
        deadline = time.monotonic() + 60
        while len(self.seen) < ALLOWED_FIRST and time.monotonic() < deadline:
            time.sleep(0.01)
        close()
        self.closed_at = time.monotonic()
        for thread in self.threads:
            thread.join(timeout=60)
        before = [status for began, status in self.seen if began <= self.closed_at]
        after = [status for began, status in self.seen if began > self.closed_at]
        return before, after


def test_of_the_requests_after_the_commit_none_is_let_in(server):
    reviewer = staff("AD")

    def revoke_client(partner, _secret, _token):
        services.revoke_client(partner, by=reviewer)

    def end_secret(partner, secret, _token):
        boss = supplier("SA", company=partner.company)
        services.rotate_secret(partner, hours=24, by=boss)
        services.end_secret(ClientSecret.objects.get(prefix=secret[:12]), by=boss)

    def give_token_back(partner, secret, token):
        body = f"token={token}&client_id={partner.client_id}&client_secret={secret}"
        assert status_of(server, "/api/v1/oauth/revoke", {"Content-Type": FORM}, body) == 200

    def end_membership(partner, _secret, _token):
        Membership.objects.filter(user=partner.user_id).update(state="disabled")

    def disable_user(partner, _secret, _token):
        User.objects.filter(pk=partner.user_id).update(is_active=False)

    def suspend_company(partner, _secret, _token):
        Company.objects.filter(pk=partner.company_id).update(state="suspended")

    told = {}
    for close in (revoke_client, end_secret, give_token_back, end_membership, disable_user, suspend_company):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM portal_throttle")  # each ending begins with no refusal counted
        partner, secret = make_client()
        token = services.issue_token(partner)
        load = Load(server, token)
        told[close.__name__] = load.until_closed_by(lambda close=close, given=(partner, secret, token): close(*given))

    for name, (before, after) in told.items():
        assert before.count(200) >= ALLOWED_FIRST - LOADERS, name
        assert len(after) >= LOADERS * AFTERWARDS, name
        assert 401 in after, name
        assert set(after) <= {401, 429}, name  # who goes on knocking is told to slow down

    deadline = time.monotonic() + 30
    wanted = {200, 401}
    while wanted - set(ApiRequest.objects.values_list("status", flat=True)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert wanted <= set(ApiRequest.objects.values_list("status", flat=True))  # the server's own thread stored them
