"""Overviews on their way: four people, a frozen text, one in force, an address that stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import staff
from sharedgrowth.ccms.models import Overview, OverviewDownload
from sharedgrowth.ccms.models.writing import overview_document
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.rules.overviews import sha256_of
from sharedgrowth.ccms.services import overviews as services
from sharedgrowth.ccms.states import OverviewState
from sharedgrowth.ccms.tests import factories as made

pytestmark = pytest.mark.django_db
O = OverviewState  # noqa: E741


def test_four_people_bring_a_version_into_force():
    writer, office, legal, publisher = staff("CC"), staff("CC"), staff("CP"), staff("CC")
    overview = made.draft(by=writer)

    overview = services.submit_overview(overview, by=writer)
    overview = services.pass_on_overview(overview, by=office)
    overview = services.approve_overview(overview, by=legal)
    overview = services.publish_overview(overview, by=publisher)

    overview.refresh_from_db()
    assert overview.state == O.PUBLISHED
    assert [overview.written_by, overview.reviewed_by, overview.approved_by, overview.published_by] == [
        writer, office, legal, publisher,
    ]  # fmt: skip
    assert overview.sha256 == sha256_of(overview_document(overview))
    assert Event.objects.filter(name="ccms.overview_published", payload={"overview": overview.pk}).count() == 1


def test_the_module_owner_writes_and_nobody_else():
    owner, other = staff("PO"), staff("PO")
    services.set_owner(made.module("B6"), owner=owner, by=staff("CC"))

    assert services.begin_overview(made.module("B6"), "ko", by=owner).version == 1
    with pytest.raises(NotAllowed):
        services.begin_overview(made.module("B6"), "en", by=other)


def test_no_person_takes_two_steps():
    writer = staff("CC", "CP")
    overview = made.submitted(by=writer)
    with pytest.raises(NotAllowed):
        services.pass_on_overview(overview, by=writer)
    office = staff("CC", "CP")
    overview = services.pass_on_overview(overview, by=office)
    for early in (writer, office):
        with pytest.raises(NotAllowed):
            services.approve_overview(overview, by=early)
    legal = staff("CP", "CC")
    overview = services.approve_overview(overview, by=legal)
    for early in (writer, office, legal):
        with pytest.raises(NotAllowed):
            services.publish_overview(overview, by=early)
    assert services.publish_overview(overview, by=staff("CC")).state == O.PUBLISHED


def test_who_changed_a_word_has_written_it_too():
    writer, second = staff("CC"), staff("CC")
    overview = made.draft(by=writer)
    overview = services.edit_overview(overview, by=second, seen=overview.edition, purpose=made.TEXT["purpose"] + " So.")
    overview = services.submit_overview(overview, by=writer)

    with pytest.raises(NotAllowed):
        services.pass_on_overview(overview, by=second)


@pytest.mark.parametrize("stage", [made.approved, made.published])
def test_an_approved_text_is_edited_by_nobody(stage):
    overview = stage()
    writer = overview.written_by

    with pytest.raises(WrongState, match="frozen with its fingerprint"):
        services.edit_overview(overview, by=writer, seen=overview.edition, purpose="Something else entirely.")
    for field, value in {"purpose": "x", "programmes": ["esg"], "sha256": "0" * 64}.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            Overview.objects.filter(pk=overview.pk).update(**{field: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        Overview.objects.filter(pk=overview.pk).delete()
    assert queries.broken_overviews() == []


def test_a_text_changed_past_the_portal_is_found_and_not_published():
    overview = made.approved()
    with connection.cursor() as cursor:  # somebody with the owner's rights goes past the guard
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ccms_overview DISABLE TRIGGER ccms_overview_frozen")
        cursor.execute("UPDATE ccms_overview SET donts = 'Nothing' WHERE id = %s", [overview.pk])

    assert queries.broken_overviews() == [overview]
    with pytest.raises(RuleBroken, match="fingerprint differs"):
        services.publish_overview(overview, by=staff("CC"))


def test_a_later_version_replaces_the_one_in_force_in_its_language_alone():
    first, korean = made.published(), made.published(lang="ko")
    second = made.published(donts="Ask for a rebate after the award\nTake gifts\nShare a bidder's price")

    first.refresh_from_db()
    korean.refresh_from_db()
    assert (second.version, first.state, korean.state) == (2, O.SUPERSEDED, O.PUBLISHED)
    assert queries.in_force(made.module(), "en") == second
    assert queries.version_before(second) == first


def test_an_incomplete_draft_says_what_is_missing():
    writer = staff("CC")
    overview = made.draft(by=writer, dos="Publish every tender")

    with pytest.raises(RuleBroken, match=r"what we do: at least 3 entries, one a line \(now 1\)"):
        services.submit_overview(overview, by=writer)


def test_a_next_version_says_what_changed():
    made.published()
    writer = staff("CC")
    overview = made.draft(by=writer, change_note="")

    with pytest.raises(RuleBroken, match="Say what changed"):
        services.submit_overview(overview, by=writer)


def test_a_version_sent_back_goes_the_whole_way_anew():
    overview = made.reviewed()
    with pytest.raises(RuleBroken, match="Say what has to change"):
        services.send_back_overview(overview, reason=" ", by=staff("CP"))
    overview = services.send_back_overview(overview, reason="Name the law.", by=staff("CP"))

    assert (overview.state, overview.reviewed_by, overview.remark) == (O.DRAFT, None, "Name the law.")


def test_two_editors_at_once_one_is_told():
    writer = staff("CC")
    overview = made.draft(by=writer)
    services.edit_overview(overview, by=staff("CC"), seen=overview.edition, references="A\nB")

    with pytest.raises(WrongState, match="Somebody else"):
        services.edit_overview(overview, by=writer, seen=overview.edition, references="C")
    assert Overview.objects.get(pk=overview.pk).references == "A\nB"


def test_what_is_withdrawn_says_why_and_an_approved_one_can_be_withdrawn_too():
    overview = made.published()
    services.withdraw_overview(overview, reason="A figure was wrong.", by=staff("CP"))
    overview.refresh_from_db()
    assert (overview.state, overview.reason) == (O.WITHDRAWN, "A figure was wrong.")
    assert made.published().version == 2
    held = made.approved(code="B7")
    assert services.withdraw_overview(held, reason="Not yet.", by=staff("CC")).state == O.WITHDRAWN


def test_an_unknown_programme_is_not_linked():
    writer = staff("CC")
    overview = made.draft(by=writer)
    with pytest.raises(RuleBroken, match="not known"):
        services.edit_overview(overview, by=writer, seen=overview.edition, programmes=["nothing"])


def test_copies_are_counted_by_day_and_nobody_is_named():
    overview = made.published()
    for _ in range(3):
        services.count_download(overview, "en")
    services.count_download(None, "en")

    assert sorted(OverviewDownload.objects.values_list("number", flat=True)) == [1, 3]
    assert queries.downloads_by_overview() == {overview.pk: 3}


@pytest.mark.django_db(transaction=True)
def test_two_begin_the_same_version_at_once_one_is_told():
    module, people = made.module(), [staff("CC"), staff("CC")]

    def begin(by):
        try:
            with translation.override("en"):  # a thread begins in the default language
                services.begin_overview(module, "en", by=by)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        told = set(pool.map(begin, people))

    assert told == {None, "A version of this overview is being written already: go on with that one."}
    assert Overview.objects.count() == 1
