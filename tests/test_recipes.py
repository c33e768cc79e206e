"""Do the recipes of the README suffice? Each is carried out in a copy of the house, and nothing else is touched."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ("app.py", "pyproject.toml", "campaign", "etl", "exports", "pages", "static", "data/reference", "docs/numbers.md", "docs/tables.md")  # fmt: skip
BEFORE = "PENDING = ISSUES.where("
NUMBER = """CALLED_BACK = ISSUES.where(
    is_reached, id="called_back", label="回访到的问题", known_by=("followup_date",), note="截至当日回访联系上过群众的问题。",
)  # fmt: skip
"""
PAGE = '''"""Which issues did a follow-up reach?"""

from __future__ import annotations

from pages.parts import bar, door, figures
from pages.parts.frame import Room, heading
from pages.parts.menu import Menu

TITLE = "回访"
ICON = ":material/call:"
MENU = Menu("督查", 235)


def render(room: Room) -> None:
    """How many, of those in sight."""
    heading(room, TITLE, "回访到了多少？")
    figures.cards(("called_back", "issues"), bar.filters(room))


if __name__ == "__main__":  # run without app.py
    door.through_app()
'''
MENU = """
import json, sys
import pages
from pages.parts import menu
from streamlit.testing.v1 import AppTest
parts = {part: [page.TITLE for page in own] for part, own in menu.by_part(menu.pages_in(pages)).items()}
alone = AppTest.from_file("pages/calls.py", default_timeout=60).run()
at = AppTest.from_file("app.py", default_timeout=60)
at.switch_page("pages/calls.py")
at.run()
said = {"parts": parts, "alone": len(alone.title), "title": [t.value for t in at.title]}
print(json.dumps(said | {"cards": {m.label: m.value for m in at.metric}, "failed": len(at.exception) + len(at.error)}))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with one more number and one more page, as the recipes say, and a small shelf."""
    copy = tmp_path_factory.mktemp("house")
    for name in HOUSE:
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    metrics = copy / "campaign" / "metrics.py"
    text = metrics.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    metrics.write_text(text.replace(BEFORE, NUMBER + BEFORE), encoding="utf-8")
    (copy / "pages" / "calls.py").write_text(PAGE, encoding="utf-8")
    tiny(
        copy,
        issues="""
            raised_date | unit_name | followup_date | reached_date
            2017-03-02  | 市甲局    | 2017-03-20    | 2017-03-20
            2017-03-03  | 市甲局    | 2017-03-21    |
        """,
    ).close()
    return copy


def ran(house: Path, *command: str) -> str:
    """What a command prints in the copy; it must succeed."""
    environment = {"PATH": str(Path(sys.executable).parent), "PYTHONPATH": str(house), "PYTHONUTF8": "1"}
    environment |= {"DAZOUFANG_SHELF": str(house / "shelf"), "HOME": str(house)}
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def campaign(house: Path, *arguments: str) -> str:
    return ran(house, sys.executable, "-m", "campaign", *arguments)


@pytest.mark.parametrize(
    ("recipe", "files"),
    [("Add a number", {"campaign/metrics.py", "tests/test_each_number.py"}), ("Add a page", {"pages/<name>.py"})],
)
def test_README写明的正是这里动过的文件(recipe: str, files: set[str]) -> None:
    (written,) = re.findall(
        rf"\*\*{recipe}\.\*\*(.+?)\n\n", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert set(re.findall(r"`([\w/<>]+\.py)`", written)) == files


def test_加一个数_写一处声明_口径和ask都有(house: Path) -> None:
    assert "docs/numbers.md" in campaign(house, "docs")
    written = (house / "docs" / "numbers.md").read_text(encoding="utf-8")
    assert "## 回访到的问题" in written and "- 时间：按“反映日期”归入时段" in written.partition("## 回访到的问题")[2]
    assert "回访到的问题（件）" in campaign(house, "metrics")
    asked = campaign(house, "ask", "called_back", "--by", "month", "--shelf", "shelf", "--format", "json")
    assert json.loads(asked) == [{"month": "2017-03", "called_back": 1}]


def test_加一页_写一个文件_菜单_首门_约定都认得(house: Path) -> None:
    said = json.loads(ran(house, sys.executable, "-c", MENU).splitlines()[-1])
    assert said["parts"]["督查"] == ["督查排名", "单位画像", "督导小组", "回访", "对账", "数字变动"]
    assert list(said["parts"]) == ["看进度", "督查", "分析", "数据"]
    assert (said["alone"], said["failed"], said["title"]) == (0, 0, ["回访"])
    assert said["cards"] == {"回访到的问题": "1件", "收集问题": "2件"}


def test_新的一页引用别的页_或者部件引用它_约定不许(house: Path) -> None:
    lint = str(Path(sys.executable).with_name("lint-imports"))
    assert "0 broken" in ran(house, lint)
    page, part = house / "pages" / "calls.py", house / "pages" / "parts" / "dress.py"
    for place, line in ((page, "import pages.wall"), (part, "import pages.calls")):
        text = place.read_text(encoding="utf-8")
        place.write_text(text + f"\n{line}\n", encoding="utf-8")
        with pytest.raises(AssertionError, match="A page knows no other page, and the parts know none BROKEN"):
            ran(house, lint, "--no-cache")
        place.write_text(text, encoding="utf-8")
