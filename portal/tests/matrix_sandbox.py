"""The worlds of the sandbox: a portal in earnest, where nothing of it is, and one with a partner's company."""

from portal.clock import db_now
from portal.sandbox.models import SandboxClock, SandboxCompany
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage


@stage("portal in earnest")
def portal_in_earnest() -> World:
    """No clock of its own."""
    company = CompanyFactory()
    people = {
        "visitor": None,
        "owner": UserFactory(company=company, roles=("SA",)),
        "rival": supplier("SA"),
        "administrator": staff("AD"),
    }
    return World(people, owner=company)


@stage("sandbox")
def sandbox() -> World:
    """Its clock is at the real time; one company was made in it."""
    world = portal_in_earnest()
    now = db_now()
    SandboxClock.objects.create(real_since=now, shown_since=now)
    SandboxCompany.objects.create(company=world.owner)
    return world
