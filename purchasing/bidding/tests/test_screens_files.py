"""What attachments tell of their making is compared between bidders: after the opening, for auditors alone."""

import io
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.tests.factories import xlsx_bytes
from portal.files.tests.test_properties import pdf_by
from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import ScreenRun, SealedFile
from purchasing.bidding.services.file_traces import file_traces
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def book(author: str = "", editor: str = "", company: str = "") -> bytes:
    core = f'<c xmlns:dc="d"><dc:creator>{author}</dc:creator><lastModifiedBy>{editor}</lastModifiedBy></c>'
    app = f"<Properties><Company>{company}</Company></Properties>"
    return xlsx_bytes(**{"docProps/core.xml": core, "docProps/app.xml": app})


def bids_with(*uploads: tuple[str, bytes], notice: bytes = b"", seal: str = "keys") -> factories.Stage:
    """An opened tender: each bidder with one attachment, and one more without."""
    cast = factories.Cast()
    stage = factories.draft(cast, seal=seal)
    if notice:
        form = SimpleUploadedFile("견적 양식.xlsx", notice)
        services.add_document(stage.tender, form, by=cast.officer)
    services.seal_base_price(
        stage.tender, amount_won=Decimal(100_000_000), no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(stage.tender, by=cast.officer)
    stage.tender = services.approve_publication(stage.tender, by=cast.approver)
    for number, (name, data) in enumerate([*uploads, ("", b"")]):
        bidder = supplier()
        files = {"": [services.seal_file(stage.tender, SimpleUploadedFile(name, data), by=bidder)]} if name else {}
        content = services.BidContent(price_won=Decimal(88_000_000 + 1_234_567 * number), files=files)
        services.submit_bid(stage.tender, content=content, key=factories.key(), by=bidder)
        stage.bidders.append(bidder)
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    factories.open_bids(stage)
    return stage


def shared(run: ScreenRun) -> dict[str, list[str]]:
    """Bidders by the kind of trace that they share."""
    return {flag["figures"]["kind"]: flag["bidders"] for flag in run.flags if flag["flag"] == "same_trace"}


@pytest.mark.parametrize("seal", ["keys", "access"])
def test_one_author_behind_two_bids_is_noticed_and_not_told_by_name(client, seal):
    uploads = book(author="김도윤"), book(author="박서준", editor="김도윤")
    stage = bids_with(("내역서.xlsx", uploads[0]), ("견적.xlsx", uploads[1]), ("안.pdf", pdf_by("이하나")), seal=seal)

    while deliver_due():
        continue

    run = ScreenRun.objects.get(moment="opening")
    assert shared(run) == {"author": sorted(bidder.company.number for bidder in stage.bidders[:2])}
    assert run.figures["files_read"] == 3
    assert run.engine == "screens-4"
    assert "김도윤" not in json.dumps([run.flags, run.figures], ensure_ascii=False)
    assert not stage.tender.rulings.exclude(state="opened").exists()  # advisory: no verdict follows
    client.cookies["django_language"] = "en"
    sign_in(client, staff("AU"))
    page = client.get(f"/tenders/{stage.tender.number}/screens/").content.decode()
    assert "who wrote or last saved a file, as its properties say" in page
    assert "The properties of 3 attachments were compared" in page
    for person in (stage.cast.officer, stage.cast.evaluator, stage.bidders[0]):
        sign_in(client, person)
        assert client.get(f"/tenders/{stage.tender.number}/screens/").status_code == 404


def test_a_pdf_of_one_document_made_in_one_second_is_noticed_for_both():
    first, second = pdf_by("김도윤"), pdf_by("박서준")
    stage = bids_with(("하나.pdf", first), ("둘.pdf", second))

    run = services.screen_tender(stage.tender, "opening")

    both = sorted(bidder.company.number for bidder in stage.bidders[:2])
    assert shared(run) == {"made": both, "original": both}


def test_the_form_of_the_notice_lends_its_author_to_nobody():
    notice = book(author="구매팀 서식", company="동행제철")
    stage = bids_with(
        ("가.xlsx", book("구매팀 서식", "김도윤", "동행제철")),
        ("나.xlsx", book("구매팀 서식", "박서준", "동행제철")),
        notice=notice,
    )

    run = services.screen_tender(stage.tender, "opening")

    assert shared(run) == {}
    assert run.figures["files_read"] == 2


def test_what_everybody_has_and_what_is_sent_byte_for_byte_is_no_trace_of_an_author():
    same = book(author="제조사 카탈로그")
    stage = bids_with(
        ("카탈로그.xlsx", same), ("자료.xlsx", same), ("a.xlsx", book("User", "Administrator", "Microsoft"))
    )

    run = services.screen_tender(stage.tender, "opening")

    assert set(shared(run)) == {"file"}


def test_a_file_that_tells_nothing_or_is_gone_stops_no_screen():
    plain = ("표.csv", "품목,수량\n베어링,1\n".encode())
    stage = bids_with(plain, ("김.xlsx", book(author="김도윤")), ("안.pdf", pdf_by("x", password="잠금")))
    gone = SealedFile.objects.get(company=stage.bidders[1].company)
    gone.content.storage.delete(gone.content.name)

    run = services.screen_tender(stage.tender, "opening")

    assert (run.figures["files_read"], run.figures["files_unread"]) == (0, 3)


def test_before_the_opening_nothing_is_read():
    stage = factories.published(seal="keys")
    bidder = supplier()
    ref = services.seal_file(stage.tender, SimpleUploadedFile("a.xlsx", io.BytesIO(book("김도윤")).read()), by=bidder)
    content = services.BidContent(price_won=Decimal(90_000_000), files={"": [ref]})
    services.submit_bid(stage.tender, content=content, key=factories.key(), by=bidder)

    assert file_traces(stage.tender) == ({}, 0, 0)
