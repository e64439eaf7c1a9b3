"""The evaluation as a document: recomputed byte for byte far from the portal; what is set from it; the letter."""

import json
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.utils import translation

from portal.pdf import typeset
from portal.tests.factories import supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import EvaluationDocument
from purchasing.bidding.rules import evaluated
from purchasing.bidding.rules.documents import recompute
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories, tco_stage

ROOT = Path(__file__).resolve().parents[3]
VERIFY = [sys.executable, "-S", "-E", str(ROOT / "tools" / "verify_evaluation.py")]  # no installed package


def verified(path: Path) -> tuple[int, str]:
    run = subprocess.run([*VERIFY, str(path)], capture_output=True, text=True, env={}, check=False)  # noqa: S603
    return run.returncode, run.stdout + run.stderr


@pytest.mark.django_db
def test_an_evaluation_is_kept_as_a_document_that_holds_anywhere(tmp_path):
    stage = factories.evaluated()
    document = EvaluationDocument.objects.get()
    told = json.loads(document.text)

    assert evaluated.faults(document.text) == []
    assert (document.calc_sha256, told["calculation_sha256"]) == (stage.tender.limit_calc.sha256,) * 2
    assert [offer["bid"] for offer in told["inputs"]["offers"]] == [1, 2, 3, 4, 5]
    assert told["result"]["limit"]["shown_won"] == "78497500"
    assert told["bids"][str(told["result"]["winner"])]["company"] == stage.bidders[1].company.number
    call_command("export_evaluation", stage.tender.number.lower(), out=str(tmp_path / "e.json"), stderr=StringIO())
    assert (tmp_path / "e.json").read_text(encoding="utf-8") == document.text
    code, said = verified(tmp_path / "e.json")
    assert (code, "holds" in said, told["sha256"] in said) == (0, True, True)


@pytest.mark.django_db
def test_a_document_by_an_earlier_version_of_its_method_holds_where_the_calculation_is_the_same():
    prices = [Decimal(price) for price in range(80_000_000, 98_000_000, 2_000_000)]
    factories.evaluated(prices=prices, method="IT_2017_A")
    document = json.loads(EvaluationDocument.objects.get().text)
    assert " it-2017-2" in document["result"]["version"]

    document["result"]["version"] = document["result"]["version"].replace("it-2017-2", "it-2017-1")
    assert evaluated.faults(sealed_again(document)) == []

    document["result"]["verdicts"][0]["rank"] = 7
    assert "it-2017-1" in evaluated.faults(sealed_again(document))[1]
    document["result"]["version"] = document["result"]["version"].replace("it-2017-1", "it-2017-9")
    assert len(evaluated.faults(sealed_again(document))) == 1


@pytest.mark.django_db
def test_the_numbers_of_the_database_stay_inside(tmp_path):
    stage = factories.evaluated()
    text = EvaluationDocument.objects.get().text
    for bid in stage.bids():
        assert f'"bid":{bid.pk},' not in text or bid.pk <= 5


@pytest.mark.django_db
def test_a_bid_that_was_ruled_out_is_told_with_its_remark():
    stage = factories.opened()
    ruling = stage.tender.rulings.order_by("price_won").first()
    services.rule_out_bid(ruling, remark="시험성적서가 없습니다.", by=stage.cast.evaluator)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    told = json.loads(EvaluationDocument.objects.get().text)
    assert told["bids"]["1"]["remark"] == "시험성적서가 없습니다."
    paper = queries.minutes_paper(EvaluationDocument.objects.get())
    assert any("시험성적서가 없습니다." in row[-1] for row in paper["verdicts"])


@pytest.mark.django_db
def test_a_failed_evaluation_has_its_document_too():
    factories.evaluated(prices=[50_000_000, 52_000_000, 54_000_000])
    document = EvaluationDocument.objects.get()
    assert evaluated.faults(document.text) == []
    assert "LPL-05" in queries.minutes_paper(document)["outcome"]


@pytest.mark.django_db
def test_a_document_never_changes():
    factories.evaluated()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        EvaluationDocument.objects.update(text="x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        EvaluationDocument.objects.all().delete()


@pytest.fixture
def demo(tmp_path) -> dict:
    call_command("export_evaluation", demo=True, out=str(tmp_path / "demo.json"), stderr=StringIO())
    return json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))


def sealed_again(document: dict) -> str:
    """What a forger would write: the seal fits, the content does not."""
    rest = {name: value for name, value in document.items() if name != "sha256"}
    digest = evaluated._digest(evaluated.plain_text(rest))
    return evaluated.plain_text({**rest, "sha256": digest}) + "\n"


def swap(one: dict, other: dict, name: str) -> None:
    one[name], other[name] = other[name], one[name]


def other_base(document: dict, amount_won: str) -> None:
    """Another base price with its own fingerprint; the minutes still hold that of the first."""
    price = json.loads(document["base_price"]["text"]) | {"amount_won": amount_won}
    text = evaluated.plain_text(price)
    commitment = evaluated._digest(f"{evaluated.BASE_PRICE}\n{text}")
    document["base_price"] = {"text": text, "commitment": commitment}
    document["inputs"]["base_won"] = amount_won


def test_the_example_holds_without_a_database(demo, tmp_path):
    assert verified(tmp_path / "demo.json")[0] == 0
    assert demo["result"]["limit"]["shown_won"] == "78497500"


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        pytest.param(lambda d: d["result"]["verdicts"][0].update(rank=2), "result does not follow", id="rank"),
        pytest.param(lambda d: d["result"].update(winner=1), "result does not follow", id="winner"),
        pytest.param(lambda d: d["inputs"]["offers"][0].update(price_won="1"), "the one that was opened", id="price"),
        pytest.param(lambda d: d["inputs"].update(base_won="90000000"), "base price is not the one", id="base"),
        pytest.param(lambda d: d["inputs"].update(seed="0" * 64), "seed of the lot", id="seed"),
        pytest.param(lambda d: d["inputs"].update(draw="0" * 64), "seed of the draw", id="draw"),
        pytest.param(lambda d: d["inputs"]["params"].update(ratio="0.7"), "result does not follow", id="ratio"),
        pytest.param(lambda d: d["opening"].update(minutes="{}"), "minutes", id="minutes"),
        pytest.param(lambda d: d["base_price"].update(text="{}"), "base price", id="commitment"),
        pytest.param(lambda d: d.pop("bids"), "part is missing", id="part"),
        pytest.param(lambda d: d.update(format="other"), "format", id="format"),
    ],
)  # fmt: skip
def test_a_forged_document_does_not_hold(demo, forge, told, tmp_path):
    forge(demo)
    (tmp_path / "forged.json").write_text(sealed_again(demo), encoding="utf-8")
    code, said = verified(tmp_path / "forged.json")
    assert (code, told in said) == (1, True), said


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        pytest.param(lambda d: d["inputs"]["offers"].pop(0), "each once", id="a-bid-left-out"),
        pytest.param(lambda d: d["inputs"]["offers"].append(d["inputs"]["offers"][0]), "each once", id="a-bid-twice"),
        pytest.param(lambda d: d["inputs"]["offers"][2].update(responsive=False), "with its cause", id="out-unsaid"),
        pytest.param(lambda d: d["bids"]["2"].update(cause="ruled_out"), "with its cause", id="cause-and-in"),
        pytest.param(lambda d: swap(d["bids"]["1"], d["bids"]["2"], "company"), "the company is not", id="swapped"),
        pytest.param(lambda d: d["inputs"]["offers"][1].update(bidder="CMP"), "the company is not", id="bidder"),
        pytest.param(lambda d: other_base(d, "90000000"), "not the one in the minutes", id="base-price-anew"),
    ],
)
def test_other_inputs_do_not_hold_though_all_follows_from_them(demo, forge, told, tmp_path):
    """The forger computes the result again and seals the whole: only the minutes of the opening still tell."""
    forge(demo)
    demo["result"] = recompute(demo["inputs"])
    (tmp_path / "forged.json").write_text(sealed_again(demo), encoding="utf-8")
    code, said = verified(tmp_path / "forged.json")
    assert (code, told in said, "result does not follow" in said) == (1, True, False), said


@pytest.mark.parametrize("text", ["[" * 200_000, '{"format":"twp-evaluation-1","x":' + "[" * 900 + "]" * 900 + "}"])
def test_what_is_nested_beyond_reading_is_told_in_a_line(text, tmp_path):
    (tmp_path / "deep.json").write_text(text, encoding="utf-8")
    code, said = verified(tmp_path / "deep.json")
    assert (code, "DOES NOT HOLD" in said, "Traceback" in said) == (1, True, False), said


def test_a_document_without_its_words_is_checked_all_the_same(demo, tmp_path):
    del demo["tender"]["title_ko"], demo["bids"][str(demo["result"]["winner"])]["name"]
    (tmp_path / "bare.json").write_text(sealed_again(demo), encoding="utf-8")
    code, said = verified(tmp_path / "bare.json")
    assert (code, "holds" in said) == (0, True), said


def test_another_form_of_the_same_content_does_not_hold(demo, tmp_path):
    assert evaluated.faults(json.dumps(demo, ensure_ascii=False)) == ["The text is not in canonical form."]
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe")
    assert verified(tmp_path / "latin.json") == (1, f"{tmp_path}/latin.json: is not UTF-8 text\n")
    assert verified(tmp_path / "none.json")[0] == 2


@pytest.mark.django_db
def test_the_export_says_what_is_wrong(tmp_path):
    stage = factories.opened()
    for given, told in (
        (["TND-2026-999999"], "no tender"),
        ([stage.tender.number], "has not been evaluated"),
        ([], "Name one tender"),
    ):
        with pytest.raises(CommandError, match=told):
            call_command("export_evaluation", *given, out=str(tmp_path / "x"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_evaluation", demo=True, out=str(tmp_path / "none" / "x"))


# Papers --------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
def test_papers_are_set_in_both_languages_and_the_same_each_time(language):
    stage = factories.standing()
    objector = stage.bidders[2]
    objection = services.lodge_objection(stage.tender, ground="own_bid", text="이의", key="k", by=objector)
    cast = stage.cast
    services.decide_objection(objection, upheld=False, answer="기각합니다.", no_conflict=True, by=cast.approver)
    factories.pass_standstill(stage.tender)
    services.end_due_standstills()
    tender = type(stage.tender).objects.get(pk=stage.tender.pk)
    decision = queries.decision_in_force(tender)
    with translation.override(language):
        letter = queries.award_letter_paper(decision)
        record = queries.decision_paper(tender, decision)
        papers = {
            "bidding/minutes.typ": queries.minutes_paper(EvaluationDocument.objects.get()),
            "bidding/award_letter.typ": letter,
            "bidding/decision.typ": record,
        }
        for template, paper in papers.items():
            pdf = typeset(template, paper)
            assert (pdf[:5], len(pdf) > 5_000) == (b"%PDF-", True)
            assert typeset(template, paper) == pdf
    values = [fact["value"] for fact in letter["facts"]]
    assert tender.number in values
    assert any("78,500,000" in value for value in values)
    assert record["objections"][0][0] == objection.number
    assert objector.company.legal_name_ko not in json.dumps(record, ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_minutes_name_bidders_in_the_reader_s_language(language):
    stage = factories.evaluated()
    document = EvaluationDocument.objects.get()
    with translation.override(language):
        paper = queries.minutes_paper(document)
        names = {bidder.company.name for bidder in stage.bidders}
    assert {row[0] for row in paper["verdicts"]} == names
    assert any(f": {name}, " in paper["outcome"] for name in names)
    assert evaluated.faults(document.text) == []


@pytest.mark.django_db
def test_what_a_person_typed_is_never_markup():
    stage = factories.awarded(title_ko='#panic("x") *굵게* $x$ <a> @b `c`', title_en="")
    paper = queries.award_letter_paper(queries.decision_in_force(stage.tender))
    assert typeset("bidding/award_letter.typ", paper).startswith(b"%PDF-")


def test_a_renumbering_keeps_the_order():
    with pytest.raises(ValueError, match="keep the order"):
        evaluated.renumbered({"offers": []}, {1: 2, 2: 1})


@pytest.mark.django_db
def test_who_reads_the_document_and_who_the_letter():
    stage = factories.standing()
    tender, cast = stage.tender, stage.cast
    readers = {"winner": stage.bidders[1], "loser": stage.bidders[0], "officer": cast.officer, "visitor": None}
    assert {name for name, user in readers.items() if queries.evaluation_document_for(user, tender)} == {
        "winner", "loser", "officer",
    }  # fmt: skip
    assert {name for name, user in readers.items() if queries.letter_decision_for(user, tender)} == set()
    factories.pass_standstill(tender)
    tender = services.end_standstill(tender.standstills.get())
    assert {name for name, user in readers.items() if queries.evaluation_document_for(user, tender)} == set(readers)
    lettered = {name for name, user in readers.items() if queries.letter_decision_for(user, tender)}
    assert lettered == {"winner", "officer"}
    assert tender.winner.ruling.price_won == Decimal(78_500_000)


@pytest.mark.django_db
def test_a_total_cost_is_computed_again_from_what_was_declared(tmp_path):
    stage = tco_stage.worked_example()
    tco_stage.verify_lives(stage)
    tco_stage.evaluate(stage)
    told = _kept_and_verified(tmp_path)
    assert all("ranked_won" in offer for offer in told["inputs"]["offers"])
    assert minuted("Compared value") == {f"₩{int(offer['ranked_won']):,}" for offer in told["inputs"]["offers"]}
    told["ranking"]["1"]["declared"]["LIFE"]["amount"] = "3"
    assert any("compared value does not follow" in fault for fault in evaluated.faults(sealed_again(told)))


@pytest.mark.django_db
def test_a_price_after_preference_is_computed_again(tmp_path):
    stage = factories.published(base_won=Decimal(105_000_000), preference_on=True)
    bidders = [supplier() for _each in range(4)]
    tco_stage.certify(bidders[2])
    for bidder, price in zip(bidders, (83_000_000, 97_000_000, 101_000_000, 108_000_000), strict=True):
        services.submit_bid(stage.tender, price_won=Decimal(price), key=factories.key(), by=bidder)
    tco_stage.evaluate(tco_stage.opened(stage))
    told = _kept_and_verified(tmp_path)
    assert told["bids"][str(told["result"]["winner"])]["company"] == bidders[2].company.number
    assert minuted("Compared value") == {f"₩{int(offer['ranked_won']):,}" for offer in told["inputs"]["offers"]}
    told["ranking"]["3"]["margin"] = "0"
    assert any("compared value does not follow" in fault for fault in evaluated.faults(sealed_again(told)))


@pytest.mark.django_db
def test_the_minutes_show_the_points_that_the_board_agreed_on():
    stage = boards.examining(method="COMPOSITE")
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.concluded(stage, people)
    boards.open_envelope(stage, "price")
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    assert minuted("Points of the board") == {"76", "88", "66"}  # 80 and 70, 90 and 85, 60 and 75 at 60 to 40
    assert minuted("Compared value") == set()


def minuted(column: str) -> set[str]:
    """What stands in a column of the minutes, which are set as a PDF too."""
    with translation.override("en"):
        paper = queries.minutes_paper(EvaluationDocument.objects.get())
    assert typeset("bidding/minutes.typ", paper).startswith(b"%PDF-")
    return {row[paper["verdicts_head"].index(column)] for row in paper["verdicts"] if column in paper["verdicts_head"]}


def _kept_and_verified(tmp_path) -> dict:
    document = EvaluationDocument.objects.get()
    (tmp_path / "e.json").write_text(document.text, encoding="utf-8")
    assert verified(tmp_path / "e.json")[0] == 0
    return json.loads(document.text)


@pytest.mark.django_db
def test_bids_sealed_to_keys_make_a_document_that_holds(tmp_path):
    stage = factories.opened(seal="keys", prices=(88_000_001, 92_000_002, 97_000_003))
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    told = _kept_and_verified(tmp_path)
    assert len(told["inputs"]["offers"]) == 3
