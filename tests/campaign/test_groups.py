"""Does a supervisor see what each unit owes and what to ask, and nothing that the figures do not say?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign.judgement.due_reports import Calendar, calendar
from campaign.judgement.to_ask import PROMPTS, ToAsk, pace, to_ask
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from campaign.places.units import registered
from tests.tiny import tiny

UNITS = """
    unit_name | unit_level | supervision_group
    市甲局    | 市级机关   | 1
    市乙局    | 市级机关   | 1
    某区      | 辖市区     | 1
    某镇      | 镇街       | 1
    市丙局    | 市级机关   | 2
"""
VILLAGES = """
    unit_name | unit_level | supervision_group | village_id | village_name
    市甲局    | 市级机关   | 1                 | 01         | 东村
    市甲局    | 市级机关   | 1                 | 02         | 西村
    市丙局    | 市级机关   | 2                 | 03         | 南村
"""
DUE = """
    report_kind | period_label    | report_due_date | unit_name | unit_level | supervision_group | village_id | village_name | received_date
    周报        | 3月6日-3月12日  | 2017-03-12      | 市甲局    | 市级机关   | 1                 |            |              | 2017-03-14
    周报        | 3月6日-3月12日  | 2017-03-12      | 市乙局    | 市级机关   | 1                 |            |              | 2017-03-15
    周报        | 3月6日-3月12日  | 2017-03-12      | 某区      | 辖市区     | 1                 |            |              |
    周报        | 3月13日-3月19日 | 2017-03-19      | 市甲局    | 市级机关   | 1                 |            |              |
    周报        | 3月13日-3月19日 | 2017-03-19      | 市乙局    | 市级机关   | 1                 |            |              | 2017-03-20
    周报        | 3月13日-3月19日 | 2017-03-19      | 某区      | 辖市区     | 1                 |            |              |
    半月汇总    | 2017年3月上半月 | 2017-03-15      | 市甲局    | 市级机关   | 1                 | 01         | 东村         | 2017-03-16
    半月汇总    | 2017年3月上半月 | 2017-03-15      | 市甲局    | 市级机关   | 1                 | 02         | 西村         |
    半月汇总    | 2017年3月上半月 | 2017-03-15      | 市丙局    | 市级机关   | 2                 | 03         | 南村         |
"""
TUESDAY = date(2017, 3, 21)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    root = tmp_path_factory.mktemp("groups")
    return tiny(root, data_date="2017-03-21", units=UNITS, unit_villages=VILLAGES, due_reports=DUE)


def _states(result: Calendar) -> dict[tuple[str, str, str | None], str]:
    rows = result.reports.astype(object).where(result.reports.notna(), None)
    return {
        (r["unit_name"], f"{r['report_due_date']:%m-%d}", r["village_name"]): r["state"]
        for r in rows.to_dict("records")
    }


# ── what is owed ──────────────────────────────────────────────────────────────────────────────


def test_宽限两天之内到的算已报_之后到的算迟报_没到的算未报(city: Snapshot) -> None:
    result = _states(calendar(city, 1))
    assert result["市甲局", "03-12", None] == "已报"  # on the second day after it was due
    assert result["市乙局", "03-12", None] == "迟报"  # on the third
    assert result["某区", "03-12", None] == "未报"
    assert result["市甲局", "03-19", None] == "宽限"  # the 21st is the second day after it was due
    assert (result["市甲局", "03-15", "东村"], result["市甲局", "03-15", "西村"]) == ("已报", "未报")


def test_正在走的时段列为未到期_谁该报就列谁(city: Snapshot) -> None:
    ahead = {key[:2] for key, state in _states(calendar(city, 1)).items() if state == "未到期"}
    # The week to 26 March for 市级机关 and 辖市区; the half month to 31 March for those with villages.
    assert ahead == {("市甲局", "03-26"), ("市乙局", "03-26"), ("某区", "03-26"), ("市甲局", "03-31")}
    assert calendar(city, 1).coming() == "近期应报：3月26日应报周报3份，3月31日应报半月汇总2份。"


def test_倒回去看_那天还没到的不算已报_还没到期的不算未报(city: Snapshot) -> None:
    result = _states(calendar(city, 1, as_of=date(2017, 3, 14)))
    assert result["市甲局", "03-12", None] == "已报"
    assert result["市乙局", "03-12", None] == "宽限"
    assert result["市甲局", "03-15", "东村"] == "未到期"
    assert ("市甲局", "03-26", None) not in result


def test_一个组只看到自己的单位(city: Snapshot) -> None:
    assert sorted(calendar(city, 1).units) == ["市乙局", "市甲局", "某区"]
    assert calendar(city, 2).units == ["市丙局"]
    assert calendar(city, 3).units == [] and calendar(city, 3).matrix().empty


def test_几份合成一格_写最差的一种和份数(city: Snapshot) -> None:
    shown = calendar(city, 1).matrix()
    assert shown.loc["市甲局", "汇总 3月上半月"] == "未报 1/2"
    assert shown.loc["市甲局", "汇总 3月下半月"] == "未到期"
    assert shown.loc["某区", "汇总 3月上半月"] == ""
    assert shown["累计未报"].to_dict() == {"市甲局": "1份", "市乙局": "0份", "某区": "1份"}


def test_未报加宽限就是未报的数(city: Snapshot) -> None:
    result = calendar(city, 1)
    missing = city.ask("reports_missing", where={"group": 1})["reports_missing"].iloc[0]
    assert len(result.of("未报")) + len(result.of("宽限")) == missing


def test_催报只写过了宽限期的_写明哪一期哪个村(city: Snapshot) -> None:
    said = calendar(city, 1).reminder()
    assert "（周报报市民政局；半月汇总，村的报市委农工办、社区的报市民政局）" in said.partition("\n")[0]
    assert "市甲局：2017年3月上半月汇总（西村）。" in said
    assert "某区：3月6日—12日周报。" in said
    assert "市乙局" not in said and "3月13日-3月19日" not in said.partition("市甲局：")[2].partition("\n")[0]


def test_都报齐了_没有催报文字(tmp_path: Path) -> None:
    lines = DUE.strip().splitlines()
    assert (
        calendar(tiny(tmp_path, data_date="2017-03-14", units=UNITS, due_reports="\n".join(lines[:3])), 1).reminder()
        == ""
    )


# ── what to ask ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    flags = "is_first | is_first_by_unit | is_first_by_level | is_first_by_group | is_first_by_level_group"
    return tiny(
        tmp_path_factory.mktemp("asked"),
        data_date="2017-04-20",
        units=UNITS,
        unit_villages=VILLAGES + "某区 | 辖市区 | 1 | 01 | 东村\n某区 | 辖市区 | 1 | 02 | 西村\n",
        due_reports=DUE,
        visits=f"""
            ×  | household_id | visit_date | unit_name | unit_level | supervision_group | village_id | is_village_surveyed | is_unit_rostered | {flags}
            9  | 1            | 2017-03-10 | 市甲局    | 市级机关   | 1                 | 01         | true                | true             | true | true | true | true | true
            60 | 2            | 2017-03-10 | 市乙局    | 市级机关   | 1                 | 02         | true                | true             | true | true | true | true | true
        """,
        village_profiles="""
            village_id | village_name | household_total
            01         | 东村         | 90
            02         | 西村         | 60
        """,
        cadres="""
            × | unit_name | unit_level | supervision_group
            1 | 市甲局    | 市级机关   | 1
            2 | 市乙局    | 市级机关   | 1
        """,
        issues="""
            × | raised_date | due_date   | solved_date | status   | handler | unit_name | promised_date | followup_date | reached_date | is_solved_confirmed
            2 | 2017-03-10  | 2017-03-31 |             | 待解决   | 市甲局  | 市乙局    |               |               |              |
            1 | 2017-03-01  | 2017-05-31 |             | 待解决   | 市乙局  | 市乙局    | 2017-04-01    |               |              |
            1 | 2017-03-15  | 2017-05-31 | 2017-03-20  | 已解决   | 市乙局  | 市乙局    |               | 2017-04-01    | 2017-04-01   | false
        """,
        reconciliations="""
            outcome | unit_name | unit_level
            差异    | 市乙局    | 市级机关
            一致    | 市乙局    | 市级机关
        """,
    )


def _sentences(snapshot: Snapshot, unit: str) -> dict[str, str]:
    return {one.metric: one.sentence for one in to_ask(snapshot, calendar(snapshot, 1))[unit]}


def test_超期问责任单位_不问收集的单位(behind: Snapshot) -> None:
    assert _sentences(behind, "市甲局")["overdue"].startswith("2件超过办理时限尚未解决，未解决问题中最长已41天")
    assert "overdue" not in _sentences(behind, "市乙局")


def test_没有超期但拖了三十天以上的也问_有超期的不重复问(behind: Snapshot) -> None:
    assert "50天" in _sentences(behind, "市乙局")["oldest_open_days"]
    assert "oldest_open_days" not in _sentences(behind, "市甲局")


def test_承诺过期_不销账_对账差异_各问一句(behind: Snapshot) -> None:
    result = _sentences(behind, "市乙局")
    assert result["broken_promises"].startswith("1件承诺到期尚未解决")
    assert result["refuted"].startswith("1件申报已解决但群众不认可")
    assert result["disagreeing"].startswith("可核对的2项中有1项")


def test_进度和覆盖率低于匀速的八成才问(behind: Snapshot) -> None:
    assert pace(date(2017, 4, 20)) == pytest.approx(51 / 61)
    # 9 of 30 households are 30 %; 60 of 60 are all. 9 of 90 households of 东村 are 10 %.
    assert "1名干部走访9户，完成30.0%，序时进度83.6%" in _sentences(behind, "市甲局")["progress"]
    (lagging,) = _of_coverage(behind, "某区")
    assert lagging.sentence.startswith("东村90户走访9户（10.0%）")
    assert not {"progress", "coverage"} & set(_sentences(behind, "市乙局"))


def test_村里其余的户不问市级机关_那是区镇村的事(behind: Snapshot) -> None:
    assert _of_coverage(behind, "市甲局") == []


VILLAGES_OF = """
    unit_name | unit_level | village_id | village_name
    市甲局    | 市级机关   | 01         | 东村
    市甲局    | 市级机关   | 02         | 西村
    市丁局    | 市级机关   | 01         | 东村
    市丁局    | 市级机关   | 02         | 西村
    市丁局    | 市级机关   | 03         | 南村
    市丁局    | 市级机关   | 04         | 北村
    某镇      | 镇街       | 01         | 东村
"""
VISITED = """
    unit_name | village_id | village_name | first_visit_date
    市丁局    | 01         | 东村         | 2017-03-10
    市丁局    | 02         | 西村         | 2017-03-10
    市丁局    | 03         | 南村         | 2017-03-10
    市丁局    | 05         | 中村         | 2017-04-10
    市丁局    | 04         | 北村         | 2017-04-10
    市丙局    | 05         | 中村         | 2017-03-10
"""


def _of_villages(root: Path, day: date, visited: str = VISITED) -> dict[str, list[str]]:
    units = UNITS + "市丁局 | 市级机关 | 1\n"
    city = tiny(root, data_date="2017-04-20", units=units, unit_villages=VILLAGES_OF, visited_villages=visited)
    names = ["市甲局", "市乙局", "市丙局", "市丁局", "某镇"]
    asked = to_ask(city, calendar(city, 1, as_of=day), units=names)
    numbers = ("unit_villages", "villages_visited", "units")
    return {unit: [one.sentence for one in asked[unit] if one.metric in numbers] for unit in names}


def test_挂钩的村一个也没去的问_没有挂钩也没去的问_只问市级机关(tmp_path: Path) -> None:
    asked = _of_villages(tmp_path, date(2017, 4, 20))
    assert asked["市甲局"] == ["挂钩的2个村（社区）均未走访（东村、西村）：何时开展？"]
    (none,) = asked["市乙局"]
    assert none.startswith("花名册上没有挂钩村（社区），也没有走访村（社区）的记录")
    assert asked["市丙局"] == [] and asked["某镇"] == []


def test_多于三个村的只提示_挂钩的和走访到的各说各的(tmp_path: Path) -> None:
    listed, visited = _of_villages(tmp_path, date(2017, 4, 20))["市丁局"]
    assert listed.startswith("花名册上挂钩4个村（社区），通知要求1至3个") and listed.endswith("（提示，不作差错）")
    assert visited.startswith("走访到5个村（社区），通知要求1至3个") and visited.endswith("（提示，不作差错）")


def test_倒回去看_那天走访到的不多于三个_不提示_刚开始还没去的不问(tmp_path: Path) -> None:
    asked = _of_villages(tmp_path, date(2017, 3, 12))
    assert asked["市甲局"] == asked["市乙局"] == []
    assert len(asked["市丁局"]) == 1 and "挂钩4个" in asked["市丁局"][0]


def test_去了一部分的_说还有哪几个村(tmp_path: Path) -> None:
    visited = VISITED + "市甲局 | 02 | 西村 | 2017-04-01\n"
    asked = _of_villages(tmp_path, date(2017, 4, 20), visited)
    assert asked["市甲局"] == ["挂钩的2个村（社区）中，东村尚未走访：何时走访？"]


def test_谁的走访表都没有_不问哪家没有开展(tmp_path: Path) -> None:
    asked = _of_villages(tmp_path, date(2017, 4, 20), "unit_name | village_id | first_visit_date")
    assert asked["市甲局"] == asked["市乙局"] == []


def _of_coverage(snapshot: Snapshot, unit: str) -> list[ToAsk]:
    return [one for one in to_ask(snapshot, calendar(snapshot, 1))[unit] if one.metric == "coverage"]


def test_没有总户数的村不问覆盖率_没有花名册的不问进度(city: Snapshot) -> None:
    assert set(_sentences(city, "市甲局")) == {"reports_missing"}


def test_报表过了宽限才问_句中的未报和口径的未报相等(city: Snapshot) -> None:
    # Due by the 21st: two weekly reports and two villages; the week of the 19th is within its grace.
    assert _sentences(city, "市甲局")["reports_missing"].startswith("应报报表4份，尚有2份未收到，其中1份已过宽限期")
    assert city.ask("reports_missing", where={"unit": "市甲局"})["reports_missing"].iloc[0] == 2
    assert to_ask(city, calendar(city, 1, as_of=date(2017, 3, 14)))["某区"] == []


def test_没有可问的一条也不写(city: Snapshot) -> None:
    assert to_ask(city, calendar(city, 1))["市乙局"] == []
    assert to_ask(city, calendar(city, 3)) == {}


def test_每一问都能点到它数的那些行(behind: Snapshot) -> None:
    for questions in to_ask(behind, calendar(behind, 1)).values():
        for one in questions:
            answer = behind.ask(one.metric, where=one.where)[one.metric].iloc[0]
            assert answer == answer, one.sentence  # not NaN: the link leads to a number


def test_倒回去问_只问那天看得到的(behind: Snapshot) -> None:
    before = to_ask(behind, calendar(behind, 1, as_of=date(2017, 3, 11)))["市甲局"]
    assert not {"overdue", "oldest_open_days"} & {one.metric for one in before}


def test_问的每一个数都写在句子里() -> None:
    for prompt in PROMPTS:
        assert f"{{{prompt.metric}}}" in prompt.words and prompt.words.endswith("？")


def test_花名册上的督导小组正是页面上的几个() -> None:
    groups = {unit.supervision_group for unit in registered()} - {None}
    assert groups == set(range(1, rules.SUPERVISION_GROUPS + 1))
