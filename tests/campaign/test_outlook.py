"""Does the pace to the deadline follow from the visits, and are only facts with evidence put before the leaders?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign.judgement.outlook import Outlook, outlook
from campaign.judgement.ranking.method import BadMethod
from campaign.judgement.to_decide import MOST, to_decide
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.metrics import COVERAGE, PROGRESS
from tests.tiny import tiny

VISITS = """
    ×   | visit_date | unit_name | unit_level | district | is_first | is_first_by_unit | is_first_by_level | is_first_by_level_group | is_unit_rostered | is_village_surveyed
    100 | 2017-03-10 | 市甲局    | 市级机关   | 天宁区   | true     | true             | true              | true                    | true             | true
    140 | 2017-04-05 | 市甲局    | 市级机关   | 天宁区   | true     | true             | true              | true                    | true             | true
    50  | 2017-04-05 | 丙镇      | 镇街       | 天宁区   | true     | true             | true              | true                    | true             | true
"""
CADRES = """
    ×  | unit_name | unit_level | cadre_name
    20 | 市甲局    | 市级机关   | 某某
"""
PROFILES = """
    village_id | village_name | district | unit_name | unit_level | household_total
    01         | 新村         | 天宁区   | 市甲局    | 市级机关   | 1000
"""
ALL = {"visits": VISITS, "cadres": CADRES, "village_profiles": PROFILES}
DAY = date(2017, 4, 10)


def test_差多少_每天要走多少_近两周走多少_都从走访来(tmp_path: Path) -> None:
    """240 of 20 × 30 households; 140 of them in the fourteen days after 27 March; twenty days are left."""
    with tiny(tmp_path, data_date="2017-04-10", **ALL) as snapshot:
        result = outlook(snapshot, PROGRESS, day=DAY)
        assert result == Outlook(DAY, done=240, task=600, recent=10.0)
        assert (result.left, result.days_left, result.needed) == (360, 20, 18)
        assert result.finished_on == date(2017, 5, 16) and not result.is_in_time
        assert "尚需走访360户" in result.sentence and "需日均走访18户" in result.sentence
        assert "近两周日均10户，按近两周进度，预计5月16日完成" in result.sentence


@pytest.mark.parametrize(
    ("result", "phrase"),
    [
        (Outlook(DAY, 600, 600, 10.0), "已全部完成"),
        (Outlook(DAY, 500, 600, 10.0), "预计可按期完成"),
        (Outlook(date(2017, 5, 2), 500, 600, 10.0), "期限已过"),
        (Outlook(DAY, 0, 600, 0.0), "近两周日均0户"),
        (Outlook(DAY, 1, 60_000, 1.0), "年内难以完成"),
        (Outlook(date(2017, 3, 13), 130, 600, 10.0), "开展以来日均10户"),
        (Outlook(date(2017, 3, 14), 140, 600, 10.0), "近两周日均10户"),
    ],
)
def test_完成_赶得上_过了期_一户没走_要到明年_各有各的话(result: Outlook, phrase: str) -> None:
    assert phrase in result.sentence


def test_覆盖率不能这样筛的_也说不出一户不落的任务(tmp_path: Path) -> None:
    """The unit of an 附件1 is who reported it: its households are nobody's own task."""
    with tiny(tmp_path, data_date="2017-04-10", **ALL) as snapshot:
        for where in ({"level": "市级机关"}, {"unit": "市甲局"}):
            with pytest.raises(CannotAnswer):
                outlook(snapshot, COVERAGE, day=DAY, where=where)
        assert outlook(snapshot, COVERAGE, day=DAY, where={"district": "天宁区"}) == Outlook(DAY, 290, 1000, 190 / 14)


def test_只看镇街时_不把市级机关的任务当成镇街的(tmp_path: Path) -> None:
    with tiny(tmp_path, data_date="2017-04-10", **ALL) as snapshot:
        assert outlook(snapshot, PROGRESS, day=DAY, where={"level": "镇街"}) is None
        assert to_decide(snapshot, day=DAY, where={"level": "镇街"}) == ()


def test_提请研究事项最多三件_数和行一致_零件的不说(tmp_path: Path) -> None:
    issues = """
        × | handler | handler_level | unit_name | raised_date | due_date   | promised_date | status
        3 | 市甲局  | 市级机关      | 市甲局    | 2017-03-10  | 2017-03-20 | 2017-03-25    | 待解决
        1 | 市乙局  | 市级机关      | 市乙局    | 2017-03-10  | 2017-03-20 |               | 待解决
        9 | 其他    |               | 市乙局    | 2017-03-10  | 2017-03-20 |               | 待解决
    """
    with tiny(tmp_path, data_date="2017-04-10", issues=issues, **ALL) as snapshot:
        result = to_decide(snapshot, day=DAY)
        assert len(result) == MOST
        slow, overdue, promised = result
        assert (
            slow.page == "visits"
            and "尚需走访360户" in slow.sentence
            and "走访完成40.0%，序时进度67.2%" in slow.sentence
        )
        assert overdue.metric == "overdue" and "13件" in overdue.sentence
        assert "涉及2家单位，其中市甲局3件，数量最多" in overdue.sentence
        assert promised.metric == "broken_promises" and promised.sentence == "承诺到期未兑现3件，均为市甲局。"
        assert snapshot.count_rows("issues", as_of=DAY, counted_by="overdue") == 13


def test_期限过了_不再问加人_问是否延期补访(tmp_path: Path) -> None:
    with tiny(tmp_path, data_date="2017-05-10", **ALL) as snapshot:
        (late,) = [one for one in to_decide(snapshot, day=date(2017, 5, 10)) if one.page == "visits"]
    assert "4月30日期限已过" in late.sentence and "延期补访" in late.question


def test_督查排名的办法用不了_其他事项照说(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot_be_used() -> None:
        raise BadMethod("ranking.toml [groups] 没有“街道”这个级别。")

    monkeypatch.setattr("campaign.judgement.to_decide.published", cannot_be_used)
    with tiny(tmp_path, data_date="2017-04-10", **ALL) as snapshot:
        assert [one.page for one in to_decide(snapshot, day=DAY)] == ["visits"]


def test_点名的只有督查排名列为整改的(tmp_path: Path) -> None:
    """One that solved 1 of 60 among peers that solved half is named; one that solved 1 of 4 is not."""
    peers = "\n".join(f"30 | 市{n}局 | 市级机关 | 2017-03-10 | 2017-03-15 | 已解决\n30 | 市{n}局 | 市级机关 | 2017-03-10 | | 待解决" for n in "丁戊己庚辛壬癸")  # fmt: skip
    issues = f"""
        × | handler | handler_level | raised_date | solved_date | status
        {peers}
        1 | 市甲局 | 市级机关 | 2017-03-10 | 2017-03-15 | 已解决
        59 | 市甲局 | 市级机关 | 2017-03-10 | | 待解决
        1 | 市乙局 | 市级机关 | 2017-03-10 | 2017-03-15 | 已解决
        3 | 市乙局 | 市级机关 | 2017-03-10 | | 待解决
    """
    units = "unit_name | unit_level\n" + "\n".join(f"市{n}局 | 市级机关" for n in "甲乙丁戊己庚辛壬癸")
    with tiny(tmp_path, data_date="2017-03-31", issues=issues, units=units) as snapshot:
        behind = [one for one in to_decide(snapshot, day=date(2017, 3, 31)) if one.page == "ranking"]
        assert [("市甲局" in one.sentence, "市乙局" in one.sentence) for one in behind] == [(True, False)]
        assert behind[0].where == {"peers": "市级机关"}
        narrowed = to_decide(snapshot, day=date(2017, 3, 31), where={"handler": "市甲局"})
        assert not [one for one in narrowed if one.page == "ranking"]
