"""Does every page draw what it says, name its snapshot, and keep every personal cell to itself?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from campaign import schema
from campaign.numbers.kinds import beside
from campaign.numbers.metrics import METRICS, metric
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import format_headline
from campaign.places import areas
from pages import issues, reconciliation, rejected, wall
from pages.beside.wall.turning import TURN, Turning
from pages.parts import charts, menu, progress, tables
from tests.pages_shelf import FIRST, PAGES, PUBLIC_TEXT, ROOMS, SENTINEL, SNAPSHOT_ID, look_at, shelf, slow_but_for
from tests.signed_in import sign_in
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def snapshot(marked_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Snapshot]:
    look_at(marked_shelf, monkeypatch)
    with open_current(marked_shelf) as found:
        yield found


def opened(page: str, **filters: str) -> AppTest:
    """The page as a visitor gets it who opens its address first."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page != FIRST:
        at.switch_page(f"pages/{page}.py")
    for name, value in filters.items():
        at.query_params[name] = [value]
    return at.run()


def everything(at: AppTest) -> str:
    """Every word that was sent to the browser: texts, table cells, chart specs."""

    def walk(node: object) -> Iterator[bytes]:
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "SerializeToString"):
            yield proto.SerializeToString()
        for child in getattr(node, "children", {}).values():
            yield from walk(child)

    sent = b"\n".join(walk(at._tree)).decode("utf-8", errors="ignore")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), sent)


def beside_the_bar(at: AppTest) -> str:
    """What a page itself tells: its words, tables and charts, without the choices that the filters offer."""
    tables_ = [frame.value.to_csv() for frame in at.dataframe]
    charts = [chart.proto.spec for chart in at.get("plotly_chart")]
    found = "\n".join([*(m.value for m in at.markdown), *(c.value for c in at.code), captions(at), *tables_, *charts])
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), found)


def captions(at: AppTest) -> str:
    return "\n".join(c.value for c in at.caption)


def test_每页在菜单里有自己的位置_排在最前的在网址的根上() -> None:
    assert len({page.MENU.order for page in ROOMS}) == len({page.TITLE for page in ROOMS}) == len(ROOMS)
    assert FIRST == menu.slug(ROOMS[0]) == "overview"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_and_names_its_snapshot_and_its_day(snapshot: Snapshot, page: str) -> None:
    at = opened(page)
    assert not at.exception
    assert not at.error
    assert len(at.title) == 1
    assert SNAPSHOT_ID in captions(at)
    assert "数据截至**2017年4月12日**" in captions(at)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_sends_a_personal_cell(snapshot: Snapshot, page: str) -> None:
    assert SENTINEL not in everything(opened(page))


@pytest.mark.parametrize("page", [page for page in PAGES if page != "reconciliation"])
def test_户数旁边有户次_申报的解决率旁边有核实的(snapshot: Snapshot, page: str) -> None:
    """对账 names the figure that a unit reported, which has its own sheets' figure beside it."""
    shown = everything(opened(page))
    for one in METRICS:
        name = beside(one)
        if name and one.label in shown:
            assert metric(name).label in shown, f"{page}：有“{one.label}”，没有“{metric(name).label}”"


def test_the_search_for_personal_cells_can_find_a_cell(snapshot: Snapshot) -> None:
    assert PUBLIC_TEXT in everything(opened("issues"))


def test_采用了但要核对的格_在退回数据上写明(snapshot: Snapshot) -> None:
    assert "办结日期（L7）早于交办日期（K7）" in everything(opened("rejected"))


@pytest.mark.parametrize(
    ("page", "table"), [(issues, "issues"), (rejected, "rejected_rows"), (reconciliation, "reconciliations")]
)
def test_downloads_hold_public_columns_only(snapshot: Snapshot, page: object, table: str) -> None:
    columns = page.COLUMNS  # type: ignore[attr-defined]
    assert set(columns) <= {c.name for c in schema.table(table).public}
    made = tables.csv(snapshot.rows(table, columns=columns), tables.row_labels(table, columns))
    assert made.startswith(b"\xef\xbb\xbf")
    assert SENTINEL not in made.decode("utf-8-sig")
    assert made.decode("utf-8-sig").splitlines()[0].split(",")[0] == schema.table(table).column(columns[0]).label


def wall_at(scene: str, **address: str) -> AppTest:
    """The wall with this scene in sight, reached as the keys reach it: from one to the next."""
    at = opened("wall", **address)
    for _ in wall.SCENES:
        if at.button(key=f"wall-to-{names_of_scenes(at).index(scene)}").proto.type == "primary":
            return at
        at = at.button(key="wall-after").click().run()
    raise AssertionError(scene)


def names_of_scenes(at: AppTest) -> list[str]:
    return [button.label for button in at.button if str(button.key).startswith("wall-to-")]


@pytest.mark.parametrize("scene", [scene.name for scene in wall.SCENES])
def test_一张图的每一幕都画得出来_该并列的都并列(snapshot: Snapshot, scene: str) -> None:
    at = wall_at(scene)
    assert not at.exception and not at.error
    shown = everything(at)
    for one in METRICS:
        if beside(one) and one.label in shown:
            assert metric(beside(one)).label in shown


def test_一张图先是地图_区和镇街和全市的数在同一幕(snapshot: Snapshot) -> None:
    at = opened("wall")
    assert names_of_scenes(at)[0] == "地图"
    assert len(at.get("plotly_chart")) == 1 and len(at.metric) == len(wall.BESIDE_THE_MAP)
    tiles = next(html.proto.body for html in at.get("html") if 'class="tiles' in html.proto.body)
    assert tiles.count("<section") == len(areas.DISTRICTS)
    towns = {area.town_name for area in areas.AREAS}
    assert sum(section.count("<span") for section in tiles.split("<section")[1:]) == len(towns)


def test_一张图写明下一幕_最后一幕之后又是第一幕(snapshot: Snapshot) -> None:
    at = opened("wall")
    names, said = names_of_scenes(at), []
    for _ in names:
        said.append(at.button(key="wall-after").label)
        at = at.button(key="wall-after").click().run()
    assert said == [f"下一幕：{name}" for name in (*names[1:], names[0])]
    assert at.button(key="wall-to-0").proto.type == "primary"
    assert at.button(key="wall-before").click().run().button(key=f"wall-to-{len(names) - 1}").proto.type == "primary"


@pytest.mark.parametrize(
    ("role", "of", "is_shown"),
    [("leader", (), True), ("desk", (), True), ("district", ("武进区",), False), ("town", ("武进区", "湖塘镇"), False)],
)
def test_看不到比较的人_一张图上没有督查和提请研究(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, role: str, of: tuple[str, ...], is_shown: bool
) -> None:
    sign_in(monkeypatch, role, *of)
    at = opened("wall")
    assert not at.exception
    names = names_of_scenes(at)
    assert {"督查", "提请研究"} <= set(names) if is_shown else not {"督查", "提请研究"} & set(names)
    assert {"地图", "总数", "镇街", "进度", "分类"} <= set(names)


def test_没有人碰时按时间翻页_停下的不翻_刚翻过的不马上翻() -> None:
    turning = Turning(0, 1000.0)
    assert turning.by_the_clock(1000.0 + TURN, 3).at == 1
    assert Turning(2, 1000.0).by_the_clock(1000.0 + TURN, 3).at == 0
    by_hand = turning.turned(2, 1000.0 + TURN - 1)
    assert by_hand.by_the_clock(1000.0 + TURN, 3).at == 2
    stopped = turning.stopped_or_going(1000.0)
    assert stopped.is_paused and stopped.by_the_clock(1000.0 + 10 * TURN, 3).at == 0
    assert stopped.stopped_or_going(2000.0).by_the_clock(2000.0 + TURN, 3).at == 1
    assert Turning(6, 1000.0, is_paused=True).by_the_clock(1000.0, 5).at == 1, "能看的幕变少了"


def test_一张图的进度是到今天为止的_地址里选了时段也是(snapshot: Snapshot) -> None:
    always, in_april = (progress_of(wall_at("进度", **time)) for time in ({}, {"month": "2017年4月"}))
    assert always and always == in_april


def progress_of(at: AppTest) -> list[str]:
    return [m.value for m in at.markdown if m.value.startswith("完成")]


def test_图上面的话里_一周是一个时段_数和占比分得开() -> None:
    bars = [
        charts.Bar("3.6-<br>3.12", 5.0, "5件<br>20.0%"),
        charts.Bar("3.13-<br>3.19", 2.0, "2件<br>50.0%"),
    ]
    assert charts.over_time(bars) == "最高为3.6-3.12，5件，20.0%；最低为3.13-3.19，2件，50.0%。"
    assert charts.columns(bars).table["名称"].tolist() == ["3.6-3.12", "3.13-3.19"]


@pytest.mark.parametrize(
    ("values", "is_whole", "said"),
    [
        ((9, 5, 1), True, "最多的是甲，9件；最少的是丙，1件。"),
        ((9, 9, 1), True, "最多的是甲、乙，各9件；最少的是丙，1件。"),
        ((9, 1, 1), False, "最多的是甲，9件。"),
        ((9, 9, 9), True, "3个一样多：9件。"),
    ],
)
def test_一样多的一起说_没有列全的不说最少(values: tuple[int, ...], is_whole: bool, said: str) -> None:
    bars = [charts.Bar(name, float(n), f"{n}件") for name, n in zip("甲乙丙", values, strict=True)]
    assert charts.seen(bars, is_whole=is_whole) == said


def test_链接里没有的地方和日子_说明已忽略(snapshot: Snapshot) -> None:
    at = opened("overview", area="天宁区", town="湖塘镇", month="2099年1月")
    (said,) = (one.value for one in at.warning if one.value.startswith("链接中"))
    assert said == "链接中的“2099年1月”、“湖塘镇”无效，已忽略，以下为天宁区数据。“湖塘镇”在武进区。"
    assert not any("无效" in one.value for one in opened("overview", area="武进区", town="湖塘镇").warning)


def test_选了地区_总览不说程序里的名字_也不说走访是零(snapshot: Snapshot) -> None:
    for filters in ({"area": "武进区"}, {"category": "平安治理"}, {"text": "路灯"}):
        at = opened("overview", **filters)
        shown = beside_the_bar(at) + "\n".join(i.value for i in at.info)
        assert not re.search(r"（[a-z_]+）|[a-z_]+（", re.sub(r"\{.*\}", "", shown)), filters
        assert "走访群众家庭**—" not in shown and "收集问题**—" not in shown


@pytest.mark.parametrize("page", slow_but_for("visits", "reconciliation"))
def test_只看困难家庭_村和星期_每一页照样打得开_用不上的说出来(snapshot: Snapshot, page: str) -> None:
    at = opened(page, is_poor="是", village_kind="村", weekday="周六")
    assert not at.exception and not at.error
    if page == "visits":
        assert (
            "困难家庭：是" in beside_the_bar(at)
            and "村或社区：村" in beside_the_bar(at)
            and "本页不按" not in captions(at)
        )
    if page == "reconciliation":
        assert "“困难家庭：是”" in captions(at) and "“周六”" in captions(at)


@pytest.mark.parametrize("is_desk", [False, True])
def test_家庭编号的筛选只在收件办公室有(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, is_desk: bool) -> None:
    sign_in(monkeypatch, "desk" if is_desk else "analyst")
    at = opened("visits", household_id="1")
    assert not at.exception and not at.error
    assert ("家庭编号" in {one.label for one in at.text_input}) == is_desk
    assert ("家庭编号：1" in beside_the_bar(at)) == is_desk


def test_对账页逐周列出四项数_表中的和周报的(snapshot: Snapshot) -> None:
    at = opened("reconciliation")
    assert not at.exception and not at.error
    (weeks,) = (one for one in at.dataframe if one.value.columns.nlevels == 2)
    shown = [of for of, _ in weeks.value.columns if of]
    assert shown and set(shown) <= set(reconciliation.FOUR_NUMBERS) and weeks.value.iloc[-1, 0] == "合计"
    assert '"台账"' in (heads := json.dumps(json.loads(weeks.proto.columns), ensure_ascii=False)) and '"周报"' in heads


def test_没有一件写了是否解决_问题分类照样画得出来(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issues = "× | raised_date | district | zone | category | unit_name\n3 | 2017-03-10 | 天宁区 | 天宁区 | 平安治理 | 市民政局"
    tiny(tmp_path, issues=issues)
    look_at(tmp_path / "shelf", monkeypatch)
    at = opened("categories", cells="解决率（单位申报）")
    assert not at.exception and not at.error
    assert any("各区各类均无解决率" in i.value for i in at.info)


@pytest.mark.parametrize("page", ["rejected", "changes", "definitions"])
def test_没有日期的页_选了时段_说明不按它筛选(snapshot: Snapshot, page: str) -> None:
    at = opened(page, month="2017年3月")
    assert "本页不按“3月”筛选" in captions(at).replace("\\", "")
    assert not any("，3月" in m.value and "统计范围" in m.value for m in at.markdown)
    assert at.session_state["month"] == "2017年3月", "别的页还用得上"


@pytest.mark.parametrize(("month", "items"), [("2017年3月", "1项"), ("2017年4月", "—")])
def test_对账选了时段_只算报的是这个时段的(snapshot: Snapshot, month: str, items: str) -> None:
    at = opened("reconciliation", month=month)
    assert {m.label: m.value for m in at.metric}[metric("disagreeing").label] == items


@pytest.mark.parametrize(
    ("chosen", "is_shown"),
    [({"level": "市级机关"}, True), ({"level": "镇街"}, False), ({"group": "1"}, True), ({"group": "7"}, False)],
)
def test_退回数据按级别和小组看_没有读的文件也只列它们单位的(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str], is_shown: bool
) -> None:
    tiny(
        tmp_path,
        units="unit_name | unit_level | supervision_group\n市民政局 | 市级机关 | 1\n丙镇 | 镇街 | 2",
        source_files="source_file | unit_name | refused\n坏表.xlsx | 市民政局 | 打不开",
    ).close()
    look_at(tmp_path / "shelf", monkeypatch)
    at = opened("rejected", **chosen)
    assert not at.exception and not at.error
    assert ("坏表" in everything(at)) is is_shown


@pytest.mark.parametrize("is_desk", [True, False])
def test_退回数据在收件办公室写文件的原名_认得的表收在详情里(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_desk: bool
) -> None:
    tiny(
        tmp_path,
        units="unit_name | unit_level | supervision_group\n市民政局 | 市级机关 | 1",
        source_files="source_file | received_as | unit_name | refused\n某人#1.xlsx | 张三.xlsx | 市民政局 | 认不出是哪种表",
        source_sheets="source_file | source_sheet | unit_name | refused\n某人#1.xlsx | 甲 | 市民政局 | 认不出是哪种表",
    ).close()
    look_at(tmp_path / "shelf", monkeypatch)
    sign_in(monkeypatch, "desk" if is_desk else "analyst")
    at = opened("rejected")
    assert not at.exception and not at.error
    assert ("张三" in everything(at), "某人" in everything(at)) == (is_desk, not is_desk)
    (details,) = [box for box in at.expander if box.label.startswith("详情")]
    assert "走访台账" in "".join(m.value for m in details.markdown)


def test_no_cell_of_a_download_can_act_as_a_formula(tmp_path: Path) -> None:
    made = tables.csv(pd.DataFrame({"a": ["=1+1", "@x", "-2", "平常"]}), {"a": "栏"}).decode("utf-8-sig")
    assert made.splitlines() == ["栏", "'=1+1", "'@x", "'-2", "平常"]


def test_总览_says_what_ask_says(snapshot: Snapshot) -> None:
    told = snapshot.ask(progress.HEADLINE).iloc[0]
    assert [m.value for m in opened("overview").metric] == [
        format_headline(metric, told[metric]) for metric in progress.HEADLINE
    ]


def test_总览_says_the_drawn_figures(snapshot: Snapshot) -> None:
    at = opened("overview")
    shown = {m.label: m.value for m in at.metric}
    assert shown["走访户数"] == "42户"
    assert "走访户次" not in shown and "走访户次45" in everything(at), "户数和户次在一张卡片上"
    assert shown["收集问题"] == "50件"
    assert shown["解决率（单位申报）"] == "50.0%" and "25/50件" in everything(at)
    assert shown["待解决"] == "25件"


def test_总览_of_one_month_counts_that_month_only(snapshot: Snapshot) -> None:
    shown = {m.label: m.value for m in opened("overview", month="2017年3月").metric}
    assert (shown["走访户数"], shown["收集问题"], shown["解决率（单位申报）"]) == ("30户", "30件", "16.7%")


def test_the_change_is_measured_against_the_same_day_of_the_month_before(snapshot: Snapshot) -> None:
    at = opened("overview")
    assert {m.label: m.delta for m in at.metric}["走访户数"] == "+12户"
    assert "较3月12日" in captions(at)


@pytest.mark.parametrize(
    ("name", "said", "span", "households"),
    [
        ("half", "2017年4月上半月", "2017年4月上半月（至12日）", "12户"),
        ("half", "2017年3月上半月", "2017年3月上半月", "30户"),
        ("week", "4月10日—16日", "4月10日—16日（至12日）", "12户"),
        ("week", "4月3日-4月9日", "4月3日—9日", "—"),  # as weeks were written before
        ("month", "2017年4月", "2017年4月（至12日）", "12户"),
        ("as_of", "2017-04-01", "截至4月1日", "30户"),
    ],
)
def test_a_period_from_the_address_is_what_is_counted(
    snapshot: Snapshot, name: str, said: str, span: str, households: str
) -> None:
    at = opened("overview", **{name: said})
    assert {m.label: m.value for m in at.metric}["走访户数"] == households
    assert any(m.value.startswith(f"{span}，全市") for m in at.markdown)


def test_a_month_still_running_is_compared_with_as_many_days_of_the_month_before(snapshot: Snapshot) -> None:
    at = opened("overview", month="2017年4月")
    moved = {m.label: m.delta for m in at.metric}
    # 30 households and 30 issues by 12 March; the five solved on 20 March were not solved by then.
    assert (moved["走访户数"], moved["收集问题"], moved["待解决"]) == ("-18户", "-10件", "-5件")
    assert "较3月1日—12日" in captions(at)


def test_督导小组_shows_one_group_and_only_its_units(snapshot: Snapshot) -> None:
    for group, own, other in (("1", "市民政局", "市建设局"), ("2", "市建设局", "市民政局")):
        sent = beside_the_bar(opened("groups", group=group))
        assert own in sent and other not in sent
    assert "没有需报送的单位" in beside_the_bar(opened("groups", group="7"))
    headers = [s.value for s in opened("groups", group="1").header]
    assert headers == ["报送日历", "督导要点", "同类比较", "各单位情况"], "未报的在前"


def test_an_area_from_the_address_restricts_the_numbers(snapshot: Snapshot) -> None:
    shown = {m.label: m.value for m in opened("overview", areas="不含经开区", area="经开区").metric}
    assert shown["走访户数"] == "30户"


def test_走访进度_shows_the_rosters_numbers_only_where_they_hold(snapshot: Snapshot) -> None:
    whole = {m.label: m.value for m in opened("visits").metric}
    assert whole["干部达标率"] == "33.3%"
    assert whole["完成进度"] == "46.7%"  # 42 of 30 × 3
    assert "完成进度" not in {m.label for m in opened("visits", area="天宁区").metric}
    month = {m.label: m.value for m in opened("visits", month="2017年4月").metric}
    assert (month["走访户数"], month["完成进度"]) == ("12户", "46.7%")


def test_an_unknown_filter_in_the_address_is_ignored(snapshot: Snapshot) -> None:
    at = opened("overview", area="不存在的区", month="2099年1月", as_of="昨天")
    assert not at.exception
    assert {m.label: m.value for m in at.metric}["走访户数"] == "42户"


def test_a_department_from_the_address_shows_the_rows_behind_it(snapshot: Snapshot) -> None:
    at = opened("issues", department="市建设局", issues_rows="收集问题")
    rows = at.dataframe[-1].value
    assert len(rows) == 30
    assert set(rows["department"]) == {"市建设局"}
    assert set(rows["source_row"]) == {7}


def test_问题分类_says_where_the_categories_come_from_and_tells_其他方面_by_its_second_level(
    snapshot: Snapshot,
) -> None:
    at = opened("categories")
    assert "归类方式：按报表填报类别25件；报表未填，按关键词自动归类25件。" in captions(at)
    assert "停车" in beside_the_bar(at)
    assert "其他方面（25件）" not in beside_the_bar(at)


def test_督查排名_lists_the_unit_that_sent_nothing_apart(snapshot: Snapshot) -> None:
    at = opened("ranking", measure="处置率")
    assert any("**未报1家**" in m.value for m in at.markdown)
    assert any("市台办" in m.value and "不作零计" in m.value for m in at.markdown)
    specs = [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]
    assert not any("市台办" in json.dumps(spec, ensure_ascii=False) for spec in specs)


def test_退回数据_says_which_file_and_why(snapshot: Snapshot) -> None:
    at = opened("rejected")
    assert any("这是扫描件" in m.value for m in at.markdown)
    rows = at.dataframe[-1].value
    assert rows[["cell", "said_shown", "sentence"]].to_numpy().tolist() == [
        ["F9", "3月上旬", "走访日期“3月上旬”读不出是哪一天"]
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_shelf_without_a_snapshot_says_whom_to_ask_and_names_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    look_at(tmp_path / "nothing", monkeypatch)
    at = opened(page)
    assert not at.exception
    assert not at.metric
    assert at.title[0].value == "暂无数据"
    assert not at.code
    assert "收件办公室" in everything(at) and "管理员" in everything(at)


def test_a_new_snapshot_is_taken_up_on_the_next_rerun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf(tmp_path).close()
    look_at(tmp_path / "shelf", monkeypatch)
    at = opened("overview")
    assert SNAPSHOT_ID in captions(at)
    shelf(tmp_path, "20170413T090000002").close()
    assert "20170413T090000002" in captions(at.run())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_run_without_app_draws_nothing(snapshot: Snapshot, page: str) -> None:
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60).run()
    assert not at.title
    assert not at.metric
    assert not at.dataframe
    assert SNAPSHOT_ID not in everything(at)


@pytest.mark.parametrize("page", PAGES)
def test_a_failing_page_tells_it_in_chinese_and_neither_shows_nor_logs_a_cell(
    snapshot: Snapshot, page: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(SENTINEL)

    monkeypatch.setattr(f"pages.{page}.render", fail)
    at = opened(page)
    assert not at.exception
    assert "页面加载失败" in at.error[0].value
    assert SENTINEL not in everything(at)
    assert f"pages.{page} failed: RuntimeError at " in caplog.text
    assert SENTINEL not in caplog.text
