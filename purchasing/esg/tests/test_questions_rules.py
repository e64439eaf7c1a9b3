"""Question sets as tables, what keeps a set from being published, the sets that come with the portal."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from purchasing.esg.models.shipped import FOLDER, SETS
from purchasing.esg.rules.question_sheet import COLUMNS, csv_rows, csv_text, read_questions
from purchasing.esg.rules.questionnaire import AnchorIn, QuestionIn, circles, question_faults, set_faults

WEIGHTS = {"E": Decimal("0.35"), "S": Decimal("0.40"), "G": Decimal("0.25")}
WORDS = tuple(AnchorIn(score, "가", "a") for score in range(6))
CRITICAL = {"E1", "S1", "S2", "S4", "S8", "G2", "G3"}  # domain 11.5
WEIGHED = {
    "E": [5, 4, 4, 4, 3, 3, 4, 4, 2, 2],
    "S": [5, 5, 4, 5, 3, 2, 5, 5, 2, 3, 3, 1],
    "G": [4, 5, 5, 4, 3, 3, 3, 2],
}


def shipped(name: str) -> list[QuestionIn]:
    questions, faults = read_questions(csv_rows((FOLDER / name).read_text(encoding="utf-8")))
    assert faults == []
    return questions


def ask(code: str, **fields) -> QuestionIn:
    return QuestionIn(
        **({"code": code, "pillar": code[0], "area": "climate", "text_ko": "가", "text_en": "a"} | fields)
    )


def whole(*more: QuestionIn) -> list[QuestionIn]:
    return [ask(f"{pillar}1", anchors=WORDS) for pillar in "ESG"] + list(more)


def test_the_default_set_has_the_items_weights_and_criticals_of_the_domain():
    questions = shipped("tg_esg_1_0.csv")
    assert {p: [q.weight for q in questions if q.pillar == p] for p in "ESG"} == WEIGHED
    assert {q.code for q in questions if q.critical} == CRITICAL


@pytest.mark.parametrize("name", [entry[2] for entry in SETS])
def test_a_shipped_set_could_be_published_and_is_written_out_as_it_came(name):
    questions = shipped(name)
    assert set_faults(WEIGHTS, questions) == []
    assert csv_text(questions) == (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("weights", "more", "told"),
    [
        pytest.param(WEIGHTS | {"G": Decimal("0.30")}, (), "105 percent", id="weights-not-adding-to-100"),
        pytest.param(WEIGHTS, (ask("E2", critical=True),), "It says of no score", id="critical-without-anchors"),
        pytest.param(WEIGHTS, (ask("E2", depends_on="E9", anchors=WORDS),), "does not have", id="condition-on-nothing"),
        pytest.param(
            WEIGHTS,
            (ask("E2", depends_on="E3", anchors=WORDS), ask("E3", depends_on="E2", anchors=WORDS)),
            "E2 → E3 → E2",
            id="conditions-in-a-circle",
        ),
        pytest.param(WEIGHTS, (ask("E2", text_en="", anchors=WORDS),), "one language only", id="one-language"),
    ],
)
def test_a_set_that_is_not_complete_says_why(weights, more, told):
    with override("en"):
        faults = set_faults(weights, whole(*more))
    assert len(faults) == 1
    assert told in faults[0][1]


def test_a_pillar_without_a_question_is_a_fault():
    with override("en"):
        assert [words for _code, words in set_faults(WEIGHTS, whole()[:2])] == ["Governance has no question."]


def test_a_number_needs_bounds_that_go_one_way():
    rising = (AnchorIn(1, bound=Decimal(10)), AnchorIn(3, bound=Decimal(5)))
    assert len(question_faults(ask("E1", kind="number", anchors=rising))) == 1
    assert question_faults(ask("E1", kind="number", anchors=rising[:1])) != []
    falling = tuple(AnchorIn(score, bound=Decimal(9 - score), falling=True) for score in (1, 3, 5))
    assert question_faults(ask("E1", kind="number", anchors=falling)) == []


def test_a_long_circle_is_named_once():
    assert circles({"A": "B", "B": "C", "C": "A", "D": "A"}) == [("A", ["A", "B", "C", "A"])]


def test_every_cell_that_cannot_be_taken_is_named():
    head = ["code", "pillar", "area", "kind", "weight", "critical", "text_ko", "text_en", "bound2"]
    rows = [
        head,
        ["E1", "E", "climate", "", "3", "예", "가", "a", ""],
        ["e1", "X", "sea", "poem", "9", "maybe", "", "a", "much"],
        [None] * 9,
    ]
    with override("en"):
        questions, faults = read_questions(rows)
    assert questions[0].critical
    assert {(row, column) for row, column, _words in faults} == {
        (3, name) for name in ("code", "pillar", "area", "kind", "weight", "critical", "text_ko", "bound2")
    }


def test_columns_are_found_in_any_order_and_unknown_ones_are_said():
    with override("en"):
        assert read_questions(
            [["text_en", "text_ko", "area", "pillar", "code"], ["a", "가", "climate", "E", "E1"]]
        ) == (
            [ask("E1")],
            [],
        )
        assert read_questions([[*COLUMNS, "mood"], []])[1] == [(1, "mood", "This column is not known.")]
        assert read_questions([["code", "code", "pillar", "area", "text_ko", "text_en"]])[1] == [
            (1, "code", "This column is there twice.")
        ]
