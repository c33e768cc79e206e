"""How many issues does a free text raise, and where in it is each?

In this order: numbering (1. （一） ① 一是 首先); quoted pairs; 、 和 before a stated number of issues; then clause by
clause, where the model decides whether another issue begins. 无, 满意 and the like are no issue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from etl.texts.borders import begins_another
from etl.texts.clauses import WORDS, Clause, Stretch, cut, has_marks
from etl.texts.nothing import is_no_issue, says_nothing
from etl.values import INVISIBLE

LONGEST = 2_000
"""A longer text is no opinion cell: it stays one."""

Border = Callable[[Stretch, Sequence[Clause], Clause, bool, bool], bool]
"""Whether another issue begins at a clause: what stands before it, its clauses, itself, whether the text is one numbered
item, whether a request follows."""


@dataclass(frozen=True, slots=True)
class Part:
    """One issue: from which character of the original text up to which, the last not included."""

    start: int
    end: int


def split(raw: str) -> list[Part]:
    """The issues of a text, in their order; none exactly where `is_no_issue`.

    >>> texts = lambda raw: [raw[p.start : p.end] for p in split(raw)]
    >>> texts("1.路灯不亮；2.垃圾没人清运。"), texts("小区绿化差，停车位不够")
    (['路灯不亮', '垃圾没人清运'], ['小区绿化差', '停车位不够'])
    >>> texts("无困难，路灯不亮"), texts("卫生、绿化差"), texts("满意，无意见")
    (['路灯不亮'], ['卫生、绿化差'], [])
    """
    if is_no_issue(raw):
        return []
    text = raw.translate(HALF_WIDTH)
    spans = [(0, len(text))] if len(text) > LONGEST else [*_spans(text)]
    trimmed = [_trimmed(text, *span) for span in spans]
    parts = [Part(*span) for span in trimmed if span and not says_nothing(text[span[0] : span[1]])]
    if parts:
        return parts
    whole = _trimmed(text, 0, len(text)) or (0, len(text))
    return [Part(*whole)]


# ── numbering ────────────────────────────────────────────────────────────────────────────────────

HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_HOUSE = r"(?=\d{1,3}(?:幢|栋|组|单元|楼|室|号(?:楼|门|院|桥|路)))"
"""1.2幢 is number 1 and house 2: there are no 1.2 houses. 1.2号 may be the second of January."""
_NUMBERINGS = (
    re.compile(rf"(?<![\d.])(?P<digit>\d{{1,2}})\s*[.、:)](?:(?!\d)|{_HOUSE})"),
    re.compile(r"\((?P<digit>\d{1,2})\)"),
    re.compile(rf"\((?P<han>[{_HAN}]{{1,2}})\)[、.,]?"),
    re.compile(rf"(?:(?<=^)|(?<=[\s。;:,、]))(?P<han>[{_HAN}]{{1,2}})[、.]"),
    re.compile(rf"(?P<han>[{_HAN}])(?:是(?!否)|来(?=[,、是]))[,:]?"),
    re.compile(rf"第(?P<han>[{_HAN}])(?:[,、:.]|是|个问题|方面)[,、:是]?"),
    re.compile(rf"(?P<circled>[{_CIRCLED}])[.、]?"),
    re.compile(r"(?P<order>首先|其次|再次|最后)[,、是]?"),
)
_FIRST = re.compile("1|一|①|首先")


def _numbered(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The numbered items of text[start:end], each as (marker's start, content's start); [] if fewer than two."""
    best: list[tuple[int, int]] = []
    if not _FIRST.search(text, start, end):
        return best
    for pattern in _NUMBERINGS:
        markers: list[tuple[int, int]] = []
        for match in pattern.finditer(text, start, end):
            if _number(match, len(markers)) == len(markers) + 1 and _begins(text, match.start(), start):
                markers.append((match.start(), match.end()))
        if len(markers) < 2:
            continue
        edges = [a for a, _ in markers[1:]] + [end]
        filled = all(WORDS.search(text, b, edge) for (_, b), edge in zip(markers, edges, strict=True))
        if filled and (not best or markers[0][0] < best[0][0]):
            best = markers
    return best


def numbered_items(raw: str) -> list[str]:
    """The numbered items of a text, without their numbers; [] where it is not numbered.

    >>> numbered_items("1、已解决；2、正在办理"), numbered_items("已解决")
    (['已解决', '正在办理'], [])
    """
    text = raw.translate(HALF_WIDTH)
    markers = _numbered(text, 0, len(text))
    edges = [a for a, _ in markers[1:]] + [len(text)]
    spans = [_trimmed(text, begin, edge) for (_, begin), edge in zip(markers, edges, strict=False)]
    return [raw[slice(*span)] if span else "" for span in spans]


def _number(match: re.Match[str], before: int) -> int:
    groups = match.groupdict()
    if groups.get("digit"):
        return int(groups["digit"])
    if groups.get("han"):
        text = groups["han"]
        return 10 + _HAN.find(text[1]) + 1 if len(text) == 2 and text[0] == "十" else _HAN.find(text) + 1
    if groups.get("circled"):
        return _CIRCLED.find(groups["circled"]) + 1
    order = {"首先": (1,), "其次": (2,), "再次": (3, 4), "最后": (2, 3, 4, 5)}[match["order"]]
    return before + 1 if before + 1 in order else 0


def _begins(text: str, at: int, start: int) -> bool:
    """Whether a marker can be here: where a clause begins, or after a character that is no number."""
    return at == start or not text[at - 1].isalnum() or "\u4e00" <= text[at - 1] <= "\u9fff"


# ── items, quotes, sentences, clauses ────────────────────────────────────────────────────────────

_QUOTED = re.compile('[“「『]([^“”「」『』]{4,})[”」』]|"([^"]{4,})"')
_BETWEEN_QUOTES = re.compile(r"[\s,、;。和及与等的]*|以及|还有")
_COUNTED = re.compile(
    r"(?:反映|提出|存在|主要有|主要是|有|关于)?([^,;。:\n]{4,40}?)等?(?P<n>[两二三四五六2-6])(?:个|项|方面|类|件|条|大)?的?(?:问题|诉求|困难|意见|建议|需求)"
)
_COUNT = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_LISTED = re.compile("、|以及|和|及|与")
_LIST = re.compile("[^;]{4};[^;]{4}")
_SPOKEN = re.compile("^.*(?:反映了?|提出了?|存在|主要有|主要是|关于)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that is one issue as it stands, or running text that may hold several."""

    start: int
    end: int
    is_running: bool = True
    is_item: bool = False
    """Whether it is one of several that are set out by number or by ；."""


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for piece in pieces(text, 0, len(text)):
        if piece.is_running and has_marks(text, piece.start, piece.end):
            for stretch in joined([*cut(text, piece.start, piece.end)], piece.is_item):
                yield stretch.start, stretch.end
        else:
            yield piece.start, piece.end


def pieces(text: str, start: int, end: int, is_item: bool = False) -> Iterator[Piece]:
    """Numbered items first, then quotes, then what is counted, then running text.

    Items set out by number or by ； are one issue each: a comma within an item begins no other.
    """
    markers = _numbered(text, start, end)
    if markers:
        head = (start, markers[0][0])
        if _is_of_its_own(text, *head):
            yield from pieces(text, *head)
        edges = [a for a, _ in markers[1:]] + [end]
        for (_, begin), edge in zip(markers, edges, strict=True):
            yield from pieces(text, begin, edge, is_item=True)
        return
    quotes = [m.span(1 if m[1] else 2) for m in _QUOTED.finditer(text, start, end)]
    if len(quotes) > 1 and all(_BETWEEN_QUOTES.fullmatch(text, a[1] + 1, b[0] - 1) for a, b in pairwise(quotes)):
        yield from _with_what_is_around(text, start, end, quotes, [Piece(*quote) for quote in quotes])
        return
    counted = _COUNTED.search(text, start, end)
    if counted and (listed := _counted(text, counted)):
        found = [Piece(*span, is_running=False) for span in listed]
        yield from _with_what_is_around(text, start, end, [counted.span()], found)
        return
    yield Piece(start, end, is_item=is_item or bool(_LIST.search(text, start, end)))


def _with_what_is_around(
    text: str, start: int, end: int, spans: Sequence[tuple[int, int]], found: Sequence[Piece]
) -> Iterator[Piece]:
    """What is quoted or counted, and what else is raised before and after it: 另外垃圾没人清运."""
    before, after = (start, spans[0][0]), (spans[-1][1], end)
    if _is_of_its_own(text, *before):
        yield from pieces(text, *before)
    yield from found
    if _is_of_its_own(text, *after):
        yield from pieces(text, *after)


def _counted(text: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """反映甲和乙两个问题: the pieces, where there are as many as the stated number."""
    begin, end = match.span(1)
    if spoken := _SPOKEN.match(text[begin:end]):
        begin += spoken.end()
    listed, at = [], begin
    for comma in _LISTED.finditer(text, begin, end):
        listed.append((at, comma.start()))
        at = comma.end()
    listed.append((at, end))
    return listed if len(listed) == _COUNT[match["n"]] and all(b - a > 1 for a, b in listed) else []


def _is_of_its_own(text: str, start: int, end: int) -> bool:
    """Whether what comes before the first number is an issue, not an announcement of the list."""
    head = text[start:end].rstrip()
    if head.endswith(":") or re.search(r"(以下|如下|下列|几[个点方项]|[两二三四五六七八九\d]+[个点条项]|方面)", head):
        return False
    clause = Clause(text, start, end, "")
    return bool(clause.topics) and clause.has_problem | clause.asks


def joined(clauses: Sequence[Clause], is_item: bool, begins: Border = begins_another) -> Iterator[Stretch]:
    """Clauses put together into issues; `begins` says where another one begins."""
    current: Stretch | None = None
    held: list[Clause] = []
    for clause, following in zip_longest(clauses, clauses[1:]):
        if clause.is_nothing:
            if current and clause.mark not in ("、", " "):
                yield current
                current, held = None, []
            continue
        if current and begins(current, held, clause, is_item, bool(following and following.asks)):
            yield current
            current, held = None, []
        if current:
            current.end = clause.end
        else:
            current = Stretch(clause.text, clause.start, clause.end)
        held.append(clause)
    if current:
        yield current


_EDGES = re.compile(rf"[\s,、;。:!?.…~*·\-—_/\\\"“”「」『』|]|{INVISIBLE}")
_LEADS = re.compile(r"(?:但是?|不过|就是|只是|可是|另外|此外|还有|同时|再有|再就是|其次|其一|其二|其三)[,:、]?")
_LONE_NUMBER = re.compile(rf"(?:\d{{1,2}}[.、)](?!\d)|\(\d{{1,2}}\)|\([{_HAN}]{{1,2}}\)|[{_HAN}][、.]|[{_CIRCLED}])")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without punctuation at its ends and numbers or joining words at its beginning; None when nothing is left."""
    while True:
        while start < end and _EDGES.match(text[start]):
            start += 1
        lead = _LONE_NUMBER.match(text, start, end) or _LEADS.match(text, start, end)
        if not lead:
            break
        start = lead.end()
    while end > start and _EDGES.match(text[end - 1]):
        end -= 1
    return (start, end) if start < end else None
