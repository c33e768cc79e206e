"""How are the declarations written for a reader?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from campaign import schema
from campaign.access.command import NAMES
from campaign.access.rights import may_compare
from campaign.access.roles import RIGHTS, ROLES, Role
from campaign.access.scope import Scope
from campaign.judgement import ranking
from campaign.numbers import kinds
from campaign.numbers.dimensions import DIMENSIONS, dimensions_of
from campaign.numbers.kinds import Count, Duration, Metric, Ratio, Share
from campaign.numbers.metrics import METRICS, metric
from campaign.numbers.questions import definition, follows_day, follows_period, splits
from campaign.numbers.wording import READING_RULES, WHOLE_SNAPSHOT
from campaign.office import rules

FOLDER = Path(__file__).resolve().parents[1] / "docs"
GENERATED = "<!-- 由 python -m campaign docs 生成，请勿手改 -->"
DIRECTIONS = {"higher": "越高越好", "lower": "越低越好", None: "无好坏之分"}
TYPES: dict[schema.Type, str] = {
    "text": "文字",
    "texts": "多个文字",
    "date": "日期",
    "instant": "时间",
    "integer": "整数",
    "number": "小数",
    "flag": "是否",
}


def numbers() -> str:
    """docs/numbers.md: every number, what it counts and leaves out, and its SQL."""
    lines = [
        GENERATED,
        "# 口径",
        "",
        f"指标口径第{rules.DEFINITIONS_VERSION}版。依据{rules.NOTICE}及附件。",
        "",
        *(f"- {version}：{brought}" for version, brought in rules.DEFINITIONS.items()),
        "",
        "## 读数说明",
        "",
        *(f"- {rule}" for rule in READING_RULES),
        "",
        "## “户”的认定",
        "",
        *(f"- {rule}" for rule in rules.HOUSEHOLD_IDENTITY),
        "",
    ]
    for declared in METRICS:
        lines += entry(declared)
    lines += ["## 督查排名", "", *(f"- {rule}" for rule in ranking.published().sentences), ""]
    return "\n".join(lines)


def entry(metric: Metric) -> list[str]:
    """One number's section."""
    code = f"{metric.code} " if metric.code else ""
    facts = [
        ("代号", f"`{metric.id}`"),
        ("单位", metric.unit),
        ("算法", formula(metric)),
        ("统计的表", tables(metric)),
        ("好坏", DIRECTIONS[metric.direction]),
        ("并列", beside(metric)),
        ("底数", base(metric)),
        ("时间", time(metric)),
        ("说明", metric.note),
        ("不含", metric.leaves_out),
        ("可按", dimensions(metric)),
        ("可筛", narrowing(metric)),
    ]
    lines = [f"## {code}{metric.label}", ""]
    lines += [f"- {name}：{value}" for name, value in facts if value]
    return [*lines, "", *sql(metric), ""]


def beside(number: Metric) -> str:
    """The label of the number that must be shown with this one; empty for most."""
    name = kinds.beside(number)
    return metric(name).label if name else ""


def base(metric: Metric) -> str:
    """How much of the number's base is reported, and what stands beside it; empty for one whose base is whole."""
    of = kinds.reported(metric)
    return f"{of.some.label}，{of.of.label}的一部分；未报齐时注明“202/1,059{of.words}”" if of else ""


def formula(metric: Metric) -> str:
    """How the number is made from others; empty for one that is made from nothing."""
    if isinstance(metric, Share):
        return f"{metric.part.label} ÷ {metric.whole.label}"
    if isinstance(metric, Ratio):
        bottom = metric.bottom.label
        return f"{metric.top.label} ÷ {f'（{metric.times} × {bottom}）' if metric.times != 1 else bottom}"
    if isinstance(metric, Duration):
        within = f"反映后 {metric.days} 天之内" if metric.days else "有一半"
        return f"{metric.of.label}中{within}解决的，累积发生率"
    if isinstance(metric, Count) and metric.made_from is not None:
        return f"{metric.made_from.label}的一部分"
    return ""


def tables(metric: Metric) -> str:
    """The tables that the number counts."""
    names = (metric.top.table, metric.bottom.table) if isinstance(metric, Ratio) else (metric.table,)
    return "、".join(f"{schema.table(n).label}（`{n}`，{schema.table(n).one_row_per}）" for n in names)


def time(metric: Metric) -> str:
    """How a number follows the period of a question."""
    table = schema.table(metric.table)
    if isinstance(metric, Count) and metric.dated_by:
        return f"按“{table.column(metric.dated_by).label}”归入时段"
    if kinds.is_state(metric):
        return f"截至时段末日的状态，不论哪天的行；{dating(table)}，按时间分组时照这个日期分"
    if follows_period(metric):
        base = metric.bottom if isinstance(metric, Ratio) else None
        return dating(table) + (f"；{base.label}不分时段" if base and not follows_period(base) else "")
    why = table.time.why if isinstance(table.time, schema.Undated) else ""
    return f"{'截至时段末日' if follows_day(metric) else WHOLE_SNAPSHOT}：{why}"


def dimensions(metric: Metric) -> str:
    """The dimensions that the number can be split by."""
    return "、".join(f"{d.label}（`{d.id}`）" for d in splits(metric))


def narrowing(metric: Metric) -> str:
    """The dimensions that only narrow the number."""
    has = [set(dimensions_of(count.table)) for count in kinds.counts_in(metric)]
    return "、".join(f"{d.label}（`{d.id}`）" for d in DIMENSIONS if d.only_narrows and all(d in own for own in has))


def sql(metric: Metric) -> list[str]:
    """The SQL as of the visiting deadline, so that a figure can be checked by hand."""
    text = definition(metric)
    if text is None:
        return []
    return [
        f"<details><summary>SQL（截至 {rules.VISIT_DEADLINE:%Y-%m-%d}）</summary>",
        "",
        "```sql",
        text,
        "```",
        "",
        "</details>",
    ]


def columns() -> str:
    """docs/tables.md: every table and column."""
    lines = [GENERATED, "# 数据表", "", "“个人”栏目不对外提供：页面、日志、导出中均不出现。", ""]
    for table in schema.TABLES:
        lines += [f"## {table.label} `{table.name}`", "", f"{table.one_row_per}。{dating(table)}。", ""]
        lines += ["| 栏目 | 名称 | 类型 | 个人 | 说明 |", "|---|---|---|---|---|"]
        lines += [
            f"| `{c.name}` | {c.label} | {TYPES[c.type]} | {'个人' if c.personal else ''} | {_note(c)} |"
            for c in table.columns
        ]
        lines.append("")
    return "\n".join(lines)


def _note(column: schema.Column) -> str:
    """What is said of a column, with the codes that it stores for whoever reads the files."""
    codes = "，".join(f"`{code}` {words}" for code, words in schema.CODED.get(column.name, {}).items())
    return "；".join(filter(None, (column.note, codes)))


YES, NO, OWN_PART = "是", "—", "只看自己的一片"
ONE_OF = {"family": "一行一户、一人的表", "line": "一行一条来表里的行的表"}


def roles() -> str:
    """docs/roles.md: what each role may see and do."""
    listed = list(ROLES.values())
    lines = [
        GENERATED,
        "# 谁能看什么",
        "",
        "角色写在 `data/reference/roles.toml`，改了那里，菜单、页面、下载、命令和这张表一起改。",
        "",
    ]
    lines += [f"| 事项 | {' | '.join(role.label for role in listed)} |", "|---|" + "---|" * len(listed)]
    lines.append(f"| 看哪一片 | {' | '.join(map(_part, listed))} |")
    lines += [
        f"| {label} | {' | '.join(_allowed(role, right) for role in listed)} |" for right, label in RIGHTS.items()
    ]
    lines += ["", *(f"- {rule}" for rule in _rules_of_roles()), ""]
    return "\n".join(lines)


def _part(role: Role) -> str:
    """The part of the city that a role is shown; none where it is shown no number."""
    if "numbers" not in role.rights:
        return NO
    return "、".join(NAMES[name] for name in role.area) or rules.WHOLE_CITY


def _allowed(role: Role, right: str) -> str:
    """What stands in a cell: whether, or only within one's own part of the city."""
    if right in role.rights:
        return YES
    part = Scope(role.label, role, {name: ("",) for name in role.area})
    return OWN_PART if right == "comparison" and may_compare(part) else NO


def _rules_of_roles() -> Iterator[str]:
    """What holds for all roles."""
    yield "看一片的，数、行、下载、可选的单位和村都只是那一片的；一张表分不到那一片的，说明为什么不给，不拿全市的数代替。"
    for one_of, label in ONE_OF.items():
        tables = "、".join(table.label for table in schema.TABLES if table.one_of == one_of)
        yield f"{label}，只给“{RIGHTS['rows']}”的：{tables}。"
    hardship = "、".join(f"“{d.label}”" for d in DIMENSIONS if d.tells_hardship)
    yield f"按{hardship}分、筛的数，不看逐条记录的：少于{rules.FEWEST_FAMILIES}户的不显示，相减能得出的也不显示，只按整月、按截至现在看。"
    family = "、".join(f"“{d.label}”" for d in DIMENSIONS if d.of_one_family)
    yield f"按{family}筛，只给“{RIGHTS['names']}”或“{RIGHTS['sheets']}”的；任何列表、下载里都没有这一栏。"
    yield "姓名、电话、住址出来以前已经隐去一半（李*宗、137****6150、住址到楼栋）；打开一户要写事由，先记下再打开。"
    yield "别的程序用的公开部分（`public.duckdb` 和 Parquet）没有姓名、没有家庭编号，也没有一户困难不困难。"
    yield f"命令写 `--role 角色 --of 哪里`，不写是“{ROLES['analyst'].label}”。"


def dating(table: schema.Table) -> str:
    """How a table's rows fall into time."""
    if isinstance(table.time, schema.Undated):
        return f"不分时段：{table.time.why}"
    return f"按“{table.column(table.dated_by).label}”归入时段"


def pages() -> dict[Path, str]:
    """Every generated document by its path."""
    return {FOLDER / "numbers.md": numbers(), FOLDER / "tables.md": columns(), FOLDER / "roles.md": roles()}


def write() -> list[Path]:
    """Write the documents that differ from their declarations; which ones they were."""
    stale = differing()
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8")
    return stale


def differing() -> list[Path]:
    """The documents that differ from their declarations."""
    return [p for p, text in pages().items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
