"""Does a cell of free text raise anything at all?

People say in many ways that there is nothing: in set phrases, which are rules, and in their own words, which the model
has learned. A row that claims to be an issue, in a ledger, is doubted by the set phrases only.
"""

from __future__ import annotations

import re

from etl.texts.lexicon import lexicon
from etl.texts.model import LEAF, NONE, leaf_shares, model
from etl.values import plain

LONGEST = 200
"""Who writes more has something to say."""


def is_no_issue(raw: str) -> bool:
    """Whether a cell of free text raises no issue, by the set phrases or by the model.

    >>> is_no_issue("无"), is_no_issue("日子过得蛮好，没啥要讲的"), is_no_issue("路灯不亮")
    (True, True, False)
    """
    return says_nothing(raw) or (len(raw) <= LONGEST and not _COMPLAINS.search(raw) and _is_likely_nothing(raw))


_COMPLAINS = re.compile("不满|没(有)?(得到)?解决|未(得到)?解决|没人管|无人管|至今|依旧|依然")
"""Who says this is never taken for content."""


def _is_likely_nothing(raw: str) -> bool:
    """Whether the model takes the whole for nothing, and no clause of it for an issue."""
    likely = model().nothing_share
    asked = model().thresholds
    if leaf_shares(raw)[LEAF[NONE]] < asked["nothing_at_all"]:
        return False
    each = ((one, asked["nothing_fault" if _names_a_fault(one) else "nothing_clause"]) for one in clauses(raw))
    return likely(raw) >= asked["nothing"] and all(likely(one) >= needed for one, needed in each)


def _names_a_fault(clause: str) -> bool:
    """Whether the lexicon knows what the clause speaks of, and that something is wrong with it, asked for or promised."""
    words = lexicon()
    bare = "".join(clause.split())
    says_so = words.problem.search(bare) or words.ask.search(bare) or "答应" in bare
    return bool(says_so and words.topics(bare, words.find(bare)))


def clauses(raw: str) -> list[str]:
    """The clauses of a short text, by its marks."""
    return [clause for clause in _CLAUSES.split(plain(raw)) if clause]


_CLAUSES = re.compile(r"[\s。，,.!！?？;；:：、]+")


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


def says_nothing(raw: str) -> bool:
    """Whether each clause of a text is 无, 满意 or the like, by the set phrases alone.

    >>> [says_nothing(s) for s in ("无", "暂无意见建议。", "没有困难", "没有什么意见", "满意，无意见", "无困难，无意见")]
    [True, True, True, True, True, True]
    >>> says_nothing("小区没有路灯"), says_nothing("满意，但路灯不亮"), says_nothing("无人清扫")
    (False, False, False)
    """
    if len(raw) > LONGEST:
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
