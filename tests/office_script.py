"""How would an office count the same with the tools that everybody knows? pandas, openpyxl, xlrd and python-docx.

`python -m tests.office_script FOLDER OUT.xlsx` reads every sheet, makes one table of visits and one of issues, and
writes households, issues and solved by district. It mends, checks, rejects and traces nothing, and reads no dates: it
does less than a load, with what an office would reach for.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import docx
import pandas as pd

from tests.bare_read import decoded, kind, separator, sheets

VILLAGES = Path("data/reference/villages_2017.csv")
SAME_HEADING = {"户主": "户主姓名", "走访时间": "走访日期", "市": "区"}
DISTRICTS = {name[:2]: name for name in ("天宁区", "钟楼区", "新北区", "武进区", "金坛区", "溧阳市")} | {
    "经开": "武进区"
}
VISIT = ["序号", "区", "村", "户主姓名", "家庭住址", "走访单位", "走访日期", "意见建议"]
ISSUE = ["序号", "区", "村", "走访单位", "反映人", "反映问题", "类别", "承办单位", "是否解决", "办结日期"]
SOLVED = ("已解决", "是", "√")


def tables(path: Path) -> list[pd.DataFrame]:
    """The sheets of a file, as cells without headings."""
    data = path.read_bytes()
    match kind(data):
        case "word":
            return [
                pd.DataFrame([[cell.text for cell in row.cells] for row in table.rows])
                for table in docx.Document(io.BytesIO(data)).tables
            ]
        case "excel":
            return [*pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="openpyxl").values()]
        case "old excel":
            return [*pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="xlrd").values()]
        case _:
            lines = io.StringIO(decoded(data))
            return [pd.read_csv(lines, header=None, sep=separator(path), names=range(40), dtype=str)]


def heading(cell: object) -> str:
    """A heading without spaces, brackets and colons, in one of its ways of writing."""
    name = "" if pd.isna(cell) else re.sub(r"\s|[：:]|[（(].*?[）)]", "", str(cell))
    return SAME_HEADING.get(name, name)


def rows(table: pd.DataFrame) -> pd.DataFrame | None:
    """The rows below the headings, which stand in the row that begins with 序号 and perhaps the one below."""
    if table.empty:
        return None
    first = table[0].astype(str).str.strip().tolist()
    if "序号" not in first[:-1]:
        return household(table)
    top = first.index("序号")
    cells = table.to_numpy()
    names = [heading(cell) for cell in cells[top]]
    if pd.isna(cells[top + 1][0]):
        names = [heading(below) or above for above, below in zip(names, cells[top + 1], strict=True)]
    return pd.DataFrame(cells[top + 1 :], columns=names)


def household(table: pd.DataFrame) -> pd.DataFrame | None:
    """The one row of a form of boxes, each label before its value."""
    boxes = {
        heading(label): value for line in table.to_numpy() for label, value in zip(line[::2], line[1::2], strict=False)
    }
    return pd.DataFrame([boxes]) if "户主姓名" in boxes else None


def columns(body: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The columns that are counted; a merged cell of a place holds for the rows below it."""
    part = body.loc[:, ~body.columns.duplicated()].reindex(columns=names)
    part[["区", "村"]] = part[["区", "村"]].ffill()
    return part[part["序号"].astype(str).str.fullmatch(r"\d+(\.0)?|nan")]


def district(table: pd.DataFrame, of_village: dict[str, str]) -> pd.Series:
    """The district as it is written, or that of the village."""
    written = table["区"].astype(str).str[:2].map(DISTRICTS)
    return written.fillna(table["村"].map(village_key).map(of_village))


def village_key(name: object) -> str:
    """A village without what offices leave out of its name."""
    return re.sub(r"(社区居委会|村民委员会|村委会|居委会|社区|村)+$", "", str(name))


def main(inbox: Path, out: Path) -> None:
    """Reads, counts and writes."""
    register = pd.read_csv(VILLAGES, dtype=str)
    register = register.assign(key=register["village"].map(village_key)).drop_duplicates("key", keep=False)
    of_village = dict(zip(register["key"], register["area"], strict=True))
    visits, issues = [], []
    for path in sheets(inbox):
        for body in map(rows, tables(path)):
            if body is not None and "反映问题" in body:
                issues.append(columns(body, ISSUE))
            elif body is not None and "家庭住址" in body:
                visits.append(columns(body, VISIT))
    all_visits = pd.concat(visits).dropna(subset=["户主姓名", "家庭住址"])
    all_issues = pd.concat(issues).dropna(subset="反映问题").drop_duplicates(["村", "反映人", "反映问题"], keep="last")
    counted = {
        "走访户数": all_visits.drop_duplicates(["村", "户主姓名", "家庭住址"]),
        "反映问题": all_issues,
        "已解决": all_issues[all_issues["是否解决"].isin(SOLVED)],
    }
    counts = pd.DataFrame({name: part.groupby(district(part, of_village)).size() for name, part in counted.items()})
    counts.to_excel(out)
    print(json.dumps({"走访": len(all_visits), **counts.sum().astype(int).to_dict()}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
