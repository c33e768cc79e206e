"""Is every cause of a moved figure found, and do the causes add up to the difference?"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from campaign import __main__ as command
from campaign.access.roles import ROLES
from campaign.access.scope import EVERYWHERE, Scope
from campaign.months import changes, frozen
from campaign.months.changes import Moved, moved
from campaign.months.frozen import frozen_month, open_frozen
from campaign.numbers import metrics, prepared
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Count
from campaign.numbers.metrics import METRICS, is_solved, metric
from campaign.numbers.snapshot import NoSnapshot, open_current
from campaign.numbers.wording import EMPTY
from campaign.places.units import Unit, registered
from etl import fingerprint, freeze, loading
from etl import shelf as shelves
from tests.inbox import Inbox
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]
MARCH = "2017-03"
VISITS = "村(社区) | 户主姓名 | 家庭住址 | 走访单位 | 意见建议 | 处理落实情况 | 走访日期\n"
ISSUES = "问题编号 | 村(社区) | 反映人 | 走访单位 | 反映日期 | 反映问题 | 是否解决 | 办结日期\n"


def visit(n: int, day: str = "3.10", unit: str = "政法委", opinion: str = "", outcome: str = "") -> str:
    return f"马家巷社区 | 户{n} | 3组{n}号 | {unit} | {opinion} | {outcome} | {day}\n"


def issue(no: int, status: str = "待解决", solved: str = "", text: str = "", day: str = "3.10") -> str:
    return f"{no} | 马家巷社区 | 人{no} | 政法委 | {day} | {text or f'第{no}盏路灯不亮'} | {status} | {solved}\n"


class World:
    """An inbox and its shelf: load, freeze, change what lies in the inbox, load again, ask why."""

    def __init__(self, root: Path) -> None:
        self.inbox, self.shelf, self.list = Inbox(root / "inbox"), root / "shelf", root / "corrections.yml"
        root.mkdir(exist_ok=True)
        self.list.write_text("[]\n", encoding="utf-8")

    def put(self, path: str, content: str, received: str = "2017-04-02") -> World:
        self.inbox.put(path, content, received=received)
        return self

    def take_out(self, path: str) -> World:
        (self.inbox.root / path).unlink()
        return self

    def load(self) -> World:
        loading.load(self.inbox.root, self.shelf, corrected_by=self.list)
        return self

    def freeze(self) -> World:
        freeze.freeze(self.load().shelf, MARCH)
        return self

    def why(self, metric_id: str, **question: object) -> Moved:
        return self.whys((metric_id, question or {"period": MARCH}))[0]

    def whys(self, *asked: tuple[str, dict[str, object]]) -> list[Moved]:
        """Why these moved; whatever the causes are, they add up to the difference, and so do the files."""
        kept = frozen_month(self.shelf, MARCH)
        with open_frozen(kept) as then, open_current(self.shelf) as now:
            answers = [moved(then, now, metric_id, kept=kept, **question) for metric_id, question in asked]
        for one in (one for answer in answers for one in answer.parts or (answer,) if one.is_explained):
            assert int(one.causes["change"].sum()) == (one.now or 0) - (one.then or 0), one.sentence
            assert int(one.files["change"].sum()) == one.causes.query("cause != '口径'")["change"].sum()
            assert set(one.causes["cause"]) <= set(changes.CAUSES)
        return answers


@pytest.fixture(autouse=True, scope="module")
def few_cuts() -> Iterator[None]:
    """The months of these tests keep the figures of the districts alone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(frozen, "CUTS", ("district",))
        yield


@pytest.fixture
def world(closed: World, tmp_path: Path) -> World:
    """Three households and a ledger of two issues in March, and one visit in April; March is frozen."""
    shutil.copytree(closed.inbox.root.parent, tmp_path, dirs_exist_ok=True)
    return World(tmp_path)


@pytest.fixture(scope="module")
def closed(few_cuts: None, tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("closed"))
    made.put("a.csv", VISITS + visit(1) + visit(2, "3.20") + visit(3, "3.21"), "2017-03-31")
    made.put("b.csv", ISSUES + issue(1, "已解决", "3.20") + issue(2), "2017-03-31")
    return made.put("z.csv", VISITS + visit(99, "4.1"), "2017-04-01").freeze()


def causes(result: Moved) -> dict[str, int]:
    return dict(zip(result.causes["cause"], result.causes["change"], strict=True))


def files(result: Moved) -> set[tuple[str, str, int]]:
    return set(result.files[["cause", "source_file", "change"]].itertuples(index=False, name=None))


def test_没有变的说相同(world: World) -> None:
    same = world.load().why("issues")
    assert same.difference == 0 and causes(same) == {}
    assert same.sentence == "2017年3月“收集问题”与定版时相同，都是2件。"


def test_补报_说到文件(world: World) -> None:
    late = world.put("c.csv", VISITS + visit(4) + visit(5)).put("d.csv", VISITS + visit(6)).load().why("households")
    assert (late.then, late.now, causes(late)) == (3, 6, {"补报": 3})
    assert files(late) == {("补报", "c.csv", 2), ("补报", "d.csv", 1)}
    assert late.sentence == "2017年3月“走访户数”由定版时的3户变为6户，多3户：补报 +3（c.csv +2，d.csv +1）。"


def test_补报的行不在这个月_这个月的数不变(world: World) -> None:
    assert causes(world.put("c.csv", VISITS + visit(4, "4.1")).load().why("households")) == {}


def test_撤走的文件(world: World) -> None:
    gone = world.take_out("b.csv").load().why("issues")
    assert (gone.then, gone.now, causes(gone)) == (2, None, {"撤走": -2})
    assert gone.difference is None
    assert gone.sentence == "2017年3月“收集问题”定版时是2件，现在没有数：撤走 −2（b.csv −2）。"
    assert (gone.difference_phrase, gone.formatted_change) == ("原来是2件，现在没有数", EMPTY)
    kept = frozen_month(world.shelf, MARCH)
    with open_current(world.shelf) as now:
        (listed,) = changes.then_and_now(now, ["issues"], kept, scope=EVERYWHERE, running=False)
    assert (listed.difference_phrase, listed.formatted_change) == (gone.difference_phrase, EMPTY)


def test_定版时没有数的_说现在是多少_不说差(tmp_path: Path) -> None:
    new = World(tmp_path).put("a.csv", VISITS + visit(1) + visit(99, "4.1")).freeze()
    new.put("b.csv", ISSUES + issue(1) + issue(2), "2017-04-05").load()
    come = new.why("issues")
    assert (come.then, come.now, come.difference, causes(come)) == (None, 2, None, {"补报": 2})
    assert come.sentence == "2017年3月“收集问题”定版时没有数，现在是2件：补报 +2（b.csv +2）。"
    assert come.difference_phrase == "原来没有数，现在是2件" and come.record["difference"] is None
    share = new.why("solved_share", period="2017-02")
    assert share.headline.endswith("都没有数。")


def test_同名文件换版_逐行相减(world: World) -> None:
    new = world.put("b.csv", ISSUES + issue(1, "已解决", "3.20") + issue(2) + issue(3), "2017-04-03").load()
    assert causes(new.why("issues")) == {"换版": 1}


def test_改名的文件还是那一份(world: World) -> None:
    (world.inbox.root / "b.csv").rename(world.inbox.root / "y.csv")
    assert causes(world.load().why("issues")) == {}


def test_更正清单改过的行(world: World) -> None:
    world.list.write_text(
        """
- file: a.csv
  sheet: 数据
  cell: G3
  was: "3.20"
  becomes: "4.1"
  why: 单位来电更正
  confirmed_by: 市活动办
  confirmed_on: 2017-04-05
""",
        encoding="utf-8",
    )
    assert causes(world.load().why("visits")) == {"更正": -1}


def test_重报的行取代原来的行_一减一增(tmp_path: Path) -> None:
    world, folder = World(tmp_path), "政法委/3月下半月"
    world.put(f"{folder}/b.csv", ISSUES + issue(2), "2017-03-31").put("z.csv", VISITS + visit(99, "4.1")).freeze()
    world.put(f"{folder}/c.csv", ISSUES + issue(2, text="北门第2盏路灯不亮已半年"), "2017-04-05")
    again = world.load().why("issues")
    assert (again.difference, causes(again)) == (0, {"更正": 0})
    assert files(again) == {("更正", f"{folder}/b.csv", -1), ("更正", f"{folder}/c.csv", 1)}


def test_后来的表说已解决_是状态_追到那份表(world: World) -> None:
    solved = world.put("c.csv", ISSUES + issue(2, "已解决", "3.30"), "2017-04-05").load().why("solved")
    assert (solved.then, solved.now, causes(solved)) == (1, 2, {"状态": 1})
    assert {file for _, file, _ in files(solved)} == {"c.csv"}


def test_只看一片的人_看不到别处文件的名称(world: World, patched: pytest.MonkeyPatch) -> None:
    world.put("c.csv", ISSUES + issue(2, "已解决", "3.30"), "2017-04-05").load()
    kept = frozen_month(world.shelf, MARCH)
    own, other = (Scope(name, ROLES["unit"], {"unit": (name,)}) for name in ("市委政法委", "市审计局"))

    def why(scope: Scope) -> Moved:
        with open_frozen(kept) as then, open_current(world.shelf) as now:
            return moved(then, now, "solved", scope=scope, period=MARCH, kept=kept)

    assert {file for _, file, _ in files(why(own))} == {"c.csv"} and why(other).now in (None, 0)
    by_others = pd.Series(["别处/丙.csv"])
    patched.setattr(changes, "_blamed", lambda *of: by_others.reindex(of[3].index, method="ffill"))
    assert {file for _, file, _ in files(why(own))} == {changes.OTHERS}


def test_走访行的处理结果后来才有_是状态_追到后来的表(tmp_path: Path) -> None:
    other = World(tmp_path)
    other.put("a.csv", VISITS + visit(1, opinion="路灯不亮"), "2017-03-31").put(
        "z.csv", VISITS + visit(9, "4.1")
    ).freeze()
    other.put("c.csv", VISITS + visit(1, opinion="路灯不亮", outcome="已解决"), "2017-04-08")
    solved = other.load().why("solved")
    assert causes(solved) == {"状态": 1} and {file for _, file, _ in files(solved)} == {"c.csv"}


def test_退回的行改好重报(tmp_path: Path) -> None:
    other = World(tmp_path)
    other.put("政法委/3月/a.csv", VISITS + visit(1) + visit(2, "3月32日"), "2017-03-31")
    other.put("政法委/4月/z.csv", VISITS + visit(9, "4.1")).freeze()
    named = "来源文件 | 来源工作表 | 来源行号 | " + VISITS
    other.put("政法委/3月/b.csv", named + "政法委/3月/a.csv | 数据 | 3 | " + visit(2, "3.12"), "2017-04-05").load()
    mended = other.why("visits")
    assert causes(mended) == {"退回": 1} and files(mended) == {("退回", "政法委/3月/b.csv", 1)}


def test_晚到的表里有更早的走访_首访移位_户数不变(world: World) -> None:
    earlier = world.put("c.csv", VISITS + visit(3, "3.5", "市民政局"), "2017-04-05").load()
    first = earlier.why("households")
    assert (first.difference, causes(first)) == (0, {"首访移位": 0})
    assert files(first) == {("首访移位", "a.csv", -1), ("首访移位", "c.csv", 1)}
    assert causes(earlier.why("visits")) == {"补报": 1}
    assert causes(earlier.why("households", period="2017-03-下")) == {"首访移位": -1}


def test_首访的表撤走_首访移回来(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put("a.csv", VISITS + visit(3, "3.21") + visit(9, "4.1")).put("c.csv", VISITS + visit(3, "3.5", "市民政局"))
    back = world.freeze().take_out("c.csv").load().why("households")
    assert (back.difference, causes(back)) == (0, {"首访移位": 0})


def test_同一件事另有台账_由台账代表(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put("a.csv", VISITS + visit(1, opinion="东门路灯不亮") + visit(9, "4.1")).freeze()
    ledger = "1 | 马家巷社区 | 户1 | 政法委 | 3.10 | 东门路灯不亮 | 待解决 | \n"
    moved_on = world.put("b.csv", ISSUES + ledger, "2017-04-05").load().why("issues")
    assert moved_on.difference == 0 and causes(moved_on)["归并"] == -1


def test_占比按分子分母分开说(world: World) -> None:
    share = world.put("c.csv", ISSUES + issue(3, "已解决", "3.15") + issue(4)).load().why("solved_share")
    assert [causes(part) for part in share.parts] == [{"补报": 1}, {"补报": 2}]
    assert share.sentence.startswith("2017年3月“解决率（单位申报）”与定版时相同，都是50.0%；")


def test_天数和没有来源行的数说分不到文件(world: World) -> None:
    world.put("c.csv", ISSUES + issue(3, day="3.1")).load()
    oldest = world.why("oldest_open_days")
    assert not oldest.is_explained and oldest.difference == 9 and "分不到" in oldest.notes[0]
    assert "没有来源行" in world.why("cadres_on_target").notes[0]


def test_干部人数因花名册而变_说是花名册_点名那一份(world: World) -> None:
    roster = "单位名称 | 级别 | 干部人数\n政法委 | 市级机关 | {}\n"
    world.put("花名册.csv", roster.format(3)).load()
    moved = world.why("cadres")
    assert causes(moved) == {"花名册": 3} and "花名册.csv" in moved.sentence


def test_名录里改了单位的名字_说是名录_不说是哪份没有变的表(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed() -> tuple[Unit, ...]:
        return tuple(
            replace(unit, unit_name="市委平安办", aliases=(*unit.aliases, unit.unit_name, unit.short_name))
            if unit.unit_name == "市委政法委"
            else unit
            for unit in registered()
        )

    monkeypatch.setattr(sys.modules["etl.city.units"], "registered", renamed)
    monkeypatch.setattr(fingerprint, "code", lambda: "another register")
    moved = world.load().why("households", period=MARCH, where={"unit": "市委平安办"})
    assert causes(moved) == {"名录": 3} and "a.csv" not in moved.sentence and "状态" not in moved.sentence


def counted_otherwise(patched: pytest.MonkeyPatch, changed: Count) -> None:
    """From here on the number is defined so; compiled questions of the old definition are forgotten."""
    patched.setattr(metrics, "METRICS", tuple(changed if m.id == changed.id else m for m in METRICS))
    prepared.compiled.cache_clear()


@pytest.fixture
def patched() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patched:
        yield patched
    prepared.compiled.cache_clear()


def test_口径多算一件_就是口径一件(world: World, patched: pytest.MonkeyPatch) -> None:
    world.put("c.csv", ISSUES + issue(3)).load()
    counted_otherwise(patched, metrics.ISSUES.where(id="solved", label="已解决", note="全都算"))
    defined = world.why("solved")
    assert (defined.then, defined.now, causes(defined)) == (1, 3, {"口径": 1, "补报": 1})
    assert any("定版（" in note and "后有修订" in note for note in defined.notes)


def test_口径换了而数凑巧不变_没有口径一项_仍说明改过(world: World, patched: pytest.MonkeyPatch) -> None:
    """Of the two issues of March one is solved and one is not: counting the other one gives the same figure."""
    world.put("c.csv", ISSUES + issue(3) + issue(4)).load()
    changed = metrics.ISSUES.where(
        lambda t, asking: ~is_solved(t, asking), id="solved", label="已解决", note="没解决的", known_by=("status",)
    )
    counted_otherwise(patched, changed)
    other = world.why("solved")
    assert (other.then, other.now, causes(other)) == (1, 3, {"补报": 2}) and "后有修订" in other.notes[0]


def test_封存的数按区留着_别的一格按封存的数据重数(world: World) -> None:
    world.put("c.csv", VISITS + visit(4)).load()
    assert world.why("households", period=MARCH, where={"district": ["武进区"]}).then == 3
    assert world.why("households", period=MARCH, where={"town": ["湖塘镇"]}).then == 3
    assert world.why("households", period=MARCH, where={"district": ["天宁区"]}).then is None


def test_封存的数被人动过_差在口径里看得见_仍然对得上(world: World) -> None:
    """The frozen figure is the one that was reported; whatever it is, the causes add up from it."""

    file = frozen_month(world.shelf, MARCH).folder / frozen.FIGURES
    rows = pq.read_table(file).to_pylist()
    for row in rows:
        if (row["metric_id"], row["span"], row["by"]) == ("households", frozen.MONTH, ""):
            row["figure"] = 5.0
    pq.write_table(pa.Table.from_pylist(rows, schema=frozen.COLUMNS), file)
    assert causes(world.load().why("households")) == {"口径": -2}


STEPS = {"take out": 25, "rename": 15, "version": 20, "leave": 40}
"""What may become of a file between the freezing and the next load, and how often."""


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_随便怎样改动_各项之和都等于差(tmp_path: Path, seed: int) -> None:
    """Seed 0 has one file of every kind and asks one number of each table; the others have many and ask all."""
    chance = random.Random(seed)
    steps = [*STEPS] if seed == 0 else chance.choices([*STEPS], [*STEPS.values()], k=4)
    chance.shuffle(steps)
    becomes = {f"{n}.csv": step for n, step in enumerate(steps)}
    world = World(tmp_path)

    def sheet() -> str:
        if chance.random() < 0.5:
            texts = ("", "路灯不亮", "道路破损")
            return VISITS + "".join(
                visit(
                    chance.randrange(6),
                    f"3.{chance.randrange(1, 33)}",
                    chance.choice(("政法委", "市民政局")),
                    chance.choice(texts),
                    chance.choice(("", "已解决")),
                )
                for _ in range(chance.randrange(1, 7))
            )
        return ISSUES + "".join(
            issue(
                chance.randrange(6),
                chance.choice(("待解决", "已解决", "正在办理")),
                text=chance.choice(("", "路灯不亮")),
            )
            for _ in range(chance.randrange(1, 7))
        )

    def day() -> str:
        return f"2017-04-{chance.randrange(1, 20):02}"

    for name in becomes:
        world.put(name, sheet(), day())
    world.put("z.csv", VISITS + visit(99, "4.1")).freeze()
    for name, step in becomes.items():
        if step == "take out":
            world.take_out(name)
        elif step == "rename":
            (world.inbox.root / name).rename(world.inbox.root / f"改名{name}")
        elif step == "version":
            world.put(name, sheet(), day())
    for n in range(1 if seed == 0 else 3):
        world.put(f"新{n}.csv", sheet(), day())
    world.load()
    counts = [m.id for m in METRICS if isinstance(m, Count)]
    if seed == 0:
        counts = ["solved", *{metric(count).table: count for count in counts}.values()]
    world.whys(*((m, {"period": MARCH}) for m in (*counts, "solved_share", "issues_per_household", "oldest_open_days")))
    few = ("households",) if seed == 0 else ("households", "visits", "issues", "solved")
    spans = ({"as_of": date(2017, 3, 31)}, {"period": "2017-W11"}, {"period": "2017-03-下"})
    places = ({"district": ["武进区"]}, {"unit": ["市委政法委"]}, {"unit": ["市民政局"]})
    world.whys(*((m, span) for m in few for span in spans))
    world.whys(*((m, {"period": MARCH, "where": where}) for m in few for where in places))


class Test任意两份快照:
    def test_不封存也能对照(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        old = shelves.current(world.shelf)
        world.put("c.csv", VISITS + visit(4)).load()
        shelf = ["--shelf", str(world.shelf)]
        assert command.main(["why", "households", "--against", old, *shelf]) == 0
        assert f"累计“走访户数”由数据版本{old}的4户变为5户，多1户：补报 +1（c.csv +1）。" in capsys.readouterr().out

    def test_与封存的月份对照_可以写成json(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        world.put("c.csv", VISITS + visit(4)).load()
        shelf = ["--shelf", str(world.shelf)]
        assert command.main(["why", "households", "--period", MARCH, *shelf, "--format", "json"]) == 0
        record = json.loads(capsys.readouterr().out)
        assert record["difference"] == 1 and record["causes"] == [{"cause": "补报", "change": 1, "lines": 1}]
        assert command.main(["why", "repeat_share", "--where", "district=武进区", *shelf]) == 0
        assert "走访户次　+1" in capsys.readouterr().out

    @pytest.mark.parametrize("arguments", [["--against", "2016-01"], ["--period", "2017-05"], ["--against", "../x"]])
    def test_没有的说可以与哪些对照(
        self, world: World, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command.main(["why", "households", *arguments, "--shelf", str(world.shelf)]) != 0
        assert "可以对照的有：2017-03、" in capsys.readouterr().err

    def test_早先的快照缺栏目_说缺什么_不是出错(self, tmp_path: Path) -> None:
        issues = "raised_date | status | district\n2017-03-10 | 待解决 | 天宁区"
        tiny(tmp_path, snapshot_id="old", issues=issues).close()
        with duckdb.connect(str(tmp_path / "shelf" / "old" / "campaign.duckdb")) as con:
            con.execute("ALTER TABLE issues DROP COLUMN responded_date")
        with tiny(tmp_path, snapshot_id="new", issues=issues) as now:
            then, kept = changes.earlier(tmp_path / "shelf", "old", None)
            with then:
                lacking = moved(then, now, "responded", kept=kept)
                assert "还没有“处置日期”" in lacking.notes[0] and not lacking.is_explained
                assert moved(then, now, "issues").is_explained

    def test_问得不对的照样说不对(self, world: World) -> None:
        with pytest.raises(CannotAnswer):
            world.why("households", period=MARCH, where={"category": ["平安治理"]})
        with pytest.raises(NoSnapshot):
            changes.earlier(world.shelf / "none", None, None)


class Test页面:
    @pytest.fixture(autouse=True)
    def fresh(self) -> Iterator[None]:
        st.cache_data.clear()
        st.cache_resource.clear()
        yield
        st.cache_data.clear()
        st.cache_resource.clear()

    def opened(self, shelf: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
        monkeypatch.setenv("DAZOUFANG_SHELF", str(shelf))
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        at.switch_page("pages/changes.py")
        for name, value in address.items():
            at.query_params[name] = [value]
        at.run()
        assert not at.exception and not at.error
        return at

    def test_没有定版过_不写命令(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tiny(tmp_path).close()
        at = self.opened(tmp_path / "shelf", monkeypatch)
        assert [c.value for c in at.code] == [] and any("定版" in m.value for m in at.markdown)

    def test_封存的和现在的并列_第一个变了的数说到文件(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.put("c.csv", ISSUES + issue(3, "已解决", "3.15")).load()
        at = self.opened(world.shelf, monkeypatch)
        figures, files_ = (frame.value for frame in at.dataframe)
        shown = figures.set_index("指标").loc["收集问题（件）"].tolist()
        assert shown == ["2", "3", "+1"] and figures.set_index("指标").loc["走访户数（户）", "增减"] == "0"
        assert files_.to_numpy().tolist() == [["补报", "+1", "c.csv", 1]]
        printed = "".join(m.value for m in at.markdown).replace("\\", "")
        assert "收集问题多1件" in printed and "“收集问题”由定版时的2件变为3件，多1件。" in printed

    def test_占比按两个数分开画_天数没有图(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.put("c.csv", ISSUES + issue(3, "已解决", "3.15")).load()
        at = self.opened(world.shelf, monkeypatch, moved="solved_share")
        assert len(at.get("plotly_chart")) == 2
        assert len(self.opened(world.shelf, monkeypatch, moved="overdue", span="累计到月末").get("plotly_chart")) == 0
