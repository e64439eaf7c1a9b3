"""The worlds behind the doors of exports and data passports."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.tests.factories import ProductFactory
from portal.exchange.services import exports
from portal.exchange.services.export_worker import run_export
from portal.partners.tests.factories import make_client
from portal.passport.models import Passport, PassportImport
from portal.passport.services import issuers, issuing, taking
from portal.people.models import Company, User
from portal.sealing import passports as seals
from portal.tests.elsewhere import issued, supplier
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage


def _people(company: Company) -> dict[str, User | None]:
    """``member`` asks for exports, ``owner`` is the administrator, ``colleague`` of the same company."""
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "owner": UserFactory(company=company, roles=("SA",)),
        "member": UserFactory(company=company, roles=("SU",)),
        "colleague": UserFactory(company=company, roles=("SU",)),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SU")),
        "officer": staff("PO"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _export_world(run: bool) -> World:
    company = CompanyFactory()
    people = _people(company)
    ProductFactory(company=company, created_by=people["owner"])
    export = exports.ask_export("catalog.products", file_format="csv", by=people["member"])
    if run:
        run_export(export.pk)
        export.refresh_from_db()
    return World(people, {"export": export.uid, "one": 1}, owner=company)


@stage("export asked")
def export_asked() -> World:
    """Waiting for the worker."""
    return _export_world(run=False)


@stage("export ready")
def export_ready() -> World:
    """With its file."""
    return _export_world(run=True)


@stage("export stopped")
def export_stopped() -> World:
    """Cancelled by who asked for it."""
    world = _export_world(run=False)
    export = exports.Export.objects.get(uid=world.names["export"])
    exports.cancel_export(export, by=world.people["member"])
    return world


@stage("export linked")
def export_linked() -> World:
    """With private links."""
    world = _export_world(run=True)
    exports.make_links(exports.Export.objects.get(uid=world.names["export"]), by=world.people["member"])
    return world


def _program_world(run: bool) -> World:
    """One of the company's programs asked; no other sees it, not even of the same company."""
    company = CompanyFactory()
    ProductFactory(company=company)
    client, _secret = make_client(company, "export.write", "catalog.read")
    user = client.user
    user.role_codes = frozenset({"SVC", "SU"})
    scopes = frozenset({"export.write", "catalog.read"})
    export = exports.ask_export("catalog.products", file_format="csv", by=user, scopes=scopes)
    if run:
        run_export(export.pk)
        export.refresh_from_db()
    return World(_people(company), {"export": export.uid, "one": 1}, owner=company, own=client)


@stage("export of a program")
def export_of_a_program() -> World:
    """With its file."""
    return _program_world(run=True)


@stage("export of a program waits")
def export_of_a_program_waits() -> World:
    """For the worker."""
    return _program_world(run=False)


@stage("export of a program stopped")
def export_of_a_program_stopped() -> World:
    """Cancelled by the company's administrator."""
    world = _program_world(run=False)
    exports.cancel_export(exports.Export.objects.get(uid=world.names["export"]), by=world.people["owner"])
    return world


@stage("export of a program linked")
def export_of_a_program_linked() -> World:
    """With private links."""
    world = _program_world(run=True)
    export = exports.Export.objects.get(uid=world.names["export"])
    user = world.own.user
    user.role_codes = frozenset({"SVC", "SU"})
    exports.make_links(export, by=user)
    return world


def _passport_world() -> tuple[World, Passport]:
    company = CompanyFactory()
    people = _people(company)
    passport = issuing.ask_passport(company, sections=["people.profile"], by=people["owner"])
    return World(people, {"passport": passport.uid}, owner=company), passport


@stage("passport issued")
def passport_issued() -> World:
    """With its file."""
    world, passport = _passport_world()
    issuing.run_passport(passport.pk)
    return world


@stage("passport stopped")
def passport_stopped() -> World:
    """By a fault."""
    world, passport = _passport_world()
    Passport.objects.filter(pk=passport.pk).update(state="failed", failure="A fault.")
    return world


def _import_world() -> tuple[World, PassportImport]:
    data = issued(["people.profile", "people.standing"])
    company = supplier()
    people = _people(company)
    upload = SimpleUploadedFile("passport.zip", io.BytesIO(data).read())
    found = taking.send_in(company, upload, by=people["owner"])
    return World(people, {"import": found.uid}, owner=company), found


@stage("passport sent in")
def passport_sent_in() -> World:
    """Checked, from an issuer whom nobody knows."""
    return _import_world()[0]


@stage("passport taken in")
def passport_taken_in() -> World:
    """Its profile, vouched for."""
    world, found = _import_world()
    taking.take_in(found, chosen=["people.profile"], vouched=True, by=world.people["owner"])
    taking.run_import(found.pk)
    return world


@stage("passport import stopped")
def passport_import_stopped() -> World:
    """By a fault."""
    world, found = _import_world()
    PassportImport.objects.filter(pk=found.pk).update(state="taking", chosen=["people.profile"])
    PassportImport.objects.filter(pk=found.pk).update(state="failed", failure="A fault.")
    return world


@stage("passport issuer trusted")
def passport_issuer_trusted() -> World:
    """The key of another portal."""
    world, _passport = _passport_world()
    issuer = issuers.trust_issuer(
        name="Elsewhere",
        url="https://elsewhere.example",
        x=seals.public_keys()[0]["x"],
        note="By telephone",
        by=world.people["administrator"],
    )
    world.names["issuer"] = issuer.uid
    return world
