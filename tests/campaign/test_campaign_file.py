"""Is what an office sets of its campaign taken as it is written, and a slip of the pen answered with a sentence?"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaign.office import rules, settings
from campaign.office.settings import Campaign, WrongSettings
from pages.parts import dress
from tests.house.test_recipes import copied, ran
from tests.inbox import Inbox

SHIPPED = settings.FILE.read_text(encoding="utf-8")
ONLY_DATES = """
name = "三大一实干大走访"
start = 2017-03-01
visit_deadline = 2017-04-30
solve_deadline = 2017-05-31
end = 2018-12-31
"""


def campaign(tmp_path: Path, text: str) -> Campaign:
    file = tmp_path / "campaign.toml"
    file.write_text(text, encoding="utf-8")
    return settings.read(file)


def names(kind: Any) -> list[str]:
    """Every key that a file may have, those of a section after its name."""
    own = [(f.name, getattr(Campaign(), f.name, None)) for f in fields(kind)]
    return [f"{name}.{key.name}" for name, value in own if is_dataclass(value) for key in fields(value)] + [
        name for name, value in own if not is_dataclass(value)
    ]


def test_随附的文件逐项写明_写的就是默认的() -> None:
    written = settings.written(settings.FILE)
    flat = [f"{k}.{n}" for k, v in written.items() if isinstance(v, dict) for n in v]
    flat += [k for k, v in written.items() if not isinstance(v, dict)]
    assert sorted(flat) == sorted(names(Campaign))
    assert settings.read() == Campaign()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", Campaign()),
        (ONLY_DATES, Campaign(name="三大一实干大走访", end=date(2018, 12, 31))),
        ("\ufeffhouseholds_per_cadre = 20\n", Campaign(households_per_cadre=20)),  # as Notepad saves it
        ('[weekly_report]\nuntil = "end"', Campaign(weekly_report=settings.WeeklyReport(until="end"))),
    ],
)
def test_没有写的按默认(tmp_path: Path, text: str, kept: Campaign) -> None:
    assert campaign(tmp_path, text) == kept


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("visit_dedline = 2017-04-30", "不认识 visit_dedline，是不是 visit_deadline？"),
        ("[weekly_report]\nlevel = ['市级机关']", "weekly_report 里不认识 level，是不是 levels？"),
        ("颜色 = 1", "读不出"),
        ('"颜色" = 1', "不认识 颜色。可以写：name、"),
        ('start = "2017-03-01"', "start 应写成不加引号的日期"),
        ("start = 2017-03-01T08:00:00", "start 应写成不加引号的日期"),
        ("households_per_cadre = true", "households_per_cadre 应写成大于 0 的整数，写的是“true”"),
        ("households_per_cadre = 30.5", "households_per_cadre 应写成大于 0 的整数"),
        ("report_grace_days = -1", "report_grace_days 应写成大于 0 的整数"),
        ('levels = "市级机关"', "levels 应写成方括号里的几个名称"),
        ("levels = []", "levels 应写成方括号里的几个名称"),
        ('name = ""', "name 应写成加引号的文字"),
        ("weekly_report = 3", "weekly_report 应是一段：先写 [weekly_report] 一行"),
        ("visit_deadline = 2017-02-28", "visit_deadline（2017-02-28）早于 start（2017-03-01）"),
        ("end = 2017-05-01", "end（2017-05-01）早于 solve_deadline（2017-05-31）"),
        ('levels = ["街道"]', "weekly_report.levels 写了“市级机关”，levels 里没有；有的是 街道"),
        ('tasked_level = "街道"', "tasked_level 写了“街道”，levels 里没有"),
        ('week_begins = "星期五"', "week_begins 应是 周一、"),
        ('[weekly_report]\nuntil = "4月底"', "until 应写成日期，或 visit_deadline、solve_deadline、end 之一"),
        ("age_limits = [14, 7]", "age_limits 应从小到大"),
        ("age_limits = [7, 7]", "age_limits 有重复"),
        ("villages_per_unit = [3]", "villages_per_unit 应是两个数"),
        ("tolerance = 2", "是占比，应小于 1"),
    ],
)
def test_写错的说明错在哪里(tmp_path: Path, text: str, phrase: str) -> None:
    with pytest.raises(WrongSettings) as wrong:
        campaign(tmp_path, text)
    assert phrase in str(wrong.value)
    assert "data/reference/" in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ('year = 2017\ncity = "常州"', "places.toml 里缺 register"),
        ('register = "没有.csv"\nyear = 2017\ncity = "常州"', "register 写了 没有.csv，文件夹里没有这个文件"),
        ('register = "a.csv"\nyear = 2017\ncity = "常州"\n[apart]\nname = "经开区"', "apart 里缺 around"),
        ('register = "a.csv"\nyear = 2017\ncity = "常州"\n[other_towns]\n"高新" = 3', "other_towns 应写成一段"),
        ("", "places.toml 里缺 register"),
    ],
)
def test_地方的文件写错的也说明(tmp_path: Path, text: str, phrase: str) -> None:
    (tmp_path / "a.csv").touch()
    file = tmp_path / "places.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongSettings, match=phrase):
        settings.read_places(file)


# ── a campaign that runs on ───────────────────────────────────────────────────────────────────

CASES = {
    "红梅街道/2018年1月/走访台账.csv": "1月8日",
    "青龙街道/2017年12月/走访台账.csv": "12月28日",
    "天宁街道/2018年1月/1月上半月/走访台账.csv": "12月29日",  # written down a few days late
    "雕庄街道/走访台账12.25-1.7.csv": "1月5日",
    "茶山街道/走访台账.csv": "1月9日",  # of no period: the campaign has this day once
    "兰陵街道/2018年/3月5日-3月11日/走访台账.csv": "3.6",
    "五星街道/2018年3月/走访台账.csv": "180307",
}
"""A day without its year in folders and files of several kinds."""
FOUND = {"2017-12": 2, "2018-01": 3, "2018-03": 2}
LEDGER = """
    市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访日期
    天宁区 | 雕庄街道 | 优胜村 | {name} | 优胜村{n}号 | {day}
"""


@pytest.fixture(scope="module")
def running_on(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house, whose campaign runs until the end of 2018 by a file of dates, and visits on both sides of the new year."""
    house = copied(tmp_path_factory.mktemp("house"))
    (house / "data" / "reference" / "campaign.toml").write_text(ONLY_DATES, encoding="utf-8")
    inbox = Inbox(house / "inbox")
    for n, (path, day) in enumerate(CASES.items(), 1):
        name = f"王{'甲乙丙丁戊己庚'[n - 1]}甲"
        inbox.put(path, LEDGER.format(name=name, n=n, day=day), received="2018-03-20")
    ran(house, sys.executable, "-m", "etl", "load", "--inbox", "inbox", "--shelf", "shelf", ends=0)
    return house


def ask(house: Path, *arguments: str) -> list[dict[str, Any]]:
    return json.loads(
        ran(house, sys.executable, "-m", "campaign", "ask", *arguments, "--shelf", "shelf", "--format", "json")
    )


def test_没有写年份的日期_按纸上的时段定年份(running_on: Path) -> None:
    assert {row["month"]: row["visits"] for row in ask(running_on, "visits", "--by", "month")} == FOUND


def test_期限以后的周报不再欠_文件另写的除外(running_on: Path) -> None:
    assert ask(running_on, "reports_due", "--period", "2018-01") in ([], [{"reports_due": 0}], [{"reports_due": None}])
    assert rules.OWED_UNTIL[rules.WEEKLY_REPORT] == rules.VISIT_DEADLINE


def test_跨年的时段在筛选里都有_各有各的名称(running_on: Path) -> None:
    script = (
        "import json, datetime\nfrom pages.parts import bar\nfrom campaign.office import rules\n"
        "kinds = {k: [p.label for p in bar.periods(k, datetime.date(2018, 12, 31))] for k in rules.PERIOD_KINDS}\n"
        "print(json.dumps(kinds))"
    )
    kinds = json.loads(ran(running_on, sys.executable, "-c", script).splitlines()[-1])
    assert {kind: len(labels) - len(set(labels)) for kind, labels in kinds.items()} == dict.fromkeys(kinds, 0)
    assert {"2018年1月1日—7日", "3月20日—26日", "12月25日—31日", "2018年12月31日—2019年1月6日"} <= set(kinds["周"])
    assert {"2018年3月上半月", "2017年3月上半月"} <= set(kinds["半月"])


def test_菜单旁的名称是活动的名称(monkeypatch: pytest.MonkeyPatch) -> None:
    assert dress.logo() == (dress.STATIC / "logo.svg").read_text(encoding="utf-8"), "as it is shipped"
    monkeypatch.setattr(dress, "TITLE", "周二民情大走访数据看板")
    assert ">周二民情大走访数据看板</text>" in dress.logo() and 'width="324"' in dress.logo()


# ── a file that cannot be used ────────────────────────────────────────────────────────────────

PAGE = """
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("app.py", default_timeout=60).run()
print([e.value for e in at.error], len(at.exception))
"""


def test_文件写错了_命令和页面都只说这一句(tmp_path: Path) -> None:
    house = copied(tmp_path / "house")
    (house / "data" / "reference" / "campaign.toml").write_text("solve_dedline = 2017-05-31", encoding="utf-8")
    sentence = "data/reference/campaign.toml 里不认识 solve_dedline，是不是 solve_deadline？"
    for command in (["etl", "load"], ["etl", "check", "a.csv"], ["campaign", "metrics"], ["exports", "returns"]):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=house, capture_output=True, encoding="utf-8", timeout=60
        )
        assert done.returncode == settings.NOTHING_DONE
        assert done.stderr.startswith(sentence) and "Traceback" not in done.stderr
    drawn = ran(house, sys.executable, "-c", PAGE)
    assert sentence in drawn and drawn.strip().endswith(" 0")
