"""Which figures does a sentence of a briefing publish: who, what, how many, in what, as of when?

A figure is a number with a measure word (户, 个, 张 …) next to words for what was counted. 户, 户次, 家, 位, 人, 人次 are
never each other's. What a sentence plans, wants of everybody or hands on is no figure of what was done; a part of a
whole that was named before (其中…, 困难家庭…, 当天…) is a figure of its own and never the whole's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from campaign import rules
from etl import values
from etl.values import Quantity

HOUSEHOLDS, VISITS, ISSUES, SOLVED, CARDS = "走访户数", "走访户次", "问题数", "解决数", "发放张数"
OPINIONS, OPINIONS_SOLVED, KINDS, PENDING, IN_HAND = (
    "意见建议数",
    "意见建议解决数",
    "问题类数",
    "待解决数",
    "正在办理数",
)
ENTERPRISES, NOTABLES, CADRES, PEOPLE, TIMES = "走访企业", "走访名士", "干部走访人数", "人", "人次"
BULLETINS, ARTICLES = "简报期数", "信息篇数"
NOBODY = "（各村）"
IN_PART, TOGETHER = "（部分）", "（与企业、名士合写）"
CAMPAIGN = frozenset({HOUSEHOLDS, VISITS, ISSUES, SOLVED, CARDS, ENTERPRISES, NOTABLES, OPINIONS})
"""One of these makes a text a briefing of the campaign."""

_NUMBER = r"\d[\d,]*(?:\.\d+)?[万千百]?|[一二三四五六七八九两十百千万]+"
_QUANTITY = re.compile(
    r"(?<![\dA-Za-z.,第\-—~～至/])(?P<before>大约|约|将近|接近|近|超过|超|逾|不足|不到|至少)?"
    rf"(?P<number>{_NUMBER})(?P<after>余|多|来)?"
    r"(?P<word>户次|人次|户|家|位|名|人|个|件|条|项|类|张|期|篇)(?P<about>左右|以上|以内)?(?![率均主])"
)
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_BREAK = "，,；;：:"
OPENS_WITHIN = 200
"""Whom a clause names first stands within so many characters: a text without stops is read in the time of its length."""
_NOUN_OF_ISSUES = r"问题|诉求|困难|需求|难题"
_NOUN_OF_OPINIONS = r"意见|建议"
_NO_FIGURE = re.compile(
    r"计划|拟|力争|争取|目标|确保|要求|不少于|不低于|预计|任务|[人户日周]均|平均|[应将须要]走访|每[名位个人户家组队天周]"
)
"""What was planned, or is wanted of everybody."""
_ELSEWHERE = re.compile(r"评议|提案|议案|信访|12345|热线")
"""A sentence about what came in by another way."""
_VISIT = re.compile(r"走访|入户|遍访|走进|上门|访")
_OTHER_HOUSEHOLDS = re.compile(
    r"帮扶|结对|签约|涉及|覆盖|惠及|受益|拆|征收|安置|搬|安装|改造|脱贫|登记|剩余|还有|空关|共有|现有|辖"
    r"|帮助|问卷|占"
)
_NOT_ITS_OWN = re.compile(r"带动|负责(?![人同])|(?:比|较)[^，,；;。]*[多少增减]")
"""Visits that others made, that are still to be made, or that are more than somebody else's."""
_NOT_VISITED = re.compile(r"(?:未|待|没有)走访")
_SPECIAL = re.compile(
    r"困难|贫困|特困|低收入|低保|五保|残疾|独居|空巢|孤寡|留守|失独|老党员|军属|烈属|重点户|党员户|特殊"
)
_COLLECTS = r"收集|梳理|汇总|征集|征求|收到|听取|排查|了解到|摸排|发现|归纳|登记|受理"
_SOLVES = r"解决|办结|化解|销号|即知即改|即访即改|立行立改"
_IN_PART = re.compile(r"其中|当[天日晚]|[本上]周|一周|[上下]半月|新增|增加")
_NO_MORE_IN_PART = re.compile(
    rf"[；;]|[，,](?:累计|共计|总计|合计)|[，,](?:共|累计|已)*(?:走访|发放|{_COLLECTS}|{_SOLVES})"
)
"""Where what 其中 began is over."""
_HANDS_ON = r"交办|转办|委托|上报|报送|提请|移交|督办|推动解决|会办"
_VERB = re.compile(
    rf"(?P<pending>(?:待|未|未能|没有|难以|无法|不能)(?:{_SOLVES}))|(?P<in_hand>正在(?:办理|解决|处理|协调))|(?P<hands_on>{_HANDS_ON})"
    rf"|(?P<solves>(?:{_SOLVES}))|(?P<collects>{_COLLECTS})"
)
_STATES = {"solves": SOLVED, "pending": PENDING, "in_hand": IN_HAND}
_RAISES = re.compile(r"反映|提出")
_FILLER = re.compile(r"[了各类具体实际有关相共累计已群众百姓企业帮助协调等的性、和\"“”()（）]*")
_ENTERPRISE, _NOTABLE = re.compile(r"企业|商户|个体户|公司|门店"), re.compile(r"名士")
_FAMILY = re.compile(r"群众|居民|村民|农户|家庭|住户|百姓")
_CADRE = re.compile(r"干部|工作人员|机关人员|走访人员|走访队员")
_SENDS = re.compile(r"走访|入户|出动|组织|抽调|派出|选派|发动|安排|动员|参与|参加")
_PERSON = re.compile(r"群众|居民|村民|老人|学生|职工|党员|代表|农户|业主")

_AS_OF = re.compile(r"(?:截[至止]|截至到|到|至)\s*((?:\d{4}年)?\d{1,2}月\d{1,2}日)(?!之?前|以前)")
_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_OPENING = re.compile(
    r"(?:[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+(?:、|是)|\d+[.、．]|[“\"])|截[至止]到?(?:目前|今)?|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:份|底|初|中旬|以来|[上下]午)?止?"
    r"|目前|近日|近期|日前|连日来|至今|今年以来|活动开展以来|开展以来|到目前为止|其中|同时|此外|另外|据统计|据了解|期间"
)
_CITY = re.compile(rf"{re.escape(rules.WHOLE_CITY)}|全市|我市|各级各部门|各地各部门")
_NOBODY = re.compile(r"各(?:行政)?(?:村|社区)|(?:行政)?(?:村|社区|村组|村居)(?:两委)?干部")
"""Whose figures are those of no one unit: they are left out, and not the sender's."""
_SELF = re.compile(r"[我本](局|委|办|院|区|镇|街道|单位|公司|校|中心|部|会|村|社区)")
"""The sender of the paper, whoever that is."""
_AND = "、和与及"
_PREDICATE = (
    r"共|累计|总计|已|先后|组织|发动|安排|派出|出动|抽调|动员|走访|入户|深入|赴|到|在|利用|通过|分|开展|结合|坚持|对|以|采取|收集|梳理|征集|帮助|解决"
    r"|发放|干部|机关|领导|党员|班子|主要|持续|积极|按|于|目前|截[至止]|一行|带|把|将|扎实|切实|认真|主动|高度|全面|不断|紧紧|立足|围绕|聚焦|突出|充分"
    r"|精心|迅速|及时|召集|召开|全体|各|工作人员|也|还|[0-9“\"(（]|$"
)
_OFFICE = re.compile(
    r"((?!走访|深入|利用|帮助|针对|经过)[^\W\d在到赴与和及对为向由从把被的了是有共各]{2,12}?"
    r"(?:办公室|管委会|分局|局|委|办|部|院|街道|镇|大队|支队|中队|中心|公司|集团|学校|医院|开发区|高新区|社区|村委|居委会|村|银行|协会|联合会|总工会))"
    rf"(?={_PREDICATE})"
)
_OFFICE_END = re.compile(r"(室|局|委|办|部|院|会|街道|镇|区|队|心|司|行|市)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure; `subject` and `as_of` as written, '' where the sentence names none."""

    measure: str
    counted_in: str
    value: int
    bound: str | None
    subject: str
    as_of: str
    sentence: str


@dataclass(slots=True)
class _Context:
    """What the sentences of one paragraph so far mean for the next figure."""

    about: str = ""
    """Whom the next issues belong to: '' families, 企业, 名士, or 合写."""
    subject: str = ""
    as_of: str = ""


def figures(paragraph: str, names: Container[str] = frozenset(), longest: int = 0) -> list[Figure]:
    """The figures of one paragraph, in order; `names` are units' names, none longer than `longest`.

    >>> [(f.measure, f.value, f.bound) for f in figures("截至3月20日，共走访居民80余户，收集问题近20条，解决5个。")]
    [('走访户数', 80, '≥'), ('问题数', 20, '≤'), ('解决数', 5, None)]
    >>> [(f.measure, f.value) for f in figures("走访企业12家、收集问题9个，解决4个；走访名士3位，收集建议6条。")]
    [('走访企业', 12), ('企业问题数', 9), ('企业解决数', 4), ('走访名士', 3), ('名士意见建议数', 6)]
    >>> figures("每名干部走访群众不少于30户，力争解决问题50个。")
    []
    """
    context = _Context()
    published: list[Figure] = []
    for match in _SENTENCE.finditer(paragraph):
        published += _of_sentence(match[0].strip(), context, names, longest)
    return published


def _of_sentence(written: str, context: _Context, names: Container[str], longest: int) -> list[Figure]:
    text = re.sub(r"\s+", "", values.plain(written))
    opens = named(text[:OPENS_WITHIN], names, longest)
    if day := _AS_OF.search(text):
        context.as_of = day[1]
    elif _DAY.match(text) or (opens and context.subject and opens != context.subject):
        context.as_of = ""
    if _ELSEWHERE.search(text):
        return []
    published: list[Figure] = []
    clauses = _Clauses(text, names, longest)
    end, visited, subject_at = 0, (0, ""), -1
    for match in _QUANTITY.finditer(text):
        quantity = _quantity(match)
        if quantity is None:
            continue
        start = match.start()
        subject, at = clauses.subject(start, of_part=False)
        if subject and at > subject_at:
            subject_at = at
            context.about = context.about if at < visited[0] else ""
        measure, counted, context.about = _measure(text, match, end, visited, context.about)
        if measure == visited[1] == HOUSEHOLDS and re.fullmatch("[^，,；;。]*", text[visited[0] : start]):
            measure = HOUSEHOLDS + IN_PART  # 走访农户9户、居民8户: neither is the whole
            published = [
                replace(f, measure=measure) if f.measure == HOUSEHOLDS and f is published[-1] else f for f in published
            ]
        if measure == HOUSEHOLDS and _only_listed(text, start, at, published):
            measure = None
        end = match.end()
        if measure in (HOUSEHOLDS, ENTERPRISES, NOTABLES, HOUSEHOLDS + IN_PART):
            visited = (end, measure)
        if measure is None:
            continue
        who = subject or context.subject
        if measure.endswith(IN_PART):
            who = clauses.subject(start, of_part=True)[0] or who
        else:
            context.subject = who
        if who == NOBODY:
            continue
        published.append(Figure(measure, counted, quantity.value, quantity.bound, who, context.as_of, written))
    return published


def _only_listed(text: str, before: int, subject_at: int, published: Sequence[Figure]) -> bool:
    """Whether 户 after the households of a sentence come after a comma without anybody or any visit: …，问题房屋30户."""
    clause_at = max(text.rfind(mark, 0, before) for mark in _BREAK) + 1
    has_households = any(figure.measure.startswith(HOUSEHOLDS) for figure in published)
    return has_households and subject_at != clause_at and not _VISIT.search(text, clause_at, before)


def _quantity(match: re.Match[str]) -> Quantity | None:
    """The number with its bound; None for 几, for a range, and for a small number in words, which is a way of speaking."""
    written = "".join(match[part] or "" for part in ("before", "number", "after", "about"))
    quantity = values.parse_quantity(written)
    if not isinstance(quantity, Quantity) or (not match["number"][0].isdigit() and quantity.value < 10):
        return None
    return quantity


def _measure(
    text: str, match: re.Match[str], end: int, visited: tuple[int, str], about: str
) -> tuple[str | None, str, str]:
    """What the number counts (None: nothing of the campaign), its measure word, and whom the next issues belong to."""
    word, head = match["word"], text[: match.start()]
    clause = head[max(head.rfind(mark) for mark in _BREAK) + 1 :]
    left = clause[-(match.start() - end) :] if match.start() > end else ""
    right = re.split(f"[{_BREAK}、()]|其中", text[match.end() :], maxsplit=1)[0]
    around = left + right
    if _NO_FIGURE.search(clause) or _NO_FIGURE.match(right):
        return None, word, about
    is_part = _is_part(head)
    if word in ("户", "户次", "家", "位", "名") or (word == "人" and _NOTABLE.search(left)):
        return _visited(word, head, left, right, is_part, visited, about)
    if word in ("人", "人次"):
        return _people(word, head, left, right), word, about
    if word == "张":
        return (CARDS if re.search(r"卡", around) else None), word, about
    if word in ("期", "篇"):
        measure = BULLETINS if word == "期" and "简报" in left else None
        return measure or (ARTICLES if re.search(r"信息|报道|稿", around) and word == "篇" else None), word, about
    return _raised(word, head, left, right, is_part, visited, about)


def _is_part(head: str) -> bool:
    """Whether what comes after belongs to 其中 or to one day or week: only a part of a whole."""
    began = [match.end() for match in _IN_PART.finditer(head)]
    return bool(began) and not _NO_MORE_IN_PART.search(head, began[-1])


def _visited(
    word: str, head: str, left: str, right: str, is_part: bool, visited: tuple[int, str], about: str
) -> tuple[str | None, str, str]:
    """走访 N 户, 企业 N 家, 名士 N 位: the object, and what is raised after it is the object's."""
    around = left + right[:6]
    kind = "名士" if _NOTABLE.search(around) else "企业" if _ENTERPRISE.search(around) else ""
    if word in ("位", "名", "人") and kind != "名士":
        return _people("人", head, left, right), word, about
    if not _VISIT.search(head) and not (kind == "名士" or visited[1]):
        return None, word, about
    if kind == "企业" and _FAMILY.search(around):
        return HOUSEHOLDS + TOGETHER, word, "合写"
    if kind == "名士":
        measure = NOTABLES
    elif kind == "企业":
        measure = ENTERPRISES
    elif (
        word == "家"
        or _NOT_VISITED.search(left)
        or _NOT_ITS_OWN.search(left)
        or _OTHER_HOUSEHOLDS.search(_VISIT.split(left)[-1])
        or _OTHER_HOUSEHOLDS.match(right)
    ):
        return None, word, about
    else:
        measure = VISITS if word == "户次" else HOUSEHOLDS
        kind = ""
    between = head[visited[0] :]
    if visited[1] and not _IN_PART.search(between) and not _VISIT.search(between):
        before = {ENTERPRISES: "企业", NOTABLES: "名士"}.get(visited[1], "")
        kind = kind if before == kind or _VERB.search(between) else "合写"
    if measure in (HOUSEHOLDS, VISITS) and (is_part or _SPECIAL.search(around)):
        return measure + IN_PART, word, about
    return measure, word, kind


def _people(word: str, head: str, left: str, right: str) -> str | None:
    around = left + right[:6]
    if word == "人次":
        return TIMES if _SENDS.search(left) or re.search(r"座谈|慰问|服务|参", around) else None
    if _CADRE.search(around):
        return CADRES if _SENDS.search(head + right) else None
    return PEOPLE if _PERSON.search(around) else None


def _raised(
    word: str, head: str, left: str, right: str, is_part: bool, visited: tuple[int, str], about: str
) -> tuple[str | None, str, str]:
    """收集 N 个问题, 解决 N 个: by the last word before it for what was done."""
    verbs = list(_VERB.finditer(head))
    verb = verbs[-1] if verbs else None
    done = verb.lastgroup if verb else "raises" if _RAISES.search(left) or visited[1] else None
    between = head[verb.end() :] if verb else left
    own = left if verb is None or verb.end() <= len(head) - len(left) else between
    noun_after = re.match(rf"(?:[^\W\d]{{0,8}}?)({_NOUN_OF_ISSUES}|{_NOUN_OF_OPINIONS})", right)
    nouns = (left if _FILLER.fullmatch(own) else own) + (noun_after[0] if noun_after else "")
    if done is None or done == "hands_on" or (right and not noun_after and not re.match(r"左右|以上|\W", right)):
        return None, word, about
    is_issue, is_opinion = re.search(_NOUN_OF_ISSUES, nouns), re.search(_NOUN_OF_OPINIONS, nouns)
    if not (is_issue or is_opinion) and not (done in _STATES and _FILLER.fullmatch(own)):
        return None, word, about
    if done in ("collects", "raises"):
        measure = KINDS if word == "类" else ISSUES if is_issue else OPINIONS
    else:
        measure = _STATES[done] if is_issue or not is_opinion else OPINIONS_SOLVED
    if word == "类" and measure != KINDS:
        return None, word, about
    is_qualified = not _FILLER.fullmatch(re.sub(f"{_NOUN_OF_ISSUES}|{_NOUN_OF_OPINIONS}", "", own))
    if is_part and (measure not in (SOLVED, PENDING, IN_HAND) or is_qualified):
        measure += IN_PART
    if about in ("企业", "名士") and _all_together(left, head, visited):
        about = "合写"
    return (measure + TOGETHER if about == "合写" else about + measure), word, about


def _all_together(left: str, head: str, visited: tuple[int, str]) -> bool:
    """Whether a sum follows families and enterprises in one sentence: 走访群众9户，走访企业3家，共收集…"""
    before = head[: visited[0]]
    counts = len(re.findall(r"\d[余多]?[个件条项]", before))
    return bool(re.match(r"(一共|共|总共|合计|累计)", left)) and bool(re.search(r"\d[余多]?户", before)) and not counts


@dataclass(slots=True)
class _Clauses:
    """Whom each clause of a sentence names at its beginning, worked out once."""

    text: str
    names: Container[str]
    longest: int
    starts: list[int] = field(init=False)
    known: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.starts = [0, *(m.end() for m in re.finditer(f"[{_BREAK}]", self.text))]

    def subject(self, before: int, of_part: bool) -> tuple[str, int]:
        """Who is named by the nearest clause before, and where that clause begins; ('', -1) when nobody is.

        Whom 其中 names is the subject `of_part` only.
        """
        for start in reversed(self.starts[: bisect_right(self.starts, before)]):
            name = self._opens(start, min(before, start + OPENS_WITHIN))
            if name and (name == NOBODY or of_part or not self.text.startswith("其中", start)):
                return name, start
        return "", -1

    def _opens(self, start: int, end: int) -> str:
        if (start, end) not in self.known:
            clause = self.text[start:end]
            is_nobody = _NOBODY.match(_opened(clause))
            self.known[start, end] = NOBODY if is_nobody else named(clause, self.names, self.longest)
        return self.known[start, end]


def named(clause: str, names: Container[str], longest: int) -> str:
    """The unit, or the whole city, that a clause begins with, as written; '' when it begins with neither.

    >>> named("目前全市各级各部门累计走访", set(), 0), named("某街道征收办召集居民", set(), 0), named("走访干部与某街道", set(), 0)
    ('全市', '某街道征收办', '')
    >>> named("天宁区红梅街道走访", {"天宁区", "红梅街道", "天宁"}, 4), named("天宁经济开发区走访", {"天宁"}, 4)
    ('红梅街道', '天宁经济开发区')
    >>> named("某甲局、某乙局共走访", {"某甲局", "某乙局"}, 3), named("我局干部走访", set(), 0)
    ('某甲局、某乙局', '我局')
    """
    text = _opened(clause)
    if _CITY.match(text):
        return rules.WHOLE_CITY
    if own := _SELF.match(text):
        return own[0]
    unit, rest = "", text
    while name := _longest(rest, names, longest):
        tail = rest[len(name) :]
        if not _OFFICE_END.search(name) and not re.match(_PREDICATE, tail) and not _longest(tail, names, longest):
            break
        unit, rest = name, tail
    office = _OFFICE.match(rest)
    unit = office[1] if office else unit
    end = text.find(unit) + len(unit)
    if unit and text[end : end + 1] in _AND and (other := named(text[end + 1 :], names, longest)):
        return f"{unit}{text[end]}{other}"
    return unit


def _opened(clause: str) -> str:
    """A clause without the numbering, the date or the turn of speech that it opens with."""
    while match := _OPENING.match(clause):
        clause = clause[match.end() :]
    return clause


def is_sender(subject: str) -> bool:
    """Whether a subject is the sender's word for itself: 我局, 本单位."""
    return bool(_SELF.fullmatch(subject))


def _longest(text: str, names: Container[str], longest: int) -> str:
    return next((text[:n] for n in range(min(longest, len(text)), 1, -1) if text[:n] in names), "")
