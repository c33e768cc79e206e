"""Do the demonstration sheets say what their manifest says, and the manifest what was published?

The sheets are read back here with openpyxl, python-docx and csv alone, never with the project's readers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlrd

from campaign.office import rules
from campaign.places import areas
from campaign.places.areas import AREAS
from etl import sample
from etl.forms import FORMS
from etl.sample import flaws, objects, people, plan
from etl.sample.city import city_papers
from etl.sample.files import ErrorCell, Sheet, word, xls, xlsx
from etl.sample.habits import PLAIN, Habit
from etl.sample.office import CHINA
from etl.sample.paper import Paper, Part, Record, Sent, written

SMALL = 0.01


@pytest.fixture(scope="module")
def whole() -> plan.Plan:
    return sample._prepared(1.0, 1)[0]


def _frame(rows: plan.Rows) -> pd.DataFrame:
    return pd.DataFrame(rows.columns)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("inbox")
    sample.write(out, SMALL, 1)
    return out


@pytest.fixture(scope="module")
def manifest(inbox: Path) -> dict:
    return json.loads((inbox / sample.MANIFEST).read_text(encoding="utf-8"))


# --- the units ------------------------------------------------------------------------------------


def test_每个名称和别名只属于一个单位():
    owners = defaultdict(set)
    for unit in plan.units():
        for name in {unit.unit_name, unit.short_name, *unit.aliases}:
            owners[name].add(unit.unit_name)
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_109家市级机关_6个辖市区和经开区_7个督导小组():
    levels = Counter(unit.level for unit in plan.units())
    assert (levels["市级机关"], levels["辖市区"]) == (109, 7)
    assert set(levels) == set(rules.LEVELS)
    assert sorted(u.zone for u in plan.units() if u.level == "辖市区") == sorted(areas.ZONES)
    groups = Counter(u.supervision_group for u in plan.units() if u.level in ("市级机关", "辖市区"))
    assert sorted(groups) == [1, 2, 3, 4, 5, 6, 7]
    assert max(groups.values()) - min(groups.values()) <= 1


def test_监狱以外的每个镇街各有一个镇街单位():
    towns = {(a.zone, a.town_id) for a in AREAS if "监狱" not in a.town_name}
    units = [u for u in plan.units() if u.level == "镇街"]
    assert len(units) == len(towns) == 63
    assert Counter(u.zone for u in units) == Counter(zone for zone, _ in towns)


def test_近名的单位不是同一个单位():
    by_name = {name: u.unit_name for u in plan.units() for name in (u.unit_name, u.short_name, *u.aliases)}
    for different in (
        ("市委农工办", "武进区委农工办", "市农委"),
        ("市国土资源局", "新北区国土资源局", "经开区国土分局"),
        ("市国税局", "常州国税三分局"),
    ):
        assert len({by_name[name] for name in different}) == len(different)
    assert by_name["政府办"] == by_name["市政府办"] == by_name["市政府办公厅"] == "市政府办公室"
    assert by_name["高新区"] == "新北区" != by_name["武进高新区"]


# --- the plan -------------------------------------------------------------------------------------


def test_全市三月正好是公布的数(whole):
    month = plan.figures(whole)["month"]
    assert (month["households"], month["issues"], month["solved"]) == (251_633, 53_986, 13_174)
    assert month["visits"] > month["households"]


def test_有公布数的单位正好是公布的数(whole):
    found = plan.figures(whole)["units"]
    said = {name: tuple(found[name].values()) for name in found}
    assert said["市政府办公室"] == (391, 281, 55)
    assert said["市委政法委"] == (423, 194, 11)
    assert said["市交通运输局"] == (91, 54, None)
    assert said["经开区金融发展局"] == (70, None, None)
    assert said["经开区农村工作局"] == said["经开区社会事业局"] == (None, None, None)
    assert said["常州国税三分局"][:2] == (206, 34)
    households, issues, _ = said["经开区党群工作部"]
    assert households == 270 and issues >= 70
    households, issues, _ = said["经开区战略发展部"]
    assert households >= 80 and issues <= 20
    households, issues, _ = said["经开区国土分局"]
    assert households >= 600 and issues >= 120


@pytest.mark.parametrize("scale", [1.0, 0.37, 0.01])
@pytest.mark.parametrize("seed", [1, 2])
def test_任何比例和种子_合计都等于按比例的公布数(scale, seed):
    drawn = plan.make_plan(scale, seed)
    found = plan.figures(drawn)
    assert found["month"]["households"] == round(251_633 * scale)
    assert found["month"]["issues"] == round(53_986 * scale)
    assert found["month"]["solved"] == round(13_174 * scale)
    for way in ("districts", "zones"):
        for number in ("households", "visits", "issues", "solved"):
            assert sum(place[number] for place in found[way].values()) == found["month"][number]
    for number in ("issues", "solved"):
        assert sum(unit[number] or 0 for unit in found["units"].values()) == found["month"][number]


@pytest.mark.parametrize("scale", [1.0, 0.37, 0.05])
def test_走访企业名士的合计等于按比例的公布数_村和户不在内(scale):
    drawn = plan.make_plan(scale, 1)
    firms, people_of_note = (sample._counted(visited(drawn)) for visited in (objects.enterprises, objects.notables))
    assert firms == {
        "visited": plan.scaled(2_251, scale),
        "raised": plan.scaled(913, scale),
        "solved": plan.scaled(384, scale),
    }
    assert (people_of_note["visited"], people_of_note["raised"]) == (plan.scaled(161, scale), plan.scaled(216, scale))


def test_东城湾村有家庭被两个部门走访_户次多于户数(whole):
    names = [s.unit.unit_name for s in whole.senders]
    visited = [
        set(whole.visits["household"][whole.visits["sender"] == names.index(name)])
        for name in ("经开区党群工作部", "经开区战略发展部")
    ]
    assert len(visited[0] & visited[1]) == plan.SHARED_IN_EAST_BAY


def test_同一单位同一天不会走访同一户两次(whole):
    assert not _frame(whole.visits).duplicated(["household", "sender", "day"]).any()


def test_问题在走访当天提出_不会先解决后提出(whole):
    issues, visits = whole.issues, whole.visits
    at = issues["visit"]
    for fact in ("sender", "household", "day"):
        assert np.array_equal(visits[fact][at], issues[fact])
    solved = issues["solved_day"]
    assert (solved[solved > 0] >= issues["day"][solved > 0]).all()


def test_截至日期早于月底的单位_三月的走访和解决都不晚于那天(whole):
    last = {
        i: plan.PUBLISHED[s.unit.unit_name].last_day
        for i, s in enumerate(whole.senders)
        if s.unit.unit_name in plan.PUBLISHED
    }
    for i, day in last.items():
        ours = whole.visits["day"][whole.visits["sender"] == i]
        done = whole.issues["solved_day"][whole.issues["sender"] == i]
        assert ours[ours <= 31].max() <= day
        assert (done[done <= 31] <= day).all()


def test_三月逐周增长_四月已开始(whole):
    day = whole.visits["day"]
    weeks = [int(((day >= start) & (day <= start + 6)).sum()) for start in (6, 13, 20)]
    assert int((day <= 5).sum()) < weeks[0] < weeks[1] < weeks[2]
    assert (day > 31).any() and (whole.issues["day"] > 31).any() and (whole.issues["solved_day"] > 31).any()


def test_一村之内没有两户同址_同名的两户都没有问题(whole):
    homes = whole.households
    where = set()
    for village, serial in zip(*homes.lists("village", "serial"), strict=True):
        is_village = AREAS[village].village_kind == "村"
        where.add((village, people.address(is_village, people.stem(AREAS[village].village_name), serial)))
    assert len(where) == len(homes)
    frame = _frame(homes)
    same = np.flatnonzero(frame.duplicated(["village", "name_id"], keep=False))
    assert len(same) > 0
    assert not np.isin(whole.issues["household"], same).any()


def test_附件4的走访对象在当天只有一户(whole):
    for i, sender in enumerate(whole.senders):
        if sender.issue_form != "lists":
            continue
        visits = _frame(whole.visits.take(whole.visits["sender"] == i))
        visits["name"] = [people.name(i) for i in whole.households["name_id"][visits["household"]]]
        assert not visits.duplicated(["day", "name"]).any()


def test_虚构的手机以10开头_座机以1开头_号码互不相同():
    phones, lines = ([write(i) for i in range(300_000)] for write in (people.phone, people.landline))
    assert len({*phones, *lines}) == len(phones) + len(lines)
    assert all(len(p) == 11 and p.startswith("10") and p.isdigit() for p in phones)
    assert all(re.fullmatch(r"0519-1\d{7}", p) for p in lines)


@pytest.mark.parametrize("seed", [1, 2])
def test_合用电话的家庭_同村的不同名_仍是几户(seed):
    homes = _frame(plan.make_plan(0.1, seed).households)
    homes = homes[homes["phone_id"] >= 0]
    phone = ["phone_id", "has_landline"]
    shared = homes[homes.duplicated(phone, keep=False)]
    assert not shared.duplicated(["village", "name_id", *phone]).any()
    assert (shared.groupby(phone)["village"].agg(np.ptp) > 0).any()  # a son's, who lives elsewhere
    assert (shared.groupby(phone).size() > 2).any() and shared["has_landline"].any()  # a shop's


# --- as various as life ---------------------------------------------------------------------------


def test_有的单位只在工作日去_有的大多在双休日去_有的只去几天(whole):
    visits = _frame(whole.visits)
    visits = visits[(visits["day"] <= plan.MARCH_DAYS) & ~visits["again"]]
    weekend = (visits["day"] + 1) % 7 >= 5
    share = weekend.groupby(visits["sender"]).mean()
    days = visits.groupby("sender")["day"].nunique()
    assert (share == 0).any() and (share > 0.8).any() and (share.between(0.2, 0.6)).any()
    assert days.min() <= 7 and days.max() == plan.MARCH_DAYS
    evening = visits["is_evening"].groupby(visits["sender"]).mean()
    assert (evening == 0).any() and (evening > 0.2).any()
    assert not visits["is_evening"][weekend].any()


def test_同一单位的干部_听到的问题多少不一_单位大小也不一(whole):
    by_cadre = _frame(whole.visits).groupby(["sender", "cadre"]).size()
    heard = _frame(whole.issues).groupby(["sender", "cadre"]).size().reindex(by_cadre.index, fill_value=0)
    rate = (heard / by_cadre)[by_cadre >= 30]
    within = rate.groupby("sender").agg(["min", "max", "size"])
    within = within[within["size"] >= 5]
    assert len(within) > 50 and (within["max"] > 2 * within["min"]).mean() > 0.9
    homes = [unit["households"] for unit in plan.figures(whole)["units"].values() if unit["households"]]
    assert max(homes) > 100 * min(homes)


def test_村委会反映的问题_文字在一村之内不重复_只在写明反映日期的台账里(whole):
    ours = whole.issues.take(whole.issues["is_committee"])
    assert 0.005 < len(ours) / len(whole.issues) < 0.05
    assert {(whole.senders[i].issue_form, whole.senders[i].dates_issues) for i in ours["sender"]} == {("ledger", True)}
    village = whole.households["village"][ours["household"]].tolist()
    assert all(AREAS[v].village_name.endswith("村") for v in village)
    wishes = list(zip(village, sample.texts_of(whole, ours), strict=True))
    assert len(set(wishes)) == len(wishes)


def test_村委会反映的问题_台账里的反映人是村委会_走访台账里没有(inbox, manifest):
    raised = [
        row
        for path in sorted(inbox.rglob("*问题台账*.xlsx"))
        if "销号" not in path.name
        for row in _excel(path.read_bytes())
        if row.get("反映日期") and _day(row["反映日期"]) <= date(2017, 3, 31)
    ]
    wishes = {row["反映问题"] for row in raised if str(row["反映人"]).endswith("村委会")}
    assert 0 < len(wishes) <= manifest["raised_by_committees"]
    cells = {row.get("意见建议") for path in inbox.rglob("*走访台账*.xlsx") for row in _excel(path.read_bytes())}
    assert not cells & wishes


# --- the files, read back by other means ----------------------------------------------------------


def _papers_of(name: str) -> list[Sent]:
    found = [u.unit_name for u in plan.units()].index(name)
    return list(sample.papers(sample.office(1.0, 1, found)))


def _plain(said: object) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", "" if said is None else str(said)))


def _day(said: object) -> date | None:
    if isinstance(said, datetime):
        return said.date()
    numbers = [int(n) for n in re.findall(r"\d+", str(said or ""))]
    numbers = [2017, *numbers] if len(numbers) == 2 else numbers
    return date(*numbers) if len(numbers) == 3 else None


def _records(rows: list[list]) -> list[dict]:
    """Rows that begin with a number and hold something else, by the heading over each column."""
    keys: list[str] = []
    found = []
    for row in rows:
        texts = [re.sub(r"\(.*?贫困.*?\)|\(家境情况\)|:", "", _plain(cell)) for cell in row]
        if "序号" in texts:
            keys = [HEADINGS.get(t, t) for t in texts]  # of two header rows the lower one stands
        elif keys and texts[0].isdigit() and sum(1 for t in texts if t) > 1:
            found.append(dict(zip(keys, row, strict=False)))
    return found


def _filled(page: openpyxl.worksheet.worksheet.Worksheet) -> list[list]:
    """The sheet's rows, each cell of a merged area saying what the area says."""
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    for area in page.merged_cells.ranges:
        for r in range(area.min_row - 1, area.max_row):
            for c in range(area.min_col - 1, area.max_col):
                rows[r][c] = rows[area.min_row - 1][area.min_col - 1]
    return rows


HEADINGS = {
    "户主": "户主姓名",
    "电话": "联系电话",
    "走访时间": "走访日期",
    "家庭人口": "家庭成员数",
    "方式": "办理方式",
    "时限": "办理时限",
    "结果": "办理情况",
}


def _excel(content: bytes) -> list[dict]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [r for page in book for r in _records(_filled(page))]


@pytest.mark.parametrize("name", list(plan.PUBLISHED))
def test_有公布数的单位_从文件里数出来也是公布的数(name):
    given = plan.PUBLISHED[name]
    visits = [r for p in _papers_of(name) if p.form == "visit_ledger" for r in _excel(p.content)]
    march = [r for r in visits if _day(r["走访日期"]) <= date(2017, 3, 31)]
    homes = {(_plain(r["村(社区)"]), _plain(r["户主姓名"]), _plain(r["家庭住址"])) for r in march}
    assert len(homes) == given.households
    issues = [r for p in _papers_of(name) if p.form == "issue_ledger" for r in _excel(p.content)]
    raised = {(_plain(r["反映人"]), r["反映问题"]) for r in issues if _day(r["反映日期"]) <= date(2017, 3, 31)}
    assert len(raised) == (given.issues or 0)
    solved = {
        (_plain(r["反映人"]), r["反映问题"])
        for r in issues
        if r["是否解决"] == "已解决" and _day(r["办结日期"]) <= date(2017, 3, 31)
    }
    assert len(solved) == (given.solved or 0)
    if given.solved is None:
        assert {r["是否解决"] for r in issues} <= {None, ""}


def test_GB18030的csv里是这个镇街的走访():
    name = "邹区镇"
    i = [u.unit_name for u in plan.units()].index(name)
    office = sample.office(1.0, 1, i)
    rows = []
    for paper in sample.papers(office):
        if paper.form == "visit_ledger":
            rows += _records(list(csv.reader(io.StringIO(paper.content.decode("gb18030")))))
    assert len(rows) == len(office.visits)
    months = Counter(_day(r["走访日期"]).month for r in rows)
    assert months == Counter(np.where(office.visits["day"] <= 31, 3, 4).tolist())


def test_Word调查表里一户一张表():
    name = plan.WORD_UNITS[0]
    i = [u.unit_name for u in plan.units()].index(name)
    office = sample.office(1.0, 1, i)
    homes, solved = Counter(), 0
    for paper in sample.papers(office):
        if paper.form == "household_form":
            document = docx.Document(io.BytesIO(paper.content))
            assert len(document.tables) == paper.rows
            for table in document.tables:
                cells = [[c.text for c in row.cells] for row in table.rows]
                homes[_plain(cells[0][1]), _plain(cells[1][1])] += 1
                solved += cells[-1][1].startswith("已解决")
            feet = [p.text for p in document.paragraphs if p.text.startswith("采集人(单位)：")]
            assert len(feet) == paper.rows and all(f"（{name}）" in foot for foot in feet)
    assert homes.total() == len(office.visits)
    assert len(homes) == len(set(office.visits["household"].tolist()))
    assert solved == int((office.issues["solved_day"] > 0).sum())


def test_附件4的清单与问题一一对应():
    for name in plan.LIST_UNITS:
        i = [u.unit_name for u in plan.units()].index(name)
        office = sample.office(1.0, 1, i)
        said = Counter()
        for paper in sample.papers(office):
            if paper.form != "cadre_list":
                continue
            if paper.path.endswith(".docx"):
                tables = docx.Document(io.BytesIO(paper.content)).tables
                rows = [[c.text for c in row.cells] for table in tables for row in table.rows]
            else:
                book = openpyxl.load_workbook(io.BytesIO(paper.content))
                rows = [list(row) for page in book for row in page.iter_rows(values_only=True)]
            said.update(row[2] for row in rows if str(row[0]).isdigit())
        assert said == Counter(office.texts) and said.total() > 0


def test_花名册写着国税三分局20名干部_市级机关各挂钩一到三个村():
    drawn, ways, _ = sample._prepared(1.0, 1)
    content = next(p.content for p in city_papers(drawn, ways) if p.form == "roster")
    rows = [list(r) for r in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)]
    roster = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert len(roster) == len(plan.units())
    assert {r["单位名称"]: r["干部人数"] for r in roster}["常州国税三分局"] == 20
    assert all(1 <= len(r["挂钩村(社区)"].split("、")) <= 3 for r in roster if r["级别"] == "市级机关")


# --- the papers beside ----------------------------------------------------------------------------


_PLACE_LINE = re.compile("市（区）|（市区）")
"""As offices print it, and as the notice does."""


def _surveys(inbox: Path) -> list[tuple[str, dict[str, str]]]:
    """Each 附件1 as (the line of its place, label → what it says)."""
    found = []
    for path in sorted(inbox.rglob("*附件1*")):
        if path.suffix == ".docx":
            document = docx.Document(path)
            places = [p.text for p in document.paragraphs if _PLACE_LINE.search(p.text)]
            tables = [[[c.text for c in row.cells] for row in table.rows] for table in document.tables]
        else:
            pages = [_filled(page) for page in openpyxl.load_workbook(path, data_only=True)]
            places = [next(str(r[0]) for r in rows if _PLACE_LINE.search(str(r[0]))) for rows in pages]
            tables = pages
        for place, rows in zip(places, tables, strict=True):
            pairs = [(_plain(row[c]), _plain(row[c + 1])) for row in rows for c in (0, 2) if len(row) > c + 1]
            found.append((place, dict(pairs)))
    return found


def _village_of(place: str) -> str:
    printed = r"(.*?)(?:市\(区\)|\(市区\))(.*?)镇\(街道\)(.*?)村\(社区\)"
    parts = re.fullmatch(printed, _plain(place).replace("_", ""))
    (area,) = areas.find(*parts.groups())
    return area.village_id


def test_每个送表机关的每个村各有一份附件1_户数和人口与清单相同(inbox, manifest):
    said = {
        _village_of(place): {
            "household_total": int(boxes["总户数"]),
            "population": int(boxes["总人口"].removesuffix("人")),
        }
        for place, boxes in _surveys(inbox)
    }
    assert said == manifest["villages"] and len(said) > 100
    assert len(_surveys(inbox)) == manifest["rows"]["village_survey"] == len(said)


def test_附件1的数都说得通_户数不少于走访过的户数(inbox):
    drawn, _, _ = sample._prepared(SMALL, 1)
    visited = Counter(AREAS[v].village_id for v in drawn.households["village"].tolist())
    for place, boxes in _surveys(inbox):
        households, people_there = int(boxes["总户数"]), int(boxes["总人口"].removesuffix("人"))
        assert households >= visited[_village_of(place)]
        assert 1.5 <= people_there / households <= 6 and int(boxes["党员人数"]) <= people_there
        whole, part = (boxes[f"2016年村(社区){name}(万元)"] for name in ("集体总收入", "经营性收入"))
        assert float(part) <= float(whole)


def test_联系卡张数与清单相同_约一户一张(inbox, manifest):
    said, homes = {}, {}
    for path in inbox.rglob("*联系卡*.xlsx"):
        for row in _excel(path.read_bytes()):
            said[row["单位"]], homes[row["单位"]] = row["发放张数"], row["走访户数"]
    assert said == manifest["cards"]
    units = manifest["units"]
    assert homes == {name: figures["households"] for name, figures in units.items() if figures["households"]}
    assert all(0.9 <= said[name] / homes[name] <= 1.05 for name in said)


def test_简报写的全市数和单位数就是计划的数(inbox, manifest):
    (path,) = inbox.rglob("*简报第12期.docx")
    said = "\n".join(p.text for p in docx.Document(path).paragraphs)
    month, units = manifest["month"], manifest["units"]
    assert (
        f"{month['households']}户" in said and f"问题{month['issues']}个" in said and f"解决{month['solved']}个" in said
    )
    for name, people_there in (("市政府办公室", "居民"), ("市委政法委", "群众"), ("市交通运输局", "村民")):
        assert f"{people_there}{units[name]['households']}户" in said
    roads = next(line for line in said.split("\n") if "交通运输局" in line and "户" in line)
    assert "解决" not in roads and units["市交通运输局"]["solved"] is None


def test_回访记录的编号都在本单位的问题台账里_各一次(inbox, manifest):
    many = 0
    for path in inbox.rglob("*回访记录*.xlsx"):
        numbers = [row["问题编号"] for row in _excel(path.read_bytes())]
        folder = inbox / path.relative_to(inbox).parts[0]
        ledgers = [r for p in folder.rglob("*问题台账*.xlsx") for r in _excel(p.read_bytes())]
        assert set(numbers) <= {row.get("问题编号") for row in ledgers}
        assert len(numbers) == len(set(numbers))
        many += len(numbers)
    assert 0 < many <= manifest["rows"]["followups"]


def test_每一种表都有演示(manifest):
    of_lists = {paper.form for paper in _papers_of(plan.LIST_UNITS[0]) if paper.rows}  # none in so small a month
    assert {form for form, rows in manifest["rows"].items() if rows} | of_lists == {form.id for form in FORMS}


# --- the manifest ---------------------------------------------------------------------------------


def test_同一种子写两次_字节和到达时间都相同(inbox, tmp_path):
    sample.write(tmp_path, SMALL, 1)
    first, second = _listing(inbox), _listing(tmp_path)
    assert first == second and len(first) > 300
    other = tmp_path / "other"
    sample.write(other, SMALL, 2)
    assert _listing(other) != first


def _listing(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(p.relative_to(folder)): (p.read_bytes(), 0 if p.name == sample.MANIFEST else int(p.stat().st_mtime))
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_清单的文件数就是收件夹里的文件数(inbox, manifest):
    files = [p for p in inbox.rglob("*") if p.is_file() and p.name != sample.MANIFEST]
    assert len(files) == manifest["files"]
    assert {datetime.fromtimestamp(p.stat().st_mtime, CHINA).year for p in files} == {2017}


def test_每个文件夹都是一个单位的名称或别名(inbox):
    known = {name for u in plan.units() for name in (u.unit_name, u.short_name, *u.aliases)}
    assert {p.name for p in inbox.iterdir() if p.is_dir()} <= known


def test_从收件夹的Excel走访台账重新数出的户数和户次(inbox, manifest):
    """The .xlsx visit ledgers of thirty units, less the rows that the manifest lists as wrong or repeated."""
    wanted = {e["file"].split("/")[0] for e in (*manifest["rejected"], *manifest["merged"])}
    wanted = set(sorted(wanted)[:30])
    skip = {(e["file"], e["row"]) for e in (*manifest["rejected"], *manifest["merged"]) if "row" in e}
    assert any(file.split("/")[0] in wanted and "走访台账" in file for file, _ in skip)
    copies = {e["file"] for e in manifest["merged"] if "row" not in e}
    drawn, _, _ = sample._prepared(SMALL, 1)
    names = {n: u.unit_name for u in plan.units() for n in (u.unit_name, u.short_name, *u.aliases)}
    homes, visits, units = set(), set(), set()
    for path in sorted(inbox.rglob("*走访台账*.xlsx")):
        if path.relative_to(inbox).parts[0] not in wanted:
            continue
        said = str(path.relative_to(inbox))
        if said in copies:
            continue
        unit = names[said.split("/")[0]]
        units.add(unit)
        for page in openpyxl.load_workbook(path, data_only=True):
            for r in _numbered_records(page):
                if (said, r["row"]) in skip:
                    continue
                (area,) = areas.find(_plain(r["市(区)"]), _plain(r["镇(街道)"]), _plain(r["村(社区)"]))
                home = (area.village_id, _plain(r["户主姓名"]), _plain(r["家庭住址"]))
                homes.add(home)
                visits.add((home, unit, _day(r["走访日期"])))
    senders = [i for i, s in enumerate(drawn.senders) if s.unit.unit_name in units]
    ours = drawn.visits.take(np.isin(drawn.visits["sender"], senders))
    assert len(visits) == len(ours)
    assert len(homes) == len(set(ours["household"].tolist()))


def _numbered_records(page: openpyxl.worksheet.worksheet.Worksheet) -> list[dict]:
    """The sheet's records, each with its Excel row number."""
    rows = [[*row, n] for n, row in enumerate(_filled(page), 1)]
    at = [r[-1] for r in rows if isinstance(r[0], int) and sum(1 for c in r[:-1] if _plain(c)) > 1]
    found = _records([r[:-1] for r in rows])
    return [record | {"row": row} for record, row in zip(found, at, strict=True)]


def test_清单里的每个错行_在文件的那一行确实有错(inbox, manifest):
    kinds = Counter(e["kind"] for e in manifest["rejected"])
    assert set(kinds) == {*flaws.BAD_VISITS, *flaws.BAD_ISSUES, "wrong-total"}
    books = {}
    for entry in manifest["rejected"]:
        book = books.setdefault(entry["file"], openpyxl.load_workbook(inbox / entry["file"], data_only=True))
        page = book[entry["sheet"]]
        row = [cell.value for cell in page[entry["row"]]]
        if entry["kind"] == "wrong-total":
            done, pending, total = row[3:6]
            assert done + pending != total
            continue
        record = next(r for r in _numbered_records(page) if r["row"] == entry["row"])
        place = tuple(_plain(record[k]) for k in ("市(区)", "镇(街道)", "村(社区)"))
        match entry["kind"]:
            case "bad-date":
                assert not _is_day_of_2017(record["走访日期"])
            case "impossible-date":
                assert not _is_day_of_2017(record["走访日期"])
            case "unknown-place":
                assert areas.find(*place) == ()
            case "ambiguous-place":
                assert len({a.district for a in areas.find(*place)}) > 1
            case "missing-address":
                assert not record["家庭住址"] and not record["联系电话"]
            case "unknown-unit":
                assert record["走访单位"] not in {
                    n for u in plan.units() for n in (u.unit_name, u.short_name, *u.aliases)
                }
            case "error-cell":
                assert any(str(v).startswith("#") for v in row)
            case other:
                raise AssertionError(other)


def _is_day_of_2017(said: object) -> bool:
    try:
        day = _day(said)
    except ValueError:
        return False
    return day is not None and day.year == 2017


# --- the writers ----------------------------------------------------------------------------------


CALLS = Paper(
    "calls",
    "抽查表",
    "抽查表",
    "序号、户主姓名|户主|户主/姓名、是否接通、是否满意",
    {"结果": "是否接通、是否满意|满意否"},
)


def _written(habit: Habit, *records: Record, paper: Paper = CALLS, kind: str = "xlsx", **beside) -> Sent:
    arrived = datetime(2017, 4, 1, tzinfo=CHINA)
    return written(paper, f"某局/表.{kind}", kind, [Part("表", records, **beside)], habit, arrived)


def _lines(sent: Sent) -> list[list]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(sent.content)).active.iter_rows(values_only=True)]


def test_一张新表只要写明名称和栏目_表外写一次的事在表的上下():
    records = (CALLS.record("王甲", "是", ""), Record({"户主姓名": "合计"}, is_note=True))
    sent = _written(PLAIN, *records, above=[["抽查日期：4月1日"]], below=[["抽查人：张乙"]])
    assert _lines(sent) == [
        ["抽查表", None, None, None],
        ["抽查日期：4月1日", None, None, None],
        ["序号", "户主姓名", "是否接通", "是否满意"],
        [1, "王甲", "是", None],
        [None, "合计", None, None],
        ["抽查人：张乙", None, None, None],
    ]
    assert (sent.form, sent.rows, sent.rejected, sent.merged) == ("calls", 1, [], [])


def test_两行表头把一组栏目合在一个名称下_没有组的栏目上下合并():
    sent = _written(Habit(label_style=1, has_two_headers=True), Record({"户主姓名": "王甲"}))
    assert _lines(sent)[1:3] == [["序号", "户主", "结果", None], [None, None, "是否接通", "满意否"]]
    page = openpyxl.load_workbook(io.BytesIO(sent.content)).active
    assert {str(area) for area in page.merged_cells.ranges} == {"A1:D1", "A2:A3", "B2:B3", "C2:D2"}


@pytest.mark.parametrize("blank_lines", [0, 3])
def test_写错的行和重复的行_清单写着它在文件里的行号(blank_lines):
    records = [Record({"户主姓名": name}) for name in "甲乙丙丁"]
    records[1].flaw, records[3].is_repeat = "bad-date", True
    sent = _written(Habit(blank_lines=blank_lines), *records)
    lines = _lines(sent)
    assert [lines[bad["row"] - 1][1] for bad in sent.rejected] == ["乙"]
    assert [lines[again["row"] - 1][1] for again in sent.merged] == ["丁"]
    assert [line[0] for line in lines[2:]] == list(range(1, 5 + blank_lines))


def test_一格一栏的表_Excel和Word写得一样():
    paper = Paper("box", "卡", "卡", boxes="姓名；电话\n住址|家庭/住址\n【以下不填】")
    record = Record({"姓名": "王甲", "电话": 5, "住址": "3组5号"})
    in_excel = _filled(openpyxl.load_workbook(io.BytesIO(_written(PLAIN, record, paper=paper).content)).active)
    document = docx.Document(io.BytesIO(_written(PLAIN, record, paper=paper, kind="docx").content))
    in_word = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [p.text for p in document.paragraphs] == ["卡"]
    assert in_word == [
        ["姓名", "王甲", "电话", "5"],
        ["家庭\n住址", "3组5号", "3组5号", "3组5号"],
        ["以下不填"] * 4,
    ]
    assert [[str(cell) for cell in row] for row in in_excel] == [["卡"] * 4, *in_word]


SHEET = Sheet(
    "表",
    [["标题"]],
    [[1, "甲 <&> 乙", date(2017, 3, 26)], [None, datetime(2017, 3, 25, 8, 30), ErrorCell("#REF!")]],  # noqa: DTZ001
    [["备注"]],
    ((0, 0, 1, 0),),
    range(1, 2),
)


@pytest.mark.parametrize("write", [xlsx, xls, word])
def test_同一张表写两次_字节相同(write, monkeypatch):
    content = write([SHEET])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    assert write([SHEET]) == content


def test_写出的xlsx保留数字_日期_文字_错误_合并和隐藏的行():
    page = openpyxl.load_workbook(io.BytesIO(xlsx([SHEET])), data_only=True)["表"]
    assert {str(m) for m in page.merged_cells.ranges} == {"A1:C1", "A2:A3"}
    assert [c.value for c in page[2]] == [1, "甲 <&> 乙", datetime(2017, 3, 26)]  # noqa: DTZ001
    assert [c.value for c in page[3]][1:] == [datetime(2017, 3, 25, 8, 30), "#REF!"]  # noqa: DTZ001
    assert page["C3"].data_type == "e" and page.row_dimensions[3].hidden and not page.row_dimensions[2].hidden


def test_写出的xls保留数字_日期_文字_合并和隐藏的行():
    page = xlrd.open_workbook(file_contents=xls([SHEET]), formatting_info=True).sheet_by_name("表")
    assert page.cell_value(1, 1) == "甲 <&> 乙" and set(page.merged_cells) == {(0, 1, 0, 3), (1, 3, 0, 1)}
    assert xlrd.xldate_as_datetime(page.cell_value(1, 2), 0).date() == date(2017, 3, 26)
    assert page.cell_value(2, 2) == "#REF!" and page.rowinfo_map[2].hidden
