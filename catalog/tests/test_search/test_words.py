"""Words: synonyms, corrections, why a result stands where it stands, what is noted of a search."""

import datetime
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from catalog import services
from catalog.models import SearchNote, Synonym
from catalog.queries import SearchFilters, kpi_search, search_products, similar_products
from catalog.rules.grams import grams_of, needs_recheck, normalise, term_grams
from catalog.rules.spelling import mistakes
from catalog.services import note_search
from catalog.tests.factories import ProductFactory, class_node
from catalog.tests.test_search.conftest import certify
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.tests.factories import CompanyFactory, staff, supplier

NOBODY = AnonymousUser()


def find(text: str, **options):
    return search_products(text, SearchFilters(), NOBODY, **options)


def names(page) -> list[str]:
    return [hit.product.current.name_ko for hit in page.hits]


# Rules -------------------------------------------------------------------------------------------------------------
WORDS = st.text("abc가나", min_size=0, max_size=6)


def slow_mistakes(first: str, second: str) -> int:
    """The same distance by its definition, without a limit."""
    if not first or not second:
        return len(first) + len(second)
    best = min(
        slow_mistakes(first[1:], second) + 1,
        slow_mistakes(first, second[1:]) + 1,
        slow_mistakes(first[1:], second[1:]) + (first[0] != second[0]),
    )
    if len(first) > 1 and len(second) > 1 and first[0] == second[1] and first[1] == second[0]:
        best = min(best, slow_mistakes(first[2:], second[2:]) + 1)
    return best


@given(WORDS, WORDS, st.integers(1, 3))
def test_mistakes_are_counted_as_defined_up_to_the_limit(first, second, most):
    assert mistakes(first, second, most) == min(slow_mistakes(first, second), most + 1) == mistakes(second, first, most)


@given(st.text("ab1가나x", min_size=1, max_size=12), st.data())
def test_numbers_of_a_part_are_among_those_of_the_whole(word, data):
    begin = data.draw(st.integers(0, len(word) - 1))
    part = word[begin : data.draw(st.integers(begin + 1, len(word)))]
    text = normalise(word)
    if len(part) > 1 or part >= "가":
        assert term_grams(part) <= grams_of(text)


@given(st.lists(st.text("ab1", min_size=3, max_size=5), min_size=1, max_size=4), st.text("ab1", min_size=3, max_size=3))
def test_three_latin_letters_need_no_second_look(words, term):
    assert not needs_recheck(term)
    assert (term_grams(term) <= grams_of(" ".join(words))) == any(term in word for word in words)


# Sizes ---------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["M24x90", "m24X90"])
def test_a_size_is_found_with_the_letter_and_with_the_sign(typed):
    ProductFactory(name_ko="볼트 M24×90", name_en="Bolt with a sign")
    ProductFactory(name_ko="볼트 M24x90", name_en="Bolt with a letter")
    ProductFactory(name_ko="볼트 M24×120", name_en="Bolt of lot 90")
    assert set(names(find(typed))) == {"볼트 M24×90", "볼트 M24x90"}
    assert set(names(find("M24×90"))) >= {"볼트 M24×90", "볼트 M24x90"}


# Synonyms ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_whoever_writes_one_word_finds_the_others():
    keeper = staff("CM")
    ProductFactory(name_ko="금속 보호유", name_en="Anti corrosion fluid", node=class_node("99151503", "가", "a"))
    ProductFactory(name_ko="노랑 물감", name_en="Paint", node=class_node("99151503"))
    assert find("부식막이", correct=False).total == 0

    synonym = services.add_synonym(words="부식막이; Anti-Corrosion fluid ,부식막이", by=keeper)
    page = find("부식막이")
    assert (synonym.words, names(page)) == ("부식막이, anti corrosion fluid", ["금속 보호유"])
    assert page.synonyms_used == [("부식막이", ["anti corrosion fluid"])]
    assert find("anti corrosion fluid").total == 1

    services.edit_synonym(synonym, in_use=False, by=keeper)
    assert find("부식막이", correct=False).total == 0


@pytest.mark.django_db
def test_a_one_way_synonym_goes_one_way_and_filters_hold():
    services.add_synonym(words="체결물, 볼트링", one_way=True, by=staff("CM"))
    ProductFactory(name_ko="볼트링 M8")
    ProductFactory(name_ko="체결물 상자", name_en="Box")

    assert set(names(find("체결물"))) == {"볼트링 M8", "체결물 상자"}
    assert names(find("볼트링")) == ["볼트링 M8"]
    assert search_products("체결물", SearchFilters(origins=["DE"]), NOBODY, correct=False).total == 0


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["방청", "방청, 방청", ", ,", "a b c d e, f", ", ".join(f"w{n}" for n in range(11))])
def test_what_are_no_synonyms_is_refused(words):
    with pytest.raises(RuleBroken):
        services.add_synonym(words=words, by=staff("CM"))


@pytest.mark.django_db
def test_only_the_catalogue_manager_keeps_synonyms():
    with pytest.raises(NotAllowed):
        services.add_synonym(words="가나, 다라", by=supplier("SA"))


@pytest.mark.django_db
def test_a_file_of_synonyms_is_taken_whole_or_not_at_all():
    keeper = staff("CM")
    wrong = services.import_synonyms(["words,one_way", '"가나, 다라",', "혼자,"], by=keeper)
    assert [line for line, _message in wrong.faults] == [3]
    assert not Synonym.objects.filter(words="가나, 다라").exists()

    lines = ["words,one_way,note", '"가나, 다라",yes,first', '"마바, 사아",,']
    assert services.import_synonyms(lines, by=keeper).added == 2
    again = services.import_synonyms(["words,note", '"가나, 다라, 자차",', '"마바, 사아",'], by=keeper)
    assert (again.changed, again.unchanged, again.added) == (1, 1, 0)


# Corrections ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("배어링", "베어링"),
        ("원심팜프", "원심펌프"),
        ("centrifugla", "centrifugal"),
        ("bearng 볼", "bearing 볼"),
        ("볼베어링", "볼 베어링"),  # written apart in the text
        ("볼배어링", "볼 베어링"),
        ("펌푸", "펌프"),  # a part of a compound
    ],
)
def test_a_misspelt_word_finds_what_was_meant(typed, meant):
    ProductFactory(name_ko="볼 베어링", name_en="Ball bearing")
    ProductFactory(name_ko="원심펌프", name_en="Centrifugal machine", node=class_node("99151503", "펌프류", "Pumps"))
    services.fold_search_counts()
    page = find(typed)
    assert page.shows_correction
    assert (page.correction.text, page.correction.total) == (meant, page.total)
    assert page.total
    assert page.typed_total == 0
    assert page.text == typed
    assert find(typed, correct=False).total == 0


@pytest.mark.django_db
def test_codes_and_hidden_words_are_not_corrected():
    hidden = ProductFactory(name_ko="무지개송풍구", name_en="", model="KX-2040")
    services.fold_search_counts()
    assert find("무지개송풍고").shows_correction
    services.hide_product(hidden, by=hidden.created_by)
    assert not find("무지개송풍고").shows_correction  # also before the sweep: what is suggested is always found
    services.fold_search_counts()
    assert not find("무지개송풍고").shows_correction

    ProductFactory(model="KX-2040")
    assert not find("kx2041").shows_correction


# Why -----------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_reasons_are_the_order():
    certified = CompanyFactory()
    certify(certified, "ISO9001")
    ProductFactory(name_ko="밸브 CP 200", description_ko="원심펌프 뒤에 답니다.")
    ProductFactory(name_ko="원심펌프 CP 200", company=certified)
    ProductFactory(name_ko="펌프 CP 200")
    ProductFactory(name_ko="CP 900 펌프 200")

    page = find("펌프 cp 200")
    scores = [hit.why.score for hit in page.hits]
    assert scores == sorted(scores, reverse=True)
    assert names(page)[0] == "펌프 CP 200"
    best = page.hits[0].why
    assert [term for term, _points in best.terms] == ["펌프", "cp", "200", "펌프 cp 200"]
    assert best.score == best.text * (1 + best.certified + best.fresh)
    assert find("펌프", sort="newest").hits[0].why is None


# Similar products ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_similar_products_are_of_the_class_and_share_words():
    pump = class_node("99151503", "펌프류", "Pumps")
    one = ProductFactory(name_ko="고온용 원심펌프", node=pump)
    near = ProductFactory(name_ko="고온용 원심펌프 2형", node=pump)
    far = ProductFactory(name_ko="원심 기계", name_en="", node=pump)
    hidden = ProductFactory(name_ko="고온용 원심펌프 3형", node=pump)
    ProductFactory(name_ko="고온용 원심펌프 베어링")
    services.hide_product(hidden, by=hidden.created_by)

    assert [hit.product for hit in similar_products(one)] == [near, far]
    assert [hit.product for hit in similar_products(one, 1)] == [near]
    assert similar_products(ProductFactory(published=False)) == []


# Notes ---------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_searches_are_noted_without_who_and_counted():
    for total in (0, 0, 3):
        assert note_search("  내열 장갑 010-1234-5678", total=total, language="ko")
    note_search("none", total=0, language="en", filtered=True)
    assert not note_search("kim@hanbit.example", total=0, language="ko")

    figures = kpi_search(today(), today())
    assert (figures["searches"], figures["without_result"]) == (4, 2)
    assert str(figures["share_without_pct"]) == "50.0"
    assert [(row.text, row.times) for row in figures["top_without"]] == [("내열 장갑", 2)]

    SearchNote.objects.update(day=today() - datetime.timedelta(days=181))
    assert services.forget_search_notes() == 4


@pytest.mark.django_db(transaction=True)
def test_a_note_that_cannot_be_written_neither_fails_nor_holds_up_the_page(caplog):
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE catalog_searchnote IN ACCESS EXCLUSIVE MODE")
            locked.set()
            done.wait(20)
            cursor.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(20)
        assert note_search("펌프", total=1, language="ko") is False
    finally:
        done.set()
        holder.join()
    assert "a search could not be noted" in caplog.text
    assert note_search("펌프", total=1, language="ko") is True
