"""Which of the agreed words does a cell mean?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from campaign import rules
from etl.values.problem import LONGEST_VALUE, NOT_REPORTED, NOTHING, SPACES, Problem, excerpt, plain
from etl.values.quantities import parse_count

YES = ("是", "是的", "√", "✓", "✔", "☑", "对", "Y", "y", "YES", "Yes", "yes")
NO = ("否", "不是", "×", "✗", "✘", "✕", "╳", "x", "X", "N", "n", "NO", "No", "no")
"""The answers to a question; 有 and 无 answer another one, and 无 is also how a blank is written."""


def _meanings(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Word → meaning, for lists of words under what they mean."""
    return {word: meaning for meaning, meant in words.items() for word in (meaning, *meant)}


_STATUS = _meanings(
    {
        "已解决": (
            *("解决", "解决了", "已经解决", "全部解决", "已全部解决", "得到解决", "已得到解决", "圆满解决", "解决完毕"),
            *(
                "已办结",
                "办结",
                "已经办结",
                "全部办结",
                "已办",
                "已办理",
                "办好",
                "已办好",
                "办理完毕",
                "已办理完毕",
                "办毕",
            ),
            *("已处理", "处理完毕", "已处理完毕", "处理完成", "已处理好", "处理好了", "处理到位"),
            *("已落实", "落实到位", "已落实到位", "已完成", "完成", "已完工", "完工", "已修复", "已修好", "已安装"),
            *("已整改", "整改到位", "已整改到位", "整改完成", "已整改完成", "已化解", "已销号", "销号"),
            *("现场解决", "当场解决", "现场办结", "当场办结", "已现场解决", "已当场解决", "即知即改", "已答复解决"),
            *YES,
        ),
        "待解决": (
            *("未解决", "没解决", "没有解决", "尚未解决", "暂未解决", "还未解决", "还没解决", "未能解决", "未得到解决"),
            *(
                "未办结",
                "尚未办结",
                "未办",
                "未办理",
                "待办",
                "待办理",
                "未处理",
                "尚未处理",
                "待处理",
                "未落实",
                "待落实",
            ),
            *(
                "未完成",
                "未整改",
                "待整改",
                "无法解决",
                "暂无法解决",
                "暂时无法解决",
                "不能解决",
                "暂不能解决",
                "难以解决",
            ),
            *NO,
        ),
        "已解释": (
            *("解释", "解释说明", "已解释说明", "已作解释", "已做解释", "已解释清楚", "解释到位", "已做好解释工作"),
            *("已说明", "说明情况", "已说明情况", "已答复", "答复", "已回复", "已答复群众", "已向群众解释"),
        ),
        "正在办理": (
            *("办理中", "在办", "正在办", "在办理", "处理中", "正在处理", "解决中", "正在解决", "落实中", "正在落实"),
            *(
                "整改中",
                "正在整改",
                "推进中",
                "正在推进",
                "协调中",
                "正在协调",
                "跟踪办理",
                "跟进中",
                "正在跟进",
                "施工中",
            ),
            *("已受理", "受理", "已交办", "已转办", "已转交", "已委托办理", "已上报", "已联系相关部门", "已列入计划"),
            *(
                "部分解决",
                "部分已解决",
                "已部分解决",
                "解决一部分",
                "已解决一部分",
                "大部分解决",
                "大部分已解决",
                "基本解决",
            ),
        ),
        "已撤销": (
            *("撤销", "已经撤销", "撤件", "已撤件", "撤回", "已撤回", "撤诉", "已撤诉", "群众撤回", "群众已撤回"),
            *("反映人撤回", "反映人已撤回", "本人撤回", "本人已撤回"),
        ),
    }
)
"""The state of an issue. What is solved in part, promised or handed on is being handled, not solved; what is withdrawn
is neither. 作废 and 销案 give neither who closed it nor why, and stay unknown."""
_ROUTE = _meanings(
    {
        "自办": (
            *(
                "即知即改",
                "即访即改",
                "立行立改",
                "立即办理",
                "自行办理",
                "自行解决",
                "单位自办",
                "本单位办理",
                "直接办理",
            ),
            *("现场解决", "现场办理", "当场解决", "当场办理"),
        ),
        "交办": ("交办件", "交办单", "交办基层", "交镇街办理", "交村社区办理"),
        "委托办理": ("委托", "委托办理单", "委托办理件", "转办", "转办单", "转办件", "转交办理", "转交"),
        "上报": ("集中整治", "逐级上报", "上报办理", "报上级", "提交上级"),
        "解释说明": ("解释", "说明", "已解释", "已解释说明", "政策解释", "宣传解释", "解释答复", "答复", "答复解释"),
    }
)
SATISFACTIONS = (*rules.SATISFACTIONS, "未联系上")
_SATISFACTION = _meanings(
    {
        "满意": ("很满意", "非常满意", "十分满意", "表示满意", "群众满意", "满意的", *YES),
        "基本满意": ("较满意", "比较满意", "还算满意", "较为满意", "基本上满意"),
        "不满意": ("不太满意", "很不满意", "非常不满意", "不够满意", "不大满意", "表示不满意", "群众不满意", *NO),
        "未联系上": (
            "联系不上",
            "没联系上",
            "未联系到",
            "无法联系",
            "无人接听",
            "未接通",
            "未接",
            "打不通",
            "空号",
            "停机",
        ),
    }
)
AGREED: Mapping[str, Mapping[str, str]] = {
    kind: {word: meaning for word, meaning in words.items() if word not in (*YES, *NO)}
    for kind, words in (("status", _STATUS), ("route", _ROUTE), ("satisfaction", _SATISFACTION))
}
"""Kind of field → its agreed words and what each means, but for the answers to any question."""
_BOXES = re.compile(r"([□☐○◯]|[☑☒■●√✓✔])([^□☐○◯☑☒■●√✓✔]+)")
_BRACKETS = re.compile(r"([^()\[\]]+)[(\[]([√✓✔☑]?)[)\]]")


def _ticked(text: str) -> str | None:
    """The word that is ticked where a cell prints several: □已解决☑待解决; '' when none is, None when it is no such cell.

    >>> _ticked("□已解决☑待解决"), _ticked("是(√)否()"), _ticked("□是□否"), _ticked("已解决"), _ticked("☑是☑否")
    ('待解决', '是', '', None, '是、否')
    """
    for pattern, mark, word in ((_BOXES, 0, 1), (_BRACKETS, 1, 0)):
        choices = pattern.findall(text)
        if len(choices) > 1 and len("".join(a + b for a, b in choices)) >= len(text) - 2 * len(choices):
            ticked = [choice[word] for choice in choices if choice[mark] and choice[mark] not in "□☐○◯"]
            return "、".join(ticked)
    return None


def _word(raw: str, words: Mapping[str, str], rule: str, label: str, accepted: tuple[str, ...]) -> str | Problem | None:
    text = SPACES.sub("", plain(raw)).rstrip("。.!;,、；，！")
    ticked = _ticked(text) if len(text) <= LONGEST_VALUE else None
    text = text if ticked is None else ticked
    if text in words:
        return words[text]
    if text in NOTHING or text in NOT_REPORTED:
        return None
    if ticked:
        return Problem(rule, f"{label}“{excerpt(raw)}”打了不止一个勾，看不出是哪一种；请只在一处打勾")
    return Problem(rule, f"{label}“{excerpt(raw)}”不是约定的写法；请填写 {'、'.join(accepted)} 之一")


def parse_status(raw: str) -> str | Problem | None:
    """One of the five states of an issue.

    >>> parse_status("已办结"), parse_status(" 待解决 "), parse_status("部分解决"), parse_status("□已解决 ☑待解决")
    ('已解决', '待解决', '正在办理', '待解决')
    >>> parse_status("撤件"), parse_status("群众已撤回"), parse_status("作废").rule
    ('已撤销', '已撤销', 'status-unknown')
    >>> parse_status(""), parse_status("未报"), parse_status("大概解决了").rule, parse_status("☑已解决 ☑待解决").rule
    (None, None, 'status-unknown', 'status-unknown')
    """
    return _word(raw, _STATUS, "status-unknown", "是否解决", rules.STATUSES)


def parse_route(raw: str) -> str | Problem | None:
    """One of the five ways an issue is handled."""
    return _word(raw, _ROUTE, "route-unknown", "办理方式", rules.ROUTES)


def parse_satisfaction(raw: str) -> str | Problem | None:
    """The resident's satisfaction at the follow-up, or that nobody was reached."""
    return _word(
        raw,
        _SATISFACTION,
        "satisfaction-unknown",
        "群众是否满意",
        SATISFACTIONS,
    )


_CATEGORY = _meanings(
    {
        **dict.fromkeys(rules.CATEGORIES, ()),
        "房屋土地": ("房屋", "土地", "居住"),
        "医疗卫生": ("医疗", "就医"),
        "教育文化": ("教育", "文化"),
        "平安治理": ("平安",),
        "就业创业": ("就业", "创业"),
        "社会保障": ("社保",),
        "其他方面": ("其他", "其它", "其它方面"),
    }
)
"""附件5's seven, and 附件3's words for them. 卫生 alone may be 环境卫生, which is no part of 医疗卫生."""


def parse_category(raw: str) -> str | Problem | None:
    """One of 附件5's seven, whatever is between its two halves; never read out of the text.

    >>> parse_category("房屋 土地"), parse_category("医疗、卫生类"), parse_category("社保方面"), parse_category("交通").rule
    ('房屋土地', '医疗卫生', '社会保障', 'category-unknown')
    """
    text = re.sub(r"[\s、/·.]+", "", plain(raw)) or plain(raw)
    text = text if text in _CATEGORY else re.sub(r"(方面|类)$", "", text)
    return _word(text, _CATEGORY, "category-unknown", "类别", rules.CATEGORIES)


def parse_block(raw: str) -> str | Problem | None:
    """困难需求 or 意见建议."""
    return _word(raw, {name: name for name in rules.BLOCKS}, "block-unknown", "板块", rules.BLOCKS)


def parse_level(raw: str) -> str | Problem | None:
    """A unit's level as the roster writes it."""
    words = {name: name for name in rules.LEVELS} | {
        "镇(街道)": "镇街",
        "辖市(区)": "辖市区",
    }
    return _word(raw, words, "level-unknown", "级别", rules.LEVELS)


def parse_group(raw: str) -> int | Problem | None:
    """A 督导小组's number, 1 to 7; the campaign's papers call the same seven 督查小组.

    >>> parse_group("第3组"), parse_group("第三督导小组"), parse_group("督查3组"), parse_group("9").rule
    (3, 3, 3, 'group-unknown')
    """
    text = re.sub(r"[第组小]|督[导查]", "", SPACES.sub("", plain(raw)))
    number = parse_count(text)
    if number is None or (isinstance(number, int) and 1 <= number <= 7):
        return number
    return Problem("group-unknown", f"督导小组“{excerpt(raw)}”读不出；请填写 1 到 7")


OUTCOME_BEGINS = {
    "已解决": "^(已解决|已办结|已处理|已落实|已完成|当场解决)",
    "待解决": "^(待解决|未解决|尚未|暂未)",
    "已解释": "^(已解释|已答复|解释|已向)",
    "正在办理": "^(正在|办理中|处理中|已转|已交办|已联系|拟)",
    "已撤销": "^(已撤销|已撤回|已撤诉|已撤件|撤件|撤诉)",
}
"""What 处理落实情况 must begin with for each state of an issue; other words leave it unknown."""
OUTCOME_IN_PART = "^已解决.*(一半|部分|其余|待解决|未解决|尚未)"
"""Solved in part is being handled, not solved."""
