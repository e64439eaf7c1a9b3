"""The worlds behind the doors of calls, application forms and applications."""

from datetime import timedelta

from portal.clock import db_now
from portal.files.models import File
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from sharedgrowth.support.models import Application, Attachment, Call
from sharedgrowth.support.services import forms, partners, recommendations
from sharedgrowth.support.states import ApplicationState, CallState
from sharedgrowth.support.tests.factories import applied, call, person, sme

S = ApplicationState


def _people(company, writer, **more):
    partner = more.pop("partner", None) or CompanyFactory()
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SE")),
        "owner": person(company, "SA"),
        "colleague": UserFactory(company=company, roles=("SU",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "partner": person(partner, "SA"),
        "writer": writer,
        "officer": staff("SG"),
        "approver": staff("AP"),
        "fund": staff("FM"),
        "finance": staff("FI"),
        "buyer": staff("PO"),
        "reviewer": staff("ER"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    } | more


def _call_world(of: Call, **names) -> World:
    company = sme()
    later = (db_now() + timedelta(days=60)).strftime("%Y-%m-%dT%H:%M")
    return World(
        _people(company, of.entered_by), {"number": of.number, "uid": of.uid, "later": later, **names}, owner=company
    )


@stage("support call draft")
def call_draft() -> World:
    """Written by ``writer``."""
    return _call_world(call(state=CallState.DRAFT, text_ko="공고 내용", closes_at=db_now() + timedelta(days=30)))


@stage("support call proposed")
def call_proposed() -> World:
    """Handed to a colleague of ``writer``."""
    return _call_world(call(state=CallState.PROPOSED, text_ko="공고 내용", closes_at=db_now() + timedelta(days=30)))


@stage("support call open")
def call_open() -> World:
    """It takes applications until a day."""
    return _call_world(call(), company="")


@stage("support call always open")
def call_always_open() -> World:
    """It has no closing time."""
    return _call_world(call(closes_at=None))


@stage("support form draft")
def form_draft() -> World:
    """Built by ``writer``."""
    writer = staff("SG")
    form = forms.new_version("qss", by=writer)
    field = form.fields.order_by("-order").first()
    of = call()
    world = _call_world(of, form=form.uid, key=field.key)
    world.people["writer"] = writer
    return world


def _world(application: Application, **names) -> World:
    joined = application.partners.select_related("company").first()
    partner = joined.company if joined else None
    people = _people(application.company, staff("SG"), partner=partner)
    held = application.attachments.first()
    names = {
        "number": application.number,
        "uid": application.uid,
        "call": application.call.number,
        "cost": application.costs.first().pk if application.costs.exists() else 0,
        "file": held.uid if held else "",
        "partner": joined.uid if joined else "",
        **names,
    }
    return World(people, names, owner=application.company)


@stage("support application draft")
def application_draft() -> World:
    """Begun by the administrator; a co-editor, a file, a partner."""
    application = applied(state=S.DRAFT)
    owner = person(application.company, "SA")
    file = File.objects.create(
        company=application.company, name="q.pdf", kind="pdf", content_type="application/pdf", size=4, sha256="ab" * 32
    )
    Attachment.objects.create(application=application, file=file, cost=application.costs.get(), added_by=owner)
    editor = UserFactory(company=application.company, roles=("SU",))
    added = partners.add_editor(application, editor, by=owner)
    partners.invite_partner(application, CompanyFactory(), part="센서 공급", by=owner)
    world = _world(application, editor=added.pk, someone=UserFactory(company=application.company, roles=("SU",)).pk)
    world.people["editor"] = editor
    return world


@stage("support application sent")
def application_sent() -> World:
    """Submitted."""
    return _world(applied())


@stage("support application recommended")
def application_recommended() -> World:
    """The company's consent is awaited."""
    of = call("industrial_innovation")
    made = recommendations.recommend(of, sme(), organisation="경북상공회의소", why="불량이 많습니다.", by=staff("SG"))
    return _world(made)
