"""How is an official paper laid out by GB/T 9704-2012: paper, grid, type, red head, page numbers, record of printing?

Makes the templates as they are shipped (`python -m exports templates`). From then on they are the office's: a template
that is there is not written over.

Fonts are named as the standard wants them, each with what stands in for it on a machine that lacks it; none is embedded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from exports.documents.document import Field

FANGSONG, KAITI, HEITI, XIAOBIAOSONG, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
STANDS_IN = {FANGSONG: "FangSong", KAITI: "KaiTi", HEITI: "SimHei", XIAOBIAOSONG: "SimSun", SONGTI: "SimSun"}
"""Each font of the standard → the one that a machine takes that has not got it."""
LATIN = "Times New Roman"
RED = RGBColor(0xFF, 0, 0)

PAPER = (Mm(210), Mm(297))
MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
LINE = 579
"""Of the grid, in twentieths of a point: 22 lines on a page; 580 would hold 21."""
LINES_TO_FILL = 8
"""Of a form that is sent back."""
THIN, THICK = 6, 8
"""Rules of the record of printing in eighths of a point: 0.25 and 0.35 mm, to the nearest that Word has."""


@dataclass(frozen=True, slots=True)
class Type:
    """How one kind of paragraph looks."""

    font: str
    size: float
    align: ALIGN = ALIGN.JUSTIFY
    indent: int = 0
    """Characters by which the first line begins later."""
    is_bold: bool = False


BODY, TITLE, LEVEL1, LEVEL2, TO, SIGNED, ANNEX, ANNEX_TITLE, CELL, RECORD = (
    "公文正文", "公文标题", "公文一级标题", "公文二级标题", "公文主送", "公文落款", "公文附件序号", "公文附件标题", "公文表格", "公文版记",
)  # fmt: skip
STYLES: dict[str, Type] = {
    BODY: Type(FANGSONG, 16, indent=2),
    TITLE: Type(XIAOBIAOSONG, 22, ALIGN.CENTER),
    LEVEL1: Type(HEITI, 16, indent=2),
    LEVEL2: Type(KAITI, 16, indent=2),
    TO: Type(FANGSONG, 16, ALIGN.LEFT),
    SIGNED: Type(FANGSONG, 16, ALIGN.RIGHT),
    ANNEX: Type(HEITI, 16, ALIGN.LEFT),
    ANNEX_TITLE: Type(XIAOBIAOSONG, 18, ALIGN.CENTER),
    CELL: Type(FANGSONG, 10.5, ALIGN.CENTER),
    RECORD: Type(FANGSONG, 14, ALIGN.LEFT),
}


_CELL_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
)


class Page:
    """An official paper that is being laid out, from its head to its record of printing."""

    def __init__(self) -> None:
        self.word: Word = docx.Document()
        for one in list(self.word.element.body):
            if one.tag != qn("w:sectPr"):
                self.word.element.body.remove(one)
        for name, look in STYLES.items():
            _style(self.word, name, look)
        _stand_ins(self.word)
        _sheet(self.word)
        self._feet()

    def add(self, text: str, style: str = BODY) -> Paragraph:
        """A paragraph."""
        return self.word.add_paragraph(text, style=style)

    def blank(self, lines: int = 1) -> None:
        """Empty lines."""
        for _ in range(lines):
            self.add("", TO)

    def red_head(self, name: str = "{{ 发文机关 }}文件", number: str = "{{ 发文字号 }}") -> None:
        """发文机关标志 35 mm below the top of the type area, 发文字号 two lines below, the red line 4 mm below that."""
        head = self.add("", TITLE)
        head.paragraph_format.space_before = Mm(25)  # the line's own height is the rest of the 35 mm
        run = head.add_run(name)
        run.font.size, run.font.color.rgb = Pt(24), RED
        self.blank(2)
        line = self.add(number, TO)
        line.alignment = ALIGN.CENTER
        _rule(line, "bottom", 18, "FF0000", space=11)
        self.blank(1)

    def record(self, copies: str = "{{ 抄送 }}") -> None:
        """版记 at the foot of the last page: copies, who printed it and when."""
        self.blank(1)
        first = self.add(f"　抄送：{copies}。", RECORD)
        last = self.add("　{{ 发文机关 }}\t{{ 成文日期 }}印发　", RECORD)
        last.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
        _rule(first, "top", THICK, "000000")
        _rule(last, "top", THIN, "000000")
        _rule(last, "bottom", THICK, "000000")
        for one in (first, last):
            _at_the_foot(one)

    def to_unit(self, title: str) -> None:
        """The head of a letter to one unit, its title, and whom it is to."""
        self.red_head("{{ 发文机关 }}")
        self.add(title, TITLE)
        self.blank()
        self.add("{{ 单位 }}：", TO)

    def signed(self, *annexes: str) -> None:
        """附件说明, then 署名 and 成文日期; several annexes are numbered."""
        self.blank()
        for number, title in enumerate(annexes, start=1):
            begins = "附件：" if number == 1 else "　　　"
            self.add(f"{begins}{f'{number}. ' if len(annexes) > 1 else ''}{title}")
        self.blank(2)
        self.add("{{ 发文机关 }}　　", SIGNED)
        self.add("{{ 成文日期 }}　　　　", SIGNED)

    def annex(self, title: str, number: int | None = None) -> None:
        """An annex, which begins on a new page; the only one has no number."""
        self.new_page()
        self.add(f"附件{number or ''}", ANNEX)
        self.blank()
        self.add(title, ANNEX_TITLE)

    def reply(self, title: str, number: int, headings: Sequence[str], widths: Sequence[float]) -> None:
        """An annex that the unit fills in and sends back. Widths in millimetres."""
        self.annex(title, number)
        self._grid((headings, *[[""] * len(headings)] * LINES_TO_FILL), widths, (), height=11)
        self.add("单位（盖章）：　　　　　　联系人：　　　　　　　年　月　日", RECORD)

    def table(
        self,
        rows: str,
        fields: Sequence[Field],
        widths: Sequence[float],
        *,
        headings: Sequence[str] = (),
        texts: Sequence[int] = (0,),
    ) -> Table:
        """A table with a row for each line of a field: its head is repeated, no row is split.

        Widths in millimetres; `headings` where they are not the fields' names; `texts` are the columns that are read as
        texts and begin at the left.
        """
        others = [""] * (len(fields) - 1)
        drawn = (
            headings or [one.name for one in fields],
            (f"{{%tr for 行 in {rows} %}}", *others),
            [f"{{{{ 行.{one.name} }}}}" for one in fields],
            ("{%tr endfor %}", *others),
        )
        return self._grid(drawn, widths, texts)

    def each(self, field: str) -> None:
        """A paragraph for each of a field's."""
        for text in (f"{{%p for 段 in {field} %}}", "{{ 段 }}", "{%p endfor %}"):
            self.add(text)

    def _grid(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], texts: Sequence[int], height: float = 0
    ) -> Table:
        table = self.word.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        table._tbl.tblPr.append(parse_xml(_CELL_MARGINS))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for place, row_of in enumerate(rows):
            row = table.add_row()
            if height:
                row.height = Mm(height)
            _never_split(row._tr, is_head=not place)
            for at, (cell, text, width) in enumerate(zip(row.cells, row_of, widths, strict=True)):
                cell.width, cell.vertical_alignment = Mm(width), WD_ALIGN_VERTICAL.CENTER
                paragraph = cell.paragraphs[0]
                paragraph.style = self.word.styles[CELL]
                paragraph.add_run(text).bold = not place
                if place and at in texts:
                    paragraph.alignment = ALIGN.LEFT
        return table

    def new_page(self, *, is_wide: bool = False) -> None:
        """What follows begins on a new page."""
        section = self.word.add_section()
        width, height = PAPER
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (height, width) if is_wide else (width, height)

    def _feet(self) -> None:
        """— 1 — outside, 7 mm below the type area; under it where the figures come from. The head says 征求意见稿."""
        self.word.settings.odd_and_even_pages_header_footer = True
        section = self.word.sections[0]
        for foot, align in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
            page = foot.paragraphs[0]
            page.alignment = align
            _page_number(page)
            source = foot.add_paragraph("{{ 数据来源 }}")
            source.alignment = ALIGN.CENTER
            for run in source.runs:
                _font(run._r.get_or_add_rPr(), SONGTI, 7.5)
        for head in (section.header, section.even_page_header):
            draft = head.paragraphs[0]
            draft.alignment = ALIGN.RIGHT
            _font(draft.add_run("{{ 稿别 }}")._r.get_or_add_rPr(), HEITI, 14)


def _style(word: Word, name: str, look: Type) -> None:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = None
    style.quick_style = True
    _font(style.element.get_or_add_rPr(), look.font, look.size)
    style.font.bold = look.is_bold
    layout = style.paragraph_format
    layout.alignment, layout.space_before, layout.space_after = look.align, Pt(0), Pt(0)
    if name != CELL:
        layout.line_spacing = Pt(LINE / 20)
    properties = style.element.get_or_add_pPr()
    layout.keep_with_next = name in (LEVEL1, LEVEL2, ANNEX, ANNEX_TITLE)
    if look.indent:
        layout.first_line_indent = Pt(look.indent * look.size)
        properties.find(qn("w:ind")).set(qn("w:firstLineChars"), str(look.indent * 100))
    if name == CELL:
        # A table's lines are as high as its type, not as the page's grid.
        properties.insert(0, parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'))
        layout.space_before = layout.space_after = Pt(2.5)


def _font(properties: BaseOxmlElement, font: str, size: float) -> None:
    """Chinese type, and Latin letters and figures in Times New Roman."""
    for tag in ("w:rFonts", "w:sz", "w:szCs"):
        for one in properties.findall(qn(tag)):
            properties.remove(one)
    fonts = OxmlElement("w:rFonts")
    for name, value in (("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:eastAsia", font), ("w:cs", LATIN)):
        fonts.set(qn(name), value)
    properties.insert(0, fonts)
    for tag in ("w:sz", "w:szCs"):
        half_points = OxmlElement(tag)
        half_points.set(qn("w:val"), str(int(size * 2)))
        properties.append(half_points)


def _stand_ins(word: Word) -> None:
    """Each font's stand-in, where Word looks for it: the table of fonts."""
    part = next(rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith("/fontTable"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in STANDS_IN.items()
    )
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()
    )


def _sheet(word: Word) -> None:
    """A4 with the standard's margins and its grid of 22 lines."""
    section = word.sections[0]
    section.page_width, section.page_height = PAPER
    for name, value in MARGINS.items():
        setattr(section, name, value)
    section.header_distance, section.footer_distance = Mm(15), Mm(17)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE}"/>'))


def _page_number(paragraph: Paragraph) -> None:
    for text in ("　— ", "PAGE", " —　"):
        if text == "PAGE":
            for kind in ("begin", None, "end"):
                run = paragraph.add_run()
                _font(run._r.get_or_add_rPr(), SONGTI, 14)
                if kind:
                    mark = OxmlElement("w:fldChar")
                    mark.set(qn("w:fldCharType"), kind)
                else:
                    mark = OxmlElement("w:instrText")
                    mark.text = "PAGE"
                run._r.append(mark)
        else:
            _font(paragraph.add_run(text)._r.get_or_add_rPr(), SONGTI, 14)


def _rule(paragraph: Paragraph, side: str, size: int, colour: str, space: int = 1) -> None:
    """A line above or below a paragraph; `size` in eighths of a point, `space` in points."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def _at_the_foot(paragraph: Paragraph) -> None:
    """At the bottom of the type area of the page on which it stands."""
    frame = parse_xml(
        f'<w:framePr {nsdecls("w")} w:w="8845" w:hSpace="0" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>'
    )
    paragraph._p.get_or_add_pPr().insert(1, frame)


def _never_split(row: BaseOxmlElement, *, is_head: bool) -> None:
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
