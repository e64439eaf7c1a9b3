"""Worlds that stay for the test that asks for the same: the same, whole, and nothing of it for anybody else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import TestCase
from django.utils import translation

from portal.people.models import Company
from portal.tests.factories import CompanyFactory
from portal.tests.kept import SHELF, kept

pytestmark = pytest.mark.django_db(transaction=True)
MADE: list[str] = []


class Case(TestCase):
    """As the plugin for Django sets tests up and tears them down."""


@kept
def firm(name: str, *, fails: bool = False) -> Company:
    """A company, a letter and something that waits for the commit."""
    MADE.append(name)
    made = CompanyFactory(legal_name_ko=name)
    mail.send_mail("made", name, None, ["firm@garam.example"])
    transaction.on_commit(lambda: MADE.append(f"{name} committed"))
    if fails:
        raise ValueError(name)
    return made


@kept
def renamed(company: Company) -> Company:
    """Changes what it is given, too."""
    MADE.append("renamed")
    company.legal_name_ko = f"{company.legal_name_ko} 2"
    company.save(update_fields=["legal_name_ko"])
    return company


@kept
def colleague(company: Company) -> Company:
    """Leaves what it is given as it is."""
    MADE.append("colleague")
    return CompanyFactory(legal_name_ko=f"{company.legal_name_ko}의 동료")


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    MADE.clear()
    SHELF.close()
    SHELF.allowed = True
    yield
    SHELF.close()


def played(test: Callable[[], Any]) -> Any:
    """What a test that is set up and torn down tells."""
    case = Case(methodName="__init__")
    Case._pre_setup()
    try:
        return test()
    finally:
        case._post_teardown()


def names() -> set[str]:
    return set(Company.objects.values_list("legal_name_ko", flat=True))


def test_what_was_made_for_one_test_is_there_for_the_next_as_it_was_made():
    def changed() -> int:
        made = firm("가람")
        Company.objects.filter(pk=made.pk).update(legal_name_ko="나루")
        made.legal_name_ko = "다온"
        return made.pk

    def asked() -> int:
        made = firm("가람")
        assert made.legal_name_ko == "가람"
        assert names() == {"가람"}
        return made.pk

    assert played(changed) == played(asked) == played(asked)
    assert MADE == ["가람"]


def test_a_test_that_does_not_ask_for_it_meets_nothing():
    assert played(lambda: firm("가람").legal_name_ko) == "가람"
    assert played(names) == set()
    assert played(lambda: firm("가람").legal_name_ko) == "가람"
    assert MADE == ["가람", "가람"]


def test_of_two_the_one_that_is_not_asked_for_goes():
    def both() -> set[str]:
        firm("가람")
        firm("나루")
        return names()

    def one() -> set[str]:
        firm("가람")
        return names()

    def other() -> set[str]:
        firm("가람")
        firm("다온")
        return names()

    assert played(both) == {"가람", "나루"}
    assert played(one) == {"가람"}
    assert MADE == ["가람", "나루"]
    assert played(other) == {"가람", "다온"}
    assert MADE == ["가람", "나루", "다온"]


def test_what_comes_after_an_own_statement_is_not_kept():
    def late() -> set[str]:
        CompanyFactory._meta.model.objects.count()
        firm("가람")
        return names()

    assert played(late) == played(late) == {"가람"}
    assert MADE == ["가람", "가람"]


def test_a_language_and_a_changed_setting_make_it_anew():
    played(lambda: firm("가람"))
    with translation.override("en" if translation.get_language() == "ko" else "ko"):
        played(lambda: firm("가람"))
    SHELF.allowed = False
    played(lambda: firm("가람"))
    assert MADE == ["가람"] * 3


def test_letters_and_what_waits_for_the_commit_come_again():
    def heard() -> list[str]:
        with Case.captureOnCommitCallbacks(execute=True):
            firm("가람")
        return [letter.body for letter in mail.outbox]

    assert played(heard) == played(heard) == ["가람"]
    assert MADE == ["가람", "가람 committed", "가람 committed"]


def test_what_fails_leaves_in_a_test_what_it_always_left():
    def failing() -> set[str]:
        with pytest.raises(ValueError, match="가람"):
            firm("가람", fails=True)
        return names()

    assert played(failing) == played(failing) == {"가람"}


def test_a_thing_that_was_changed_cannot_be_asked_for_again():
    def changed() -> str:
        made = firm("가람")
        renamed(made)
        return made.legal_name_ko

    assert played(changed) == played(changed) == "가람 2"
    assert MADE == ["가람", "renamed", "renamed"]


def test_a_stored_thing_is_an_argument_like_others():
    def two() -> set[str]:
        colleague(firm("가람"))
        return names()

    assert played(two) == played(two) == {"가람", "가람의 동료"}
    assert MADE == ["가람", "colleague"]


def test_a_test_that_commits_finds_nothing():
    played(lambda: firm("가람"))
    SHELF.close()
    assert not connection.in_atomic_block
    assert names() == set()
