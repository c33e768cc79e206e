"""How many issues does a free text raise, and where in it is each?

The rules, in order: numbering (1. （一） ① 一是 首先); quoted pairs; 、 和 before a stated number of issues;
；, line breaks and 。; then ， and 、, only where both sides hold a problem and speak of different objects.
A list of nouns with one predicate is never cut, and 无, 满意 and the like are no issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from etl.texts.lexicon import Topic, lexicon
from etl.values import INVISIBLE, plain

LONGEST = 2_000
"""A longer text is no opinion cell: it stays one."""


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
    text = raw.translate(_HALF_WIDTH)
    spans = [(0, len(text))] if len(text) > LONGEST else list(_items(text, 0, len(text)))
    trimmed = [_trimmed(text, *span) for span in spans]
    parts = [Part(*span) for span in trimmed if span and not is_no_issue(text[span[0] : span[1]])]
    if parts:
        return parts
    whole = _trimmed(text, 0, len(text)) or (0, len(text))
    return [Part(*whole)]


# ── nothing to say ───────────────────────────────────────────────────────────────────────────────

_NOTHING = frozenset({"", "无", "-", "/", "—", "——", "\\", "\\\\", "0", "○", "x", "X", "×", "未反映", "没反映"})
_LITTLE = r"(什么|任何|啥|特别|特殊|大|大的|太大|其他|其它|具体|明显|突出|额外|(需要?|要)(解决|反映)的|可提的)*的?"
_ASKED = r"(困难|意见|建议|需求|问题|要求|诉求|想法|需要|不满|反映|提出|其他|其它|和|与|或|及|的|方面)"
_NONE = r"(无|没有|没|未提出|未提|没提|没有提出|不存在)"
_SELF = r"(暂时?|都|均|也|已|目前|现在|本户|该户|户主|家中|家里|家庭|生活|条件|情况|本人|自己|一切|总体|整体|基本上?|日常|日子过得|各方面|表示|感到|其他|其它|并)*"
_MATTERS = r"([^，,。]{0,12}(方面|工作|政策|服务|现状|生活|环境)|对[^，,。]{0,12})"
_GOOD = r"(很|非常|比较|较为?|十分|挺|还|都|均|基本|总体|相当|蛮)*(满意|好|不错|可以|还可以|正常|良好|稳定|幸福|富裕|宽裕|还行|尚可|知足)(了|的)*"
_NO_ISSUE = re.compile(
    rf"{_SELF}({_NONE}{_LITTLE}{_ASKED}*(可提|要提)?|{_MATTERS}?{_SELF}({_NONE}{_LITTLE}{_ASKED}+(可提|要提)?|{_GOOD}))"
)
_MAY_BE_NOTHING = re.compile(
    r"无|没|未|满意|好|不错|不存在|可|正常|良|稳定|幸福|富裕|宽裕|还行|知足|谢|感恩|非贫|[xX×/\\—○0-]"
)
_PRAISE = re.compile(
    r"(感谢|谢谢|感恩)(党|政府|领导|社区|干部|你们|各级|组织|和|、|的|对|走访|关心|支持|照顾|关怀|帮助|大家|我们|共产党|上门|来访|国家|好政策|政策|村里|村委)*"
)


def is_no_issue(raw: str) -> bool:
    """Whether a text raises no issue: each of its clauses is 无, 满意 or the like.

    >>> [is_no_issue(s) for s in ("无", "暂无意见建议。", "没有困难", "没有什么意见", "满意，无意见", "无困难，无意见")]
    [True, True, True, True, True, True]
    >>> is_no_issue("小区没有路灯"), is_no_issue("满意，但路灯不亮"), is_no_issue("无人清扫")
    (False, False, False)
    """
    if len(raw) > 200:
        return False
    text = plain(raw)
    if not any(character.isalnum() for character in text):
        return True
    if not _MAY_BE_NOTHING.search(text):
        return False
    clauses = re.split(r"[\s。，,.!！?？;；:：]+", text)
    statements = [clause for clause in clauses if not clause.isdigit()]
    return any(statements) and all(_is_nothing(clause) for clause in statements)


def _is_nothing(clause: str) -> bool:
    if clause in _NOTHING or clause.startswith("非贫困") or _NO_ISSUE.fullmatch(clause) or _PRAISE.fullmatch(clause):
        return True
    pieces = clause.split("、")
    return len(pieces) > 1 and all(p in _NOTHING or p.isdigit() or _NO_ISSUE.fullmatch(p) for p in pieces)


# ── numbering ────────────────────────────────────────────────────────────────────────────────────

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
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
        filled = all(_WORDS.search(text, b, edge) for (_, b), edge in zip(markers, edges, strict=True))
        if filled and (not best or markers[0][0] < best[0][0]):
            best = markers
    return best


def numbered_items(raw: str) -> list[str]:
    """The numbered items of a text, without their numbers; [] where it is not numbered.

    >>> numbered_items("1、已解决；2、正在办理"), numbered_items("已解决")
    (['已解决', '正在办理'], [])
    """
    text = raw.translate(_HALF_WIDTH)
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


_WORDS = re.compile("[\u4e00-\u9fff]")

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


def _items(text: str, start: int, end: int, is_item: bool = False) -> Iterator[tuple[int, int]]:
    """The spans of issues: numbered items first, then quotes, then sentences.

    Items set out by number or by ； are one issue each: a comma within an item begins no other.
    """
    markers = _numbered(text, start, end)
    if markers:
        head = (start, markers[0][0])
        if _is_of_its_own(text, *head):
            yield from _items(text, *head)
        edges = [a for a, _ in markers[1:]] + [end]
        for (_, begin), edge in zip(markers, edges, strict=True):
            yield from _items(text, begin, edge, is_item=True)
        return
    quotes = [m.span(1 if m[1] else 2) for m in _QUOTED.finditer(text, start, end)]
    if len(quotes) > 1 and all(_BETWEEN_QUOTES.fullmatch(text, a[1] + 1, b[0] - 1) for a, b in pairwise(quotes)):
        for quote in quotes:
            yield from _clauses(text, *quote)
        return
    counted = _COUNTED.search(text, start, end)
    if counted and (pieces := _counted(text, counted)):
        yield from pieces
        return
    yield from _clauses(text, start, end, is_item or bool(_LIST.search(text, start, end)))


def _counted(text: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """反映甲和乙两个问题: the pieces, where there are as many as the stated number."""
    begin, end = match.span(1)
    if spoken := _SPOKEN.match(text[begin:end]):
        begin += spoken.end()
    pieces, at = [], begin
    for cut in _LISTED.finditer(text, begin, end):
        pieces.append((at, cut.start()))
        at = cut.end()
    pieces.append((at, end))
    return pieces if len(pieces) == _COUNT[match["n"]] and all(b - a > 1 for a, b in pieces) else []


def _is_of_its_own(text: str, start: int, end: int) -> bool:
    """Whether what comes before the first number is an issue, not an announcement of the list."""
    head = text[start:end].rstrip()
    if head.endswith(":") or re.search(r"(以下|如下|下列|几[个点方项]|[两二三四五六七八九\d]+[个点条项]|方面)", head):
        return False
    clause = _Clause(text, start, end, "")
    return bool(clause.topics) and clause.has_problem | clause.asks


@dataclass(slots=True)
class _Stretch:
    """Characters of the text that belong to one issue, as far as is known."""

    text: str
    start: int
    end: int

    @property
    def body(self) -> str:
        return "".join(self.text[self.start : self.end].split())

    @property
    def all_topics(self) -> frozenset[Topic]:
        body = self.body
        return lexicon().topics(body, lexicon().find(body))


class _Clause:
    """What a clause holds: objects, a problem, a request; and the mark before it."""

    def __init__(self, text: str, start: int, end: int, mark: str) -> None:
        self.text, self.start, self.end, self.mark = text, start, end, mark
        words = lexicon()
        body = "".join(text[start:end].split())
        joined = words.joins.match(body)
        self.joins = bool(joined)
        bare = body[joined.end() :].lstrip(",:") if joined else body
        self.is_tail = bool(words.tail.fullmatch(bare))
        self.continues = bool(words.continues.match(bare)) and not self.joins
        self.topics = words.topics(bare, words.find(bare))
        self.has_problem = bool(words.problem.search(bare))
        request = words.ask.search(bare)
        self.asks = bool(request)
        self.begins_with_ask = bool(request and request.start() == 0)
        self.is_nothing = is_no_issue(bare)
        self.length = len(bare)


_MARKS = re.compile(r"[;。!?\n\r]+|[,、\t ]+|…+")


def _clauses(text: str, start: int, end: int, is_item: bool = False) -> Iterator[tuple[int, int]]:
    """The spans of issues in running text: clauses, put together where they speak of one thing."""
    current: _Stretch | None = None
    held: list[_Clause] = []
    for clause in _cut(text, start, end):
        if clause.is_nothing:
            if current and clause.mark not in ("、", " "):
                yield current.start, current.end
                current, held = None, []
            continue
        may_begin = clause.mark in (";", "\n", "。") or not is_item
        if current and may_begin and _begins_another(current, held, clause):
            yield current.start, current.end
            current, held = None, []
        if current:
            current.end = clause.end
        else:
            current = _Stretch(text, clause.start, clause.end)
        held.append(clause)
    if current:
        yield current.start, current.end


def _cut(text: str, start: int, end: int) -> Iterator[_Clause]:
    at, mark = start, ""
    for match in _MARKS.finditer(text, start, end):
        if match.start() > at:
            yield _Clause(text, at, match.start(), mark)
            mark = ""
        mark = _heavier(mark, match[0])
        at = match.end()
    if at < end:
        yield _Clause(text, at, end, mark)


def _heavier(before: str, now: str) -> str:
    marks = before + now
    return next((heavy for heavy in (";", "\n", "。", ",", "、") if heavy in marks.translate(_LIKE)), " ")


_LIKE = str.maketrans("\r!?…\t", "\n。。。 ")


def _begins_another(current: _Stretch, held: list[_Clause], clause: _Clause) -> bool:
    """Whether `clause` raises another issue than the clauses before it."""
    if clause.is_tail or all(c.is_tail for c in held) or not (clause.has_problem or clause.asks or clause.topics):
        return False
    if clause.continues:
        return False
    has_issue = any(c.has_problem or c.asks for c in held)
    is_listed = clause.mark in (";", "\n")
    is_remedy = clause.begins_with_ask and not clause.joins and not any(c.asks for c in held)
    if not clause.topics and not is_remedy:
        if is_listed or (clause.joins and clause.mark != "、"):
            return has_issue and clause.length > 3 and (clause.has_problem or clause.asks)
        return False
    before = current.all_topics
    new = clause.topics
    if not is_listed and clause.mark != "。":  # within one sentence a rule may find that both sides speak of one thing
        new &= _Stretch(current.text, current.start, clause.end).all_topics
    kinds = {topic.category for topic in before}
    if is_listed:
        if is_remedy and new <= before:
            return False
        return has_issue or bool(before)
    if not new or new & before:
        return False
    if is_remedy and {topic.category for topic in new} & kinds:
        return False
    if clause.mark == "。":
        return (has_issue and (clause.has_problem or clause.asks)) or clause.joins
    if not before or not has_issue or not (clause.has_problem or clause.asks):
        return False
    return not any(topic.is_effect for topic in new)


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
