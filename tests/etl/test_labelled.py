"""Are the labelled texts fit to learn from and to measure by, and does the model reach what is asked of it?"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from campaign.office.rules import CATEGORIES
from campaign.words.text_model import card
from etl.texts.labelled import PLACE, LabelledIssue, LabelledText, labelled, labelled_texts
from etl.texts.measured import Classifying, Splitting, classifying, splitting
from etl.texts.model import from_arrays, model
from tests.accuracy import MEASURED

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
SETS = (*sorted(PLACE.glob("*.csv")), MEASURED)


@pytest.fixture(scope="module")
def texts() -> list[LabelledText]:
    return labelled_texts(MEASURED)


@pytest.fixture(scope="module")
def issues(texts: list[LabelledText]) -> list[LabelledIssue]:
    return [issue for text in texts for issue in text.issues]


@pytest.fixture(scope="module")
def learned() -> list[LabelledText]:
    return [one for path in sorted(PLACE.glob("*.csv")) for one in labelled_texts(path)]


@pytest.mark.parametrize("place", SETS, ids=lambda path: path.stem)
def test_每份都是UTF8无BOM_没有两条相同_不空不超长(place: Path) -> None:
    with place.open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines))[:3] == ["text", "issues", "categories"]
    texts = [one.text for one in labelled_texts(place)]
    assert [text for text, times in Counter(texts).items() if times > 1] == []
    assert [text for text in texts if not 1 <= len(text) <= 400 or text != text.strip()] == []


@pytest.mark.parametrize("place", SETS, ids=lambda path: path.stem)
def test_每个问题是原文中的一段_按次序_互不重叠(place: Path) -> None:
    for text in labelled_texts(place):
        edges = [edge for issue in text.issues for edge in (issue.start, issue.end)]
        assert edges == sorted(edges), text
        assert [i.text for i in text.issues] == [text.text[i.start : i.end] for i in text.issues]


def test_找不到的问题和对不上数的类别都读不进(tmp_path) -> None:
    place = tmp_path / "broken.csv"
    for row in (
        "路灯不亮,车位少,其他方面/停车",
        "路灯不亮,路灯不亮,",
        "先甲后乙,乙 | 甲,社会保障 | 社会保障",
        "路灯不亮,路灯不亮,路灯",
        "路灯不亮,路灯不亮,社会保障/停车",
        "路灯不亮,路灯不亮,其他方面",
    ):
        place.write_text(f"text,issues,categories\n{row}\n", encoding="utf-8")
        with pytest.raises(ValueError):
            labelled_texts(place)


def test_量的一段也没有拿来学_几位编写人共标了三千多件(texts: list[LabelledText], learned: list[LabelledText]) -> None:
    said = {issue.text for one in learned for issue in one.issues if len(issue.text) > 6} | {
        one.text for one in learned if len(one.text) > 6
    }
    assert [one.text for one in texts if one.text in said] == []
    assert [issue.text for one in texts for issue in one.issues if issue.text in said] == []
    assert len(list(PLACE.glob("*.csv"))) >= 4 and sum(len(one.issues) for one in learned) >= 702 + 2500


def test_量的集子七类各不少于25段_二级各不少于6段_一半不用官话(issues: list[LabelledIssue]) -> None:
    assert len(issues) >= 600
    categories = Counter(i.category for i in issues)
    assert {c: categories[c] for c in CATEGORIES if categories[c] < 25} == {}
    subcategories = Counter(i.subcategory for i in issues if i.category == OTHER)
    assert {s: subcategories[s] for s in SUBCATEGORIES if subcategories[s] < 6} == {}
    with MEASURED.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["issues"]]
    assert sum(row["official"] == "0" for row in rows) >= len(rows) / 2


def test_没有问题的_一个的_几个的都有(texts: list[LabelledText]) -> None:
    held = Counter(min(len(t.issues), 2) for t in texts)
    assert held[0] >= 60 and held[1] >= 300 and held[2] >= 100


# ── what the model reaches on texts that it never saw ──────────────────────────────────────────


@pytest.fixture(scope="module")
def reached(texts: list[LabelledText]) -> tuple[Splitting, Classifying]:
    return splitting(texts), classifying(texts)


def test_归类_F1不低于085_留给人工不过12成_拿得准却错的不过6成(reached: tuple[Splitting, Classifying]) -> None:
    kinds = reached[1]
    assert kinds.macro_f1 >= 0.85
    assert kinds.left_to_a_person <= 0.12
    assert kinds.sure_and_wrong <= 0.06


def test_拆分_件数对的不低于85成_说没有的不低于95成_有问题的不当作没有(reached: tuple[Splitting, Classifying]) -> None:
    cut = reached[0]
    assert cut.number_right >= 0.85
    assert cut.nothing >= 0.95
    assert cut.lost == 0


def test_说明卡上的数是量出来的(reached: tuple[Splitting, Classifying]) -> None:
    cut, kinds = reached
    assert card()["measured"] == pytest.approx(
        {
            "macro_f1": kinds.macro_f1,
            "left_to_a_person": kinds.left_to_a_person,
            "sure_and_wrong": kinds.sure_and_wrong,
            "second_level": kinds.second_accuracy,
            "number_of_issues": cut.number_right,
            "nothing": cut.nothing,
            "taken_for_nothing": cut.lost,
            "issues": cut.expected,
        },
        abs=0.0006,
    )


@pytest.mark.slow
def test_再学一遍_还是这个模型(texts: list[LabelledText], learned: list[LabelledText]) -> None:
    from etl.texts.train import THRESHOLDS, trained

    again = from_arrays(trained(learned), THRESHOLDS)
    shipped = model()
    assert card()["thresholds"] == THRESHOLDS
    for issue in (issue for one in texts for issue in one.issues):
        assert again.leaf_shares(issue.text) == pytest.approx(shipped.leaf_shares(issue.text), abs=0.02)


def test_人工归过的也拿来学() -> None:
    from etl.texts.train import figures, trained

    drawn = [
        labelled(f"{thing}{n}不好", f"{thing}{n}不好", kind)
        for n in range(4)
        for thing, kind in (("甲甲", "社会保障"), ("乙乙", "医疗卫生"))
    ]
    nothing = [labelled(text, "", "") for text in ("无", "没有", "都好", "蛮好")]
    two = [
        labelled("甲甲坏，乙乙坏", "甲甲坏 | 乙乙坏", "社会保障 | 医疗卫生"),
        labelled("甲甲坏。真是坏极了", "甲甲坏。真是坏极了", "社会保障"),
    ]
    asked = [labelled("丙丙9不好", "丙丙9不好", "教育文化")]
    thresholds = {**card()["thresholds"], "category": 0.0}
    before, after = (
        figures(from_arrays(trained([*drawn, *nothing, *two], given), thresholds), asked)[1].accuracy
        for given in ((), [(f"丙丙{n}不好", "教育文化") for n in range(4)])
    )
    assert (before, after) == (0, 1)
