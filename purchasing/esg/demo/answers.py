"""Question sets, libraries of documents and answers of the demonstration: some handed in, some begun, one late."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from portal.clock import today
from portal.demo import Part, World, parts
from portal.files.services import store_upload
from portal.people.models import Company, User
from portal.people.queries import valid_certificates
from portal.people.states import Level
from purchasing.esg.models import Assessment, Evidence, Question, QuestionSet
from purchasing.esg.queries.questions import question_in, set_for
from purchasing.esg.services import answers as services
from purchasing.esg.services import questions as sets
from purchasing.esg.services.answers import AnswerIn
from purchasing.esg.services.evidence import add_evidence
from purchasing.esg.services.periodic import assign_assessment

PAGE = (  # one line to read
    "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
    "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    "/Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj\n"
    "4 0 obj <</Length {length}>> stream\n{text}\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
)
PAPERS = [  # title, issuer, days until it ends (None: without end)
    ("환경 방침과 법규 목록", "자체", None),
    ("대기 배출시설 설치 신고증", "시청 환경과", 400),
    ("수질 측정 기록 2026년 상반기", "한빛측정원", 45),
    ("위험성평가 결과 보고", "안전보건팀", 200),
    ("근로계약서와 임금대장 점검표", "노무법인 다솔", 150),
    ("윤리 서약서와 교육 명단", "경영지원팀", 300),
    ("정보보안 점검 결과", "가온보안", 25),
]
BY_AREA = {
    "climate": (0,),
    "waste": (1, 2),
    "chemicals": (0, 2),
    "safety": (3,),
    "labour": (4,),
    "chain": (5,),
    "ethics": (5,),
    "security": (6,),
}
FIGURES = {"MWh": "1250.5", "tCO2e": "640", "t": "82.4", "h": "46.5", "LTIFR": "1.8", "m³": "9300"}
HANDED_IN, BEGUN = 9, 3


def fill(world: World) -> None:
    """The first suppliers answer this year's set; a reviewer writes the next version, another waits for a colleague."""
    _next_sets(world)
    companies = [each for each in world.suppliers if each.level in (Level.L1, Level.L2, Level.L3)]
    numbers = []
    for place, company in enumerate(companies[: HANDED_IN + BEGUN + 1]):
        assessment = _assigned(company, place)
        if assessment is None:
            continue
        officer = world.bidders[company.pk]
        library = _library(company, officer)
        if place < HANDED_IN:
            _answer(world, assessment, library, officer, every=True)
            services.submit_assessment(assessment, by=officer)
            numbers.append(assessment.number)
        elif place < HANDED_IN + BEGUN:
            _answer(world, assessment, library, officer, every=False)
    world.notes["esg answers handed in"] = numbers
    world.say(f"ESG answers: {len(numbers)} handed in")


def _next_sets(world: World) -> None:
    on, writer = today(), world.one("ER")
    first = QuestionSet.objects.get(code="TG-ESG", version="1.0")
    spring = date(on.year + 1, 1, 1)
    draft = sets.copy_set(first, version="1.1", year=on.year + 1, valid_from=spring, by=writer)
    e5 = question_in(draft.questions.prefetch_related("anchors").get(code="E5"))
    values = {name: getattr(e5, name) for name in e5.__slots__} | {"depends_on": "E4", "depends_from": 2}
    sets.save_question(draft, type(e5)(**values), code="E5", by=writer)
    small = QuestionSet.objects.get(code="TG-ESG-SME", version="1.0")
    ready = sets.copy_set(small, version="1.1", year=on.year + 1, valid_from=spring, by=writer)
    sets.submit_set(ready, by=writer)


def _assigned(company: Company, place: int) -> Assessment | None:
    on = today()
    question_set = set_for(company, on)
    if question_set is None or Assessment.objects.filter(company=company, period=str(on.year)).exists():
        return None
    return assign_assessment(company, question_set, period=str(on.year), due_on=on + timedelta(days=12 + place))


def _library(company: Company, officer: User) -> list[Evidence]:
    found = []
    for place, (title, issuer, days) in enumerate(PAPERS):
        line = f"BT /F1 14 Tf 60 760 Td ({company.number} D-{place + 1:02d}) Tj ET"  # nobody else keeps these bytes
        page = PAGE.format(length=len(line), text=line).encode()
        file = store_upload(ContentFile(page, name=f"{title}.pdf"), company=company, by=officer)
        ends = today() + timedelta(days=days) if days else None
        made = add_evidence(
            title=title, file=file, issuer=issuer, number=f"D-{place + 1:02d}", valid_to=ends, by=officer
        )
        found.append(made)
    for certificate in valid_certificates(company)[:3]:
        found.append(add_evidence(title="", certificate=certificate, by=officer))
    return found


def _answer(world: World, assessment: Assessment, library: list[Evidence], officer: User, *, every: bool) -> None:
    questions: list[Question] = list(assessment.question_set.questions.order_by("order"))
    strong = world.rng.choice((2, 3, 3, 4))
    given = []
    for question in questions if every else questions[: len(questions) // 3]:
        papers = frozenset(library[at].pk for at in BY_AREA[question.area])
        if question.code in ("G7", "E10") and question.na_allowed:
            reason = "해당 광물과 포장재를 쓰지 않습니다."
            given.append((question, AnswerIn(not_applicable=True, na_reason=reason)))
            continue
        score = min(5, max(2 if question.critical else 0, strong + world.rng.choice((-1, 0, 0, 1))))
        told = AnswerIn(score=score, evidence=papers if score >= question.evidence_from else frozenset())
        if question.unit in FIGURES:
            values = {name: getattr(told, name) for name in AnswerIn.__slots__}
            told = AnswerIn(**(values | {"number": _figure(world, question.unit)}))
        given.append((question, told))
    services.save_answers(assessment, given, by=officer)


def _figure(world: World, unit: str) -> Decimal:
    return (Decimal(FIGURES[unit]) * world.rng.randint(60, 140) / 100).quantize(Decimal("0.1"))


parts.add("esg-answers", Part(order=44, title="ESG question sets, answers and documents", fill=fill))
