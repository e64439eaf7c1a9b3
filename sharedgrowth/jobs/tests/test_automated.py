"""A person reads which decisions a calculation made, and may object (PIPA 37-2)."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.privacy.registry import automated
from portal.tests.factories import UserFactory
from portal.tests.signin import sign_in
from sharedgrowth.jobs.tests.matching_stage import suggested

pytestmark = pytest.mark.django_db


def test_the_matching_is_explained_to_the_person_alone(client):
    match = suggested()
    person = match.trainee.application.user
    of = automated.get("jobs.matching").of

    with translation.override("en"):
        assert list(of(person)) == [
            f"{match.number}: {match.vacancy.company.name}. The page of the match says why this firm."
        ]
        assert list(of(UserFactory())) == []
    sign_in(client, person)
    assert match.number in client.get(reverse("privacy:own-detail")).content.decode()
