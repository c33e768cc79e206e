"""Which figures does a sentence of a briefing publish: who, what, how many, in what, as of when?

A figure is a number with a measure word (户, 个, 张 …) next to words for what was counted, or a per cent next to its
rate (满意率98%). 户, 户次, 家, 位, 人, 人次 are never each other's. What a sentence plans, wants of everybody or hands on is
no figure of what was done; a part of a whole that was named before (其中…, 困难家庭…, 当天…) is a figure of its own and never
the whole's, and so are the families that somebody returned to or rang up, and what an inspection saw. A figure of
another year names it: whoever reads decides what becomes of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from campaign.office import rules
from campaign.places import areas
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
BULLETINS, ARTICLES, REPRINTED = "简报期数", "信息篇数", "媒体刊载篇数"
CALLED, RETURNED_TO, MADE_UP_FOR, FOCUSED, VISITED_AGAIN = (
    "电话回访户数",
    "回头访户数",
    "补课访户数",
    "重点访户数",
    "回访户数",
)
INSPECTED, INSPECTED_ISSUES, INSPECTED_MENDED = "督查走访户数", "督查发现问题数", "督查整改数"
PER_CENT = "%"
NOBODY = "（各村）"
IN_PART, TOGETHER = "（部分）", "（与企业、名士合写）"
CAMPAIGN = frozenset({HOUSEHOLDS, VISITS, ISSUES, SOLVED, CARDS, ENTERPRISES, NOTABLES, OPINIONS})
"""One of these makes a text a briefing of the campaign."""

T = TypeVar("T")

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
_RATES = {
    "满意": "满意率",
    **dict.fromkeys(("解决", "办结", "化解", "销号"), "解决率"),
    **dict.fromkeys(("答复", "回复", "回应"), "答复率"),
    **dict.fromkeys(("走访", "入户", "覆盖"), "走访率"),
    "知晓": "知晓率",
}
_RATE = re.compile(
    rf"(?P<of>{'|'.join(_RATES)})[率度](?:[由从][^，,；;。]{{1,16}}?[%点])?(?P<between>[^\d，,；;。、%]{{0,8}}?)"
    r"(?:(?P<number>\d{1,3}(?:\.\d+)?)%|百分之(?P<words>[零一二三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?))"
    r"(?P<about>以上|左右)?(?!目标|要求)"
)
_NOT_THE_RATE = re.compile(r"(?:提高|提升|上升|下降|降低|增长|增加)(?![至到])|[比较要应须]|不低于|不少于|目标|标准")
_HOW_MANY_HAVE_IT = re.compile(r"\d[个家](?:单位|部门|村|社区|街道|镇)")
_ONLINE = re.compile(r"微信群|QQ群|网上|线上|平台|公众号")
"""Whose rates are of another way than the visits."""
_NO_FIGURE = re.compile(
    r"计划|拟|力争|争取|目标|确保|要求|不少于|不低于|预计|任务|[人户日周]均|平均|[应将须要]走访|每[名位个人户家组队天周]"
)
"""What was planned, or is wanted of everybody."""
_ELSEWHERE = re.compile(r"评议|提案|议案|信访|12345|热线")
"""A sentence about what came in by another way."""
_VISIT = re.compile(r"走访|入户|遍访|走进|上门|访")
_KINDS = {
    CALLED: r"电话(?:回访|抽查|核实|调查|访)|电访",
    RETURNED_TO: r"回头(?:访|看)",
    MADE_UP_FOR: r"补课(?:式走)?访|补访",
    FOCUSED: r"重点访(?!户|对象)|重访",
    VISITED_AGAIN: r"回访|复访|(?:再次|重新|二次|第二轮)(?:上门|入户|登门)*(?:走访)?",
    INSPECTED: r"抽查|抽访|暗访|明查|察访|巡查|巡察|核查|(?:督[查导]小?组|督查员)[^，,；;。]{0,20}?(?=走访|入户|上门)",
}
_KIND_OF_VISIT = re.compile(
    "|".join(rf"(?P<K{i}>(?:{words})(?:[了的到”\"]|入户|上门|登门|走访)*)" for i, words in enumerate(_KINDS.values()))
    + r"|(?P<plain>走访|入户|遍访|走进|上门)"
)
"""The last of these before 户 says what kind of visit they had."""
_INSPECTS = re.compile(
    r"(?:督查(?![室局科办])|督导(?![室局科办])|明查|暗访|巡查|巡察|巡回检查|抽查|察访|核查)"
    r"(?:小?组[^，,；;。]{0,20}?(?=走访|入户))?(?:走访|入户)?"
    r"|(?P<visits>(?:走访|入户|遍访)(?!工作|活动|情况|台账|记录|[表卡]|联系卡|质量|进度|任务|不))"
)
"""The last of these before a problem says whether families told it or an inspection saw it."""
_OTHER_HOUSEHOLDS = re.compile(
    r"帮扶|结对|签约|涉及|覆盖|惠及|受益|拆|征收|安置|搬|安装|改造|脱贫|登记|剩余|还有|空关|共有|现有|辖"
    r"|帮助|问卷|占"
)
_MORE_THAN = re.compile(r"(?:[同环]?比|较(?![多少]))[^，,；;。]*?(?:多|少|增|减|上升|下降)")
_NOT_ITS_OWN = re.compile(rf"带动|负责(?![人同])|{_MORE_THAN.pattern}")
"""Visits that others made, that are still to be made, or that are more than somebody else's."""
_DID = r"[(:为有]?(?:走访|入户|收集|解决)?(?:了|群众|居民|农户|问题)*"
_OWN_NUMBER = re.compile(
    rf"[(:为有]?(?<![\d.,])(?=(?:{_NUMBER})[余多]?(?:户次?|家|个|件|条|项)(?:[{_BREAK}、和及()]|$))"
)
"""What comes between a name in a list and its own number: 甲局90户、乙局（80户）."""
_LISTED = re.compile(
    rf"(?<=[户次家个件条项)])[、和及](?P<name>[\u4e00-\u9fff]{{2,8}}?(?:村|社区|街道|镇|局|委|办|区)(?={_DID}\d))"
)
"""The next in a list, of any name."""
_LEADS = re.compile(
    r"(?:书记|[局区镇处厅市]长|主任|领导(?:班子|干部|成员)?|班子成员)(?:们|分别|各自|带头|带队|率[先队]|率|亲自|先后|共|累计|已|逐户|深入|一线|上门)*$"
)
"""Who leads, before the verb: what the leaders visited themselves is a part of what their office did, where that is told."""
_NOT_VISITED = re.compile(r"(?:未|待|没有)走访")
_SPECIAL = re.compile(
    r"困难|贫困|特困|低收入|低保|五保|残疾|独居|空巢|孤寡|留守|失独|老党员|军属|烈属|重点户|党员户|特殊"
)
_COLLECTS = r"收集|搜集|采集|归集|汇集|梳理|汇总|整理出|整理汇总|征集|征求|征得|收到|听取|排查|排出|了解到|摸排|发现|归纳|登记|受理"
_SOLVES = r"解决|办结|化解|销号|即知即改|即访即改|立行立改"
_PERIOD = r"当[天日晚]|[本上]周|一周|新(?=收集|走访|解决|办结|梳理|化解|排查)"
_IN_PART = re.compile(rf"(?P<period>(?<!访)(?:{_PERIOD}))|其中|当[天日晚]|[上下]半月|新增|增加")
_NO_MORE_IN_PART = re.compile(
    rf"[；;]|[，,](?:累计|共计|总计|合计)|[，,](?:共|累计|已)*(?:走访|发放|{_COLLECTS}|{_SOLVES})"
)
"""Where what 其中 began is over."""
_PERIOD_OVER = re.compile(
    rf"[；;](?!(?:{_COLLECTS}|{_SOLVES}))|[，,；;、(](?:目前|至今|现|已|共)*(?:累计|总计|共计|合计|截[至止])|[)]"
)
"""Where what 本周 began is over: 本周走访9户，收集问题5个 are both of the week."""
_ADDS_UP = re.compile(r"[，,；;、(]*(?:目前|至今|现|已)*(?:累计|总计|共计|合计|总数)(?:已|达到?|为|有|共)*")
_SUM_OF_PARTS = re.compile(r"[，,；;、(]*(?:一共|总共|共)(?:有|为|计)?")
"""All that stands between a figure and the sum that it is a part of."""
_COLLECTS_BARE = re.compile(rf"[，,；;、(]*(?:目前|现|已|共|累计|总计|共计|合计)*(?:{_COLLECTS})[了到]?")
_ENDS = re.compile(rf"[{_BREAK}、()]|$")
_HANDS_ON = r"交办|转办|委托|上报|报送|提请|移交|督办|推动解决|会办|[向给][^，,；;]{1,12}?(?:反馈|反映)"
_VERB = re.compile(
    rf"(?P<mends>整改)|(?P<finds>查出|查实|查找出)"
    rf"|(?P<pending>(?:待|未|未能|没有|难以|无法|不能)(?:{_SOLVES}))|(?P<in_hand>正在(?:办理|解决|处理|协调))|(?P<hands_on>{_HANDS_ON})"
    rf"|(?P<solves>(?:{_SOLVES}))|(?P<collects>{_COLLECTS})"
)
_STATES = {"solves": SOLVED, "pending": PENDING, "in_hand": IN_HAND}
_RAISES = re.compile(r"反映|提出|反馈")
_NUMBER_ALONE = r"(?:总数|数量?)[:为是达]*(\d[\d,]*)[个件条]?(?=[，,；;。、)]|$)"
_COUNTED = {
    re.compile(r"(?:走访|入户)户数[:为是达]*(\d[\d,]*)(?=[，,；;。、)]|$)"): r"走访\1户",
    re.compile(rf"(?:解决|办结)(?:问题)?{_NUMBER_ALONE}"): r"解决问题\1个",
    re.compile(rf"(?:收集|汇总|反映)?问题{_NUMBER_ALONE}"): r"收集问题\1个",
}
"""The weekly numbers as a text lists them, without a measure word: 走访户数：1230；解决问题数：98."""
_FILLER = re.compile(r"[了各类具体实际有关相共累计已群众百姓企业帮助协调等的性、和\"“”()（）]*")
_ENTERPRISE, _NOTABLE = re.compile(r"企业|商户|个体户|公司|门店"), re.compile(r"名士")
_FAMILY = re.compile(r"群众|居民|村民|农户|家庭|住户|百姓")
_CADRE = re.compile(r"干部|工作人员|机关人员|走访人员|走访队员")
_SENDS = re.compile(r"走访|入户|出动|组织|抽调|派出|选派|发动|安排|动员|参与|参加")
_PERSON = re.compile(r"群众|居民|村民|老人|学生|职工|党员|代表|农户|业主")

_DONE_THEN = r"(?=[，,]|[^，,；;。]{0,4}(?:走访|入户|共|累计|收集|解决)|[全我本各]|[^\W的]{2,8}(?:街道|镇|局|区)(?:共|累计|走访|开展|组织))"
_TIME = re.compile(
    r"(?P<now>今年|[此这本]次|本轮)"
    rf"|(?P<ago>(?:去|上|前|往)年(?:度|同期)?){_DONE_THEN}"
    r"|(?P<year>\d{4})年(?P<rest>(?:度|全年|上半年|下半年|以来|期间|同期|\d{1,2}月(?:\d{1,2}日)?(?:份|以来)?"
    rf"|\d{{1,2}}月?[-—~～至到]\d{{1,2}}月)*){_DONE_THEN}"
    r"|(?<!\d)(?P<months>(?:\d{1,2}月?[-—~～至到])?(?P<last>\d{1,2})月份?)(?=[，,]|共|累计|走访|我|全)"
)
"""When something was, as a clause opens or as it stands before the verb; 2016年评议 is what something is about."""
_SOME_DAYS = re.compile(
    r"(?:在|于)?(?:(?:\d{4}年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|[上中下]旬|初|底|份)?|(?:这|[本上])(?:个)?月|近日|日前|近期|周[一二三四五六日末])"
)
"""What a sentence opens with that tells of some days only."""
_SO_FAR = re.compile(r"累计|总计|共计|合计|已|以来|截[至止]|目前|至今")
_AS_OF = re.compile(r"(?:截[至止]到?|到|至)\s*((?:\d{4}年)?\d{1,2}月份?(?:\d{1,2}日|底|末))(?!之?前|以前)")
_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_OPENING = re.compile(
    r"(?:[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+(?:、|是)|\d+[.、．]|[“\"【\[◆●■▲★◇○□△☆※•·*])|截[至止]到?(?:目前|今)?|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:份|底|初|中旬|以来|[上下]午)?止?"
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
    r"(?:办公室|管委会|分局|局|委|办|(?<!干)部|院|街道|镇|大队|支队|中队|中心|公司|集团|学校|医院|开发区|高新区|社区|村委|居委会|村|银行|协会|联合会|总工会))"
    rf"(?={_PREDICATE})"
)
_PLACE = re.compile(
    r"((?!走访|深入|走进|利用|帮助|针对|经过|来到|围绕)(?:[^\W\d]{1,4}省)?(?:[^\W\d]{1,4}市)?"
    r"[^\W\d在到赴与和及对为向由从把被的了是有共各]{1,4}(?<![我本全各该园景片小社库厂校新老城辖灾]))(?<!开发)(?P<kind>[区县市乡])"
    rf"(?={_PREDICATE})"
)
"""A place that no name of the register begins with."""
_UNKNOWN_PLACE = re.compile(r"[^\W\d]{2,}(?:街道|镇|县|市|乡|(?<![园景片小社库厂校新老城辖灾发])区)")
_OFFICE_END = re.compile(r"(室|局|委|办|部|院|会|街道|镇|区|队|心|司|行|市)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure; `subject` and `as_of` as written, '' where the sentence names none."""

    measure: str
    counted_in: str
    value: float
    """A whole number, but of a per cent."""
    bound: str | None
    subject: str
    as_of: str
    sentence: str
    other_time: str = ""
    """The year or months outside the campaign that it is of, as written."""
    is_of_some_days: bool = False
    """Whether it tells of a day or a later month only, or of the leaders, so that no total before it is over."""


@dataclass(slots=True)
class _Context:
    """What the sentences of one paragraph so far mean for the next figure."""

    about: str = ""
    """Whom the next issues belong to: '' families, 企业, 名士, or 合写."""
    subject: str = ""
    as_of: str = ""
    other_time: str = ""
    inspects: bool = False
    collected: dict[str, str] = field(default_factory=dict)
    """What was collected last in each measure word: 累计收集35个 after it is of the same."""


def figures(paragraph: str, names: Container[str] = frozenset(), longest: int = 0) -> list[Figure]:
    """The figures of one paragraph, in order; `names` are units' names, none longer than `longest`.

    >>> [(f.measure, f.value, f.bound) for f in figures("截至3月20日，共走访居民80余户，收集问题近20条，解决5个。")]
    [('走访户数', 80, '≥'), ('问题数', 20, '≤'), ('解决数', 5, None)]
    >>> [(f.measure, f.value) for f in figures("走访企业12家、收集问题9个，解决4个；走访名士3位，收集建议6条。")]
    [('走访企业', 12), ('企业问题数', 9), ('企业解决数', 4), ('走访名士', 3), ('名士意见建议数', 6)]
    >>> figures("每名干部走访群众不少于30户，力争解决问题50个。")
    []
    >>> [(f.measure, f.value) for f in figures("累计走访420户，其中回头访20户，群众满意率98.5%。督查发现问题9个，已整改7个。")]
    [('走访户数', 420), ('回头访户数', 20), ('满意率', 98.5), ('督查发现问题数', 9), ('督查整改数', 7)]
    >>> [(f.value, f.other_time) for f in figures("2016年7至11月，共走访居民90户。今年走访80户。")]
    [(90, '2016年7至11月'), (80, '')]
    """
    context = _Context()
    published: list[Figure] = []
    for match in _SENTENCE.finditer(paragraph):
        published += _of_sentence(match[0].strip(), context, names, longest)
    return published


def _of_sentence(written: str, context: _Context, names: Container[str], longest: int) -> list[Figure]:
    text = re.sub(r"\s+", "", values.plain(written))
    for counted, in_words in _COUNTED.items():
        text = counted.sub(in_words, text)
    opens = named(text[:OPENS_WITHIN], names, longest)
    if day := _AS_OF.search(text):
        context.as_of = day[1]
    elif _DAY.match(text) or (opens and context.subject and opens != context.subject):
        context.as_of = ""
    if _ELSEWHERE.search(text):
        return []
    published: list[Figure] = []
    clauses = _Clauses(text, names, longest)
    end, visited, subject_at, last_at = 0, (0, ""), -1, -1
    times = _times(text, context)
    inspections = [(0, context.inspects), *((m.end(), m["visits"] is None) for m in _INSPECTS.finditer(text))]
    context.inspects = inspections[-1][1]
    for match in _QUANTITY.finditer(text):
        quantity = _quantity(match)
        if quantity is None:
            continue
        start = match.start()
        subject, at = clauses.subject(start, of_part=False)
        if subject and at > subject_at:
            subject_at = at
            context.about = context.about if at < visited[0] else ""
        measure, counted, context.about = _measure(text, match, end, visited, context.about, _at(inspections, start))
        between, last = text[end:start], published[-1] if published and last_at == end else None
        is_listed = bool(last) and at in clauses.listed and at >= end
        if measure is None and _COLLECTS_BARE.fullmatch(between) and _ENDS.match(text, match.end()):
            measure = context.collected.get(match["word"])
            measure = measure and measure + (IN_PART if _is_part(text[:start]) else "")
        if (
            measure == HOUSEHOLDS == visited[1].removesuffix(IN_PART)
            and not is_listed
            and re.fullmatch("[^，,；;。]*", text[visited[0] : start])
        ):
            measure = HOUSEHOLDS + IN_PART  # 走访农户9户、居民8户: neither is the whole
            published = [
                replace(f, measure=measure) if f.measure == HOUSEHOLDS and f is published[-1] else f for f in published
            ]
        if measure == HOUSEHOLDS and _only_listed(text, start, at, published):
            measure = None
        of_parts = published and published[-1].measure.endswith(IN_PART) and _SUM_OF_PARTS.fullmatch(between)
        whole = published[-1] if of_parts else last if _ADDS_UP.fullmatch(between) else None
        if whole and whole.counted_in == match["word"]:
            measure = whole.measure.removesuffix(
                IN_PART
            )  # 梳理问题35个（累计347个）: the first is a part of the second
            published[-1] = replace(whole, measure=measure + IN_PART)
        elif last and is_listed and last.counted_in == match["word"]:
            measure = last.measure  # 甲局90户、乙局80户
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
        some_days = (not context.as_of and _is_of_some_days(text, start)) or _is_of_leaders(text, start)
        told = Figure(measure, counted, quantity.value, quantity.bound, who, context.as_of, written)
        published.append(replace(told, other_time=_at(times, start), is_of_some_days=some_days))
        last_at = end
        if (collected := measure.removesuffix(IN_PART)) in (ISSUES, OPINIONS):
            context.collected[counted] = collected
    return published + _rates(text, written, clauses, context, times)


def _rates(
    text: str, written: str, clauses: _Clauses, context: _Context, times: Sequence[tuple[int, str]]
) -> list[Figure]:
    """The per cents of a sentence, each by what it is a rate of; a rate that is wanted or that rose is none."""
    rates = []
    for match in _RATE.finditer(text):
        clause = text[max(text.rfind(mark, 0, match.start()) for mark in _BREAK) + 1 : match.start()]
        is_wanted = (
            _NO_FIGURE.search(clause) or _HOW_MANY_HAVE_IT.search(clause) or _NOT_THE_RATE.search(match["between"])
        )
        percent = float(match["number"]) if match["number"] else _in_words(match["words"])
        who = clauses.subject(match.start(), of_part=False)[0] or context.subject
        if is_wanted or percent > 100 or who == NOBODY or _ONLINE.search(text, 0, match.start()):
            continue
        whose = "企业" if _ENTERPRISE.search(clause) else ""
        measure = whose + _RATES[match["of"]] + (IN_PART if _is_part(clause) else "")
        bound = values.parse_quantity(f"{_HEDGE.search(match['between'])[0]}9{match['about'] or ''}")
        bound_word = bound.bound if isinstance(bound, Quantity) else None
        rates.append(
            Figure(measure, PER_CENT, percent, bound_word, who, context.as_of, written, _at(times, match.start()))
        )
    return rates


_HEDGE = re.compile(r"(?:大约|约|将近|接近|近|超过|超|逾|不足|不到|至少)?$")


def _in_words(number: str) -> float:
    """九十八点五 is 98.5."""
    whole, _, rest = number.partition("点")
    figures = "".join(str("零一二三四五六七八九".index(digit)) for digit in rest)
    return float(f"{values.chinese_number(whole)}.{figures or 0}")


def _times(text: str, context: _Context) -> list[tuple[int, str]]:
    """From where in a sentence which time outside the campaign holds, '' for the campaign's own."""
    times = [(0, context.other_time)]
    first, last = rules.START, rules.LAST_DAY
    for match in _TIME.finditer(text):
        if match["year"]:
            months = [int(month) for month in re.findall(r"(\d{1,2})月", match["rest"])]
            is_before = int(match["year"]) == first.year and bool(months) and months[-1] < first.month
            is_other = is_before or not first.year <= int(match["year"]) <= last.year
            other = match["year"] + "年" + match["rest"] if is_other else ""
        elif match["months"]:
            is_before = int(match["last"]) < first.month and first.year == last.year
            other = match["months"] if is_before else times[-1][1]
        else:
            other = match["ago"] or ""
        times.append((match.end(), other))
    context.other_time = times[-1][1]
    return times


def _at(changes: Sequence[tuple[int, T]], position: int) -> T:
    """What holds at a position, of what holds from where."""
    return next(value for start, value in reversed(changes) if start <= position)


def _is_of_some_days(text: str, before: int) -> bool:
    """Whether the sentence opens with a day, or a month after the campaign's first, and adds nothing up."""
    opening = _SOME_DAYS.match(text)
    if opening is None or _SO_FAR.search(text, 0, before):
        return False
    return bool(opening["day"]) or opening["month"] is None or int(opening["month"]) != rules.START.month


def _is_of_leaders(text: str, before: int) -> bool:
    """Whether the clause says that the leaders visited: 班子成员带头走访."""
    return bool(_LEADS.search(_VISIT.split(re.split(f"[{_BREAK}]", text[:before])[-1], maxsplit=1)[0]))


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
    text: str, match: re.Match[str], end: int, visited: tuple[int, str], about: str, inspects: bool
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
        return (CARDS if "卡" in around and not inspects else None), word, about
    if word in ("期", "篇"):
        measure = BULLETINS if word == "期" and "简报" in left else None
        articles = REPRINTED if re.search(r"转载|转发|刊载|刊发|刊登|录用|采用", around) else ARTICLES
        return measure or (articles if re.search(r"信息|报道|稿", around) and word == "篇" else None), word, about
    return _raised(word, head, left, right, is_part, visited, about, inspects)


def _is_part(head: str) -> bool:
    """Whether what comes after belongs to 其中 or to one day or week: only a part of a whole."""
    began = [*_IN_PART.finditer(head)]
    return _of_period(head) or (bool(began) and not _NO_MORE_IN_PART.search(head, began[-1].end()))


def _of_period(head: str) -> bool:
    """Whether what comes after belongs to one day or week."""
    began = [match.end() for match in _IN_PART.finditer(head) if match["period"]]
    return bool(began) and not _PERIOD_OVER.search(head, began[-1])


def _visited(
    word: str, head: str, left: str, right: str, is_part: bool, visited: tuple[int, str], about: str
) -> tuple[str | None, str, str]:
    """走访 N 户, 企业 N 家, 名士 N 位: the object, and what is raised after it is the object's."""
    around = left + right[:6]
    kind = "名士" if _NOTABLE.search(around) else "企业" if _ENTERPRISE.search(around) else ""
    if word in ("户", "户次", "家") and kind == "" and (special := _kind_of_visit(head, left)) != "plain":
        return special if word == "户" else None, word, about
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


def _kind_of_visit(head: str, left: str) -> str | None:
    """The measure of 户 that were visited in a way of their own, None where another number has it already; else plain."""
    head = head[-OPENS_WITHIN:]
    kinds = list(_KIND_OF_VISIT.finditer(head))
    if not kinds or kinds[-1]["plain"]:
        return "plain"
    last = kinds[-1]
    measure = list(_KINDS)[int((last.lastgroup or "K0")[1:])]
    return measure if last.end() > len(head) - len(left) else None


def _people(word: str, head: str, left: str, right: str) -> str | None:
    around = left + right[:6]
    if word == "人次":
        return TIMES if _SENDS.search(left) or re.search(r"座谈|慰问|服务|参", around) else None
    if _CADRE.search(around):
        return CADRES if _SENDS.search(head + right) else None
    return PEOPLE if _PERSON.search(around) else None


def _raised(
    word: str, head: str, left: str, right: str, is_part: bool, visited: tuple[int, str], about: str, inspects: bool
) -> tuple[str | None, str, str]:
    """收集 N 个问题, 解决 N 个: by the last word before it for what was done."""
    verbs = list(_VERB.finditer(head))
    verb = verbs[-1] if verbs else None
    if _RAISES.search(left) and not _VERB.search(left):
        verb = None
    done = verb.lastgroup if verb else "raises" if _RAISES.search(left) or visited[1] else None
    between = head[verb.end() :] if verb else left
    own = left if verb is None or verb.end() <= len(head) - len(left) else between
    noun_after = re.match(rf"(?:[^\W\d]{{0,8}}?)({_NOUN_OF_ISSUES}|{_NOUN_OF_OPINIONS})", right)
    nouns = (left if _FILLER.fullmatch(own) else own) + (noun_after[0] if noun_after else "")
    if (
        done is None
        or done == "hands_on"
        or _MORE_THAN.search(left)
        or (right and not noun_after and not re.match(r"左右|以上|\W", right))
    ):
        return None, word, about
    if done in ("mends", "finds") or (inspects and done != "pending"):
        is_seen = (
            inspects and word in ("个", "条", "件", "项") and (done == "mends" or re.search(_NOUN_OF_ISSUES, nouns))
        )
        seen = {"mends": INSPECTED_MENDED, "solves": INSPECTED_MENDED, "in_hand": None}
        return (seen.get(done, INSPECTED_ISSUES) if is_seen else None), word, about
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
    if re.search(r"(?<![各两几多一二三四五六七八九十\d])类(?:问题|诉求)?有?$", left) or (
        is_part and (measure not in (SOLVED, PENDING, IN_HAND) or is_qualified or _of_period(head))
    ):
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
    listed: dict[int, bool] = field(init=False)
    """Where whoever comes next in a list begins (甲局90户、乙局80户), and whether the list is of parts (其中…)."""
    known: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.starts = [0, *(m.end() for m in re.finditer(f"[{_BREAK}]", self.text))]
        named_there = {match.start("name") for match in _LISTED.finditer(self.text)}
        for match in _OWN_NUMBER.finditer(self.text):
            before = self.text[max(0, match.start() - self.longest) : match.start()]
            length = next((n for n in range(len(before), 1, -1) if before[-n:] in self.names), 0)
            named_there |= {match.start() - length} if length else set()
        opens = {start: self.starts[bisect_right(self.starts, start) - 1] for start in named_there}
        self.listed = {start: self.text.startswith("其中", opens[start]) for start in named_there}
        self.starts = sorted({*self.starts, *self.listed})

    def subject(self, before: int, of_part: bool) -> tuple[str, int]:
        """Who is named by the nearest clause before, and where that clause begins; ('', -1) when nobody is.

        Whom 其中 names is the subject `of_part` only.
        """
        for start in reversed(self.starts[: bisect_right(self.starts, before)]):
            name = self._opens(start, min(before, start + OPENS_WITHIN))
            is_part = self.listed.get(start) or self.text.startswith("其中", start)
            if name and (name == NOBODY or of_part or not is_part):
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
    if not unit and (place := _PLACE.match(rest)):
        unit = place[1] + place["kind"]
        unit = rules.WHOLE_CITY if unit == areas.CITY else unit
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


def is_place(subject: str) -> bool:
    """Whether a subject is called as a town, street, county or city is, so that where it is unknown it lies elsewhere.

    >>> [is_place(name) for name in ("某区绿湖街道", "绿湖区", "某税务分局", "老城区", "某某社区")]
    [True, True, False, False, False]
    """
    return bool(_UNKNOWN_PLACE.fullmatch(subject))


def other_year(heading: str) -> str:
    """The year that a heading is of, where it lies outside the campaign; else ''.

    >>> other_year("2016年民情走访工作总结"), other_year("2017年3月份总结"), other_year("解决2016年遗留问题")
    ('2016年', '', '')
    """
    years = re.findall(r"(?:^|全?[市区镇]|关于|活动)(\d{4})年", values.plain(heading).replace(" ", ""))
    own = range(rules.START.year, rules.LAST_DAY.year + 1)
    return "" if not years or any(int(year) in own for year in years) else f"{years[0]}年"


def _longest(text: str, names: Container[str], longest: int) -> str:
    return next((text[:n] for n in range(min(longest, len(text)), 1, -1) if text[:n] in names), "")
