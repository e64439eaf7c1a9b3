"""The portal's template tags: right words in both languages, everything escaped."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from portal.clock import SEOUL
from portal.paging import Paginator
from portal.templatetags import portal as tags

NOW = datetime(2026, 11, 20, 10, 40, tzinfo=SEOUL)


def render(source: str, language: str = "en", **context) -> str:
    template = engines["django"].from_string(source)
    with override(language):
        return template.template.render(_context({"now": NOW, **context})).strip()


def _context(values: dict):
    from django.template import Context

    return Context(values)


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert render('{% icon "clock" %}').startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path')
    assert 'role="img" aria-label="&quot;Late&quot;"' in render('{% icon "clock" "lg" words %}', words='"Late"')


def test_an_icon_that_set_up_did_not_copy_says_what_to_do():
    with pytest.raises(ImproperlyConfigured, match=r"icons-used\.txt"):
        tags.icon("no-such-icon")


@pytest.mark.parametrize("kind", tags.BADGES)
def test_every_status_has_a_sign_a_tone_and_a_word(kind):
    shown = render("{% badge kind words %}", kind=kind, words="<Done>")
    assert f"is-{tags.BADGES[kind][1]}" in shown
    assert "<svg" in shown
    assert "&lt;Done&gt;</span>" in shown


def test_a_state_is_shown_as_its_model_says_else_by_its_name():
    own = SimpleNamespace(state="open", badges={"open": "seal"}, get_state_display=lambda: "Sealed")
    common = SimpleNamespace(state="awarded", get_state_display=lambda: "Awarded")
    unknown = SimpleNamespace(state="other", get_state_display=lambda: "Other")
    assert "is-seal" in render("{% state_badge thing %}", thing=own)
    assert "trophy" not in render("{% state_badge thing %}", thing=unknown)
    assert "is-ok" in render("{% state_badge thing %}", thing=common)
    assert "is-info" in render("{% state_badge thing %}", thing=unknown)


@pytest.mark.parametrize(
    ("source", "korean", "english"),
    [
        ("{% money v %}", '1,108,000,000<span class="unit">원</span>', "₩1,108,000,000"),
        ('{% money v "short" %}', '11억 800만<span class="unit">원</span>', "₩1.11bn"),
        ('{% money v "words" %}', "11억 800만 원", "1,108 million won"),
        ('{% money v "full" "USD" %}', "USD 1,108,000,000.00", "USD 1,108,000,000.00"),
    ],
)
def test_money(source, korean, english):
    amount = Decimal(1_108_000_000)
    assert render(source, "ko", v=amount) == f'<data class="money" value="1108000000">{korean}</data>'
    assert render(source, "en", v=amount) == f'<data class="money" value="1108000000">{english}</data>'


@pytest.mark.parametrize("source", ["{% money v %}", "{% n v %}", "{% dt v %}", "{% due v %}"])
def test_nothing_is_shown_as_a_dash(source):
    assert render(source, v=None) == "—"


def test_times_are_korean_wherever_they_come_from():
    from datetime import UTC

    noon = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert render("{% dt v %}", "en", v=noon) == (
        '<time datetime="2026-11-24T14:00:00+09:00">Tue 24 Nov 2026, 14:00 KST</time>'
    )
    assert "2026. 11. 24.(화) 14:00 한국시간" in render("{% dt v %}", "ko", v=noon)
    assert "11. 24.(화)</time>" in render('{% dt v "short" %}', "ko", v=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("when", "cls", "english", "korean"),
    [
        (NOW + timedelta(days=9), "due", "D-9", "D-9"),
        (NOW + timedelta(days=2), "due soon", "D-2", "D-2"),
        (NOW + timedelta(hours=3), "due over", "Due today", "오늘까지"),
        (NOW - timedelta(hours=1), "due over", "Closed today", "오늘 마감됨"),
        (NOW.date() - timedelta(days=3), "due over", "3 days late", "3일 지남"),
    ],
)
def test_due_counts_days_in_korea_and_says_what_is_late(when, cls, english, korean):
    shown = render("{% due when %}", "en", when=when)
    assert f'class="{cls}"' in shown
    assert f"{english}</b>" in shown
    assert f"{korean}</b>" in render("{% due when %}", "ko", when=when)
    assert ("<svg" in shown) is (cls == "due over")


def test_a_deadline_just_after_midnight_is_tomorrow_even_if_it_is_an_hour_away():
    late = datetime(2026, 11, 20, 23, 30, tzinfo=SEOUL)
    assert "D-1" in render("{% due when %}", now=late, when=late + timedelta(hours=1))


def test_the_countdown_is_right_without_script():
    shown = render("{% countdown when %}", when=NOW + timedelta(days=4, hours=3, minutes=20, seconds=30))
    assert '<b data-u="d">4</b>' in shown
    assert '<b data-u="h">03</b>' in shown
    assert '<b data-u="m">20</b>' in shown
    assert 'data-deadline="2026-11-24T14:00:30+09:00"' in shown
    assert '<b data-u="m">00</b>' in render("{% countdown when %}", when=NOW - timedelta(days=1))


def test_a_long_pager_shows_the_ends_and_the_neighbours():
    page = Paginator(range(1000), 10).page(50)
    numbers = [str(number) if number == page.paginator.ELLIPSIS else number for number in tags.page_numbers(page)]
    assert numbers == [1, page.paginator.ELLIPSIS, 49, 50, 51, page.paginator.ELLIPSIS, 100]


PAST_THE_END = {
    "en": "There are only 3 pages; this is the last one.",
    "ko": "3쪽까지만 있습니다. 지금 보시는 쪽이 마지막입니다.",
}


def pager(query: str, rows: int, language: str) -> str:
    asked = RequestFactory().get(f"/list/?{query}")
    page = Paginator(range(rows), 10).get_page(asked.GET.get("page"))
    template = engines["django"].from_string('{% include "components/_pager.html" %}')
    with override(language):
        return template.render({"page": page, "target": ""}, asked).strip()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    ("query", "says_so"), [("page=99", True), ("page=0", True), ("page=3", False), ("page=abc", False), ("", False)]
)
def test_a_pager_says_that_a_page_is_not_there(query, says_so, language):
    shown = pager(query, 30, language)
    assert 'aria-current="page"' in shown
    assert (PAST_THE_END[language] in shown) is says_so
    assert ('role="status"' in shown) is says_so


def test_a_list_of_one_page_says_so_and_an_empty_one_says_nothing():
    assert "There is only one page." in pager("page=2", 5, "en")
    assert pager("page=2", 0, "en") == ""


def test_the_trail_speaks_the_readers_language():
    assert render("{% trail_words what %}", "ko", what="people.company.approve") == "승인"
    assert render("{% trail_words what %}", "en", what="x.y.<i>") == "&lt;i&gt;"
    assert render("{% trail_tone what %}", what="catalog.product.reject") == "bad"


def test_numbers_are_grouped():
    assert render("{% n v %}", v=8412) == '<data value="8412">8,412</data>'
    assert render("{{ v|filesize }}", v=4_100_000) == "4.1 MB"
