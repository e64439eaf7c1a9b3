"""Releases of the Open Contracting Data Standard: how they merge, and what a new one is called. Pure.

Source: OCDS 1.1.5, "Merging" and the codelist of release tags.
"""

from collections.abc import Mapping, Sequence
from typing import Any

OF_A_RELEASE = ("id", "date", "tag")  # belong to one release, never to the record
WHOLE_LISTS = frozenset({"additionalIdentifiers", "additionalClassifications"})
CLOSED = ("cancelled", "withdrawn")


def merged(before: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """What stands after ``news``: objects field by field, lists of objects by ``id``, null takes away.

    An object of which nothing is left is gone too.

    Source: OCDS 1.1.5, merging.

    >>> merged({"a": 1, "list": [{"id": "x", "n": 1}]}, {"a": None, "list": [{"id": "x", "m": 2}, {"id": "y"}]})
    {'list': [{'id': 'x', 'n': 1, 'm': 2}, {'id': 'y'}]}
    >>> merged({"a": 1, "period": {"endDate": "d"}}, {"period": {"endDate": None}})
    {'a': 1}
    """
    result = dict(before)
    for name, value in news.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping):
            known = result.get(name)
            result[name] = merged(known if isinstance(known, Mapping) else {}, value)
            if not result[name]:
                del result[name]
        elif isinstance(value, list) and name not in WHOLE_LISTS and _have_ids(value):
            result[name] = _by_id(result.get(name) or [], value)
        else:
            result[name] = value
    return result


def compiled(ocid: str, releases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The record's compiled release: all ``releases``, oldest first, merged into one.

    Source: OCDS 1.1.5, records.

    >>> one = {"ocid": "o", "id": "o-1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"], "tender": {"id": "t"}}
    >>> compiled("o", [one])["tag"], compiled("o", [one])["id"]
    (['compiled'], 'o-2026-01-01T00:00:00Z')
    """
    content: dict[str, Any] = {}
    for release in releases:
        content = merged(content, content_of(release))
    date = releases[-1]["date"] if releases else ""
    return {"ocid": ocid, "id": f"{ocid}-{date}", "date": date, "tag": ["compiled"], **content}


def content_of(release: Mapping[str, Any]) -> dict[str, Any]:
    """A release without what belongs to the release alone.

    Source: OCDS 1.1.5, merging (fields omitted when merged).

    >>> content_of({"ocid": "o", "id": "o-1", "date": "d", "tag": [], "language": "ko"})
    {'language': 'ko'}
    """
    return {name: value for name, value in release.items() if name not in (*OF_A_RELEASE, "ocid")}


def news_of(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The release that leads from ``before`` to ``now``: all that stands now, null for what no longer does.

    Null stands for a single value only: an object is emptied field by field. It cannot take a row out of a list: an
    award that is no longer there was taken back and stays, cancelled; an item that is no longer wanted stays, with the
    quantity 0; bids that were told stay told. Source: OCDS 1.1.5, merging (null removes), and its schema.

    >>> news_of({"tender": {"id": "t", "title_en": "Old"}}, {"tender": {"id": "t"}})
    {'tender': {'id': 't', 'title_en': None}}
    >>> was = {"bids": {"details": [{"id": "b"}]}, "tender": {"id": "t", "awardPeriod": {"endDate": "d"}}}
    >>> news_of(was, {"tender": {"id": "t"}})
    {'tender': {'id': 't', 'awardPeriod': {'endDate': None}}}
    >>> news_of({"awards": [{"id": "a", "status": "active"}]}, {"awards": []})
    {'awards': [{'id': 'a', 'status': 'cancelled'}]}
    >>> news_of({"tender": {"items": [{"id": "1-2", "quantity": 5}]}}, {"tender": {"items": [{"id": "1-1"}]}})
    {'tender': {'items': [{'id': '1-1'}, {'id': '1-2', 'quantity': 0}]}}
    """
    news = _with_nulls(before, now)
    wanted = news.get("tender", {}).get("items")
    dropped = [
        {"id": item["id"], "quantity": 0}
        for item in before.get("tender", {}).get("items", [])
        if wanted and item["id"] not in {each["id"] for each in wanted}
    ]
    if dropped:
        news["tender"] = news["tender"] | {"items": [*wanted, *dropped]}
    gone = [
        {"id": award["id"], "status": "cancelled"}
        for award in before.get("awards", [])
        if award["id"] not in {each["id"] for each in now.get("awards", [])}
    ]
    if gone:
        news["awards"] = [*(now.get("awards") or []), *gone]
    return news


def tags_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What the release that leads from ``before`` to ``after`` is about, told by what changed; [] if nothing did.

    Source: OCDS 1.1.5, codelist releaseTag.

    >>> planned, running = {"tender": {"status": "planned"}}, {"tender": {"status": "active"}}
    >>> tags_of({}, planned), tags_of(planned, running), tags_of(running, running)
    (['planning'], ['tender'], [])
    >>> tags_of(running, {"tender": {"status": "complete"}, "awards": [{"id": "a", "status": "active"}]})
    ['award', 'tenderUpdate']
    """
    if before == after:
        return []
    tags = _award_tags(before, after) + _contract_tags(before, after)
    was, now = before.get("tender", {}), after.get("tender", {})
    if was != now or not tags:
        tags.append(_tender_tag(was, now))
    return tags


def _tender_tag(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if now.get("status") == "planned" or (was.get("status") == "planned" and now.get("status") in CLOSED):
        return "planningUpdate" if was else "planning"
    if not was or was.get("status") == "planned":
        return "tender"
    if now.get("status") in CLOSED and was.get("status") not in CLOSED:
        return "tenderCancellation"
    return "tenderAmendment" if len(now.get("amendments", [])) > len(was.get("amendments", [])) else "tenderUpdate"


def _award_tags(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    was = {award["id"]: award for award in before.get("awards", [])}
    now = {award["id"]: award for award in after.get("awards", [])}
    tags = ["award"] if set(now) - set(was) else []
    changed = [award for key, award in now.items() if key in was and award != was[key]]
    if any(award.get("status") == "cancelled" for award in changed):
        tags.append("awardCancellation")
    elif changed:
        tags.append("awardUpdate")
    return tags


def _contract_tags(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    was, now = before.get("contracts", []), after.get("contracts", [])
    if len(now) > len(was):
        return ["contract"]
    return ["contractUpdate"] if now != was else []


def _with_nulls(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = dict(now)
    for name, value in before.items():
        if name not in now:
            result |= _taken_away(name, value)
        elif isinstance(value, Mapping) and isinstance(now[name], Mapping):
            result[name] = _with_nulls(value, now[name])
        elif isinstance(value, list) and name not in WHOLE_LISTS and _have_ids(value) and _have_ids(now[name]):
            known = {each["id"]: each for each in value}
            result[name] = [_with_nulls(known.get(each["id"], {}), each) for each in now[name]]
    return result


def _taken_away(name: str, value: Any) -> dict[str, Any]:
    """What a release says of a field that is no more: nothing of rows, which stay."""
    if isinstance(value, Mapping):
        emptied = _with_nulls(value, {})
        return {name: emptied} if emptied else {}
    if isinstance(value, list) and name not in WHOLE_LISTS and _have_ids(value):
        return {}
    return {name: None}


def _have_ids(values: Sequence[Any]) -> bool:
    return bool(values) and all(isinstance(value, Mapping) and "id" in value for value in values)


def _by_id(known: Sequence[Mapping[str, Any]], news: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = {value["id"]: dict(value) for value in known}
    for value in news:
        rows[value["id"]] = merged(rows.get(value["id"], {}), value)
    return list(rows.values())
