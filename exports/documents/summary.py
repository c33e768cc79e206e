"""What does the month's 总结 say, and what will a leader be asked about it?"""

from __future__ import annotations

from collections.abc import Iterator

from campaign.judgement.monthly import Monthly
from campaign.judgement.ranking import BEHIND
from campaign.numbers.figure import Figure
from campaign.numbers.metrics import COVERAGE, OVERDUE, PROGRESS, REFUTED, SOLVED_SHARE
from campaign.office import rules
from exports.documents import layout
from exports.documents.document import Document, Field, Order, Values

MOST_KINDS = 5
"""Kinds of issues that the text names."""
OF_QUESTION = (Field("问", "会被问到的问题"), Field("答", "用数字回答"))
FIELDS = (
    Field("标题", "“大走访”活动3月份工作总结"),
    Field("走访", "走访了多少，企业和名士，进度"),
    Field("问题", "收集了多少，群众反映较集中的是什么"),
    Field("办理", "解决了多少，群众认可多少，还有多少没有办结"),
    Field("各地各部门", "覆盖率、解决率最高最低的和全市；各类单位几家达标、几家整改"),
    Field("下一步", "还差多少，到哪一天"),
    Field("问答", "领导会被问到的三个问题和回答", OF_QUESTION),
)


def fill(order: Order) -> Values:
    """The values of FIELDS."""
    monthly = Monthly(order.snapshot, order.period, order.scope)
    return {
        "标题": f"“{rules.CAMPAIGN.name}”活动{rules.in_its_year(order.period.label)}份工作总结",
        "走访": "".join(filter(None, (monthly.summary, monthly.of_the_month, monthly.others))),
        "问题": _raised(monthly),
        "办理": _handled(monthly),
        "各地各部门": "".join(_compared(monthly)),
        "下一步": "".join(_ahead(monthly)),
        "问答": [{"问": question, "答": answer} for question, answer in _asked(monthly)],
    }


def _raised(monthly: Monthly) -> str:
    said = f"{monthly.until}，共收集梳理各类问题{monthly['issues'].brief}。"
    kinds = monthly.kinds[:MOST_KINDS]
    return said + (
        f"群众反映较集中的是{'、'.join(f'{name}（{raised.full}）' for name, raised, _ in kinds)}。" if kinds else ""
    )


def _handled(monthly: Monthly) -> str:
    solved, confirmed = monthly["solved"], monthly["confirmed_share"]
    if solved.is_empty:
        return "各单位尚未填报是否解决。"
    said = f"已解决{solved.brief}，{monthly['solved_share'].label}{monthly['solved_share'].full}"
    if monthly["asked"].value:
        said += f"，{confirmed.label}{confirmed.full}（回访{monthly['asked'].full}）"
    said += f"；尚未办结{monthly['still_open'].brief}"
    late = monthly[OVERDUE.id]
    said += (
        f"，其中超过办理时限{late.full}，涉及{monthly.how_many(OVERDUE.id)}家单位"
        if late.value
        else "，没有超过办理时限的"
    )
    refuted = monthly[REFUTED.id]
    return said + (f"；申报已解决而群众不认可的{refuted.full}，一律重新办理。" if refuted.value else "。")


def _compared(monthly: Monthly) -> Iterator[str]:
    yield monthly.extremes(COVERAGE.id, "走访覆盖率")
    yield monthly.extremes(SOLVED_SHARE.id, "问题解决率")
    for standing in monthly.standings:
        if behind := standing.of(BEHIND):
            yield f"{standing.group.name}中{len(behind)}{standing.counter}明显低于同类，列为{BEHIND}。"


def _ahead(monthly: Monthly) -> Iterator[str]:
    for ratio, whose in ((PROGRESS, rules.TASKED_LEVEL), (COVERAGE, rules.WHOLE_CITY)):
        if way := monthly.outlook(ratio.id):
            yield f"{whose}走访：{way.sentence}"
    if monthly[OVERDUE.id].value:
        yield f"超期未办结的{monthly[OVERDUE.id].full}逐件交责任单位限期办理。"


def _asked(monthly: Monthly) -> Iterator[tuple[str, str]]:
    """Always three: whether all will be visited in time, why most is not solved, who is behind and what is done about it."""
    ways = [way.sentence for ratio in (PROGRESS, COVERAGE) if (way := monthly.outlook(ratio.id))]
    yield "能不能按期走访完？", "".join(ways) or "各单位花名册和村（社区）调查表尚未报齐，暂不能测算。"
    kinds = [
        (name, raised, Figure(SOLVED_SHARE, (solved.value or 0) / raised.value))
        for name, raised, solved in monthly.kinds
        if raised.value
    ]
    hard = sorted(kinds[: 2 * MOST_KINDS], key=lambda one: one[2].value or 0)[:3]
    slow = (
        f"反映较多的类别中，解决率较低的是{'、'.join(f'{name}（{raised.full}，{share.full}）' for name, raised, share in hard)}。"
        if hard
        else ""
    )
    yield "还有多少问题没有解决，难在哪里？", _handled(monthly) + slow
    behind = list(monthly.behind)
    names = "、".join(standing.shown(place.unit) for standing, place in behind[:5]) + ("等" if len(behind) > 5 else "")
    yield (
        "哪些单位落后，怎么办？",
        (
            f"列为{BEHIND}的{len(behind)}家：{names}；先发核对函请单位核对数据，再发整改通知书，限期反馈。"
            if behind
            else "目前没有依据充分、可以列为整改的单位。"
        ),
    )


def lay_out() -> layout.Page:
    """The template as it is shipped."""
    page = layout.Page()
    page.add("{{ 标题 }}", layout.TITLE)
    page.add("（{{ 成文日期 }}）", layout.TO).alignment = layout.ALIGN.CENTER
    page.blank()
    for number, heading, field in (
        ("一", "走访情况", "走访"),
        ("二", "群众反映的问题", "问题"),
        ("三", "办理情况", "办理"),
        ("四", "各地各部门情况", "各地各部门"),
        ("五", "下一步工作", "下一步"),
    ):
        page.add(f"{number}、{heading}", layout.LEVEL1)
        page.add(f"{{{{ {field} }}}}")
    page.annex("谈话要点")
    page.blank()
    page.add("{%p for 条 in 问答 %}")
    page.add("问：{{ 条.问 }}", layout.LEVEL2)
    page.add("答：{{ 条.答 }}")
    page.add("{%p endfor %}")
    return page


DOCUMENT = Document("summary", "月度总结", 50, FIELDS, fill, lay_out)
