"""Why did a figure move between two snapshots, down to the files?

Both snapshots count the figure by the lines of sheets behind it. Each line whose count differs gets exactly one cause
from the account of the rows, so the causes add up to the difference by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from campaign import schema
from campaign.access.scope import EVERYWHERE, Scope
from campaign.months import frozen
from campaign.months.frozen import Frozen
from campaign.numbers.dimensions import CannotAnswer, dimension
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Age, Count, Duration, Metric, Ratio, Share, counts_in
from campaign.numbers.metrics import CADRES, METRICS, metric
from campaign.numbers.questions import SOURCE, counts_first_visits, filters
from campaign.numbers.snapshot import FILE, NoSnapshot, Snapshot, open_current, open_snapshot
from campaign.numbers.wording import EMPTY, UNFILLED, as_number, format_value, with_time
from campaign.office import rules

DEFINED, LATE, CORRECTED, MERGED, REJECTED = "口径", "补报", "更正", "归并", "退回"
STATE, GONE, VERSION, FIRST, READING = "状态", "撤走", "换版", "首访移位", "读法"
REGISTER, ROSTER = "名录", "花名册"
FORGOTTEN = "应要求删除"
CAUSES: Mapping[str, str] = {
    DEFINED: "同样数据按现行口径重新统计的差额。",
    LATE: "定版后收到的文件中的行。",
    CORRECTED: "按更正清单更正的行，或重报的行取代原行，一减一增。",
    MERGED: "与另一份表中的行为同一事项，现由该行代表。",
    REJECTED: "原已采用、现退回的行，或原退回、现已更正的行。",
    STATE: "原行仍在，后报的表变更其状态、日期或地点，因而计入或不再计入。",
    GONE: "已撤回或已不在收件目录的文件。",
    VERSION: "同名文件内容已更换，新旧两份逐行相减。",
    FIRST: "同一户有更早的走访，首访移至该行，一减一增，户数不变。",
    REGISTER: "名录变更：单位或村（社区）改名、合并或调整级别、小组、镇街，同样的行归属改变。",
    ROSTER: "花名册变更：干部人数、督导小组按新花名册计。",
    FORGOTTEN: "应家庭要求删除，相应的行不再计入；仅列行数，不列户名和报表。",
    READING: "同一文件，按现行程序或名录读取的行不同。",
}
"""Every cause and what it means, in the order in which they are shown."""
FATE_REJECTED = "退回"
FATE_CAUSES = {"已有": MERGED, "不一致": MERGED, "被更正": CORRECTED, FATE_REJECTED: REJECTED}
"""What became of a row that is not kept → the cause of what moves with it."""
SAME = "同一份"
NO_FILE = "（暂无文件）"
OTHERS = "（其他地区的文件）"
"""In place of a file that has nothing of the part of the city that somebody is shown."""
NO_FILE_NAMED = "（不列报表）"
"""In place of the file of a household that asked to be removed."""
OF_REGISTER = "单位、村（社区）名录"
"""In place of a file where the register is the cause."""
LINE = ["no", "source_sheet", "source_row"]
"""A line of a sheet in both snapshots: the number of its file, its sheet, its row."""
INTO: Mapping[str, str] = {"into_no": "into_file", "into_sheet": "into_sheet", "into_row": "into_row"}
"""The line that a row was merged into, and the columns of merged_rows that name it."""
EVERY = 1_000_000_000
MOST_FILES_NAMED = 2


@dataclass(frozen=True, slots=True)
class Question:
    """The question to both snapshots; without a day or a period each answers as of its own last day."""

    scope: Scope
    as_of: date | None = None
    period: str | None = None
    where: Mapping[str, object] | None = None

    @property
    def keywords(self) -> dict[str, Any]:
        """The keywords of `Snapshot.ask`."""
        return {"scope": self.scope, "as_of": self.as_of, "period": self.period, "where": self.where}

    @property
    def words(self) -> str:
        """The span and the place in words: 2017年3月武进区."""
        span = f"截至{rules.day_text(self.as_of)}" if self.as_of else ""
        if self.period:
            span = rules.period(self.period).label + (f"（{span}）" if span else "")
        narrowed = (f"{dimension(name).label}{_listed(value)}" for name, value in (self.where or {}).items())
        return (span or "累计") + "".join(narrowed)


def _listed(values: object) -> str:
    listed = values if isinstance(values, list | tuple) else [values]
    return "、".join(UNFILLED if one is None else f"“{one}”" for one in listed)


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """One figure in two snapshots, and the causes of the difference."""

    metric_id: str
    label: str
    question: str
    """Which days and which part of the city, in words."""
    then_words: str
    """What the earlier figure is called: 定版时, or 数据版本20170401T…."""
    then: float | None
    now: float | None
    causes: pd.DataFrame
    """`cause`, `change`, `lines`: a row a cause, in the order of `CAUSES`; the changes add up to `difference`, an unknown figure as 0."""
    files: pd.DataFrame
    """`cause`, `source_file`, `change`, `lines`; one of the lines (`line_file`, sheet, row), and whether it `is_here` now."""
    parts: tuple[Moved, ...] = ()
    """Of a share or a ratio: its two counts, each with causes of its own."""
    notes: tuple[str, ...] = ()
    is_explained: bool = True
    """Whether the causes account for the whole difference; `notes` gives the reason if not."""

    @property
    def difference(self) -> float | None:
        """Now less then; none where only one of the two is known."""
        if self.now == self.then:
            return 0
        return None if self.now is None or self.then is None else self.now - self.then

    @property
    def headline(self) -> str:
        """What it was and what it is, in one Chinese sentence."""
        name, then, now = f"{self.question}“{self.label}”", self.format_figure(self.then), self.format_figure(self.now)
        if then == now:
            return f"{name}与{self.then_words}相同，都{'没有数' if self.now is None else f'是{now}'}。"
        if self.difference is None:
            return f"{name}{self._known_once(self.then_words)}。"
        return f"{name}由{self.then_words}的{then}变为{now}，{self.difference_phrase}。"

    def _known_once(self, then_words: str) -> str:
        """In place of a difference where only one of the two figures is known."""
        if self.then is None:
            return f"{then_words}没有数，现在是{self.format_figure(self.now)}"
        return f"{then_words}是{self.format_figure(self.then)}，现在没有数"

    @property
    def sentence(self) -> str:
        """The figures, the causes and the files in one Chinese sentence."""
        head = self.headline.rstrip("。")
        if self.parts:
            return "；".join([head, *(part.sentence.rstrip("。") for part in self.parts)]) + "。"
        causes = "，".join(self._cause_phrase(row) for row in self.causes.to_dict("records"))
        return f"{head}：{causes}。" if causes else f"{head}。"

    def _cause_phrase(self, row: Mapping[str, Any]) -> str:
        own = self.files[self.files["cause"] == row["cause"]]
        named = [f"{f['source_file']} {signed(f['change'])}" for f in own.head(MOST_FILES_NAMED).to_dict("records")]
        if len(own) > MOST_FILES_NAMED:
            named.append(f"等 {len(own):,} 份")
        return f"{row['cause']} {signed(row['change'])}" + (f"（{'，'.join(named)}）" if named else "")

    @property
    def record(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "metric": self.metric_id,
            "label": self.label,
            "question": self.question,
            "then": self.then,
            "now": self.now,
            "difference": self.difference,
            "sentence": self.sentence,
            "is_explained": self.is_explained,
            "notes": list(self.notes),
            "causes": self.causes.to_dict("records"),
            "files": self.files.to_dict("records"),
            "parts": [part.record for part in self.parts],
        }

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """What it was, and what it is now."""
        number = metric(self.metric_id)
        return Figure(number, self.then), Figure(number, self.now)

    @property
    def unit(self) -> str:
        """What is counted: 件, 户, %."""
        return next((m.unit for m in METRICS if m.id == self.metric_id), "")

    def format_figure(self, figure: float | None) -> str:
        """One of the two figures, with its unit."""
        if figure is None:
            return EMPTY
        known = self.metric_id in {m.id for m in METRICS}
        formatted = format_value(self.metric_id, figure) if known else f"{figure:,.0f}"
        return formatted if self.unit == "%" else f"{formatted}{self.unit}"

    @property
    def formatted_change(self) -> str:
        """The difference for a table cell: +26, −0.5百分点."""
        if self.format_figure(self.then) == self.format_figure(self.now):
            return "0"
        if self.difference is None or not isfinite(self.difference):
            return EMPTY
        if self.unit == "%":
            return f"{'+' if self.difference > 0 else '−'}{abs(self.difference) * 100:.1f}百分点"
        return signed(self.difference)

    @property
    def difference_phrase(self) -> str:
        """多26件, 高0.5个百分点; 不变 where both read the same; 原来没有数，现在是26件 where one is not known."""
        if self.format_figure(self.then) == self.format_figure(self.now):
            return "不变"
        if self.difference is None:
            return self._known_once("原来")
        amount = abs(self.difference)
        if not isfinite(amount):
            return "变了"
        if self.unit == "%":
            return f"{'高' if self.difference > 0 else '低'}{amount * 100:.1f}个百分点"
        return f"{'多' if self.difference > 0 else '少'}{self.format_figure(amount)}"


def signed(change: float) -> str:
    """A change with its sign.

    >>> signed(1200), signed(-4), signed(0)
    ('+1,200', '−4', '0')
    """
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change):,.0f}"


# ── which two are compared ────────────────────────────────────────────────────────────────────


def snapshots(shelf: Path) -> list[str]:
    """The snapshots that lie on the shelf, the latest first."""
    names = (file.parent.name for file in shelf.glob(f"*/{FILE}"))
    return sorted((name for name in names if not name.startswith(".")), reverse=True)


def earlier(shelf: Path, name: str | None, period: str | None) -> tuple[Snapshot, Frozen | None]:
    """The snapshot to compare with: a frozen month, or a snapshot's id; without either the frozen month of the period.

    NoSnapshot, in Chinese, where there is none; CannotAnswer for a period that is none.
    """
    closed = {kept.month: kept for kept in frozen.frozen(shelf)}
    try:
        month = name or (f"{rules.period(period).end:%Y-%m}" if period else next(iter(closed), ""))
    except ValueError as refusal:
        raise CannotAnswer(str(refusal)) from None
    if month in closed:
        return frozen.open_frozen(closed[month]), closed[month]
    known = snapshots(shelf)
    if name in known:
        return open_snapshot(shelf, name), None
    there = "、".join([*closed, *known]) or "无"
    wanted = f"“{name}”既非定版月份，也非现有数据版本" if name else f"{month or '尚无月份'}未定版"
    raise NoSnapshot(
        f"{wanted}。可以对照的有：{there}。用 --against 指明其中一个；月度定版：python -m etl freeze {rules.EXAMPLE:%Y-%m}"
    )


def later(shelf: Path, snapshot_id: str | None) -> Snapshot:
    """The snapshot that is looked at: of that id, else the current one."""
    return open_snapshot(shelf, snapshot_id) if snapshot_id else open_current(shelf)


# ── the figure and its parts ──────────────────────────────────────────────────────────────────


def moved(
    then: Snapshot,
    now: Snapshot,
    metric_id: str,
    *,
    scope: Scope,
    as_of: date | None = None,
    period: str | None = None,
    where: Mapping[str, object] | None = None,
    kept: Frozen | None = None,
) -> Moved:
    """What moved a number between two snapshots; with `kept`, since the figure reported when the month was closed.

    CannotAnswer when the question is not allowed. A share or a ratio is explained by its two counts; a number that does
    not come from lines of sheets, or that the earlier file cannot count, comes back with a note instead of causes.
    """
    return _moved(then, now, metric(metric_id), Question(scope, as_of, period, where), kept)


def then_and_now(
    now: Snapshot, metric_ids: Iterable[str], kept: Frozen, *, scope: Scope, running: bool
) -> tuple[Moved, ...]:
    """Some numbers as they were reported when the month was closed and as they are now, without their causes.

    `running` numbers are those up to the month's last day, the others the month's own.
    """
    question = Question(scope, kept.last_day) if running else Question(scope, period=kept.month)
    numbers = [metric(metric_id) for metric_id in metric_ids]
    counted = now.ask([m.id for m in numbers], **question.keywords).iloc[0]
    figures = []
    for m in numbers:
        _, was = _kept_figure(kept, m, question)
        words = _words(kept.snapshot_id, kept, question)
        figures.append(
            Moved(m.id, _label(now, m, question), question.words, words, was, as_number(counted[m.id]), *_nothing())
        )
    return tuple(figures)


def _label(now: Snapshot, number: Metric, question: Question) -> str:
    """A number's label, with the time it is of where the question's time does not apply to it."""
    return with_time(number.label, now.other_time(number, as_of=question.as_of, period=question.period))


def _moved(then: Snapshot, now: Snapshot, number: Metric, question: Question, kept: Frozen | None) -> Moved:
    is_kept, was = _kept_figure(kept, number, question)
    result = Moved(
        number.id,
        _label(now, number, question),
        question.words,
        _words(then.id, kept, question),
        was,
        _figure(now, number, question),
        *_nothing(),
        notes=_redefined(kept, number),
    )
    try:
        counted_then = _figure(then, number, question)
    except CannotAnswer as why:
        return _unexplained(result, str(why))
    if not is_kept:
        result = replace(result, then=counted_then)
    if isinstance(number, Share | Ratio):
        narrowed = {name: list(values) for name, values in number.only} if isinstance(number, Ratio) else {}
        within = replace(question, where={**(question.where or {}), **narrowed} or None)
        parts = tuple(_moved(then, now, count, within, kept) for count in counts_in(number))
        return replace(result, parts=parts, is_explained=all(part.is_explained for part in parts))
    if isinstance(number, Age | Duration):
        whose = "最久的那一件的天数" if isinstance(number, Age) else "由全部事件估计的"
        return _unexplained(result, f"“{number.label}”是{whose}，不是各份表相加得来的，分不到哪一份表。")
    is_head_count = number.table == schema.CADRES.name and number.conditions == CADRES.conditions
    if not is_head_count and not set(SOURCE) & set(schema.table(number.table).arrow.names):
        label = schema.table(number.table).label
        return _unexplained(result, f"“{label}”表由几张表合起来得出，没有来源行，差数分不到哪一份表。")
    try:
        lines = (_head_counts if is_head_count else _lines)(then, now, number, _by_program(question))
    except CannotAnswer as why:
        return _unexplained(result, str(why))
    causes, files = _summed(lines)
    redefined = (counted_then or 0) - (was or 0) if is_kept else 0
    if redefined:
        first = pd.DataFrame({"cause": [DEFINED], "change": [int(redefined)], "lines": [0]})
        causes = pd.concat([first, causes], ignore_index=True)
    return replace(result, causes=causes, files=files)


def _by_program(question: Question) -> Question:
    """The question within the same part of the city, for lines that are counted and not shown."""
    return replace(question, scope=replace(question.scope, role=EVERYWHERE.role))


def _unexplained(figures: Moved, why: str) -> Moved:
    """The two figures, with the reason why the difference has no causes."""
    return replace(figures, notes=(*figures.notes, why), is_explained=False)


def _words(then_id: str, kept: Frozen | None, question: Question) -> str:
    """What the earlier figure is called: 定版时 where the question is about that very month."""
    if kept is None:
        return f"数据版本{then_id}"
    is_it = kept.month == question.period or (question.period is None and kept.last_day == question.as_of)
    return "定版时" if is_it else f"{kept.label}定版时"


def _figure(snapshot: Snapshot, number: Metric, question: Question) -> float | None:
    """The number in one snapshot; a count that is not a declared metric is added up from its lines."""
    if number.id in {m.id for m in METRICS}:
        return as_number(snapshot.ask(number.id, **question.keywords)[number.id].iloc[0])
    return (
        as_number(snapshot.by_source(number, **_by_program(question).keywords)["counted"].sum())
        if isinstance(number, Count)
        else None
    )


def _kept_figure(kept: Frozen | None, number: Metric, question: Question) -> tuple[bool, float | None]:
    """Whether this figure was kept when the month was closed, and its value then."""
    if kept is None:
        return False, None
    is_month = question.period == kept.month and question.as_of in (None, kept.last_day)
    is_running = question.period is None and question.as_of == kept.last_day
    if not (is_month or is_running):
        return False, None
    return frozen.kept_figure(kept, number.id, running=is_running, where=filters(question.where, question.scope))


def _redefined(kept: Frozen | None, number: Metric) -> tuple[str, ...]:
    """A note with the definition at the closing of the month, where it has changed since."""
    was = frozen.kept_definition(kept, number.id) if kept else None
    if was is None or (
        was["metric_note"] == (number.note or None) and was["leaves_out"] == (number.leaves_out or None)
    ):
        return ()
    definition = "".join(text for text in (was["metric_note"], was["leaves_out"]) if text) or "无说明"
    return (f"“{number.label}”的口径在定版（{was['definitions_version']}）后有修订，当时为：{definition}",)


def _nothing() -> tuple[pd.DataFrame, pd.DataFrame]:
    """No causes and no files."""
    causes = pd.DataFrame(
        {"cause": pd.Series(dtype=str), "change": pd.Series(dtype=int), "lines": pd.Series(dtype=int)}
    )
    return causes, causes.assign(source_file="", source_sheet="", source_row=0, line_file="", is_here=False)


# ── the lines behind a count ──────────────────────────────────────────────────────────────────


def same_files(then: Snapshot, now: Snapshot) -> pd.DataFrame:
    """The files of both snapshots, a row a file: `no`, `then_file`, `now_file`, `kind`, `source_file`.

    Files of equal bytes are the same file, preferably under the same name; then the same name with other bytes is a new
    version. What remains came late, or is gone.
    """
    old, new = (
        s.rows("source_files", scope=EVERYWHERE, columns=("source_file", "sha256"), limit=EVERY)
        .sort_values("source_file")
        .astype(object)
        for s in (then, now)
    )
    pairs = []
    for keys, kind in ((["sha256", "source_file"], SAME), (["sha256", "nth"], SAME), (["source_file"], VERSION)):
        for side in (old, new):
            side["nth"] = side.groupby("sha256", dropna=False).cumcount()
        both = old.dropna(subset=keys[:1]).merge(new.dropna(subset=keys[:1]), on=keys, suffixes=("_then", "_now"))
        then_names = both["source_file" if "source_file" in keys else "source_file_then"]
        now_names = both["source_file" if "source_file" in keys else "source_file_now"]
        pairs.append(pd.DataFrame({"then_file": then_names, "now_file": now_names, "kind": kind}))
        old, new = old[~old["source_file"].isin(then_names)].copy(), new[~new["source_file"].isin(now_names)].copy()
    pairs.append(pd.DataFrame({"then_file": old["source_file"], "now_file": None, "kind": GONE}))
    pairs.append(pd.DataFrame({"then_file": None, "now_file": new["source_file"], "kind": LATE}))
    files = pd.concat([p for p in pairs if not p.empty] or pairs, ignore_index=True)
    files["no"] = range(len(files))
    files["source_file"] = files["now_file"].fillna(files["then_file"])
    return files


def _lines(then: Snapshot, now: Snapshot, count: Count, question: Question) -> pd.DataFrame:
    """The lines whose count differs: `change`, `cause`, file, sheet and row, and `by_file`, the file that caused it."""
    files = same_files(then, now)
    old = _numbered(then.by_source(count, **question.keywords), files, "then_file")
    new = _numbered(now.by_source(count, **question.keywords), files, "now_file")
    lines = old.merge(new, on=LINE, how="outer", suffixes=("_then", "_now"))
    for name in ("rows_then", "counted_then", "rows_now", "counted_now"):
        lines[name] = lines[name].fillna(0).astype(int)
    lines["change"] = lines["counted_now"] - lines["counted_then"]
    lines = lines.merge(files[["no", "kind", "source_file", "now_file"]], on="no", how="left")
    fates = [_fates(s, files, column) for s, column in ((then, "then_file"), (now, "now_file"))]
    differing = lines[lines["change"] != 0].copy()
    if differing.empty:
        return differing.assign(cause="", by_file="")
    differing = _on(_on(differing, fates[0], "_then"), fates[1], "_now")
    differing["cause"] = _causes(then, now, count, files, lines, differing, fates)
    by_file = _blamed(now, count, files, differing, fates[1]).fillna(differing["source_file"]).fillna(NO_FILE)
    if question.scope.where:
        own = [
            *files.loc[files["no"].isin(lines["no"]), "source_file"],
            *_sent_from(then, now, question.scope),
            NO_FILE,
        ]
        by_file = by_file.mask(~by_file.isin(own), OTHERS)
    by_file = by_file.mask(differing["cause"] == REGISTER, OF_REGISTER)
    is_forgotten = differing["cause"] == FORGOTTEN
    differing["by_file"] = by_file.mask(is_forgotten, NO_FILE_NAMED)
    # who asked could be looked up by the row in the sheet
    nowhere = {"source_file": NO_FILE_NAMED, "source_sheet": "", "source_row": 0, "now_file": None}
    return differing.assign(**{name: differing[name].mask(is_forgotten, value) for name, value in nowhere.items()})


def _sent_from(then: Snapshot, now: Snapshot, scope: Scope) -> list[str]:
    """The files that the scope's own units sent; none for a part of the city that is written in places."""
    try:
        sheets = [s.rows("source_sheets", scope=scope, columns=("source_file",), limit=EVERY) for s in (then, now)]
    except CannotAnswer:
        return []
    return [name for each in sheets for name in each["source_file"]]


def _head_counts(then: Snapshot, now: Snapshot, number: Count, question: Question) -> pd.DataFrame:
    """The units whose head count differs, as lines of the roster that gives it now, else gave it then."""
    counts, listed = [], []
    for snapshot in (then, now):
        counts.append(snapshot.ask(number.id, by="unit", **question.keywords).set_index("unit")[number.id])
        listed.append(
            snapshot.rows("units", scope=EVERYWHERE, columns=("unit_name", *SOURCE), limit=EVERY).set_index("unit_name")
        )
    both = pd.concat(counts, axis=1, keys=["then", "now"]).fillna(0).astype(int)
    change = (both["now"] - both["then"])[both["now"] != both["then"]]
    source = listed[1].combine_first(listed[0]).reindex(change.index)
    return source.assign(
        change=change,
        cause=ROSTER,
        source_file=source["source_file"].fillna(OF_REGISTER),
        by_file=source["source_file"].fillna(OF_REGISTER),
        now_file=listed[1]["source_file"].reindex(change.index),
        kind=SAME,
        rows_now=1,
    ).reset_index(drop=True)


def _numbers(names: pd.Series, files: pd.DataFrame, side: str) -> pd.Series:
    """The numbers of files by their names on one side; −1 where none is named."""
    known = files.dropna(subset=[side]).set_index(side)["no"]
    return names.map(known).fillna(-1).astype(int)


def _text(column: pd.Series) -> pd.Series:
    """Names as plain strings, missing ones empty: two text columns without any row cannot be merged otherwise."""
    return column.astype("string").fillna("").astype(object)


def _numbered(rows: pd.DataFrame, files: pd.DataFrame, side: str) -> pd.DataFrame:
    """Counted lines by the number of their file instead of its name."""
    lines = rows.reindex(columns=[*SOURCE, "rows", "counted", "household_id"])
    lines = lines.assign(
        no=_numbers(lines["source_file"], files, side),
        source_sheet=_text(lines["source_sheet"]),
        source_row=lines["source_row"].fillna(0).astype(int),
    )
    return lines.groupby(LINE, as_index=False).agg({"rows": "sum", "counted": "sum", "household_id": "max"})


def _fates(snapshot: Snapshot, files: pd.DataFrame, side: str) -> pd.DataFrame:
    """The rows that are not kept: their line, their `fate`, and the line that they were merged into."""
    merged = snapshot.rows("merged_rows", scope=EVERYWHERE, columns=(*SOURCE, "fate", *INTO.values()), limit=EVERY)
    rejected = snapshot.rows("rejected_rows", scope=EVERYWHERE, columns=SOURCE, limit=EVERY)
    lines = [_placed(merged.assign(fate=merged["fate"].astype(object)), files, side)]
    lines.append(_placed(rejected.assign(fate=FATE_REJECTED, **dict.fromkeys(INTO.values())), files, side))
    return pd.concat([line for line in lines if not line.empty] or lines, ignore_index=True).drop_duplicates(LINE)


def _placed(rows: pd.DataFrame, files: pd.DataFrame, side: str) -> pd.DataFrame:
    """Rows of an account by their line and the line that they were merged into."""
    file, sheet, row = INTO.values()
    return pd.DataFrame(
        {
            "no": _numbers(rows["source_file"], files, side),
            "source_sheet": _text(rows["source_sheet"]),
            "source_row": rows["source_row"].astype(int),
            "fate": rows["fate"],
            "into_no": _numbers(rows[file], files, side),
            "into_sheet": _text(rows[sheet]),
            "into_row": rows[row].astype("Int64").fillna(0).astype(int),
        }
    )


def _on(lines: pd.DataFrame, facts: pd.DataFrame, suffix: str, on: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Lines joined with the `facts` of each; `on` maps columns of `lines` to those of `facts`, by default LINE to LINE."""
    on = on or dict(zip(LINE, LINE, strict=True))
    named = {c: c + suffix for c in facts.columns if c not in LINE}
    right = facts.rename(columns=named | {column: mine for mine, column in on.items()})
    return lines.merge(right, on=list(on), how="left")


def _keys(lines: pd.DataFrame, columns: list[str] = LINE) -> pd.Index:
    """Lines as an index, so that they can be looked up."""
    return pd.MultiIndex.from_frame(lines[columns].set_axis(LINE, axis=1))


# ── the cause of each line ────────────────────────────────────────────────────────────────────


def _causes(
    then: Snapshot,
    now: Snapshot,
    count: Count,
    files: pd.DataFrame,
    lines: pd.DataFrame,
    differing: pd.DataFrame,
    fates: list[pd.DataFrame],
) -> pd.Series:
    """The one cause of each differing line; of several that fit, the first of those below."""
    old, new = fates
    is_first = counts_first_visits(count)
    links = _links(lines, files, old, new, FIRST if is_first else STATE)
    own = _keys(differing)
    was, is_now = differing["fate_then"], differing["fate_now"]
    stays = ~differing["kind"].isin([LATE, GONE, VERSION])
    read = [_there(s, "source_rows", files, side, differing) for s, side in ((then, "then_file"), (now, "now_file"))]
    is_new = differing["kind"].isin([LATE, VERSION]) & (differing["counted_then"] == 0)
    cause = pd.Series(None, index=differing.index, dtype=object)

    def put(which: pd.Series, what: object) -> None:
        """Gives the cause to the lines that have none yet."""
        free = which.fillna(False).astype(bool) & cause.isna()
        cause[free] = what[free] if isinstance(what, pd.Series) else what

    put(stays & (read[0] > 0) & (read[1] == 0) & _of_sheets_with_forgotten(now, files, differing), FORGOTTEN)
    # A new line that replaces an earlier one has the same cause, so that the two cancel.
    put(is_new, _looked_up(links, own, list(INTO)))
    put(stays & pd.Series(own.isin(_corrected(then, now, files)), index=differing.index), CORRECTED)
    # A visit may be merged into another row while the issue first raised with it is still kept under its own line.
    held = [_there(s, count.table, files, side, differing) for s, side in ((then, "then_file"), (now, "now_file"))]
    still = stays & (held[0] == held[1]) & (held[0] > 0)
    put(still, _reassigned(then, now, count, files, differing))
    put(still & (differing["rows_then"] == differing["rows_now"]) & is_first, FIRST)
    put(still, STATE)
    put(stays & was.isna() & is_now.isin(list(FATE_CAUSES)), _looked_up(links, own, LINE))
    put(stays & ((was == FATE_REJECTED) | (is_now == FATE_REJECTED)), REJECTED)
    put(stays & was.notna() & is_now.isna(), _gave_back(differing, files))
    put(differing["kind"].isin([LATE, GONE, VERSION]), differing["kind"])
    # A report that was due and had not come has no file: its line is replaced by that of the file that came.
    put(differing["no"] < 0, LATE)
    put((read[0] > 0) != (read[1] > 0), READING)
    put(held[0] != held[1], MERGED)
    put(cause.isna(), STATE)
    # The visit that took the first place, and the one that gave it back when its file was taken out.
    for sign, side, whose in ((-1, "_now", [LATE, VERSION]), (1, "_then", [GONE, VERSION])):
        homes = differing.loc[(cause == FIRST) & (differing["change"] * sign > 0), f"household_id{side}"].dropna()
        taken = cause.isin(whose) & (differing["change"] * sign < 0)
        cause[taken & differing[f"household_id{side}"].isin(homes)] = FIRST
    return cause


def _of_sheets_with_forgotten(now: Snapshot, files: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """Whether each line's sheet has rows that are left out now because a household asked for it."""
    columns = ("source_file", "source_sheet", "rows_forgotten")
    try:
        sheets = now.rows("source_sheets", scope=EVERYWHERE, columns=columns, limit=EVERY)
    except CannotAnswer:  # a snapshot of an earlier day left nobody out
        return pd.Series(False, index=lines.index)
    sheets = sheets[sheets["rows_forgotten"].fillna(0) > 0]
    own = pd.MultiIndex.from_arrays([_numbers(sheets["source_file"], files, "now_file"), _text(sheets["source_sheet"])])
    return pd.Series(pd.MultiIndex.from_frame(lines[["no", "source_sheet"]]).isin(own), index=lines.index)


def _reassigned(then: Snapshot, now: Snapshot, count: Count, files: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """The cause of each line that the registers assign otherwise now: another unit, group or place; empty for others."""
    none = pd.Series(None, index=lines.index, dtype=object)
    # what follows from the village alone, and what a snapshot of an earlier day does not have, needs no look
    names = [c.name for c in (*schema.UNIT, *schema.PLACE) if c.name not in ("village_kind", "route_to")]
    columns = [name for name in names if name in schema.table(count.table).arrow.names]
    if not columns or not set(SOURCE) <= set(schema.table(count.table).arrow.names):
        return none
    units = _rewritten(then, now, "units", "unit_name", ("unit_level", "zone"))
    places = _rewritten(then, now, "areas", "village_id", [c.name for c in schema.AREAS.columns])
    groups = _rewritten(then, now, "units", "unit_name", ("supervision_group",))
    rosters = groups & _rewritten(then, now, "units", "unit_name", ("source_file",)) - units
    units |= groups - rosters
    if not units and not places and not rosters:
        return none
    sides = []
    for snapshot, side in ((then, "then_file"), (now, "now_file")):
        names = files.loc[files["no"].isin(lines["no"]), side].dropna().tolist()
        rows = snapshot.rows(
            count.table,
            scope=EVERYWHERE,
            columns=(*SOURCE, *columns),
            as_of=date.max,
            where={"source_file": names},
            limit=EVERY,
        )
        rows = rows.assign(
            no=_numbers(rows["source_file"], files, side),
            source_sheet=_text(rows["source_sheet"]),
            source_row=rows["source_row"].astype(int),
        ).drop_duplicates(LINE)
        texts = {name: _text(rows[name].astype("string")) for name in columns}
        sides.append(_on(lines[LINE], rows[LINE].assign(**texts), "").set_axis(lines.index))
    one, other = sides
    is_other = (one[columns] != other[columns]).any(axis=1)

    def touches(names: set[str], column: str) -> pd.Series:
        return (one[column].isin(names) | other[column].isin(names)) if column in columns else none.notna()

    cause = none.mask(is_other & touches(rosters, "unit_name"), ROSTER)
    return cause.mask(is_other & (touches(units, "unit_name") | touches(places, "village_id")), REGISTER)


def _rewritten(then: Snapshot, now: Snapshot, table: str, key: str, facts: Iterable[str]) -> set[str]:
    """The units, or the villages, of which a register says something else now, or that it has only in one snapshot."""
    old, new = (
        s.rows(table, scope=EVERYWHERE, columns=dict.fromkeys((key, *facts)), limit=EVERY)
        .astype("string")
        .fillna("")
        .astype(object)
        for s in (then, now)
    )
    return set(pd.concat([old, new]).drop_duplicates(keep=False)[key])


def _links(
    lines: pd.DataFrame, files: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame, changed_state: str
) -> pd.DataFrame:
    """Lines of unchanged files that are now merged into another line: both lines of each pair, and their common cause.

    Where both lines have rows and only one of them counts, the cause is a change of state.
    """
    kinds = files.set_index("no")["kind"]
    merged = new[(new["fate"] != FATE_REJECTED) & (new["no"].map(kinds) == SAME)]
    links = _on(merged, old[[*LINE, "fate"]], "_then")
    links = links[links["fate_then"].isna() | (links["fate_then"] == FATE_REJECTED)]
    links = _on(links, lines[[*LINE, "rows_then", "counted_then"]], "")
    links = _on(links, lines[[*LINE, "rows_now", "counted_now"]], "", dict(zip(INTO, LINE, strict=True)))
    counts = links[["rows_then", "counted_then", "rows_now", "counted_now"]].fillna(0) > 0
    both_have_rows = counts["rows_then"] & counts["rows_now"]
    cause = links["fate"].map(FATE_CAUSES)
    cause = cause.mask(links["fate_then"] == FATE_REJECTED, REJECTED)
    cause = cause.mask(both_have_rows & (counts["counted_then"] != counts["counted_now"]), changed_state)
    return links.assign(cause=cause).sort_values("counted_then", ascending=False, na_position="last")


def _looked_up(links: pd.DataFrame, own: pd.Index, columns: list[str]) -> pd.Series:
    """The cause of each line that `links` names in these columns; empty for others."""
    known = links.drop_duplicates(columns)
    return pd.Series(known["cause"].to_numpy(), index=_keys(known, columns)).reindex(own).reset_index(drop=True)


def _gave_back(differing: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """The cause of a line that had been merged into another one: what happened to the other's file, else its own fate."""
    kinds = differing["into_no_then"].map(files.set_index("no")["kind"])
    return kinds.where(kinds.isin([GONE, VERSION]), differing["fate_then"].map(FATE_CAUSES))


def _corrected(then: Snapshot, now: Snapshot, files: pd.DataFrame) -> pd.Index:
    """The lines whose corrections differ between the two snapshots."""
    columns = (*SOURCE, "cell", "why", "confirmed_on")
    sides = []
    for snapshot, side in ((then, "then_file"), (now, "now_file")):
        rows = snapshot.rows("corrections", scope=EVERYWHERE, columns=columns, limit=EVERY)
        texts = rows[["cell", "why", "confirmed_on"]].astype("string").fillna("").astype(object)
        numbers = pd.DataFrame({"no": _numbers(rows["source_file"], files, side)}, index=rows.index)
        sides.append(numbers.join(rows[["source_sheet", "source_row"]]).join(texts))
    one, other = (side.astype({"source_sheet": object, "source_row": int}) for side in sides)
    return _keys(pd.concat([one, other]).drop_duplicates(keep=False))


def _there(snapshot: Snapshot, table: str, files: pd.DataFrame, side: str, lines: pd.DataFrame) -> pd.Series:
    """How many rows of the table come from each line; 0 for all where the table's rows have no line."""
    none = pd.Series(0, index=lines.index)
    names = files.loc[files["no"].isin(lines["no"]), side].dropna().tolist()
    if not names or not set(SOURCE) <= set(schema.table(table).arrow.names):
        return none
    rows = snapshot.rows(
        table, scope=EVERYWHERE, columns=SOURCE, as_of=date.max, where={"source_file": names}, limit=EVERY
    )
    if rows.empty:
        return none
    counted = _numbered(rows.assign(rows=1, counted=0), files, side)
    return _on(lines[LINE], counted[[*LINE, "rows"]], "")["rows"].fillna(0).astype(int).set_axis(lines.index)


def _blamed(now: Snapshot, count: Count, files: pd.DataFrame, differing: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """For a line whose state changed, the later file that changed it; empty where none is known."""
    names, kinds = files.set_index("no")["source_file"], files.set_index("no")["kind"]
    is_state = differing["cause"] == STATE
    by = differing["into_no_now"].map(names).where(is_state & differing["fate_now"].isin([*FATE_CAUSES][:-1]))
    came = new[new["no"].map(kinds).isin([LATE, VERSION])]
    arrived = came.assign(by=came["no"].map(names)).sort_values("by").drop_duplicates(list(INTO), keep="last")
    own = _keys(differing)
    latest = (
        pd.Series(arrived["by"].to_numpy(), index=_keys(arrived, list(INTO))).reindex(own).set_axis(differing.index)
    )
    by = by.fillna(latest.where(is_state))
    if count.table == "issues" and (is_state & by.isna()).any():
        followed_up = _followed_up(now, files, differing[is_state & by.isna()])
        by = by.fillna(followed_up.reindex(own).set_axis(differing.index).where(is_state))
    return by


def _followed_up(now: Snapshot, files: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """The later file with a follow-up of an issue, by the issue's line."""
    names = files.loc[files["no"].isin(lines["no"]), "now_file"].dropna().tolist()
    later = files.loc[files["kind"].isin([LATE, VERSION]), "now_file"].tolist()
    issues = now.rows(
        "issues",
        scope=EVERYWHERE,
        columns=("issue_id", *SOURCE),
        as_of=date.max,
        where={"source_file": names},
        limit=EVERY,
    )
    calls = now.rows("followups", scope=EVERYWHERE, columns=("issue_id", "source_file"), limit=EVERY)
    calls = calls[calls["source_file"].isin(later)].rename(columns={"source_file": "by"})
    followed = issues.merge(calls, on="issue_id").sort_values("by")
    followed = followed.assign(no=_numbers(followed["source_file"], files, "now_file")).drop_duplicates(
        LINE, keep="last"
    )
    keys = followed[LINE].astype({"source_sheet": object, "source_row": int})
    return pd.Series(followed["by"].to_numpy(), index=_keys(keys))


def _summed(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The causes, and under each its files, the largest change first; each file with one of its lines."""
    if lines.empty:
        return _nothing()
    is_here = lines["now_file"].notna() & ((lines["kind"] != VERSION) | (lines["rows_now"] > 0))
    ordered = lines.assign(is_here=is_here, lines=1).sort_values("is_here", ascending=False, kind="stable")
    ordered["cause"] = pd.Categorical(ordered["cause"], [*CAUSES], ordered=True)
    summed = {"change": ("change", "sum"), "lines": ("lines", "sum")}
    one = {name: (name, "first") for name in ("source_sheet", "source_row", "is_here")} | {
        "line_file": ("source_file", "first")
    }
    causes = ordered.groupby("cause", observed=True).agg(**summed).reset_index()
    files = ordered.groupby(["cause", "by_file"], observed=True).agg(**summed, **one).reset_index()
    files = files.rename(columns={"by_file": "source_file"})
    order = files.assign(size=files["change"].abs()).sort_values(
        ["cause", "size"], ascending=[True, False], kind="stable"
    )
    return causes.astype({"cause": str}), order.drop(columns="size").astype({"cause": str}).reset_index(drop=True)
