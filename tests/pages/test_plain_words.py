"""Does every page speak as a good office writes: no riddles, no jargon, no English, one form of a number, dates as in a paper?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import opened
from tests.pages_shelf import OF_DESK, PAGES, SNAPSHOT_ID, look_at
from tests.signed_in import sign_in

ROOT = Path(__file__).resolve().parents[2]

RIDDLES = (
    "看的是", "由哪些行组成", "并列看", "箭头是", "小图是", "看表", "存为图片", "再点一次", "没有用上", "看是哪些", "要定的事",
    "没有要领导定的", "正在找", "数据足以列为", "照这样", "要每天", "每天要走", "一户不落：", "走到哪一步", "没有了结", "还没有了结", "凭什么这么说",
    "够不上", "没有可算的数", "这个数", "这些数", "哪些数", "选数", "看哪个数", "看哪些", "看哪几", "画哪个", "问的是", "问什么", "该问", "在同类里", "怎么样", "怎样",
    "看看", "放进", "收件夹", "对得上吗", "是谁的表", "错在哪", "认不出", "读不出", "没有读进来", "不猜", "最该看的", "怎么来的", "见分晓", "看满", "没有画出来",
    "换上新数据", "画成方格", "没有数", "里的字", "清除筛选", "这里没有", "有什么", "谁走了", "哪里还没", "卡在哪里？", "要等多久", "最需要什么", "另问的",
    "判断不了", "拿不准", "是不是", "能不能", "走不完", "走完了", "数得出", "装载", "快照编号", "未达到", "反映什么",
)  # fmt: skip
"""Ways of saying that read as thought in another language, or as a programmer's; what an office writes instead stands in its papers."""
JARGON = (
    "贝塔",
    "二项",
    "种子",
    "后验",
    "先验",
    "置信",
    "概率",
    "控制限",
    "JSON",
    "SQL",
    "python",
    "data/",
    "文件夹里运行",
    "缓存",
    "字段",
    "空值",
)
"""What statisticians and programmers say among themselves; under 依据, folded, and on 口径 the first of them have their place."""
MAY_EXPLAIN = ("definitions",)
"""Where each number's method is written out."""
ENGLISH = re.compile(r"[A-Za-z]{2,}")
KNOWN = {
    "Excel",
    "Word",
    "PNG",
    "PDF",
    "CSV",
    "csv",
    "pdf",
    "WPS",
    "xlsx",
    "xls",
    "docx",
    "doc",
    "zip",
    "pp",
    "A4",
    "NO",
    "ID",
    "GB",
}
"""Names of formats that an office uses."""
MARKS = re.compile(
    r":material/\w+:|:(?:orange|red|blue|grey|gray|green|small)\[|https?://\S+|\]\([^)]*\)|<[^>]*>|&\w+;|`[^`]*`|\?[\w=&%.-]+"
)
"""What a browser does not show as words."""
RANGE = re.compile(r"\d{1,2}\.\d{1,2}\s*[-–]\s*\d{1,2}\.\d{1,2}|月\d{1,2}日\s*[-–]\s*\d")
"""3.20-3.26, 3月20日-26日: an office writes 3月20日—26日."""


def words_of(at: AppTest) -> Iterator[str]:
    """What a reader reads: texts, labels, choices and helps; not what a sheet says, which stands in tables."""
    folded = _folded(at)
    for kind in ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success"):
        yield from (str(one.value) for one in at.get(kind) if id(one) not in folded)
    for metric in at.metric:
        yield from (metric.label, str(metric.value), str(metric.delta or ""))
    for kind in (
        "button",
        "selectbox",
        "multiselect",
        "text_input",
        "toggle",
        "checkbox",
        "button_group",
        "expander",
        "download_button",
    ):
        for one in at.get(kind):
            yield str(getattr(one, "label", "") or getattr(one.proto, "label", ""))
            yield str(getattr(one.proto, "help", "") or "")


def _folded(at: AppTest) -> set[int]:
    """What stands in a fold that is named 依据: there a method may be written out."""
    return {
        id(one)
        for fold in at.get("expander")
        if "依据" in str(fold.label) or "评定办法" in str(fold.label)
        for kind in ("markdown", "caption")
        for one in fold.get(kind)
    }


@pytest.fixture(params=(*PAGES, *OF_DESK))
def page(request: pytest.FixtureRequest, marked_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    look_at(marked_shelf, monkeypatch)
    sign_in(monkeypatch, "desk")
    return str(request.param)


def test_every_page_speaks_as_an_office_writes(page: str) -> None:
    said = [re.sub(MARKS, " ", words) for words in words_of(opened(page))]
    found = {f"{bad}：{words[:80]}" for words in said for bad in RIDDLES if bad in words}
    if page not in MAY_EXPLAIN:
        found |= {f"{bad}：{words[:80]}" for words in said for bad in (*JARGON, "÷") if bad in words}
    assert not found, "\n".join(sorted(found))


def test_no_page_has_english_left(page: str) -> None:
    said = [re.sub(MARKS, " ", words) for words in words_of(opened(page))]
    assert not {f"{one}：{words[:80]}" for words in said for one in ENGLISH.findall(words) if one not in KNOWN}


def test_dates_are_written_as_in_a_paper(page: str) -> None:
    said = [re.sub(MARKS, " ", words) for words in words_of(opened(page))]
    assert not {words[:80] for words in said if RANGE.search(words)}


def test_the_version_of_the_data_stands_at_the_foot_and_not_at_the_head(page: str) -> None:
    captions = [str(one.value) for one in opened(page).caption]
    assert SNAPSHOT_ID in captions[-1]
    assert not any(SNAPSHOT_ID in one for one in captions[:-1][:3])
