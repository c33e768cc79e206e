"""Do the recipes of the README suffice? Each is carried out in a copy of the house, and nothing else is touched."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import shots
from tests.inbox import Inbox
from tests.pages_shelf import PAGES, ROOMS
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("app.py", "pyproject.toml", "campaign", "etl", "exports", "pages", "static", "data/reference", "docs/numbers.md", "docs/tables.md")  # fmt: skip
BEFORE = "PENDING = ISSUES.where("
NUMBER = """CALLED_BACK = ISSUES.where(
    is_reached, id="called_back", label="回访到的问题", known_by=("followup_date",), note="截至当日回访联系上过群众的问题。",
)  # fmt: skip
"""
MENU = """
import json, sys
import pages
from pages.door import ways
from pages.parts import menu
from streamlit.testing.v1 import AppTest
ways.start("127.0.0.1")
file = sys.argv[1]
parts = {part: [page.TITLE for page in own] for part, own in menu.by_part(menu.pages_in(pages)).items()}
alone = AppTest.from_file(file, default_timeout=60).run()
at = AppTest.from_file("app.py", default_timeout=60)
at.switch_page(file)
at.run()
drawn = {"parts": parts, "alone": len(alone.title), "title": [t.value for t in at.title]}
print(json.dumps(drawn | {"cards": {m.label: m.value for m in at.metric}, "failed": len(at.exception) + len(at.error)}))
"""
SHOTS = """
import json
from contextlib import nullcontext
from tests import shots
taken = []
shots.serving = shots.looking = lambda *_: nullcontext()
shots.browsing = nullcontext
shots.go = lambda *_: None
shots.print_out = lambda page: b""
shots.sheets = lambda pdf, name: None
shots.take = lambda page, size, to: taken.append(to.stem)
assert shots.main() == 0
print(json.dumps(taken))
"""


PAPER = '''"""督查记录: what a group saw at a unit, one inspection a row."""

from campaign.papers.table import Dated, Table
from campaign.papers.fields import FILLED_DATE, UNIT, UNIT_NEEDED
from campaign.papers.paper import Field, Need, Paper, Record, columns

_FIELDS = (
    Field("inspected_date", ("督查日期", "日期"), "campaign date"),
    UNIT,
    Field("inspection_way", ("督查方式", "方式")),
    Field("is_in_order", ("是否规范",), "yes or no", yes=("规范",), no=("不规范",)),
    Field("inspected_by", ("督查人",), personal=True),
)

PAPER = Paper(
    id="inspections",
    label="督查记录",
    shape="list",
    fields=_FIELDS,
    about=(FILLED_DATE,),
    must_have=("inspected_date", "inspection_way", "is_in_order"),
    identity=(("inspected_date",),),
    is_of_sender=False,
    record=Record(
        Table("inspections", "督查", "一行一次督查", Dated("inspected_date", reaches_beyond=True), columns(*_FIELDS)),
        needs=(UNIT_NEEDED, Need("inspected_date", "没有写督查日期", "date-missing")),
        same=("unit", "inspected_date", "inspection_way"),
        rule="same-inspection",
        sentence="同一单位同一天的督查已有记录，以最后报来的为准",
    ),
)
'''
OF_PAPER = """INSPECTIONS = Count(
    id="inspections", label="督查次数", unit="次", table="inspections", note="督查记录上的次数，按督查日期归入时段。",
)  # fmt: skip
"""
TEST = """from tests.inbox import Inbox


def test_督查记录(tmp_path):
    inbox = Inbox(tmp_path).put("a.csv", "督查日期 | 单位 | 督查方式 | 是否规范\\n 4月6日 | 民政局 | 看资料 | 不规范")
    assert inbox.rows("inspections", "unit_name", "is_in_order") == [("市民政局", False)]
"""
SHEET = """
    督查记录
    督查日期 | 单位     | 督查方式 | 是否规范 | 督查人
    4月6日   | 市民政局 | 听汇报   | 规范     | 王甲
    4月6日   | 市司法局 | 看资料   | 不规范   | 王甲
             | 市农委   | 看资料   | 大概     | 王甲
"""


def copied(house: Path) -> Path:
    """The house again, in another place."""
    for name in HOUSE:
        source, target = ROOT / name, house / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return house


def declared(house: Path, number: str) -> None:
    """One more number, among the others."""
    metrics = house / "campaign" / "numbers" / "metrics.py"
    text = metrics.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    metrics.write_text(text.replace(BEFORE, number + BEFORE), encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with one more number and the page that the README shows, and a small shelf."""
    copy = copied(tmp_path_factory.mktemp("house"))
    declared(copy, NUMBER)
    file, text = page_of_readme()
    (copy / file).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    tiny(
        copy,
        issues="""
            raised_date | unit_name | status | solved_date | followup_date | reached_date
            2017-03-02  | 市甲局    | 已解决 | 2017-03-12  | 2017-03-20    | 2017-03-20
            2017-03-03  | 市甲局    | 待解决 |             | 2017-03-21    |
        """,
    ).close()
    return copy


def ran(house: Path, *command: str, ends: int = 0) -> str:
    """What a command prints in the copy; it must end so."""
    environment = {"PATH": str(Path(sys.executable).parent), "PYTHONPATH": str(house), "PYTHONUTF8": "1"}
    environment |= {"DAZOUFANG_SHELF": str(house / "shelf"), "HOME": str(house)}
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == ends, done.stdout + done.stderr
    return done.stdout


def campaign(house: Path, *arguments: str) -> str:
    return ran(house, sys.executable, "-m", "campaign", *arguments)


def recipe_of(name: str) -> str:
    """A recipe of the README, up to the next one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (written,) = re.findall(rf"^\*\*{name}\.\*\*(.+?)\n\n(?=\*\*)", readme, re.DOTALL | re.MULTILINE)
    return written


def page_of_readme() -> tuple[str, str]:
    """The file that the recipe of a page shows: its place and its text."""
    recipe = recipe_of("Add a page")
    (place,) = re.findall(r"`(pages/\w+\.py)`", recipe)
    (text,) = re.findall(r"^```python\n(.+?)^```$", recipe, re.DOTALL | re.MULTILINE)
    return place, text


@pytest.mark.parametrize(
    ("recipe", "files"),
    [
        ("Add a number", {"campaign/numbers/metrics.py", "tests/campaign/test_each_number.py"}),
        ("Add a page", {"pages/calls.py"}),
    ],
)
def test_README写明的正是这里动过的文件(recipe: str, files: set[str]) -> None:
    assert set(re.findall(r"`([\w/<>]+\.py)`", recipe_of(recipe))) == files


def test_加一个数_写一处声明_口径和ask都有(house: Path) -> None:
    assert "docs/numbers.md" in campaign(house, "docs")
    written = (house / "docs" / "numbers.md").read_text(encoding="utf-8")
    assert "## 回访到的问题" in written and "- 时间：按“反映日期”归入时段" in written.partition("## 回访到的问题")[2]
    assert "回访到的问题（件）" in campaign(house, "metrics")
    asked = campaign(house, "ask", "called_back", "--by", "month", "--shelf", "shelf", "--format", "json")
    assert json.loads(asked) == [{"month": "2017-03", "called_back": 1}]


def test_加一页_照README写一个文件_菜单_首门都认得(house: Path) -> None:
    file, text = page_of_readme()
    (title,) = re.findall(r'^TITLE = "(.+)"$', text, re.MULTILINE)
    ((part, order),) = re.findall(r'^MENU = Menu\("(.+)", (\d+)\)$', text, re.MULTILINE)
    before = [(page.MENU.order, page.MENU.part, page.TITLE) for page in ROOMS]
    assert title not in {one for _, _, one in before}
    parts: dict[str, list[str]] = {}
    for _, one, name in sorted([*before, (int(order), part, title)]):
        parts.setdefault(one, []).append(name)
    drawn = json.loads(ran(house, sys.executable, "-c", MENU, file).splitlines()[-1])
    assert list(drawn["parts"].items()) == list(parts.items())
    assert (drawn["alone"], drawn["failed"], drawn["title"]) == (0, 0, [title])
    assert drawn["cards"] == {"办结后已回访": "1件", "收集问题": "2件"}


def test_加一页_每一页的测试和图都有它_写法合规矩(house: Path) -> None:
    file = page_of_readme()[0]
    name = Path(file).stem
    drawing = next((house / "tests").rglob("test_pages.py")).relative_to(house)
    every = ("-q", "-p", "no:cacheprovider", f"{drawing}::test_every_page_draws_and_names_its_snapshot_and_its_day")
    assert "1 passed" in ran(house, sys.executable, "-m", "pytest", *every, "-k", name)
    taken = json.loads(ran(house, sys.executable, "-c", SHOTS).splitlines()[-1])
    assert sorted(taken) == sorted(f"{page}-{size[0]}" for page in (*PAGES, name) for size in shots.SIZES)
    ruff = str(Path(sys.executable).with_name("ruff"))
    ran(house, ruff, "check", "--no-cache", file)
    ran(house, ruff, "format", "--no-cache", "--check", file)


def test_新的一页引用别的页_或者部件引用它_约定不许(house: Path) -> None:
    lint = str(Path(sys.executable).with_name("lint-imports"))
    assert "0 broken" in ran(house, lint)
    file = page_of_readme()[0]
    page, part = house / file, house / "pages" / "parts" / "dress.py"
    for place, line in ((page, "import pages.wall"), (part, f"import pages.{Path(file).stem}")):
        text = place.read_text(encoding="utf-8")
        place.write_text(text + f"\n{line}\n", encoding="utf-8")
        with pytest.raises(AssertionError, match="A page knows no other page, and the parts know none BROKEN"):
            ran(house, lint, "--no-cache")
        place.write_text(text, encoding="utf-8")


# ── a paper ───────────────────────────────────────────────────────────────────────────────────


def write_paper(house: Path) -> None:
    (house / "campaign" / "papers" / "inspections.py").write_text(PAPER, encoding="utf-8")


def write_test(house: Path) -> None:
    (house / "tests" / "etl").mkdir(parents=True)
    for name in ("__init__.py", "inbox.py", "etl/__init__.py"):
        shutil.copy(ROOT / "tests" / name, house / "tests" / name)
    (house / "tests" / "etl" / "test_inspections.py").write_text(TEST, encoding="utf-8")


def write_number(house: Path) -> None:
    declared(house, OF_PAPER)


def write_docs(house: Path) -> None:
    campaign(house, "docs")


STEPS: dict[str, Callable[[Path], None]] = {
    "campaign/papers/<name>.py": write_paper,
    "tests/etl/test_<name>.py": write_test,
    "campaign/numbers/metrics.py": write_number,
    "make docs": write_docs,
}
"""What each step of the recipe names, and how it is done."""


def etl(house: Path, *arguments: str, ends: int) -> str:
    return ran(house, sys.executable, "-m", "etl", *arguments, ends=ends)


def test_加一张表的每一步_照README做(tmp_path: Path) -> None:
    """The steps are those that the README numbers, in its order; one that it left out is not done here either."""
    steps = re.findall(r"^(\d)\. `([^`]+)`", recipe_of("Add a paper"), re.MULTILINE)
    assert [number for number, _ in steps] == [str(n) for n in range(1, len(steps) + 1)]
    house = copied(tmp_path / "house")
    for _, step in steps:
        STEPS[step](house)
    sheet = Inbox(house / "inbox").put("市委政法委/督查记录.csv", SHEET).root / "市委政法委" / "督查记录.csv"
    answer = etl(house, "check", str(sheet), ends=1)
    assert "识别为：督查记录" in answer and "采用2行" in answer and "退回1行" in answer
    assert "A5（督查日期）：没有写督查日期" in answer
    assert "D5（是否规范）填写为“大概”：回答不是约定的写法；请填写 是、否 之一" in answer
    etl(house, "load", "--inbox", "inbox", "--shelf", "shelf", ends=1)
    asked = campaign(
        house, "ask", "inspections", "--by", "unit", "--period", "2017-04", "--shelf", "shelf", "--format", "json"
    )
    assert {row["unit"]: row["inspections"] for row in json.loads(asked)} == {"市民政局": 1, "市司法局": 1}
    etl(house, "templates", "--out", "blank", ends=0)
    assert (house / "blank" / "督查记录.xlsx").exists()
    campaign(house, "docs", "--check")
    assert "## 督查次数" in (house / "docs" / "numbers.md").read_text(encoding="utf-8")
    assert "## 督查 `inspections`" in (house / "docs" / "tables.md").read_text(encoding="utf-8")
    assert "1 passed" in ran(
        house, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/etl/test_inspections.py"
    )
    assert "0 broken" in ran(house, str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_加一张表的步骤少不得_也没有多的() -> None:
    steps = re.findall(r"^\d\. `([^`]+)`", recipe_of("Add a paper"), re.MULTILINE)
    assert steps == list(STEPS)
