"""Keep synonyms: added, changed, taken out of use by who keeps the classes; also many at once from a file."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Synonym
from catalog.rules.synonyms import LONGEST_PHRASE, MOST_WORDS, words_of
from portal.audit.services import record
from portal.errors import RuleBroken
from portal.people.models import User
from portal.policy import require

KEPT = ("words", "one_way", "in_use", "note")
COLUMNS = ("words", "one_way", "in_use", "note")


@dataclass(slots=True)
class Imported:
    """What a file of synonyms did; ``faults`` by line."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


def plain_words(line: str) -> str:
    """The words of one meaning in the form in which they are kept; refused when they are none."""
    words = words_of(line)
    if len(words) < 2:
        raise RuleBroken(_("Write at least two different words, separated by commas."), field="words")
    if len(words) > MOST_WORDS:
        raise RuleBroken(_("At most %(most)d words.") % {"most": MOST_WORDS}, field="words")
    if any(len(word.split()) > LONGEST_PHRASE for word in words):
        raise RuleBroken(
            _("One of them is too long: at most %(most)d words each.") % {"most": LONGEST_PHRASE}, field="words"
        )
    return ", ".join(words)


@transaction.atomic
def add_synonym(*, words: str, one_way: bool = False, in_use: bool = True, note: str = "", by: User) -> Synonym:
    """Words that mean the same from now on."""
    require(policies.may_keep_classes(by))
    made = Synonym(words=plain_words(words), one_way=one_way, in_use=in_use, note=note)
    _save(made)
    record(made, "added", by=by, payload={"words": made.words})
    return made


@transaction.atomic
def edit_synonym(synonym: Synonym, *, by: User, **changes) -> Synonym:
    """Change the words, their direction, whether they are in use."""
    require(policies.may_keep_classes(by))
    if strange := changes.keys() - set(KEPT):
        raise TypeError(f"not kept here: {sorted(strange)}")
    if "words" in changes:
        changes["words"] = plain_words(changes["words"])
    held = Synonym.objects.select_for_update(of=("self",)).get(pk=synonym.pk)
    said = {name: [str(getattr(held, name)), str(to)] for name, to in changes.items() if getattr(held, name) != to}
    if said:
        for name in said:
            setattr(held, name, changes[name])
        _save(held)
        record(held, "edited", by=by, payload=said)
    return held


@transaction.atomic
def import_synonyms(lines: Iterable[str], *, by: User) -> Imported:
    """Many lines of CSV (columns words, one_way, in_use, note; the last three may be missing): all of them, or none.

    A line whose first word is the first word of a known group changes that group; a line with a fault is told.
    """
    require(policies.may_keep_classes(by))
    rows = csv.DictReader(lines)
    if "words" not in (rows.fieldnames or ()):
        raise RuleBroken(_("The first line must name the columns: words, one_way, in_use, note."))
    known = {row.words.split(", ")[0]: row for row in Synonym.objects.order_by("pk")}
    done = Imported()
    for number, row in enumerate(rows, start=2):
        facts: dict[str, Any] = {
            "one_way": _is_yes(row.get("one_way"), default=False),
            "in_use": _is_yes(row.get("in_use")),
        }
        facts["note"] = (row.get("note") or "").strip()[:200]
        try:
            words = plain_words(row["words"] or "")
            same = known.get(words.split(", ")[0])
            if same is None:
                made = add_synonym(words=words, **facts, by=by)
                known[words.split(", ")[0]] = made
                done.added += 1
            elif all(getattr(same, name) == value for name, value in {"words": words, **facts}.items()):
                done.unchanged += 1
            else:
                edit_synonym(same, words=words, **facts, by=by)
                done.changed += 1
        except RuleBroken as broken:
            done.faults.append((number, str(broken)))
    if done.faults:
        transaction.set_rollback(True)
    return done


def _is_yes(text: str | None, *, default: bool = True) -> bool:
    said = (text or "").strip().lower()
    return said in ("1", "true", "yes", "y", "예") if said else default


def _save(synonym: Synonym) -> None:
    try:
        synonym.full_clean()
    except ValidationError as wrong:
        name, messages = next(iter(wrong.message_dict.items()))
        raise RuleBroken(messages[0], field=name if name in KEPT else "") from None
    synonym.save()
