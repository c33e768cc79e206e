"""Which rules of the house does no linter know, and does every file keep them?

A rule about text is a finder that returns `file:line: what`; each finder is also shown a broken text, so that
finding nothing means a house in order and not a blind finder.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from campaign import __main__ as campaign_commands
from campaign import schema
from campaign.numbers.dimensions import DIMENSIONS
from campaign.numbers.metrics import METRICS
from etl import __main__ as etl_commands
from etl.forms import FORMS
from tests.pins import same

ROOT = Path(__file__).resolve().parents[2]
OWN = ("campaign", "etl", "exports", "pages", "tests", "app", "serve")
LOOK = "pages/parts/charts/look.py"
OPENS_THE_STORE = (
    "campaign/numbers/snapshot.py",
    "campaign/numbers/store.py",
    "etl/publish.py",
    "etl/city/",
    "etl/forget.py",
    "tests/",
)
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "common", "manager", "managers"}
READMES = ("README.md", "README.zh-CN.md")

AGGREGATES = re.compile(
    "sum|count|mean|median|std|var|groupby|agg|aggregate|pivot_table|crosstab|cumsum|cumprod|diff|pct_change|"
    "value_counts|nunique|transform|rolling|resample|eval|corr|quantile|prod"
)
NUMBERS = frozenset(("ask", "figures", "rows_by"))
"""The methods of a view that answer with numbers."""
STILL_NUMBERS = frozenset(
    ("float", "int", "abs", "round", "min", "max", "list", "sorted", "reversed", "zip", "value_of")
)
"""Functions that hand on the numbers they are given."""
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)

Finder = Callable[[str, str], list[str]]
"""A file's text and its place in the house → what is wrong with it."""


# ── the files ─────────────────────────────────────────────────────────────────────────────────


def kept(folder: Path) -> Iterator[Path]:
    """The files below a folder that .gitignore does not leave out; works where there is no git."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for path in sorted(folder.iterdir()):
        end = "/" if path.is_dir() else ""
        names = (path.name + end, path.relative_to(ROOT).as_posix() + end)
        if path.name == ".git" or any(fnmatch(name, pattern) for name in names for pattern in ignored):
            continue
        yield from kept(path) if path.is_dir() else [path]


@cache
def texts() -> dict[str, str]:
    """Every text file of the house by its place in it."""
    found = {}
    for path in kept(ROOT):
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(ROOT).as_posix()] = content.decode(errors="replace")
    return found


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    """Every node of the syntax tree; a module is walked once for all the rules."""
    return tuple(ast.walk(ast.parse(text)))


def code(*folders: str) -> dict[str, str]:
    """The Python files, of these folders or of the whole house."""
    return {
        place: text
        for place, text in texts().items()
        if place.endswith(".py") and (not folders or place.startswith(folders))
    }


def found_by(finder: Finder, files: dict[str, str]) -> list[str]:
    """What a finder finds, as one list."""
    assert files
    return [wrong for place, text in files.items() for wrong in finder(text, place)]


def lines_with(pattern: re.Pattern[str], text: str, place: str) -> list[str]:
    """Every match with its file and line."""
    return [f"{place}:{text.count(chr(10), 0, m.start()) + 1}: {m[0]}" for m in pattern.finditer(text)]


def twice(things: Iterable[object]) -> list[object]:
    """The things that are there more than once."""
    return [thing for thing, times in Counter(things).items() if times > 1]


# ── what a module is ──────────────────────────────────────────────────────────────────────────


def without_a_question(text: str, place: str) -> list[str]:
    """A module whose first sentence asks nothing, and that is not the declaration of a paper, which names it.

    A question ends with its mark, or with a colon and its answer.
    """
    module = ast.parse(text)
    if not module.body and place.endswith("__init__.py"):
        return []
    opening = ast.get_docstring(module) or ""
    first = re.split(r"(?<=[.?!])(?:\s|$)", opening, maxsplit=1)[0]
    is_question = first.endswith("?") or re.match(r"(?:What|Who|Which|How|Where|When|Why)\b[^:]+: ", first)
    papers = tuple(form.label.split()[0] for form in FORMS)
    names_its_paper = place.startswith("campaign/papers/") and opening.startswith(papers)
    return [] if is_question or names_its_paper else [f"{place}:1: {first or '没有说明'}"]


def test_每个模块开头是它回答的问题_表的模块写明是哪张表() -> None:
    assert (
        found_by(without_a_question, code("campaign/", "etl/", "exports/", "pages/", "app.py", "asgi.py", "serve.py"))
        == []
    )


def says_nothing(text: str, place: str) -> list[str]:
    """A file or folder whose name does not say what it is."""
    words = {word for part in place.removesuffix(".py").split("/") for word in part.lower().split("_")}
    return [f"{place}:1: {word}" for word in sorted(words & SAYS_NOTHING)]


def test_没有模块叫utils_helpers_common_manager() -> None:
    assert found_by(says_nothing, code()) == []


def importing_app(text: str, place: str) -> list[str]:
    """An import of the front door."""
    return [f"{place}:{line}: {name}" for name, line in imported(text) if name.split(".")[0] == "app"]


def imported(text: str) -> list[tuple[str, int]]:
    """Every module that a module names in an import, with the line."""
    found: list[tuple[str, int]] = []
    for node in nodes(text):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module, node.lineno))
    return found


def test_没有模块引用app() -> None:
    assert found_by(importing_app, code()) == []


def opening_the_store(text: str, place: str) -> list[str]:
    """A call of a function of duckdb itself (connect, sql, read_parquet …), under any name it was given."""
    if place.startswith(OPENS_THE_STORE):
        return []
    given = {"duckdb"}
    for node in nodes(text):
        if isinstance(node, ast.Import):
            given |= {a.asname for a in node.names if a.asname and a.name.split(".")[0] == "duckdb"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "duckdb":
            given |= {a.asname or a.name for a in node.names}
    calls = [node for node in nodes(text) if isinstance(node, ast.Call)]
    # ibis.duckdb.connect(…) is a way in too, hence any dotted part.
    return [
        f"{place}:{call.lineno}: {name}"
        for call in calls
        if given & set((name := ast.unparse(call.func)).split(".")) and not re.search(r"Error$", name)
    ]


def test_只有快照_发布_筛选三处打开duckdb() -> None:
    assert found_by(opening_the_store, code()) == []


# ── what a page may do ────────────────────────────────────────────────────────────────────────


def reckoning(text: str, place: str) -> list[str]:
    """Aggregation, or + - * / on a number that was asked for.

    Read soundly within one function: a number is what stands under a name in quotes (`row["issues"]`), what
    the methods of `NUMBERS` answer, and every name given to something made of these. Numbers handed to another function
    are not followed there; dates moved by a timedelta and texts put together are no arithmetic on numbers.
    """
    found = []
    for node in nodes(text):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            is_builtin = isinstance(node.func, ast.Name)
            if AGGREGATES.fullmatch(called) and (not is_builtin or called == "sum"):
                found.append((node.lineno, ast.unparse(node)))
    functions = [n for n in nodes(text) if isinstance(n, ast.FunctionDef)]
    for function in functions:
        numbers = names_of_numbers(function)
        for node in ast.walk(function):
            sides: tuple[ast.expr, ...] = ()
            if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
                sides = (node.left, node.right)
            elif isinstance(node, ast.AugAssign) and isinstance(node.op, ARITHMETIC):
                sides = (node.target, node.value)
            if any(is_text_or_days(side) for side in sides):
                continue
            if any(is_number(side, numbers) for side in sides):
                found.append((node.lineno, ast.unparse(node)))
    return [f"{place}:{line}: {what[:80]}" for line, what in sorted(set(found))]


def is_number(expression: ast.AST, named: set[str]) -> bool:
    """Whether an expression is made of something that was asked for."""
    if isinstance(expression, ast.Name):
        return expression.id in named
    if isinstance(expression, ast.Subscript) and isinstance(expression.slice, ast.Constant):
        is_said = isinstance(expression.slice.value, str) and "session_state" not in ast.unparse(expression.value)
        return is_said or is_number(expression.value, named)
    if isinstance(expression, ast.Call):
        called = ast.unparse(expression.func).rpartition(".")[2]
        given = expression.args if called in STILL_NUMBERS else []
        return called in NUMBERS or any(is_number(e, named) for e in (expression.func, *given))
    if isinstance(expression, ast.Attribute) and expression.attr == "value":
        return True
    return any(is_number(child, named) for child in ast.iter_child_nodes(expression))


def is_text_or_days(expression: ast.expr) -> bool:
    """A text in quotes, a joined text, or a timedelta."""
    if isinstance(expression, ast.Call):
        return ast.unparse(expression.func).rpartition(".")[2] in ("join", "timedelta")
    is_quoted = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    return is_quoted or isinstance(expression, ast.JoinedStr)


def names_of_numbers(function: ast.FunctionDef) -> set[str]:
    """The names that a function gives to numbers, by assignment or in a loop."""
    named: set[str] = set()
    while True:
        before = len(named)
        for node in ast.walk(function):
            if isinstance(node, ast.For | ast.comprehension):
                targets, value = [node.target], node.iter
            elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
                targets, value = node.targets if isinstance(node, ast.Assign) else [node.target], node.value
            else:
                continue
            if is_number(value, named):
                named |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
        if len(named) == before:
            return named


def test_页面不对数作运算_数只从ask来() -> None:
    rooms = {place: text for place, text in code("pages/").items() if place.count("/") == 1}
    assert found_by(reckoning, rooms) == []


def parts_used(text: str) -> set[str]:
    """Every module of `pages` that a module may mean in an import: `from pages.parts import bar` is pages.parts.bar too."""
    found = {name for name, _ in imported(text)}
    for node in nodes(text):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("pages.")}


def page_of(place: str) -> str:
    """The page that a file is, or beside which it stands; else the file itself."""
    return f"pages/{Path(place).parts[2]}.py" if place.startswith("pages/beside/") else place


def of_another_page(text: str, place: str) -> list[str]:
    """A use of what stands beside another page."""
    beside = {f"pages/{name.split('.')[2]}.py" for name in parts_used(text) if name.startswith("pages.beside.")}
    return [f"{place}:1: {page}" for page in sorted(beside - {page_of(place)})]


def shared_by_one(files: dict[str, str]) -> list[str]:
    """The shared parts that one page alone uses, be it through what stands beside it."""
    users: dict[str, set[str]] = defaultdict(set)
    for place, text in files.items():
        for name in parts_used(text):
            if name.startswith("pages.parts."):
                users[name.split(".")[2]].add(page_of(place))
    return [
        f"{part}: {page}" for part, by in sorted(users.items()) for page in by if len(by) == 1 and page.count("/") == 1
    ]


def test_只为一页的部件放在那一页旁边_别的页不用它_共用的不止一页用() -> None:
    files = code("pages/", "app.py")
    assert found_by(of_another_page, files) == []
    assert shared_by_one(files) == []
    folders = {place.split("/")[2] for place in files if place.startswith("pages/beside/") and place.count("/") > 2}
    assert folders and {name for name in folders if f"pages/{name}.py" not in files} == set()


def test_共用的检查真能找出只有一页用的部件() -> None:
    files = {"pages/a.py": "from pages.parts import x, y", "pages/beside/a/w.py": "from pages.parts.x import z"}
    assert shared_by_one(files | {"pages/b.py": "import pages.parts.y"}) == ["x: pages/a.py"]


COLOUR = re.compile(r"(?<!\w)#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b|\b(?:rgb|hsl)a?\(\s*\d", re.ASCII)


def colours(text: str, place: str) -> list[str]:
    """Colours in the strings of a module; comments may name an issue by its number."""
    strings = [n for n in nodes(text) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [f"{place}:{s.lineno}: {m[0]}" for s in strings for m in COLOUR.finditer(s.value)]


def test_颜色只写在一处() -> None:
    assert colours(texts()[LOOK], LOOK)
    elsewhere = {place: text for place, text in code().items() if place not in (LOOK, "tests/house/test_house.py")}
    assert found_by(colours, elsewhere) == []


# ── what is said once ─────────────────────────────────────────────────────────────────────────


def test_指标的代号和中文名都只有一个() -> None:
    assert twice(m.id for m in METRICS) == []
    assert twice(m.label for m in METRICS) == []


def test_维度的代号和中文名都只有一个_也不与指标同名() -> None:
    assert twice([d.id for d in DIMENSIONS] + [m.id for m in METRICS]) == []
    assert twice(d.label for d in DIMENSIONS) == []


def test_表名_表的中文名_表内栏目和栏目的中文名都只有一个() -> None:
    assert twice(t.name for t in schema.TABLES) == []
    assert twice(t.label for t in schema.TABLES) == []
    assert twice((t.name, c.name) for t in schema.TABLES for c in t.columns) == []
    assert twice((t.name, c.label) for t in schema.TABLES for c in t.columns) == []


def test_同名的栏目在各表里中文名_类型_是否个人都相同() -> None:
    told: dict[str, dict[tuple[str, str, bool], list[str]]] = defaultdict(lambda: defaultdict(list))
    for table in schema.TABLES:
        for column in table.columns:
            told[column.name][column.label, column.type, column.personal].append(table.name)
    assert {name: dict(ways) for name, ways in told.items() if len(ways) > 1} == {}


def test_维度与它的栏目中文名相同() -> None:
    columns = [(t.name, c) for t in schema.TABLES for c in t.columns]
    assert [
        f"{d.id}：{d.label}，{name}.{c.name}：{c.label}"
        for d in DIMENSIONS
        for name, c in columns
        if c.name == d.column and c.label != d.label
    ] == []


# ── what the documents say ────────────────────────────────────────────────────────────────────


def test_每个指标和维度都在docs_numbers() -> None:
    written = texts()["docs/numbers.md"]
    headings = re.findall(r"^## (.+)$", written, re.MULTILINE)
    assert [m.id for m in METRICS if f"- 代号：`{m.id}`" not in written] == []
    assert [m.label for m in METRICS if not any(h.endswith(m.label) for h in headings)] == []
    assert [d.id for d in DIMENSIONS if f"{d.label}（`{d.id}`）" not in written] == []


def test_每张表和每个栏目都在docs_tables() -> None:
    sections = re.split(r"^## ", texts()["docs/tables.md"], flags=re.MULTILINE)[1:]
    written = {section.partition("\n")[0]: section for section in sections}
    assert sorted(written) == sorted(f"{t.label} `{t.name}`" for t in schema.TABLES)
    assert [
        f"{t.name}.{c.name}"
        for t in schema.TABLES
        for c in t.columns
        if f"| `{c.name}` | {c.label} |" not in written[f"{t.label} `{t.name}`"]
    ] == []


def commands_of(parser: argparse.ArgumentParser) -> list[str]:
    """The sub-commands that a command line takes."""
    return [name for a in parser._actions if isinstance(a, argparse._SubParsersAction) for name in a.choices]


@pytest.mark.parametrize(("package", "parser"), [("etl", etl_commands._parser), ("campaign", campaign_commands.parser)])
def test_README写出每一个命令(package: str, parser: Callable[[], argparse.ArgumentParser]) -> None:
    lines = re.findall(rf"python -m {package} ([^#`\n]*)", texts()["README.md"])
    named = {word.strip().split()[0] for line in lines for word in line.split("|") if word.strip()}
    declared = commands_of(parser())
    assert declared
    assert [command for command in declared if command not in named] == []


def test_决定从0001起连续编号() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").iterdir())
    assert numbers == list(range(1, len(numbers) + 1))


def broken_links(text: str, place: str) -> list[str]:
    """A link or picture of a document that leads to no file of the house."""
    found = []
    for m in re.finditer(r"""\]\(\s*([^)\s]+)|(?:src|href)=["']([^"']+)""", text):
        to = (m[1] or m[2]).partition("#")[0]
        if to and not re.match(r"[a-z]+:", to) and not (ROOT / place).parent.joinpath(to).exists():
            found.append(f"{place}:{text.count(chr(10), 0, m.start()) + 1}: {to}")
    return found


def test_文档里的链接和图片都在() -> None:
    documents = {place: text for place, text in texts().items() if place.endswith(".md")}
    assert set(READMES) <= set(documents)
    assert found_by(broken_links, documents) == []


def unknown_targets(text: str, place: str) -> list[str]:
    """`make something`, in a document's code, that the Makefile does not make."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", texts()["Makefile"], re.MULTILINE))
    named = re.compile(r"(?:(?<=`)|^)make ([a-z][a-z-]*)", re.MULTILINE)
    return [
        f"{place}:{text.count(chr(10), 0, m.start()) + 1}: make {m[1]}"
        for m in named.finditer(text)
        if m[1] not in targets
    ]


@pytest.mark.parametrize("place", READMES)
def test_README里的make目标都在Makefile里(place: str) -> None:
    assert "`make " in texts()[place] or "\nmake " in texts()[place]
    assert unknown_targets(texts()[place], place) == []


# ── what must not leave a machine ─────────────────────────────────────────────────────────────

# ASCII: a digit may stand right after a Chinese character, which is a letter to the default \w.
OWN_PATH = re.compile(
    r"(?<![\w./:<>*])(?:/(?:home|root|Users|work|workspace|tmp)(?=/\w)|/roo[t]\b|~/\w)|\b[A-Z]:\\+Users\b", re.ASCII
)
MOBILE = re.compile(r"(?<!\w)(?<!\d\.)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\w|\.\d)", re.ASCII)
IDENTITY = re.compile(r"(?<!\w)[1-9]\d{5}(\d{8})\d{3}[\dXx](?!\w)", re.ASCII)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def own_paths(text: str, place: str) -> list[str]:
    """A folder of the machine that somebody worked on."""
    return lines_with(OWN_PATH, text, place)


def mobiles(text: str, place: str) -> list[str]:
    """Eleven digits that a carrier may have given to somebody; invented ones start with 10."""
    return lines_with(MOBILE, text, place)


def identities(text: str, place: str) -> list[str]:
    """An identity number that may be somebody's: born on a real day, with the right check digit (GB 11643)."""
    found = []
    for m in IDENTITY.finditer(text):
        born, said = m[1], m[0].upper()
        try:
            day = date(int(born[:4]), int(born[4:6]), int(born[6:]))
        except ValueError:
            continue
        total = sum(int(digit) * weight for digit, weight in zip(said, IDENTITY_WEIGHTS, strict=False))
        if day.year >= 1890 and "10X98765432"[total % 11] == said[-1]:
            found.append(f"{place}:{text.count(chr(10), 0, m.start()) + 1}: {said}")
    return found


def test_没有文件写着本机的目录() -> None:
    assert found_by(own_paths, texts()) == []


def test_没有像真人的手机号() -> None:
    assert found_by(mobiles, texts()) == []


def test_没有可能是真人的身份证号() -> None:
    assert found_by(identities, texts()) == []


# ── what the house is built from ──────────────────────────────────────────────────────────────


def required(place: str) -> dict[str, str]:
    """Every required distribution and its version; empty when it is not pinned with ==."""
    lines = [line.partition("#")[0].strip() for line in texts()[place].splitlines()]
    parts = [line.partition("==") for line in lines if line and not line.startswith("-r ")]
    return {same(name): version.strip() for name, _, version in parts}


def not_required(text: str, place: str) -> list[str]:
    """An import of a package that requirements.txt does not ask for; one that is not installed counts too."""
    asked = required("requirements.txt")
    found = []
    for name, line in imported(text):
        package = name.split(".")[0]
        if package in OWN or package in sys.stdlib_module_names:
            continue
        brings = {same(d) for d in distributions().get(package, [package])}
        if not brings & set(asked):
            found.append(f"{place}:{line}: {package}")
    return found


@cache
def distributions() -> dict[str, list[str]]:
    """Importable name → the distributions that bring it."""
    return dict(packages_distributions())


TRAINING = "etl/texts/train.py"
"""Run where the model is made anew, with what tests need too."""
SPARK = "campaign/numbers/spark.py"
"""Spoken to only where somebody runs a server of its own."""


def test_运行时用到的包都写在requirements里() -> None:
    files = code("campaign/", "etl/", "exports/", "pages/", "app.py", "asgi.py", "serve.py")
    training, spark = {TRAINING: files.pop(TRAINING)}, {SPARK: files.pop(SPARK)}
    assert found_by(not_required, files) == []
    assert {line.split(": ")[1] for line in found_by(not_required, spark)} == {"pyspark"}
    assert "pyspark" in required("requirements-scale.txt")
    assert {line.split(": ")[1] for line in found_by(not_required, training)} == {"sklearn"}
    assert "scikit-learn" in required("requirements-dev.txt")


# ── every finder finds ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("finder", "broken", "place"),
    [
        (without_a_question, '"""Reads sheets. Why not?"""', "etl/x.py"),
        (without_a_question, "import re", "etl/forms/x.py"),
        (says_nothing, "", "etl/date_utils.py"),
        (says_nothing, "", "pages/common/x.py"),
        (importing_app, "from app import main", "pages/x.py"),
        (opening_the_store, "import duckdb\nduckdb.connect('a')", "pages/x.py"),
        (opening_the_store, "from duckdb import connect as c\nc('a')", "campaign/judgement/ranking.py"),
        (opening_the_store, "import ibis\nibis.duckdb.connect()", "etl/build.py"),
        (reckoning, "def f(v):\n return v.ask(N)['issues'].sum()", "pages/x.py"),
        (reckoning, "def f(v):\n now = v.figures(N)\n return now['solved'] / now['issues']", "pages/x.py"),
        (reckoning, "def f(now, then):\n return now.value - then.value", "pages/x.py"),
        (reckoning, "def f(v):\n for r in v.rows_by(N, D):\n  a = r\n  b = 1 - a", "pages/x.py"),
        (reckoning, "def f(v):\n for r in v.ask(N).to_dict(R):\n  a = r[K]\n  b = 1 - a", "pages/x.py"),
        (reckoning, "def f(t):\n t['rate'] *= 100", "pages/x.py"),
        (reckoning, "def f(t):\n return value_of(t['solved']) * 2", "pages/x.py"),
        (of_another_page, "from pages.beside.unit import portraits", "pages/overview.py"),
        (of_another_page, "import pages.beside.unit.portraits", "pages/beside/explore/x.py"),
        (of_another_page, "from pages.beside.unit import portraits", "pages/parts/unit.py"),
        (colours, "NAVY = '#1f" + "4e8c'", "pages/x.py"),
        (colours, "SOFT = 'rgba" + "(0, 0, 0, .1)'", "pages/x.py"),
        (broken_links, "![a](docs/shots/none.png)", "README.md"),
        (unknown_targets, "`make nothing`", "README.md"),
        (own_paths, "cd /ho" + "me/somebody/x", "README.md"),
        (own_paths, "see ~" + "/notes", "README.md"),
        (mobiles, "电话 1" + "39 1234 5678", "tests/x.py"),
        (mobiles, "电话1" + "5912345678，", "tests/x.py"),
        (mobiles, "call 1" + "5912345678.", "tests/x.py"),
        (identities, "身份证号11010519491231" + "002X", "tests/x.py"),
        (not_required, "import requests", "pages/x.py"),
    ],
)
def test_每条规矩的检查真能找出毛病(finder: Finder, broken: str, place: str) -> None:
    assert len(finder(broken, place)) == 1


@pytest.mark.parametrize(
    ("finder", "sound"),
    [
        (reckoning, "def f(v):\n day = v.figures(N)['day']\n return day + timedelta(days=6)"),
        (reckoning, "def f(v):\n say = [v.figures(N)['label']]\n return '；'.join(say) + '。'"),
        (reckoning, "def f(v):\n total = v.count_rows('issues')\n return -(-total // 50)"),
        (colours, "LABEL = '#REF!'  # duckdb#15912"),
        (mobiles, "10012345678 320402001001 0.15912345678"),
        (identities, "123456789012345678"),
        (own_paths, '":material/home:" <x></x> a/work/b https://example.org/home/x'),
    ],
)
def test_检查不冤枉合规的写法(finder: Finder, sound: str) -> None:
    assert finder(sound, "pages/x.py") == []
