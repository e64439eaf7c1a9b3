"""The worlds behind the doors of sourcing requests, trials and specification cases."""

from datetime import timedelta

from catalog.tests import sourcing as stages
from portal.clock import db_now, today
from portal.tests.factories import UserFactory, staff
from portal.tests.matrix import World, stage

MOMENT = "%Y-%m-%dT%H:%M"


def _world(made: stages.Made) -> World:
    cast = made.cast
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "seller": cast.seller,
        "rival": cast.rival,
        "requester": cast.requester,
        "colleague": cast.colleague,
        "other_requester": staff("RQ"),
        "head": cast.head,
        "quality": cast.quality,
        "officer": cast.officer,
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    now = db_now()
    names = {
        "request": made.request.uid,
        "class": made.request.class_node.code,
        "late": (now + timedelta(days=40)).strftime(MOMENT),
        "day": (today() + timedelta(days=30)).isoformat(),
        "runner": cast.colleague.pk,
    }
    if made.product is not None:
        names |= {"product": made.product.uid, "product_number": made.product.number}
    for name in ("proposal", "trial", "case"):
        if (thing := getattr(made, name)) is not None:
            names[name] = thing.uid
    if made.case is not None:
        names["specification"] = made.case.specification.uid
    return World(people, names, owner=cast.seller.company)


@stage("sourcing in draft")
def in_draft() -> World:
    """Being written, with a file."""
    made = stages.draft()
    world = _world(made)
    world.names["file"] = stages.with_file(made).uid
    return world


@stage("sourcing sent")
def sent() -> World:
    """Waits for the head of the department."""
    return _world(stages.sent())


@stage("sourcing approved")
def approved() -> World:
    """Not open yet."""
    return _world(stages.approved())


@stage("sourcing open")
def opened() -> World:
    """Takes proposals; one is in."""
    made = stages.proposed()
    stages.product_of(made.cast.rival)
    return _world(made)


@stage("sourcing closed")
def closed() -> World:
    """Sealed."""
    return _world(stages.closed())


@stage("sourcing in evaluation")
def in_evaluation() -> World:
    """Unsealed."""
    return _world(stages.evaluating())


@stage("sourcing shortlisted")
def shortlisted() -> World:
    """One proposal on the shortlist."""
    return _world(stages.shortlisted())


@stage("trial planned")
def trial_planned() -> World:
    """A colleague of the requester runs it."""
    return _world(stages.in_trial())


@stage("trial measured")
def trial_measured() -> World:
    """Waits for its verdict."""
    return _world(stages.measured())


@stage("trial passed")
def trial_passed() -> World:
    """May be adopted."""
    return _world(stages.passed())


@stage("sourcing adopted")
def adopted() -> World:
    """An alternative is adopted."""
    return _world(stages.adopted())


@stage("case written")
def case_written() -> World:
    """A change of a specification, not sent yet."""
    return _world(stages.with_case())


@stage("case in review")
def case_in_review() -> World:
    """The using department reviews it."""
    return _world(stages.case_sent())


@stage("case at quality")
def case_at_quality() -> World:
    """Quality decides it."""
    return _world(stages.case_passed())
