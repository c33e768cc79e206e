"""Does what a person assigns at the desk hold, for every issue that says the same, and for good?"""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.access.scope import DESK
from campaign.judgement import to_assign
from campaign.numbers import snapshot
from campaign.office import assigned
from campaign.office.assigned import Assignment, NotAssigned
from etl import loading
from etl.shelf import NotPublished
from tests.inbox import Inbox

ISSUES = "村(社区)|走访单位|反映人|反映日期|反映问题|类别|是否解决"
OPEN = "家住文化新村"
"""Says nothing that a category could be told from."""


def issues(*lines: str) -> str:
    return "\n".join([ISSUES, *(f"马家巷社区|政法委|{line}" for line in lines)])


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    inbox = Inbox(tmp_path)
    inbox.put(
        "政法委/3月上半月/a.csv",
        issues(
            f"张甲|3.10|{OPEN}||待解决",
            f"李乙|3.11|{OPEN}。||待解决",
            f"王丙|3.12|{OPEN}|社会保障|待解决",
            "赵丁|3.13|楼顶漏水||待解决",
        ),
    )
    return inbox


def published(inbox: Inbox, tmp_path: Path) -> snapshot.Snapshot:
    loading.load(inbox.root, tmp_path / "shelf", assigned_in=tmp_path / "assigned")
    return snapshot.open_current(tmp_path / "shelf")


def bases(now: snapshot.Snapshot) -> list[tuple[str, str]]:
    rows = now.rows("issues", columns=("category", "category_basis"), order="raised_date")
    return [(str(row["category"]), str(row["category_basis"])) for row in rows.to_dict("records")]


def test_人工归的_字一样的都算_报来的不改_拿得准的也能改(inbox: Inbox, tmp_path: Path) -> None:
    with published(inbox, tmp_path) as before:
        assert bases(before) == [("未分类", "待人工")] * 2 + [("社会保障", "报送"), ("房屋土地", "自动")]
        waiting = to_assign.texts(before, DESK, to_assign.WAITING, ())
        assert waiting["issues"].tolist() == [2]
        (mark,) = waiting["text_mark"]
        (sure,) = before.rows("issues", where={"category_basis": "自动"}, columns=("text_mark",))["text_mark"]
    one = Assignment(mark, "教育文化", "", OPEN, "2017-04-01 09:00:00")
    two = Assignment(sure, "其他方面", "物业管理", "楼顶漏水", "2017-04-01 09:00:00")
    assigned.add(tmp_path / "assigned", [one, two])
    with published(inbox, tmp_path) as after:
        assert after.id != before.id
        assert bases(after) == [("教育文化", "人工")] * 2 + [("社会保障", "报送"), ("其他方面", "人工")]
        (second,) = after.rows("issues", where={"category": "其他方面"}, columns=("subcategory",))["subcategory"]
        assert second == "物业管理"
        assert to_assign.texts(after, DESK, to_assign.WAITING, ()).empty
        assert to_assign.texts(after, DESK, to_assign.ASSIGNED, ())["category"].tolist() == ["教育文化", "其他方面"]


def test_归过再归_以最后一次为准_前面的一行也不丢(tmp_path: Path) -> None:
    for category in ("教育文化", "社会保障"):
        assigned.add(tmp_path, [Assignment("m", category, "", "甲，“乙”\n丙", "2017-04-01 09:00:00")])
    assert assigned.assigned(tmp_path)["m"].category == "社会保障"
    assert (tmp_path / assigned.FILE).read_text(encoding="utf-8").count("教育文化") == 1
    assert (tmp_path / assigned.FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        "mark,category,subcategory,text,assigned_at\nm,没有这类,,路灯,2017-04-01 09:00:00\n",
        "mark,category,subcategory,text,assigned_at\nm,社会保障,停车,路灯,2017-04-01 09:00:00\n",
        "mark,category\nm,社会保障\n",
    ],
)
def test_归类的文件坏了_不发布_说出是哪一行(inbox: Inbox, tmp_path: Path, text: str) -> None:
    (tmp_path / "assigned").mkdir()
    (tmp_path / "assigned" / assigned.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(NotAssigned, match="第 2 行"):
        assigned.assigned(tmp_path / "assigned")
    with pytest.raises(NotPublished, match="第 2 行"):
        published(inbox, tmp_path)


def test_等归的里没有刚归过的_也看得出归了几种还没有计入(inbox: Inbox, tmp_path: Path) -> None:
    with published(inbox, tmp_path) as now:
        (mark,) = to_assign.texts(now, DESK, to_assign.WAITING, ())["text_mark"]
        one = Assignment(mark, "教育文化", "", OPEN, "2999-01-01 00:00:00")
        assert to_assign.texts(now, DESK, to_assign.WAITING, {mark}).empty
        assert to_assign.decided_since(now, [one]) == 1
