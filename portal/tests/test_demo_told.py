"""What the demonstration tells of itself: what it made once each, and nothing where it makes nothing."""

import pytest
from django.core.management import call_command

from portal.demo import Part
from portal.management.commands import demo
from portal.registry import Registry
from portal.start import own_command
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_parts(monkeypatch):
    """A demonstration in which one part tells what it made and one does not."""
    small: Registry[Part] = Registry("demo")
    small.add("talkative", Part(order=1, title="things of one kind", fill=lambda world: world.say("3 things")))
    small.add("silent", Part(order=2, title="things of another kind", fill=lambda world: None))
    monkeypatch.setattr(demo, "parts", small)


def test_each_part_is_told_once(two_parts, capsys):
    call_command("demo")

    assert capsys.readouterr().out.splitlines() == [
        "  Loading the demonstration (some minutes) …",
        "  3 things",
        "  things of another kind",
    ]


def test_where_nothing_is_loaded_nothing_is_told(two_parts, capsys):
    CompanyFactory()

    call_command("demo", "--if-empty")

    assert capsys.readouterr().out == ""


def test_the_accounts_come_with_the_hint_for_another_terminal(capsys):
    UserFactory(email="po@hanbit.example", roles=("PO",))

    call_command("demo", "--accounts")

    assert f"  Second factor, the present code: {own_command('totp E-MAIL')}\n" in capsys.readouterr().out


@pytest.mark.parametrize(("backend", "printed"), [("console", True), ("smtp", False)])
def test_who_prints_mail_is_told_where_it_is_printed(settings, capsys, backend, printed):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    UserFactory(email="po@hanbit.example", roles=("PO",))

    call_command("demo", "--accounts")

    told = "E-mails are printed below, by the worker."
    assert (told in capsys.readouterr().out) is printed
