"""Up to which day do the sheets speak, when some of them name no day?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.etl.test_sift import issues, visits
from tests.inbox import Inbox, rows

VISIT = "马家巷社区|张甲||3组5号||||政法委||3.20"
UNDATED = "||马家巷社区|公安局|李乙||路灯不亮||||{}|"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def _data_date(tables: dict) -> date:
    return rows(tables["snapshot"], "data_date")[0][0]


def test_没有写日期的问题按时段末日算时_不把数据截至日推到还没到的日子(inbox: Inbox) -> None:
    inbox.put("政法委/3月下半月/a.csv", visits(VISIT))
    inbox.put("公安局/3月下半月/b.csv", issues(UNDATED.format("已解决")))
    tables = inbox.sift()
    assert _data_date(tables) == date(2017, 3, 20)
    told = rows(tables["issues"], "raised_date", "raised_date_basis", "solved_date", "responded_date")
    assert told == [(date(2017, 3, 20), "period", date(2017, 3, 20), date(2017, 3, 20))]


def test_写明的日期多晚都算_也不改(inbox: Inbox) -> None:
    inbox.put("政法委/3月下半月/a.csv", visits(VISIT))
    inbox.put("公安局/3月下半月/b.csv", issues("||马家巷社区|公安局|李乙|3.21|路灯不亮|||3.28|已解决|3.30"))
    tables = inbox.sift()
    assert _data_date(tables) == date(2017, 3, 30)
    assert rows(tables["issues"], "raised_date", "solved_date", "responded_date") == [
        (date(2017, 3, 21), date(2017, 3, 30), date(2017, 3, 28))
    ]


def test_时段早已过去的_末日照旧(inbox: Inbox) -> None:
    inbox.put("政法委/3月下半月/a.csv", visits(VISIT))
    inbox.put("公安局/3月上半月/b.csv", issues(UNDATED.format("待解决")))
    tables = inbox.sift()
    assert _data_date(tables) == date(2017, 3, 20)
    assert rows(tables["issues"], "raised_date") == [(date(2017, 3, 15),)]


def test_整个时段都在写明的日期之后的_说明数据到了那个时段(inbox: Inbox) -> None:
    inbox.put("政法委/3月下半月/a.csv", visits(VISIT))
    inbox.put("公安局/4月上半月/b.csv", issues(UNDATED.format("待解决")))
    tables = inbox.sift()
    assert _data_date(tables) == date(2017, 4, 15)
    assert rows(tables["issues"], "raised_date") == [(date(2017, 4, 15),)]


def test_一个日期也没有写的_到时段末日为止(inbox: Inbox) -> None:
    inbox.put("公安局/3月上半月/b.csv", issues(UNDATED.format("待解决")))
    assert _data_date(inbox.sift()) == date(2017, 3, 15)


def test_台账自己写的回访日期_也是写明的日期(inbox: Inbox) -> None:
    inbox.put("政法委/3月下半月/a.csv", visits(VISIT))
    head = "村(社区)|走访单位|反映人|反映日期|反映问题|是否解决|办结日期|回访日期|是否满意"
    inbox.put("公安局/3月下半月/b.csv", head + "\n马家巷社区|公安局|李乙|3.10|路灯不亮|已解决|3.15|3.27|满意")
    tables = inbox.sift()
    assert _data_date(tables) == date(2017, 3, 27)
    assert rows(tables["issues"], "reached_date", "satisfaction") == [(date(2017, 3, 27), "满意")]
