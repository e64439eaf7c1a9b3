"""Two at once, on PostgreSQL: no won is used twice, whichever of them is first."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import translation

from portal.errors import RuleBroken, WrongState
from purchasing.payments import services
from purchasing.payments.models import Draw, Receivable
from purchasing.payments.queries.ledger import balance, book_of
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db(transaction=True)
M = Decimal(1_000_000)


def together(*acts) -> list[str]:
    """Run all at the same moment; what each was told, in order of the words; "" if it was done."""
    start = Barrier(len(acts))

    def run(act):
        try:
            with translation.override("en"):
                start.wait(20)
                act()
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_two_at_once_cannot_pass_on_the_same_won():
    made = stage.accepted(100 * M, firms=2)
    debts = [made.owe(1, 60 * M), made.owe(1, 60 * M)]

    def give(place):
        return lambda: services.pass_on(
            made.receivable, obligation=debts[place], amount_won=60 * M, key=f"k{place}", by=made.people[0]
        )

    told = together(give(0), give(1))

    assert told == ["", f"Only ₩40,000,000 of {made.receivable.number} is left."]
    assert stage.fresh(made.receivable).assigned == 60 * M
    assert balance(book_of(made.firms[0]), "1210", "KRW") == 40 * M


def test_the_same_key_twice_at_once_is_one_part():
    made = stage.accepted(100 * M, firms=2)
    owed = made.owe(1, 60 * M)

    def give():
        services.pass_on(made.receivable, obligation=owed, amount_won=30 * M, key="once", by=made.people[0])

    assert together(give, give, give) == ["", "", ""]
    assert Receivable.objects.filter(parent=made.receivable).count() == 1


def test_passing_on_and_drawing_at_once_share_what_is_left():
    made = stage.accepted(100 * M, firms=2)
    owed = made.owe(1, 70 * M)
    quote = services.quote_draw(made.receivable, amount_won=70 * M, by=made.people[0])

    told = together(
        lambda: services.pass_on(made.receivable, obligation=owed, amount_won=70 * M, key="a", by=made.people[0]),
        lambda: services.draw(made.receivable, quote=quote, key="b", by=made.people[0]),
    )

    assert told == ["", f"Only ₩30,000,000 of {made.receivable.number} is left."]
    now = stage.fresh(made.receivable)
    assert now.assigned + now.drawn == 70 * M


def test_one_quote_is_drawn_once():
    made = stage.accepted(100 * M, firms=1)
    quote = services.quote_draw(made.receivable, amount_won=10 * M, by=made.people[0])

    told = together(
        *[lambda key=key: services.draw(made.receivable, quote=quote, key=key, by=made.people[0]) for key in "abc"]
    )

    assert told == ["", *["This quote has already been drawn. Ask for a new one."] * 2]
    assert Draw.objects.count() == 1


def test_two_people_answer_at_once():
    made = stage.issued(100 * M, firms=1)
    by = made.people[0]

    told = together(
        lambda: services.accept_receivable(made.receivable, by=by),
        lambda: services.refuse_receivable(made.receivable, reason="다릅니다.", by=by),
    )

    assert told == ["", "This receivable no longer waits for an answer. Reload the page."]


def test_the_database_refuses_sums_that_differ():
    made = stage.accepted(100 * M, firms=1)

    with pytest.raises(Exception, match="passed on and 0 drawn are kept, 0 and 0 are there"):
        Receivable.objects.filter(pk=made.receivable.pk).update(assigned=5)


def test_a_bank_that_has_bought_it_twice_is_told():
    made = stage.accepted(100 * M, firms=1)
    made.draw(made.receivable, 100 * M)

    with translation.override("en"), pytest.raises(WrongState, match="Nothing is left"):
        services.quote_draw(made.receivable, amount_won=M, by=made.people[0])
