"""How does a stranger find out what leaks? Every field of every paper holds a word that stands nowhere else.

The papers say which fields there are: a field that is added is planted too. A canary is shaped as its field needs, a name
as people are called, a phone as numbers are written, an income as families tell it; whoever receives one received a cell
of somebody's. Texts of issues are public: theirs say again what the own row says of its people, in another spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, product

from campaign.office import rules
from campaign.papers import Field, Paper, papers
from tests.inbox import Inbox, word, workbook

UNIT, PLACE = "市司法局", ("武进区", "湖塘镇", "马家巷社区")
OTHER_UNIT = "市文联"
DAY, WEEK = "2017-03-10", "2017年3月6日-2017年3月12日"
_NAMES = ("殷钱戴贺万史包呼尹岳杭汤", "骉骐骎骓骢骠骥驎驽", "瑨璈璟璆琎珣玘珮")
"""Surnames, and two letters of given names: each name once."""
PEOPLE = (
    *("head_name", "raised_by", "visitor_names", "followed_by", "called_by", "contact_name", "legal_person"),
    *("user_name", "secretary_name", "handled_by", "object_name"),
)
PHONES = ("phone", "contact_phone", "secretary_phone")
TEXTS = (
    *("issue_text", "needs_text", "opinion_text", "item_text"),
    *("party_need", "economy_need", "service_need", "order_need", "work_need", "other_need"),
)
"""Fields of which the public sees the text, without the people of its row."""
_GOOD: Mapping[str, str] = {
    **dict(zip(("district", "town", "village"), PLACE, strict=True)),
    "unit": UNIT,
    "period": WEEK,
    "date": DAY,
    "campaign date": DAY,
    "instant": f"{DAY} 08:30",
    **dict.fromkeys(("people", "people or none", "households", "cards", "issues", "things", "count", "family"), "5"),
    **dict.fromkeys(("money 元", "money 万元"), "100"),
    "group": "1",
    **dict.fromkeys(("yes or no", "reached", "solved as heard"), "是"),
    "status": "待解决",
    "route": rules.ROUTES[0],
    "category": rules.CATEGORIES[0],
    "block": rules.BLOCKS[0],
    "satisfaction": rules.SATISFACTIONS[0],
    "visit type": rules.VISIT_TYPES[0],
    "level": rules.LEVELS[0],
    "method": "电话",
    "raiser": "群众",
}
"""What a field of a kind takes, so that the row beside the canaries is kept."""
_AGREED: Mapping[str, str] = {
    "village_summary.block": rules.BLOCKS[1],
    "village_summary.item": rules.CATEGORIES[0],
    "village_summary.solved_count": "2",
    "village_summary.pending_count": "3",
    "roster.villages": PLACE[2],
}
"""What single fields take, where their kind does not say it."""
SHARED = {
    "issue_ledger.raised_by": "head_name",
    "cadre_list.raised_by": "head_name",
    "visit_ledger.head_name": "head_name",
    "issue_ledger.issue_no": "issue_no",
    "followups.issue_no": "issue_no",
}
"""Fields of several papers that speak of one household or issue: else their rows would not be kept."""
_LEFT_OUT = ("_otherwise", "week", "first_day", "last_day", "solved_date", "since", "until", "object_type")
"""Fields that say another way what another says, or would contradict it."""
_SHAPES = {"address": "檀溪巷{}号", "income": "年收入{}元", "poverty_cause": "患尿毒症第{}例"}
_BETWEEN = re.compile(r"[\s\-·.,，、_]+")


@dataclass(slots=True)
class Planted:
    """Every canary with the field that holds it."""

    where: dict[str, str] = field(default_factory=dict)
    _shared: dict[tuple[str, int], str] = field(default_factory=dict)
    _names: Iterator[tuple[str, ...]] = field(default_factory=lambda: product(*_NAMES))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def name(self, where: str) -> str:
        """A person."""
        return self._kept("".join(next(self._names)), where)

    def phone(self, where: str) -> str:
        """A mobile phone."""
        return self._kept(f"139{52_713_000 + 7 * next(self._numbers):08}", where)

    def words(self, where: str, shape: str) -> str:
        """A text with a number of its own in the shape that `{}` marks."""
        return self._kept(shape.format(731_000 + 3 * next(self._numbers)), where)

    def shared(self, what: str, no: int) -> str:
        """The person, or the number of the issue, that several papers speak of in their rows of that number."""
        if (what, no) not in self._shared:
            self._shared[what, no] = self.name(f"{what}（几种表都写）") + (str(no) if what == "issue_no" else "")
        return self._shared[what, no]

    def _kept(self, token: str, where: str) -> str:
        assert token not in self.where and not _BETWEEN.search(token)
        self.where[token] = where
        return token

    def found_in(self, received: str) -> dict[str, str]:
        """The canaries that somebody received, whatever stands between their letters: each with its field."""
        plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", received))
        return {token: where for token, where in self.where.items() if token in plain}


def plant(inbox: Inbox) -> Planted:
    """Writes an inbox in which every field of every paper is planted, and the names of files, folders and sheets too."""
    planted = Planted()
    for paper in papers():
        if paper.shape == "text":
            inbox.put(f"{UNIT}/3月上半月/{planted.name('文件名')}简报.docx", _briefing(planted))
            continue
        content = _boxes(paper, planted) if paper.shape == "boxes" else _list(paper, planted)
        folder = f"{UNIT}/3月上半月/{planted.name('文件夹名')}"
        inbox.put(f"{folder}/{planted.name('文件名')}{paper.label}.xlsx", content)
    _unread(inbox, planted)
    return planted


# ── one row ───────────────────────────────────────────────────────────────────────────────────


def _fields(paper: Paper) -> list[Field]:
    return [one for one in paper.fields if not one.name.endswith(_LEFT_OUT)]


def _row(paper: Paper, planted: Planted, no: int, bad: str = "") -> dict[str, str]:
    """A row by the names of its fields; `bad` is the field that holds a person where another thing belongs."""
    row = {one.name: _cell(paper, one, planted, no) for one in _fields(paper) if one.name != bad}
    people = [row[name] for name in PEOPLE if name in row]
    of_the_row = [row[name] for name in (*PHONES, *_SHAPES) if name in row]
    for name in TEXTS:
        if name in row:
            row[name] = (
                f"第{no}盏路灯不亮，{'、'.join(f'{one}大爷' for one in people)}家多次反映，{'，'.join(of_the_row)}"
            )
    if bad:
        where = f"{paper.id}.{bad}（写错的一格）"
        row[bad] = f"{planted.name(where)}{planted.phone(where)}"
    return row


def _cell(paper: Paper, one: Field, planted: Planted, no: int) -> str:
    """What a good row holds in a field: a canary wherever a text is taken."""
    where = f"{paper.id}.{one.name}"
    if where in _AGREED:
        return _AGREED[where]
    if where in SHARED:
        return planted.shared(SHARED[where], no)
    if one.kind in _GOOD:
        return _GOOD[one.kind]
    if one.name in TEXTS:
        return ""
    if one.name in PEOPLE:
        return planted.name(where)
    if one.name in PHONES:
        return planted.phone(where)
    if one.name == "sequence":
        return str(no)
    if one.personal and one.kind == "text":
        return planted.words(where, _SHAPES.get(one.name, "密语第{}句"))
    return planted.name(where) + str(no)  # a free column that is public: nobody's name belongs there


# ── whole sheets ──────────────────────────────────────────────────────────────────────────────


def _list(paper: Paper, planted: Planted) -> bytes:
    """A list with a good row, and a row for each field that takes no text; signed above, below and in two headings."""
    fields = _fields(paper)
    bad = [
        _row(paper, planted, n, one.name) for n, one in enumerate(fields, 2) if one.kind not in ("text", "identifier")
    ]
    rows = [_row(paper, planted, 1), *bad]
    where = f"{paper.id}（栏目名）"
    heads = [*(one.headings[0] for one in fields), f"填表人{planted.name(where)}{planted.phone(where)}", "备用"]
    extra = planted.words(f"{paper.id}（没有用到的栏目）", "密语第{}句")
    cells = [[*(row[one.name] for one in fields), "", extra] for row in rows]
    where = f"{paper.id}（表外的话）"
    below = [f"说明：{planted.name(where)}同志，电话{planted.phone(where)}，请核对"]
    title = [(paper.titled[0] if paper.titled else "") + paper.label]
    sheet = [title, *_about(paper, planted, {one.name for one in fields}), heads, *cells, below]
    return workbook(sheet, names=[planted.name(f"{paper.id}（工作表名）")])


def _about(paper: Paper, planted: Planted, known: Iterable[str]) -> list[list[str]]:
    """The lines beside a table: label and value."""
    beside = [one for one in paper.about if one.name not in (*known, *TEXTS, "place")]
    lines = [[f"{one.headings[0]}：{_cell(paper, one, planted, 1)}"] for one in beside]
    if any(one.name == "place" for one in paper.about):
        district, town, village = (n.removesuffix(end) for n, end in zip(PLACE, ("区", "镇", "社区"), strict=True))
        lines.append([f"所属地：{district} 市（区） {town} 镇（街道） {village} 村（社区）"])
    return lines


def _boxes(paper: Paper, planted: Planted) -> bytes:
    """A form of labels and values."""
    row = _row(paper, planted, 1)
    form = [[one.headings[0], row[one.name]] for one in _fields(paper)]
    sheet = [[paper.label], *form, *_about(paper, planted, row)]
    return workbook(sheet, names=[planted.name(f"{paper.id}（工作表名）")])


def _briefing(planted: Planted) -> bytes:
    where = "briefing.paragraph"
    return word(
        "工作动态简报",
        f"大走访活动 {planted.name(where)}",
        f"湖塘镇走访群众80户。{planted.name(where)}走访群众90户，联系电话{planted.phone(where)}。",
        f"{planted.name(where)}同志（电话{planted.phone(where)}）走访群众31户，收集问题5个。",
    )


def _unread(inbox: Inbox, planted: Planted) -> None:
    """Files that cannot be read, and a sheet that no form is: what is quoted of them is only their names and headings."""
    folder = f"{OTHER_UNIT}/3月上半月"
    inbox.put(f"{folder}/附件3 {planted.name('读不出的文件名')}.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    where = "认不出的表（栏目名）"
    odd = [["户主姓名", "家庭住址", f"填表人{planted.name(where)}{planted.phone(where)}"], ["甲", "乙", "丙"]]
    inbox.put(
        f"{folder}/{planted.name('认不出的文件名')}.xlsx", workbook(odd, names=[planted.name("认不出的工作表名")])
    )
