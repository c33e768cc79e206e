"""Does each role have its own pages, draw them all, and see on them nothing but its own part of the city?

Every part of the drawn city holds a word that stands nowhere else: whoever is shown another part receives none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from campaign.access import audit
from campaign.access.roles import ROLES
from campaign.access.scope import DEMONSTRATION, Visitor
from campaign.access.state import VARIABLE
from campaign.numbers.snapshot import Snapshot
from pages.parts import menu, people
from tests.pages.test_pages import ROOT, beside_the_bar, captions, everything, opened
from tests.pages_shelf import ROOMS, look_at
from tests.signed_in import sign_in
from tests.tiny import tiny

PARTS = {
    "leader": (),
    "supervisor": ("1",),
    "unit": ("市民政局",),
    "district": ("武进区",),
    "town": ("武进区", "湖塘镇"),
    "analyst": (),
    "desk": (),
    "admin": (),
    "demonstration": (),
}
"""Each role, in the part of the drawn city where the word 里面 stands."""
INSIDE, OUTSIDE = "里面的路灯", "外面的路灯"
OTHER_UNIT = "市建设局"
NAME, PHONE = "李建宗", "10700006150"
OTHER_NAME = "赵小外"
LINE = {"source_file": "市民政局/2017年3月/台账.xlsx", "source_sheet": "台账", "source_row": "5"}
OTHER_LINE = {"source_file": "市建设局/2017年3月/台账.xlsx", "source_sheet": "台账", "source_row": "5"}
_OF_A_PLACE = ("district", "town")
SEEN = {
    role: [menu.slug(page) for page in menu.open_to(ROOMS, Visitor("", "", ROLES[role], of).scope)]
    for role, of in PARTS.items()
}
EACH = [(role, page) for role, pages in SEEN.items() for page in pages]


def test_表里写到的角色都试到() -> None:
    assert set(PARTS) == set(ROLES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles")


@pytest.fixture(scope="module")
def city(folder: Path) -> Iterator[Snapshot]:
    """Two towns of two districts, each with a unit of another group, that visits there, and one family."""
    flags = "is_first | is_first_by_unit | is_first_by_level | is_first_by_group | is_first_by_level_group"
    here = "市民政局 | 市级机关 | 1 | 武进区 | 武进区 | 湖塘镇 | 东村 | 01"
    there = "市建设局 | 市级机关 | 2 | 天宁区 | 天宁区 | 红梅街道 | 西村 | 02"
    of = "unit_name | unit_level | supervision_group | district | zone | town_name | village_name | village_id"
    ours, theirs = (f"{line['source_file']} | {line['source_sheet']}" for line in (LINE, OTHER_LINE))
    with tiny(
        folder,
        data_date="2017-04-12",
        units="""
            unit_name | unit_level | supervision_group | short_name | zone
            市民政局  | 市级机关   | 1                 | 民政局     |
            市建设局  | 市级机关   | 2                 | 建设局     |
        """,
        households=f"""
            household_id | head_name    | phone       | district | zone   | town_name | village_name | village_id | first_visit_date
            1            | {NAME}       | {PHONE}     | 武进区   | 武进区 | 湖塘镇    | 东村         | 01         | 2017-03-10
            2            | {OTHER_NAME} | 10800000000 | 天宁区   | 天宁区 | 红梅街道  | 西村         | 02         | 2017-03-10
        """,
        visits=f"""
            household_id | visit_date | {of}    | source_file | source_sheet | source_row | {flags}
            1            | 2017-03-10 | {here}  | {ours}      | 5 | true | true | true | true | true
            2            | 2017-03-10 | {there} | {theirs}    | 5 | true | true | true | true | true
        """,
        issues=f"""
            ×  | household_id | issue_text | {of}    | handler  | handler_level | department | department_level | raised_date | due_date   | status | category | source_file | source_sheet | source_row
            30 | 1            | {INSIDE}   | {here}  | 市民政局 | 市级机关      | 市民政局   | 市级机关           | 2017-03-10  | 2017-03-20 | 待解决 | 平安治理 | {ours}      | 5
            40 | 2            | {OUTSIDE}  | {there} | 市建设局 | 市级机关      | 市建设局   | 市级机关           | 2017-03-10  | 2017-03-20 | 待解决 | 平安治理 | {theirs}    | 5
        """,
        due_reports="""
            report_kind | unit_name | unit_level | supervision_group | period_label   | report_due_date | received_date
            周报        | 市民政局  | 市级机关     | 1                 | 3月6日-3月12日 | 2017-03-12      |
            周报        | 市建设局  | 市级机关     | 2                 | 3月6日-3月12日 | 2017-03-12      |
        """,
        rejected_rows=f"""
            form | unit_name | unit_level | supervision_group | rule         | field | sentence          | source_file | source_sheet | source_row
            台账 | 市民政局  | 市级机关     | 1                 | date-missing | 日期  | {INSIDE}没有日期  | {ours}      | 7
            台账 | 市建设局  | 市级机关     | 2                 | date-missing | 日期  | {OUTSIDE}没有日期 | {theirs}    | 7
        """,
        source_sheets=f"""
            source_file | source_sheet | form         | unit_name | unit_level | supervision_group | rows_read | rows_kept | rows_merged | rows_rejected
            {ours}      | visit_ledger | 市民政局     | 市级机关  | 1          | 2                 | 1         | 0         | 1
            {theirs}    | visit_ledger | 市建设局     | 市级机关  | 2          | 2                 | 1         | 0         | 1
        """,
        source_columns=f"""
            source_file | source_sheet | position | field    | place | is_personal
            {ours}      | 1            | 户主姓名 | C        | true
            {ours}      | 2            | 走访日期 | F        | false
            {theirs}    | 1            | 户主姓名 | C        | true
        """,
        source_rows=f"""
            source_file | source_sheet | source_row | cells
            {ours}      | 5            | ['{NAME}', '3月10日']
            {theirs}    | 5            | ['{OTHER_NAME}']
        """,
    ) as found:
        yield found


@pytest.fixture
def on_shelf(city: Snapshot, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    look_at(folder / "shelf", monkeypatch)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))
    return monkeypatch


def as_role(patched: pytest.MonkeyPatch, role: str) -> Visitor:
    return sign_in(patched, role, *PARTS[role])


def told(at: AppTest) -> str:
    """All that a page sends, without the filters, which offer the places of the register to everybody."""
    return beside_the_bar(at) + "\n".join(one.proto.body for one in at.get("html"))


# ── which pages ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "has", "lacks"),
    [
        ("leader", {"overview", "ranking", "unit", "changes"}, {"trace", "rejected", "submit", "assign", "users", "audit"}),
        ("supervisor", {"groups", "unit", "trace"}, {"ranking", "changes", "submit", "users"}),
        ("unit", {"overview", "unit", "trace", "rejected"}, {"ranking", "groups", "changes", "submit", "audit"}),
        ("district", {"overview", "places", "trace"}, {"ranking", "unit", "groups", "rejected", "submit"}),
        ("town", {"overview", "places", "trace"}, {"ranking", "unit", "groups", "rejected", "submit"}),
        ("analyst", {"ranking", "trace", "changes"}, {"submit", "assign", "users", "audit"}),
        ("desk", {"submit", "assign", "rejected", "trace"}, {"users", "audit"}),
        ("demonstration", {"ranking", "trace"}, {"submit", "assign", "users", "audit"}),
    ],
)  # fmt: skip
def test_菜单里只有这个角色的页(role: str, has: set[str], lacks: set[str]) -> None:
    assert has <= set(SEEN[role]) and not lacks & set(SEEN[role])


def test_管理只有用户和审计两页() -> None:
    assert SEEN["admin"] == ["users", "audit"]


ROOMS_BY_SLUG = {menu.slug(page): page for page in ROOMS}
NOT_THEIRS = [(role, page) for role, page in (("leader", "trace"), ("town", "unit"), ("unit", "ranking"), ("desk", "audit"), ("admin", "overview"))]  # fmt: skip


@pytest.mark.parametrize(("role", "page"), NOT_THEIRS)
def test_没有的页_地址同没有人写过的地址一样回答(on_shelf: pytest.MonkeyPatch, role: str, page: str) -> None:
    as_role(on_shelf, role)
    at, unknown = opened_at(page), opened_at("parts/door")  # a file that is no page
    assert told(at) == told(unknown)
    assert at.title[0].value == ROOMS_BY_SLUG[SEEN[role][0]].TITLE


def opened_at(address: str) -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).switch_page(f"pages/{address}.py").run()


@pytest.mark.parametrize("role", PARTS)
def test_链接只通到这个角色有的页(on_shelf: pytest.MonkeyPatch, role: str) -> None:
    as_role(on_shelf, role)
    page = SEEN[role][0]
    sent = everything(opened(page))
    led_to = set(re.findall(r'href="([a-z]+)\?', sent)) | set(re.findall(r"\]\(([a-z]+)\?", sent))
    assert led_to <= set(SEEN[role])


# ── what is on them ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("role", "page"), EACH)
def test_每个角色的每一页都画得出来(on_shelf: pytest.MonkeyPatch, role: str, page: str) -> None:
    as_role(on_shelf, role)
    at = opened(page)
    assert not at.exception and not at.error
    assert len(at.title) == 1
    if PARTS[role]:
        assert OUTSIDE not in everything(at) and OTHER_NAME not in everything(at)
        assert OTHER_UNIT not in everything(at)
    if set(_OF_A_PLACE) & set(ROLES[role].area):
        assert not re.search("天宁区|红梅街道|西村", told(at))
    if not people.may_open_names(Visitor("", "", ROLES[role], PARTS[role]).scope) and role != "desk":
        assert NAME not in everything(at) and PHONE not in everything(at)


WORDS = {"supervisor": "第1督导小组", "unit": "市民政局", "district": "武进区", "town": "武进区湖塘镇"}  # fmt: skip


@pytest.mark.parametrize("role", WORDS)
def test_统计范围是哪一片_写在筛选下面(on_shelf: pytest.MonkeyPatch, role: str) -> None:
    as_role(on_shelf, role)
    (line,) = (m.value.replace("\\", "") for m in opened("overview").markdown if m.value.startswith("统计范围"))
    assert re.search(WORDS[role], line) and "全市" not in line


@pytest.mark.parametrize("role", ["supervisor", "unit", "district", "town"])
@pytest.mark.parametrize(
    "address",
    [
        {"unit": OTHER_UNIT}, {"unit": "没有的单位"}, {"area": "天宁区"}, {"area": "没有的区"}, {"town": "红梅街道"},
        {"village": "西村"}, {"group": "2"},
    ],
)  # fmt: skip
def test_地址写了别处的_同写了没有的一样_仍只看自己的(
    on_shelf: pytest.MonkeyPatch, role: str, address: dict[str, str]
) -> None:
    as_role(on_shelf, role)
    at = opened("issues", **address)
    assert not at.exception and not at.error
    assert OUTSIDE not in everything(at)
    shown = {m.label: m.value for m in at.metric}
    assert shown["收集问题"] in ("30件", "—")


@pytest.mark.parametrize("role", ["unit", "supervisor"])
def test_别的单位的画像_同没有这个单位一样回答(on_shelf: pytest.MonkeyPatch, role: str) -> None:
    as_role(on_shelf, role)
    other, nobody = (opened("unit", unit=name) for name in (OTHER_UNIT, "没有的单位"))
    assert OUTSIDE not in everything(other)
    answers = (
        re.sub(
            "与“[^”]*”名称相近的有.*?。|名称相近的有.*?。", "", "".join(w.value for w in at.warning) + captions(at)
        ).replace(name, "")
        for at, name in ((other, OTHER_UNIT), (nobody, "没有的单位"))
    )
    assert next(answers) == next(answers)
    assert any("无效，已忽略" in one.value for one in other.warning)


@pytest.mark.parametrize("role", ["unit", "supervisor", "district", "town"])
def test_别处的原表的一行_同没有这一行一样回答(on_shelf: pytest.MonkeyPatch, role: str) -> None:
    as_role(on_shelf, role)
    other, nothing = opened("trace", **OTHER_LINE), opened("trace", **OTHER_LINE | {"source_row": "77"})
    assert OUTSIDE not in everything(other) and OTHER_NAME not in everything(other)
    assert [i.value for i in other.info] == [i.value for i in nothing.info] != []


def test_领导没有逐条的记录_只有一句为什么(on_shelf: pytest.MonkeyPatch) -> None:
    as_role(on_shelf, "leader")
    at = opened("issues")
    assert INSIDE not in everything(at) and "提供汇总数" in captions(at)
    assert "点一条看它由哪些行组成" not in everything(at)


def test_单位自己的画像里没有同类(on_shelf: pytest.MonkeyPatch) -> None:
    as_role(on_shelf, "unit")
    at = opened("unit")
    assert "市民政局" in beside_the_bar(at) and "同类" not in told(at)


# ── names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["unit", "desk"])
def test_明细里的人遮着(on_shelf: pytest.MonkeyPatch, role: str) -> None:
    as_role(on_shelf, role)
    at = opened("trace", metric="visits")
    shown = next(d.value for d in at.dataframe if "户主姓名" in d.value.columns)
    assert "李*宗" in shown["户主姓名"].tolist() and "107****6150" in shown["联系电话"].tolist()
    assert NAME not in everything(at) and PHONE not in everything(at)


@pytest.mark.parametrize("role", ["analyst", "town", "supervisor"])
def test_不能看姓名的角色_没有姓名这一栏(on_shelf: pytest.MonkeyPatch, role: str) -> None:
    as_role(on_shelf, role)
    for at in (opened("trace", metric="visits"), opened("trace", **LINE)):
        assert not at.error
        assert "李*宗" not in everything(at) and "107****6150" not in everything(at) and NAME not in everything(at)


def opening(at: AppTest, reason: str | None, words: str = "") -> AppTest:
    if reason:
        at.selectbox(key="open-names-for").select(reason)
    if words:
        at.text_input(key="open-names-words").input(words)
    return at.button(key="open-names").click().run()


def opened_names() -> list[str]:
    return [entry.what for entry in audit.read().entries if entry.kind == audit.OPENED_NAMES]


def test_写明事由才打开一行的姓名_记下_下一次点就收起(on_shelf: pytest.MonkeyPatch) -> None:
    as_role(on_shelf, "unit")
    at = opened("trace", **LINE)
    assert NAME not in everything(at) and "李*宗" in everything(at)
    assert NAME not in everything(opening(at, None)) and not opened_names()
    assert NAME in everything(opening(at, "电话回访")) and PHONE in everything(at)
    (what,) = opened_names()
    assert "电话回访" in what and LINE["source_file"] in what and NAME not in what and PHONE not in what
    assert NAME not in everything(at.run())
    assert len(opened_names()) == 1


@pytest.mark.parametrize("words", ["李建宗来过电话", "打 10700006150"])
def test_事由里写了这一家的人和电话_不打开(on_shelf: pytest.MonkeyPatch, words: str) -> None:
    as_role(on_shelf, "unit")
    at = opening(opened("trace", **LINE), "电话回访", words)
    assert NAME not in everything(at).replace(words, "") and at.warning and not opened_names()


def test_记不下来就不打开(on_shelf: pytest.MonkeyPatch, tmp_path: Path) -> None:
    as_role(on_shelf, "unit")
    at = opened("trace", **LINE)
    on_shelf.setenv(VARIABLE, str(tmp_path / "file"))
    (tmp_path / "file").write_text("不是文件夹", encoding="utf-8")
    opening(at, "电话回访")
    assert NAME not in everything(at) and at.error


def test_事由要写_别的要写明() -> None:
    masked = pd.DataFrame({"head_name": ["李*宗"], "phone": ["107****6150"]})
    assert people.unfit_reason(None, "", masked) and people.unfit_reason(people.OTHER, " ", masked)
    assert not people.unfit_reason("核对走访", "", masked) and not people.unfit_reason(people.OTHER, "信访件", masked)


# ── what is written down ──────────────────────────────────────────────────────────────────────


def test_看明细每个视图记一次_写明谁_哪一页_哪一片(on_shelf: pytest.MonkeyPatch) -> None:
    as_role(on_shelf, "unit")
    at = opened("issues")
    at.run()
    seen = [entry for entry in audit.read().entries if entry.kind == audit.SAW_ROWS]
    assert [(one.account, one.role, one.where, one.snapshot) for one in seen] == [
        ("测试", "单位", "问题办理", seen[0].snapshot)
    ]
    assert "市民政局" in seen[0].what
    opened("issues", category="平安治理")
    assert "平安治理" in audit.read().entries[-1].what


def test_查的字不记(on_shelf: pytest.MonkeyPatch) -> None:
    as_role(on_shelf, "analyst")
    opened("issues", text="李建宗")
    assert "李建宗" not in repr(audit.read().entries) and "（不记）" in audit.read().entries[-1].what


def test_没有登录的演示不记(on_shelf: pytest.MonkeyPatch) -> None:
    on_shelf.setattr("pages.door.visitor.current", lambda: DEMONSTRATION)
    at = opened("issues")
    assert INSIDE in everything(at) and audit.read() == audit.Log()
    assert "未启用登录，仅限本机查看" in everything(at)


@pytest.mark.parametrize("role", PARTS)
def test_登录了的人的名字_角色和那一片写在菜单旁(on_shelf: pytest.MonkeyPatch, role: str) -> None:
    as_role(on_shelf, role)
    sent = "".join(one.proto.body for one in opened(SEEN[role][0]).sidebar.get("html"))
    assert ROLES[role].label in sent and "退出" in sent and "未启用登录" not in sent


def test_审计页写明记录完整不完整_只列选中的人(on_shelf: pytest.MonkeyPatch, tmp_path: Path) -> None:
    audit.record(audit.SIGNED_IN, "王甲", "分析")
    audit.record(audit.OPENED_NAMES, "李乙", "单位", where="溯源", what="走访：第5行；事由：电话回访")
    as_role(on_shelf, "admin")
    at = opened("audit")
    assert "无改动、无缺失" in beside_the_bar(at)
    assert at.dataframe[0].value["人员"].tolist() == ["李乙", "王甲"]
    at.selectbox(key="audit-who").select("王甲").run()
    assert at.dataframe[0].value["人员"].tolist() == ["王甲"]
    log = tmp_path / "state" / audit.FILE
    log.write_text(log.read_text(encoding="utf-8").replace("李乙", "赵丙"), encoding="utf-8")
    assert "记录不完整" in beside_the_bar(at.run())


def test_常用视图各有各的(on_shelf: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_shelf.setenv("DAZOUFANG_VIEWS", str(tmp_path / "views"))
    for account, seen in (("王甲", "常用视图（0）"), ("王甲", "常用视图（1）"), ("李乙", "常用视图（0）")):
        comes = Visitor(account, account, ROLES["analyst"])
        on_shelf.setattr("pages.door.visitor.current", lambda comes=comes: comes)
        at = opened("explore")
        assert seen in everything(at)
        if seen == "常用视图（0）" and account == "王甲":
            from pages.beside.explore import saved_views

            saved_views.save(tmp_path / "views", account, "我的", "explore", {}, frozenset())


ODD = ("²", "①", "-1", "99999999999999999999", "\x00", "<b>", "")
NUMBERED = {"trace": ("source_row", "trace_page", "text"), "reconciliation": ("item", "reconciliation_page"), "groups": ("group",)}  # fmt: skip


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, names in NUMBERED.items() for name in names])
@pytest.mark.parametrize("odd", ODD)
def test_地址里写了怪的数字_页还是画得出来(on_shelf: pytest.MonkeyPatch, page: str, name: str, odd: str) -> None:
    as_role(on_shelf, "desk")
    at = opened(page, **(LINE if name == "source_row" else {}) | {name: odd})
    assert not at.exception and not at.error
