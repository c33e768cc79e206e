"""What does the clerk send back to the village about its sheet?

Each sheet with the form it was taken for, where its unit and period come from, what would be kept, and
every cell that must be mended, in sentences that can be forwarded as they are.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count, groupby
from typing import Any

from campaign import schema
from campaign.masking import is_registered
from campaign.office import rules
from campaign.places.units import Register, shipped_register
from etl import around, values
from etl.city.account.merged import REPLACED
from etl.city.files import File, SheetOf
from etl.forms import BY_ID, SheetRead, suggest, suggest_words
from etl.forms.suggest import Proposal
from etl.forms.suggest_words import Word
from etl.loaded import Loaded
from etl.readers.asides import KINDS as ASIDES
from etl.rows.typed import LOST_MERGES

NOT_STATED = "未写明"
LEFT_BLANK = "；该格暂按未填处理，其余内容照常采用"
ADDED_UP, DIFFERENT = rules.CHECKS[2], rules.OUTCOMES[0]
"""What the file alone can show to be wrong: a 合计 that its own rows do not come to."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell to mend: where, which column, what was written, what is wrong with it and what would be right."""

    sheet: str
    cell: str
    field: str
    said: str
    sentence: str

    def __str__(self) -> str:
        written = f"填写为“{self.said}”" if self.said else ""
        return f"工作表“{self.sheet}” {self.cell}（{self.field}）{written}：{self.sentence}"


@dataclass(frozen=True, slots=True)
class SheetReport:
    """One sheet: what it was taken for, what of it would be kept, what must be mended."""

    sheet: str
    form: str | None
    refused: str | None
    unit: str | None
    """None where the form has no unit: a briefing, another office's export."""
    period: str
    rows_read: int
    rows_kept: int
    rows_correcting: int
    """Of the kept: rows that replace an earlier version."""
    rows_merged: int
    rows_replaced: int
    rows_rejected: int
    rows_forgotten: int
    """Left out because a household asked for it."""
    faults: tuple[Fault, ...]
    merges: tuple[str, ...]
    remarks: tuple[str, ...]
    objects: str = ""
    """Of a list of visits that are not all to families: how many rows are of each kind."""
    aside: str = ""
    """Why it is no paper although it holds texts."""

    def lines(self) -> Iterator[str]:
        """The sheet in words."""
        if self.refused:
            title = f"工作表“{self.sheet}”"
            yield f"  {title}：未读取。{self.refused.removeprefix(title)}"
            yield from (f"    提示：{remark}" for remark in self.remarks)
            return
        if self.form is None:
            yield f"  工作表“{self.sheet}”：{self.aside or '无数据，不读取'}"
            return
        yield f"  工作表“{self.sheet}”识别为：{self.form}"
        if self.unit:
            yield f"    单位：{self.unit}"
        yield f"    时段：{self.period}"
        correcting = f"（其中更正{self.rows_correcting}行）" if self.rows_correcting else ""
        replaced = f"，被更正{self.rows_replaced}行" if self.rows_replaced else ""
        forgotten = f"，应要求删除{self.rows_forgotten}行" if self.rows_forgotten else ""
        yield (
            f"    读到{self.rows_read}行：采用{self.rows_kept}行{correcting}，"
            f"归并{self.rows_merged - self.rows_replaced}行{replaced}，退回{self.rows_rejected}行{forgotten}"
        )
        if self.objects:
            yield f"    {self.objects}"
        yield from (f"    提示：{remark}" for remark in self.remarks)
        yield from (f"    {merge}" for merge in self.merges)
        yield from (f"    需更正：{fault}" for fault in self.faults)


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: its name, why it was not read at all, its sheets."""

    name: str
    refused: str | None
    sheets: tuple[SheetReport, ...]
    proposals: tuple[Mapping[str, Proposal], ...] = ()
    """Of each sheet: its unknown headings, with the fields that they may be."""
    words: tuple[Mapping[Word, str], ...] = ()
    """Of each sheet: its unknown words, with the meanings that they may have."""

    @property
    def to_mend(self) -> int:
        """How many places must be mended: cells, sheets that cannot be read, the file itself."""
        return (
            (self.refused is not None)
            + sum(sheet.refused is not None for sheet in self.sheets)
            + sum(len(sheet.faults) for sheet in self.sheets)
        )

    @property
    def lines(self) -> list[str]:
        """The file in words."""
        refused = [f"  未读取：{self.refused}"] if self.refused else []
        return [self.name, *refused, *(line for sheet in self.sheets for line in sheet.lines())]

    @property
    def json(self) -> dict[str, Any]:
        """The file's own answer, to be sent to whoever sent the file and to nobody else."""
        own = CheckReport((self,))
        facts = asdict(self)
        del facts["proposals"], facts["words"]
        return {**facts, "to_mend": own.to_mend, "verdict": own.verdict, "text": own.text, "to_add": own.to_add}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` reports of the files."""

    files: tuple[FileReport, ...]

    @property
    def to_mend(self) -> int:
        """How many places of all files must be mended."""
        return sum(file.to_mend for file in self.files)

    @property
    def verdict(self) -> str:
        """The one line at the end."""
        if self.to_mend:
            return f"检查结果：有{self.to_mend}处需更正，更正后再报"
        if not self.may_be_sent:
            return "检查结果：未读到数据，请填写后再报"
        doubts = sum(len(sheet.remarks) for file in self.files for sheet in file.sheets)
        return "检查结果：可以上报" + (f"；有{doubts}条提示，请核对" if doubts else "")

    @property
    def may_be_sent(self) -> bool:
        """Whether there is something to send and nothing to mend."""
        return not self.to_mend and any(sheet.rows_read for file in self.files for sheet in file.sheets)

    @property
    def text(self) -> str:
        """The whole answer, as it is printed and forwarded."""
        lines = [line for file in self.files for line in file.lines]
        return "\n".join([*lines, self.verdict]) + "\n"

    @property
    def to_add(self) -> list[str]:
        """What whoever keeps the reference data could add, so that unknown headings and words are known: nothing for the village."""
        return [
            *(f"提示：{line}" for line in suggest.sentences(p for file in self.files for p in file.proposals)),
            *suggest_words.lines(words for file in self.files for words in file.words),
        ]

    @property
    def hint(self) -> list[str]:
        """How to see the details, where they can help."""
        is_refused = any(sheet.refused for file in self.files for sheet in file.sheets)
        return ["详情：加 --details 再次检查，列出可识别的表及必备栏目"] if is_refused else []

    @property
    def details(self) -> list[str]:
        """Which papers are known, a line each with the headings that it is known by."""
        return ["可识别的表及必备栏目：", *(f"  {form.label}：{form.needs}" for form in BY_ID.values())]

    @property
    def json(self) -> dict[str, Any]:
        """The whole answer as plain values; each file with an answer of its own."""
        files = [file.json for file in self.files]
        return {
            "files": files,
            "to_mend": self.to_mend,
            "verdict": self.verdict,
            "text": self.text,
            "to_add": self.to_add,
        }


def report(done: Loaded, is_public: bool = False) -> CheckReport:
    """The report on checked files; `is_public` leaves out the cells' own texts, which may name people."""
    register = shipped_register()
    merged = done.tables["merged_rows"].to_pylist()
    names = {} if is_public else {file.path: file.received.path for file in done.sources}
    faults, merges, correcting = _faults(done, is_public), _merges(merged, names), _correcting(merged)
    unknown = _unknown_words(done, is_public)
    doubts, objects = _doubts(done, unknown), _objects(done)
    judged = _judged(done)
    sheets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in done.tables["source_sheets"].to_pylist():
        sheets[row["source_file"]].append(row)
    return CheckReport(
        tuple(
            replace(
                _file(file, sheets[file.path], faults, doubts, merges, correcting, objects, register, is_public),
                words=tuple(_meanings(used, judged) for (path, _), used in unknown.items() if path == file.path),
            )
            for file in done.sources
        )
    )


_Where = tuple[str, str]
"""A sheet: its file and its name."""


def _file(
    file: File,
    sheets: Sequence[Mapping[str, Any]],
    faults: Mapping[_Where, Sequence[Fault]],
    doubts: Mapping[_Where, Sequence[str]],
    merges: Mapping[_Where, Sequence[str]],
    correcting: Mapping[_Where, int],
    objects: Mapping[_Where, str],
    register: Register,
    is_public: bool,
) -> FileReport:
    reports = []
    for row, sheet in zip(sheets, file.of_sheets, strict=True):
        read = sheet.read
        here = (file.path, row["source_sheet"])
        reports.append(
            SheetReport(
                sheet=row["source_sheet"],
                form=row["form"],
                refused=row["refused"],
                unit=_unit(row["unit_name"], sheet, register),
                period=_period(row["period_label"], read, file),
                rows_read=row["rows_read"],
                rows_kept=row["rows_kept"],
                rows_correcting=correcting[here],
                rows_merged=row["rows_merged"],
                rows_replaced=row["rows_replaced"] or 0,
                rows_rejected=row["rows_rejected"],
                rows_forgotten=row["rows_forgotten"],
                faults=tuple(faults.get(here, ())),
                merges=tuple(merges.get(here, ())),
                remarks=(*doubts.get(here, ()), *_remarks(row, read), *_two_units(sheet, register)),
                objects=objects.get(here, ""),
                aside=read.aside,
            )
        )
    proposals = tuple(sheet.read.suggestions for sheet in file.of_sheets)
    return FileReport(file.path if is_public else str(file.location), file.refused, tuple(reports), proposals)


def _unit(name: str | None, sheet: SheetOf, register: Register) -> str | None:
    """The sheet's unit, and which words named it; None for a form that knows no unit."""
    read, file = sheet.read, sheet.file
    form = BY_ID.get(read.form or "")
    if form is None or all(field.name != "unit" for field in (*form.fields, *form.about)):
        return None
    has_column = bool(sheet.lines) and "unit" in read.cells
    if not form.is_of_sender and not read.about.get("unit"):
        return "以各行单位栏为准" if has_column else f"{NOT_STATED}；请增加单位栏，写明走访单位"
    if name is None:
        return "以各行单位栏为准" if has_column else f"{NOT_STATED}；请写在表格上方，或放入以单位命名的文件夹"
    places = (
        (read.about.get("unit", ""), f"写在{read.cells.get('about:unit', '表格旁边')}"),
        (file.folder_unit, f"文件夹“{file.folder_unit}”"),
    )
    whence = next((where for text, where in places if name in (unit.unit_name for unit in register.find(text))), "")
    own = "；各行另写单位的，以各行为准" if has_column else ""
    return f"{name}（{whence}）{own}" if whence else name + own


def _period(label: str | None, read: SheetRead, file: File) -> str:
    """The sheet's period, and which words named it."""
    if label is None:
        return NOT_STATED
    every = [*around.sources(read), *around.of_path(file.path)]
    whence = next((where for text, where in every if (p := values.parse_period(text)) and p.label == label), "")
    return f"{label}（{whence}）" if whence else label


def _remarks(row: Mapping[str, Any], read: SheetRead) -> Iterator[str]:
    """What is no fault, and yet to be looked at; an unknown heading with the known one that it may mean."""
    for heading in () if row["refused"] else dict.fromkeys((*read.unknown_headings, *read.suggestions)):
        near = f"；相近的有“{read.suggestions[heading][2]}”" if heading in read.suggestions else ""
        yield f"未采用的栏目“{heading}”{near}"
    if row["refused"] or read.aside:
        return
    yield from read.doubts
    if read.stands_in:
        yield f"本工作表为隐藏表，与{read.stands_in}为同一种表，记录均已在其中，不计入"
    elif row["is_hidden"]:
        yield "本工作表为隐藏表，已照常读取"
    if read.only_first:
        labels = "、".join(BY_ID[read.form or ""].field(name).label for name in read.only_first)
        yield f"{labels}仅写在每组第一行：{LOST_MERGES}；以下各行是否相同无法判断，未予补填"
    if read.unheaded:
        columns = "、".join(f"{column.removesuffix('列')}列（{rows}行）" for column, rows in read.unheaded.items())
        yield f"{columns}有内容但无栏目名称，未读取；需计入的请填写栏目名称"
    if row["hidden_row_count"]:
        yield f"有{row['hidden_row_count']}行为隐藏行，已照常读取"
    if row["struck_row_count"]:
        yield f"有{row['struck_row_count']}行整行划有删除线，按作废处理，不计入；仍需计入的请取消删除线"
    if read.partly_struck_row_count:
        yield f"有{read.partly_struck_row_count}行部分单元格划有删除线，已照常读取；作废的行请删除"
    asides = Counter(kind for _, kind, _ in read.notes if kind in ASIDES)
    if asides:
        counted = "、".join(f"{count}处{kind}" for kind, count in asides.items())
        yield f"表格之外有{counted}，保留原文，不作为数据；需计入的请填入表格"


_Words = Mapping[tuple[str, str, str], Sequence[str]]
"""Section, label of the column and unknown word, '' where it is not to be seen → the cells in which it stands."""
MOST_CELLS = 3
"""Cells that a sentence names."""


def _unknown_words(done: Loaded, is_public: bool) -> dict[_Where, _Words]:
    """The words of each sheet that nobody has told the meaning of."""
    remarks = [row for row in done.tables["remarks"].to_pylist() if row["rule"] in values.UNKNOWN_WORDS]
    texts = {} if is_public or not remarks else _texts(done)
    words: dict[_Where, dict[tuple[str, str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in remarks:
        here = (row["source_file"], row["source_sheet"])
        written = values.excerpt(texts(row, row["field"])) if texts else ""
        words[here][suggest_words.section_of(row["rule"]), row["field"], written].append(row["cell"])
    return words


def _meanings(used: _Words, judged: Mapping[str, str]) -> dict[Word, str]:
    """The meaning that each word of a sheet may have: of a category by the texts beside it, else by a word that is like it."""
    words = {(section, values.word_key(word)) for section, _, word in used if suggest_words.is_word(word)}
    return {
        (section, word): (judged.get(word) if section == "category" else None)
        or suggest_words.likely_meaning(section, word)
        for section, word in sorted(words)
    }


def _judged(done: Loaded) -> dict[str, str]:
    """Category as written → what most of its issues' texts are of, where the model is sure."""
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in (
        done.tables["issues"].select(["category_written", "category_basis", "category", "subcategory"]).to_pylist()
    ):
        if row["category_written"] and row["category_basis"] in rules.CATEGORY_BASES[2:]:
            level = row["subcategory"] if row["category"] == rules.OTHER else None
            sure = level if level in values.SECOND_LEVELS else row["category"]
            texts[values.word_key(row["category_written"])][sure] += 1
    most = {word: judged.most_common(1)[0] for word, judged in texts.items()}
    return {
        word: meaning
        for word, (meaning, n) in most.items()
        if meaning != rules.UNCATEGORISED and 2 * n > texts[word].total()
    }


def _texts(done: Loaded) -> Callable[[Mapping[str, Any], str], str]:
    """What a row of a table of sheets' rows says under a label, as it was written."""
    reads = {(file.path, read.sheet): read for file in done.sources for read in file.sheets}
    cells = {
        (row["source_file"], row["source_sheet"], row["source_row"]): row["cells"]
        for row in done.tables["source_rows"].to_pylist()
    }

    def text(row: Mapping[str, Any], label: str) -> str:
        here = (row["source_file"], row["source_sheet"])
        return _written(reads[here], cells[*here, row["source_row"]], label)

    return text


def _doubts(done: Loaded, unknown: Mapping[_Where, _Words]) -> dict[_Where, list[str]]:
    """What is to be looked at in the rows of each sheet that are kept, cell by cell, and word by word."""
    doubts: dict[_Where, list[str]] = defaultdict(list)
    for here, words in unknown.items():
        for (_, label, word), cells in words.items():
            where = "、".join(cells[:MOST_CELLS]) + (f"等{len(cells)}格" if len(cells) > MOST_CELLS else "")
            doubts[here].append(
                f"{label}{f'“{word}”' if word else ''}（{where}）无法识别；该行照常采用，该格保留原文、不归类"
            )
    for row in done.tables["remarks"].to_pylist():
        if row["is_left_blank"] or row["rule"] in values.UNKNOWN_WORDS:  # a cell to mend, or a word above
            continue
        where = f"{row['cell']}（{row['field']}）：" if row["cell"] else ""
        doubts[row["source_file"], row["source_sheet"]].append(where + row["sentence"])
    return doubts


def _objects(done: Loaded) -> dict[_Where, str]:
    """What the kept rows of each sheet are of, where a row that looks like a family's, or its issue, is another's."""
    rows: dict[_Where, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for table in ("visits", "object_visits", "issues", "object_issues"):
        kind = "raiser" if table == "issues" else "object_type"
        for row in done.tables[table].select([*_PLACE, kind, "form"]).to_pylist():
            # an issue out of a visit's text is that visit's row
            if table != "issues" or row["form"] in _OF_ISSUES:
                rows[row["source_file"], row["source_sheet"]][row[kind]].add(row["source_row"])
    every = {where: {kind: len(lines) for kind, lines in kinds.items()} for where, kinds in rows.items()}
    return {where: _kinds(kinds) for where, kinds in every.items() if set(kinds) - _FAMILIES}


_PLACE = tuple(column.name for column in schema.SOURCE)
_OF_ISSUES = frozenset({"issue_ledger", "cadre_list"})
_FAMILIES = frozenset({rules.OBJECT_TYPES[0], rules.RAISERS[0]})


def _kinds(rows: Mapping[str, int]) -> str:
    """How many rows are of each kind, families first."""
    order = (*rules.OBJECT_TYPES, *rules.RAISERS)
    listed = "、".join(f"{kind}{rows[kind]}行" for kind in dict.fromkeys(order) if kind in rows)
    apart = "企业、名士、组织不计入走访户数" if rows.keys() & {*rules.OBJECT_TYPES[1:4]} else ""
    asked = "企业的问题、名士的建议另计，不计入收集问题" if rows.keys() & {*values.APART} else ""
    return "；".join(filter(None, (f"其中：{listed}", apart, asked)))


def _two_units(sheet: SheetOf, register: Register) -> Iterator[str]:
    """That the line beside the table names another unit than the folder."""
    line, folder = (register.find(text) for text in (sheet.read.about.get("unit", ""), sheet.file.folder_unit))
    if line and folder and not set(line) & set(folder):
        named = "、".join(unit.unit_name for unit in line)
        yield f"表上单位为{named}，文件夹为“{sheet.file.folder_unit}”；已按表上单位计，请核对"


def _faults(done: Loaded, is_public: bool) -> dict[_Where, list[Fault]]:
    """The cells of each sheet's rejected rows, row by row."""
    reads = {(file.path, read.sheet): read for file in done.sources for read in file.sheets}
    text = _texts(done)
    faults: dict[_Where, list[Fault]] = defaultdict(list)
    for row in done.tables["rejected_rows"].to_pylist():
        here = (row["source_file"], row["source_sheet"])
        bad = [(row["cell"], row["field"], row["sentence"]), *_ALSO.findall(row["also"] or "")]
        for cell, field, sentence in bad:
            raw = "" if is_public else values.excerpt(text(row, field))
            if raw:  # written once is enough
                sentence = sentence.replace(f"“{raw}”", "", 1)
            if is_public:
                sentence = _QUOTED.sub(_if_public, sentence)
            faults[here].append(Fault(row["source_sheet"], cell, field, raw, sentence))
    for row in done.tables["remarks"].to_pylist():
        if not row["is_left_blank"]:
            continue
        here = (row["source_file"], row["source_sheet"])
        raw = row["said_shown"] if is_public else values.excerpt(text(row, row["field"]), 60)
        own = row["sentence"].replace(f"“{raw}”", "", 1)
        faults[here].append(Fault(row["source_sheet"], row["cell"], row["field"], raw, own + LEFT_BLANK))
    for row in done.tables["reconciliations"].to_pylist():
        if row["check"] == ADDED_UP and row["outcome"] == DIFFERENT:
            here = (row["source_file"], row["source_sheet"])
            cell = _total_cell(reads[here], row["source_row"], row["finding"])
            faults[here].append(Fault(row["source_sheet"], cell, "合计", "", row["finding"]))
    return {here: _each_once(of_sheet) for here, of_sheet in faults.items()}


def _total_cell(read: SheetRead, row: int, finding: str) -> str:
    """The cell of a 合计 row that a finding is about, by the column that it names."""
    named = (f.name for f in BY_ID[read.form or ""].fields if f"合计的{f.label}写" in finding)
    column = next((read.cells[name] for name in named if name in read.cells), "")
    return f"{column}{row}" if column.isascii() and column else f"第{row}行{column}"


def _if_public(quoted: re.Match[str]) -> str:
    """What a sentence quotes, where it is a name of the registers; everything else may be somebody's."""
    return quoted[0] if is_registered(quoted[0][1:-1]) else ""


def _each_once(faults: Sequence[Fault]) -> list[Fault]:
    """The faults, each cell once with all that is wrong with it: a unit above the table is a fault of every row."""
    cells: dict[tuple[str, ...], list[Fault]] = defaultdict(list)
    for fault in faults:
        is_cell = _ADDRESS.fullmatch(fault.cell)
        cells[(fault.cell,) if is_cell else (fault.cell, fault.field)].append(fault)
    return [
        replace(same[0], sentence="；".join(dict.fromkeys(fault.sentence for fault in same))) for same in cells.values()
    ]


_ADDRESS = re.compile(r"[A-Z]+\d+|第\d+行第\d+列")
_QUOTED = re.compile("“[^”]*”")
_ALSO = re.compile(r"^(.+?)（(.+?)）：(.+)$", re.MULTILINE)


def _written(read: SheetRead, cells: Sequence[str | None], label: str) -> str:
    """A row's text under a label, else the one beside the table; '' when there is none."""
    form = BY_ID[read.form or ""]
    fields = (*form.fields, *form.about)
    name = next((field.name for field in fields if field.label == label), "")
    written = (cell for field, cell in zip(fields, cells, strict=True) if field.name == name and cell and cell.strip())
    return next(written, read.about.get(name, ""))


def _merges(merged: Sequence[Mapping[str, Any]], files: Mapping[str, str]) -> dict[_Where, list[str]]:
    """The rows of each sheet that repeat others, in one sentence for each reason and each place they repeat.

    `files` names them as they came, where that may be told.
    """
    sentences: dict[_Where, list[str]] = defaultdict(list)
    names = ("source_file", "source_sheet", "fate", "sentence", "into_file", "into_sheet")
    rows = sorted(merged, key=lambda row: (*(row[name] for name in names), row["source_row"]))
    for (file, sheet, fate, sentence, into_file, into_sheet), group in groupby(
        rows, lambda row: [row[n] for n in names]
    ):
        same = [*group]
        lines, into = spans(row["source_row"] for row in same), spans(row["into_row"] for row in same)
        where = "" if file == into_file else f"“{files.get(into_file, into_file)}”"
        where += "" if (file, sheet) == (into_file, into_sheet) else f"工作表“{into_sheet}”"
        sentences[file, sheet].append(f"{fate}：第{lines}行，{sentence}（见{where}第{into}行）")
    return sentences


def _correcting(merged: Sequence[Mapping[str, Any]]) -> Counter[_Where]:
    """How many rows of each sheet replace earlier versions."""
    into = {(row["into_file"], row["into_sheet"], row["into_row"]) for row in merged if row["fate"] == REPLACED}
    return Counter((file, sheet) for file, sheet, _ in into)


def spans(numbers: Iterable[int]) -> str:
    """Line numbers in order, neighbours as a span.

    >>> spans([9, 5, 7, 8])
    '5、7–9'
    """
    steps = count()
    runs = [[*run] for _, run in groupby(sorted(set(numbers)), lambda number: number - next(steps))]
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
