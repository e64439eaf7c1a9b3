"""Everything that the audit log says happened is told in words, never by the name of a verb in the code."""

import re

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from portal.words import deeds, state_words, words_for

RECORDED = re.compile(r"\brecord\(\s*[\w.\[\]]+,\s*\"(\w+)\"")
HANGUL = re.compile("[가-힣]")
APPS = ("portal", "catalog", "purchasing", "sharedgrowth")


def test_every_deed_that_is_recorded_has_words():
    told = {key.rsplit(".", 1)[-1] for key, _words in deeds.items()}
    found = {
        (verb, str(path.relative_to(settings.BASE_DIR)))
        for app in APPS
        for path in (settings.BASE_DIR / app).glob("**/*.py")
        if "tests" not in path.parts
        for verb in RECORDED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 300
    assert sorted(each for each in found if each[0] not in told) == []


def test_every_move_and_every_state_of_a_flow_has_korean_words():
    """What the trail shows of a move: what was done, and from where to where."""
    flows = [model for model in apps.get_models() if hasattr(model, "flow")]
    assert len(flows) > 100
    silent = set()
    with override("ko"):
        for model in flows:
            for name, (sources, target) in model.flow.moves.items():
                what = f"{model._meta.label_lower}.{name}"
                told = [words_for(what), *(state_words(what, str(state)) for state in (*sources, target))]
                silent |= {(what, str(words)) for words in told if not HANGUL.search(str(words))}
    assert sorted(silent) == []


def test_a_deed_is_told_in_the_language_of_the_reader():
    with override("ko"):
        assert str(words_for("people.membership.roles_changed")) == "역할 변경"
    with override("en"):
        assert str(words_for("people.membership.roles_changed")) == "Roles changed"
