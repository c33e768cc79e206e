"""Is the labelled set fit to measure by: well formed, within the form's categories, and wide enough?"""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from campaign.rules import CATEGORIES
from tests.labelled import PLACE, LabelledIssue, LabelledText, labelled_texts

OTHER = CATEGORIES[-1]
SUBCATEGORIES = (
    "交通出行",
    "道路市政",
    "环境卫生",
    "物业管理",
    "停车",
    "水利防汛",
    "农业农村",
    "供水供电供气",
    "政策咨询",
    "其他",
)
NUMBERED = re.compile(
    r"[(（]?[0-9０-９一二三四五六七八九十]{1,2}[)）.．、，][^0-9]|[①-⑩]|[一二三四]是|首先|其次|再次|最后|第[一二三]"
)


@pytest.fixture(scope="module")
def texts() -> list[LabelledText]:
    return labelled_texts()


@pytest.fixture(scope="module")
def issues(texts: list[LabelledText]) -> list[LabelledIssue]:
    return [issue for text in texts for issue in text.issues]


def test_文件是UTF8无BOM_三列() -> None:
    with PLACE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["text", "issues", "categories"]
    assert [row for row in rows if len(row) != 3] == []


def test_至少三百四十条_没有两条相同(texts: list[LabelledText]) -> None:
    assert len(texts) >= 340
    assert [text for text, times in Counter(t.text for t in texts).items() if times > 1] == []


def test_每条像一个单元格_不空不超长(texts: list[LabelledText]) -> None:
    assert [t.text for t in texts if not 1 <= len(t.text) <= 120 or t.text != t.text.strip()] == []


def test_每个问题是原文中的一段_按次序_互不重叠(texts: list[LabelledText]) -> None:
    for text in texts:
        edges = [edge for issue in text.issues for edge in (issue.start, issue.end)]
        assert edges == sorted(edges), text
        assert [i.said for i in text.issues] == [text.text[i.start : i.end] for i in text.issues]


def test_找不到的问题和对不上数的类别都读不进(tmp_path) -> None:
    place = tmp_path / "broken.csv"
    for row in ("路灯不亮,车位少,其他方面/停车", "路灯不亮,路灯不亮,", "先甲后乙,乙 | 甲,社会保障 | 社会保障"):
        place.write_text(f"text,issues,categories\n{row}\n", encoding="utf-8")
        with pytest.raises(ValueError):
            labelled_texts(place)


def test_一段里是问题本身_不带编号_引号和句末标点(issues: list[LabelledIssue]) -> None:
    assert [i.said for i in issues if NUMBERED.match(i.said)] == []
    assert [i.said for i in issues if i.said.strip(" \n\u3000，。；、：！？“”‘’,.;:!?") != i.said] == []
    assert [i.said for i in issues if len(i.said) < 2] == []


def test_类别都是附件5的七类_二级只在其他方面之下_且必有(issues: list[LabelledIssue]) -> None:
    assert {i.category for i in issues} <= set(CATEGORIES)
    assert [i for i in issues if (i.category == OTHER) != (i.subcategory in SUBCATEGORIES)] == []
    assert [i for i in issues if i.category != OTHER and i.subcategory] == []


def test_七类各不少于25段_二级各不少于6段_其他方面最多(issues: list[LabelledIssue]) -> None:
    categories = Counter(i.category for i in issues)
    assert {c: categories[c] for c in CATEGORIES if categories[c] < 25} == {}
    assert categories.most_common(1)[0][0] == OTHER
    subcategories = Counter(i.subcategory for i in issues if i.category == OTHER)
    assert {s: subcategories[s] for s in SUBCATEGORIES if subcategories[s] < 6} == {}


def test_没有问题的_一个的_几个的都够多(texts: list[LabelledText]) -> None:
    held = Counter(min(len(t.issues), 2) for t in texts)
    assert held[0] >= 0.10 * len(texts)
    assert held[1] >= 0.40 * len(texts)
    assert held[2] >= 0.30 * len(texts)


def test_各种分法都有_也有不该拆的(texts: list[LabelledText]) -> None:
    several = [t.text for t in texts if len(t.issues) > 1]
    one = [t.text for t in texts if len(t.issues) == 1]
    for mark in ("1.", "1、", "①", "一是", "（1）", "首先", "；", "。", "\n", "“", "、", "，"):
        assert sum(mark in text for text in several) >= 3, mark
    for mark in ("。", "，", "、"):
        assert sum(mark in text for text in one) >= 3, mark
    assert sum("，" in t.text for t in texts if not t.issues) >= 3
