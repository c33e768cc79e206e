"""Does a cell mean what the person who wrote it meant, and is nothing guessed?"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from campaign.office import rules
from campaign.places.units import Register, registered
from etl import values
from etl.values import Problem, Quantity

settings.register_profile("a machine that does other things too", deadline=None)
settings.load_profile("a machine that does other things too")

MARCH_25 = date(2017, 3, 25)


def rule(found: Any) -> str | None:
    """The rule of a problem; None for anything else."""
    return found.rule if isinstance(found, Problem) else None


# ── days ──────────────────────────────────────────────────────────────────────────────────────

WAYS_OF_MARCH_25 = (
    *(
        "2017-03-25",
        "2017.3.25",
        "2017/3/25",
        "2017年3月25日",
        "2017年3月25号",
        "2017年03月25",
        "2017、3、25",
        "2017 3 25",
    ),
    *(
        "20170325",
        "170325",
        "17.3.25",
        "17年3月25日",
        "3月25日",
        "3.25",
        "3/25",
        "3-25",
        "３月２５日",
        "２０１７．３．２５",
    ),
    *(
        "二〇一七年三月二十五日",
        "二○一七年三月二十五日",
        "二零一七年三月二十五号",
        "二O一七年三月二十五日",
        "三月二十五日",
    ),
    *(
        "2017年3月25日（星期六）",
        "2017.3.25 周六",
        "3月25日上午",
        "3月25日上午9时",
        "2017-03-25 08:30:00",
        "2017-03-25T08:30:00",
    ),
    *(
        "2017年3月25日 星期六 上午9:30",
        "42819",
        "42819.5",
        "25/3/2017",
        "3/25/2017",
        " 2017 年 3 月 25 日 ",
        "2017。3。25。",
    ),
)


@pytest.mark.parametrize("said", WAYS_OF_MARCH_25)
def test_三月二十五日的各种写法都是这一天(said: str) -> None:
    assert values.parse_campaign_date(said) == MARCH_25


@pytest.mark.parametrize(
    "said",
    [
        "3月25日-27日",
        "3月25日至27日",
        "2017.3.25-27",
        "2017.3.25-3.27",
        "3月31日至4月2日",
        "3.25~3.27",
        "3月25、26日",
        "3.25,3.26",
    ],
)
def test_一段日子不是一天(said: str) -> None:
    assert rule(values.parse_campaign_date(said)) == "date-is-range"


@pytest.mark.parametrize("said", ["4月31日", "2017-02-29", "2017.13.1", "二月三十日", "2017年0月1日"])
def test_日历上没有的日子(said: str) -> None:
    assert rule(values.parse_campaign_date(said)) == "date-impossible"


@pytest.mark.parametrize("said", ["2016.3.25", "2107.3.25", "2017.2.28", "2018-01-01", "41357"])
def test_不在活动期间的日子(said: str) -> None:
    assert rule(values.parse_campaign_date(said)) == "date-outside-campaign"


@pytest.mark.parametrize("said", ["4/3/2017", "3/4/2017", "25/3/17"])
def test_年月日分不清的不猜(said: str) -> None:
    assert rule(values.parse_campaign_date(said)) == "date-two-ways"


@pytest.mark.parametrize("said", ["2017.3.25 周五", "2017年3月25日（星期日）", "3月26日星期六"])
def test_星期与日期不符的不猜(said: str) -> None:
    assert rule(values.parse_campaign_date(said)) == "date-weekday"


@pytest.mark.parametrize(
    "said",
    [
        "3月",
        "3月上旬",
        "3月底",
        "25日",
        "农历二月廿八",
        "本周",
        "2017.3.2 5",
        "2017年",
        "0325",
        "10000000001",
        "1e5",
        "三四月",
        "同上",
    ],
)
def test_读不出是哪一天的不猜(said: str) -> None:
    assert rule(values.parse_campaign_date(said)) == "date-unreadable"


def test_没有写年份的取表的年份() -> None:
    assert values.parse_date("3月25日", date(2018, 3, 31)) == date(2018, 3, 25)
    assert values.parse_date("2017年3月25日", date(2018, 3, 31)) == MARCH_25


FORMATS: tuple[Callable[[date], str], ...] = (
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.month}月{d.day}日",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}/{d.month}/{d.day} 星期{'一二三四五六日'[d.weekday()]}",
    lambda d: str((d - date(1899, 12, 30)).days),
    lambda d: (
        "".join("〇一二三四五六七八九"[int(n)] for n in str(d.year)) + f"年{chinese(d.month)}月{chinese(d.day)}日"
    ),
)


def chinese(number: int) -> str:
    """A number below 100 as a person writes it in Chinese."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return f"{'' if tens <= 1 else digits[tens]}{'十' if tens else ''}{digits[ones]}".strip() or "零"


@given(st.dates(rules.START, rules.LAST_DAY), st.sampled_from(FORMATS))
def test_活动期间的每一天照每种写法都读得回来(day: date, written: Callable[[date], str]) -> None:
    assert values.parse_campaign_date(written(day)) == day


@given(st.dates(rules.START, rules.LAST_DAY - timedelta(days=20)), st.integers(1, 20), st.sampled_from("-至~到"))
def test_每一段日子都不是一天_作为时段读得回来(first: date, days: int, until: str) -> None:
    last = first + timedelta(days=days)
    said = f"{first.month}月{first.day}日{until}{last.month}月{last.day}日"
    assert rule(values.parse_campaign_date(said)) == "date-is-range"
    period = values.parse_period(said)
    assert period is not None and (period.start, period.end) == (first, last)


WRITTEN = st.text(
    st.sampled_from(
        "0123456789.,-/: 年月日号星期周至~约近余多几万千百十元户人次口个条件一二三〇两零壹叁张李无未报是否√×□☑()（）eE+"
    ),
    max_size=14,
)
CELLS = WRITTEN | st.text(max_size=30)


@given(CELLS)
@example("9" * 400)
@example("一" * 400)
@example("2017.3." + "1" * 400)
def test_日期不论写了什么_要么是活动期间的一天_要么是有名字的问题(said: str) -> None:
    day = values.parse_campaign_date(said)
    assert day is None or isinstance(day, Problem) or rules.START <= day <= rules.LAST_DAY
    assert (day is None) == (values.plain(said) in ("", "0", "00:00:00"))  # 0 is what a formula over a blank shows
    values.parse_instant(said)
    values.parse_period(said)


# ── counts ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "value", "bound"),
    [
        *((said, 3, None) for said in ("3", "３", "3.0", "３人", "三口", "叁", "仨", "三口之家", "3口人", "共3人", "3个人", "3（人）")),
        *((said, 1226, None) for said in ("1226", "1,226", "1，226", "1 226", "一千二百二十六", "共计1226户")),
        *((said, 12000, None) for said in ("1.2万", "12000", "一万二千", "12,000", "1.20万")),
        *((said, 50000, "≈") for said in ("约5万", "5万左右", "大约50000", "约五万户", "5万上下")),
        *((said, 80, "≥") for said in ("80余户", "80多", "80余", "八十余户", "超过80户", "80+")),
        *((said, 80, "起") for said in ("至少80户", "80户以上", "不少于80", "80户起", "至少80余户")),
        *((said, 20, "≤") for said in ("近20条", "不足20", "不到20条", "20条以内", "最多20", "将近20", "二十条以下")),
        *((said, 600, "≥") for said in ("600多", "600 余户", "六百多户", "600多张", "逾600")),
        *((said, 200000, "≥") for said in ("20余万", "二十多万", "20万余")),
        *((said, 0, None) for said in ("0", "零", "0户", "０")),
    ],
)  # fmt: skip
def test_数字带着它的界(said: str, value: int, bound: str | None) -> None:
    assert values.parse_quantity(said) == Quantity(value, bound)


@pytest.mark.parametrize(
    "said",
    ["几户", "三四个", "两三条", "80-90", "80~90户", "近80余户", "约80多", "数十户", "一百六", "一万二", "3 4", "3，4", "1.5", "-3",
     "1.37769E+10", "3/4", "三人行", "第3", "0余户", "二〇", "八0", "1,22", "上百户", "3户5户", "若干", "#REF!"],
)  # fmt: skip
def test_可以是两个数的不是数(said: str) -> None:
    assert rule(values.parse_quantity(said)) in ("count-not-exact", "count-unreadable")


@pytest.mark.parametrize("said", ["80余户", "约3", "近20", "3人左右", "至少3", "三十多"])
def test_只能是准数的栏目不收带界的数(said: str) -> None:
    found = values.parse_count(said)
    assert isinstance(found, Problem) and found.rule == "count-not-exact" and "整数" in found.sentence


def test_户和户次_件和类_人和人次_不是一回事() -> None:
    assert rule(values.parse_quantity("80户次", counted_in=values.HOUSEHOLDS)) == "count-other-unit"
    assert rule(values.parse_quantity("36名", counted_in=values.HOUSEHOLDS)) == "count-other-unit"
    assert rule(values.parse_quantity("206家", counted_in=values.HOUSEHOLDS)) == "count-other-unit"
    assert rule(values.parse_quantity("41类", counted_in=values.ISSUES)) == "count-other-unit"
    assert rule(values.parse_quantity("300余人次", counted_in=values.PEOPLE)) == "count-other-unit"
    assert values.parse_quantity("70 余条", counted_in=values.ISSUES) == Quantity(70, "≥")


@pytest.mark.parametrize("blank", ["", " ", "-", "/", "—", "——", "未报", "未上报", "未统计"])
def test_空白和未报是没有数_不是零(blank: str) -> None:
    assert values.parse_quantity(blank) is None and values.parse_quantity(blank, none_is_zero=True) is None
    assert values.parse_money(blank, "元") is None


def test_无_只在问有几个的栏目是零() -> None:
    assert values.parse_quantity("无", none_is_zero=True) == Quantity(0)
    assert rule(values.parse_quantity("无")) == "count-says-none"
    assert values.parse_money("无", "万元", none_is_zero=True) == 0.0


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ("51", "count-too-large"),
        ("10000000001", "count-too-large"),
        ("2户", "count-other-unit"),
        ("3左右", "count-not-exact"),
    ],
)
def test_家庭成员数(said: str, broken: str) -> None:
    assert rule(values.parse_family(said)) == broken


COUNTS = st.integers(0, values.LARGEST_COUNT)


@given(COUNTS, st.sampled_from([None, "≥", "≤", "≈"]), st.sampled_from(["", "户", "个", "人次"]))
def test_每个数带界写出来都读得回来(number: int, bound: values.Bound | None, measure: str) -> None:
    assume(number or not bound)
    quantity = Quantity(number, bound)
    assert values.parse_quantity(quantity.formatted) == quantity
    written = {None: "{}{}", "≥": "{}余{}", "≤": "近{}{}", "≈": "约{}{}"}[bound]
    assert values.parse_quantity(written.format(number, measure)) == quantity
    assert values.parse_quantity(written.format(f"{number:,}", measure)) == quantity


def in_numerals(number: int) -> str:
    """A number below a hundred million in full Chinese numerals."""
    high, low = divmod(number, 10_000)
    if high:
        return in_numerals(high) + "万" + ("零" if 0 < low < 1000 else "") + (in_numerals(low) if low else "")
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            said += ("零" if gap and said else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return said or "零"


@given(st.integers(0, 99_999_999))
@example(1_0000)
@example(2017)
def test_中文数字读得回来(number: int) -> None:
    assert values.chinese_number(in_numerals(number)) == number


@given(CELLS)
@example("9" * 5000)
@example("1" + ",111" * 300)
@example("万" * 500)
@example("1.2亿")
def test_数字不论写了什么_要么是界内的数_要么是有名字的问题(said: str) -> None:
    found = values.parse_quantity(said)
    if isinstance(found, Quantity):
        assert 0 <= found.value <= values.LARGEST_COUNT and found.bound in (None, "≥", "≤", "≈")
        assert found.value or not found.bound
        assert any(character.isnumeric() or character in "两俩仨" for character in values.plain(said))
    family = values.parse_family(said)
    assert family is None or isinstance(family, Problem) or 0 <= family <= values.LARGEST_FAMILY


def test_长得不像一个值的字_很快就有答案() -> None:
    for said in (
        "3" + " " * 1_000_000 + "x",
        "3.1" * 300_000,
        "□" * 500_000,
        "(" * 500_000,
        "万" * 500_000,
        "1 111" * 200_000,
    ):
        for parse in (values.parse_campaign_date, values.parse_instant, values.parse_quantity, values.parse_status):
            assert isinstance(parse(said), Problem)
        assert isinstance(values.parse_money(said, "元"), Problem)


def test_脚注的小数字不是数的一部分() -> None:
    assert rule(values.parse_quantity("80①")) == rule(values.parse_quantity("3²")) == "count-unreadable"
    assert rule(values.parse_campaign_date("2017.3.2⑤")) == "date-unreadable"


@given(CELLS, CELLS, CELLS)
def test_地方和单位不论写了什么都有答案(district: str, town: str, village: str) -> None:
    found = values.resolve_place(district, town, village)
    assert found is None or isinstance(found, Problem) or found.village_id
    unit = values.resolve_unit(village, Register.of(registered()))
    assert unit is None or isinstance(unit, Problem) or unit.unit_name


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_隔着空格的两个数不拼成一个(one: int, other: int) -> None:
    said = f"{one} {other}"
    found = values.parse_quantity(said)
    if isinstance(found, Quantity):  # 1 226 is how some write 1,226
        assert f"{found.value:,}" == said.replace(" ", ",")


# ── money ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "unit", "amount"),
    [
        *((said, "元", 32000.0) for said in ("32000", "32,000", "3.2万", "3.2万元", "32000元", "￥32000", "32000.00", "32000元/年")),
        *((said, "万元", 120.5) for said in ("120.5", "120.5万元", "120.50", "1205000元", "120.5万")),
        ("1,200.5", "万元", 1200.5),
        ("1.2亿", "万元", 12000.0),
        ("0", "元", 0.0),
        ("0.3", "万元", 0.3),
    ],
)  # fmt: skip
def test_金额换成栏目的单位(said: str, unit: values.MoneyUnit, amount: float) -> None:
    assert values.parse_money(said, unit) == amount


@pytest.mark.parametrize(("said", "unit"), [("3.2", "元"), ("99.9", "元"), ("5600000", "万元"), ("320000000", "元")])
def test_填错单位的金额不换算(said: str, unit: values.MoneyUnit) -> None:
    assert rule(values.parse_money(said, unit)) == "money-unit"


@pytest.mark.parametrize("said", ["约3万", "3万多", "几万", "2-3万", "三万左右"])
def test_金额要准数(said: str) -> None:
    assert rule(values.parse_money(said, "元")) == "money-not-exact"


@given(st.decimals(min_value=100, max_value=10_000_000, places=2, allow_nan=False))
def test_每个金额写出来都读得回来(amount: Any) -> None:
    assert values.parse_money(f"{amount:,}", "元") == float(amount)
    assert values.parse_money(f"{amount}元", "万元") == pytest.approx(float(amount) / 10_000)


@given(CELLS, st.sampled_from(["元", "万元"]))
@example("9" * 5000, "元")
def test_金额不论写了什么_要么是合理的数_要么是有名字的问题(said: str, unit: values.MoneyUnit) -> None:
    found = values.parse_money(said, unit)
    if isinstance(found, float):
        assert math.isfinite(found) and 0 <= found <= 10_000_000


# ── words ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((said, "已解决") for said in ("已解决", "已 办 结", "已处理完毕。", "是", "√", "现场解决", "整改到位", "☑已解决 □待解决")),
        *((said, "待解决") for said in ("待解决", "尚未解决", "否", "×", "暂时无法解决", "已解决（ ）待解决（√）")),
        *((said, "已解释") for said in ("已解释说明", "解释说明", "已答复")),
        *((said, "正在办理") for said in ("办理中", "正在协调", "已转办", "部分解决", "大部分已解决", "基本解决", "已列入计划")),
        *((said, None) for said in ("", "/", "无", "未报", "□已解决 □待解决")),
    ],
)  # fmt: skip
def test_是否解决的各种说法(said: str, meant: str | None) -> None:
    assert values.parse_status(said) == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        *((said, "status-unknown") for said in ("已解决，待回访", "差不多了", "有", "3月20日", "已解决待解决", "1")),
        ("☑已解决 ☑待解决", "ticked-twice"),
    ],
)
def test_两可的状态不猜(said: str, why: str) -> None:
    assert rule(values.parse_status(said)) == why


@pytest.mark.parametrize(
    ("parse", "said", "meant"),
    [
        (values.parse_route, "立行立改", "自办"),
        (values.parse_route, "交办件", "交办"),
        (values.parse_route, "转办", "委托办理"),
        (values.parse_route, "集中整治", "上报"),
        (values.parse_route, "政策解释", "解释说明"),
        (values.parse_satisfaction, "非常满意", "满意"),
        (values.parse_satisfaction, "比较满意", "基本满意"),
        (values.parse_satisfaction, "不太满意", "不满意"),
        (values.parse_satisfaction, "无人接听", "未联系上"),
        (values.parse_category, "房屋\n土地", "房屋土地"),
        (values.parse_category, "就医", "医疗卫生"),
        (values.parse_category, "其它", "其他方面"),
    ],
)
def test_约定的词的各种说法(parse: Callable[[str], Any], said: str, meant: str) -> None:
    assert parse(said) == meant


@pytest.mark.parametrize(
    ("parse", "said"),
    [
        (values.parse_satisfaction, "马马虎虎"),
        (values.parse_category, "鸡毛蒜皮"),
        (values.parse_route, "已解决"),
        (values.parse_visit_type, "重访"),
        (values.parse_level, "处级"),
    ],
)
def test_约定之外的词有名字(parse: Callable[[str], Any], said: str) -> None:
    assert isinstance(parse(said), Problem)


WORDS = {
    values.parse_status: rules.STATUSES,
    values.parse_route: rules.ROUTES,
    values.parse_category: rules.CATEGORIES,
    values.parse_block: rules.BLOCKS,
    values.parse_level: rules.LEVELS,
}


@pytest.mark.parametrize("parse", WORDS)
@given(said=CELLS)
def test_词不论写了什么_要么是约定的一个_要么是有名字的问题(parse: Callable[[str], Any], said: str) -> None:
    found = parse(said)
    assert found is None or isinstance(found, Problem) or found in WORDS[parse]


@pytest.mark.parametrize(("parse", "word"), [(parse, word) for parse, words in WORDS.items() for word in words])
def test_约定的词就是它自己_字间有空格也是(parse: Callable[[str], Any], word: str) -> None:
    assert parse(word) == parse(" ".join(word)) == word


# ── keys ──────────────────────────────────────────────────────────────────────────────────────


def keys(of: Callable[[pa.ChunkedArray], pa.ChunkedArray], *said: str) -> list[str]:
    return of(pa.chunked_array([list(said)])).to_pylist()


def test_Excel写成科学记数的电话认不出是谁() -> None:
    assert keys(values.phone_keys, "1.37769E+10", "1.0e10", "1.37769 E+10") == ["", "", ""]


def test_电话的国家号_区号_分隔和末尾的点零不算不同() -> None:
    assert len({*keys(values.phone_keys, "10012345678", "100-1234-5678", "+8610012345678", "10012345678.0")}) == 1
    assert len({*keys(values.phone_keys, "0519-88881234", "(0519)88881234", "８８８８１２３４")}) == 1


def test_两个电话写在一格不认作一个() -> None:
    assert keys(values.phone_keys, "10012345678、10012345679") == [""]


@given(st.lists(WRITTEN, min_size=1, max_size=5))
def test_比较用的写法再算一遍不变(said: list[str]) -> None:
    for of in (values.name_keys, values.phone_keys, values.text_keys):
        once = keys(of, *said)
        assert keys(of, *once) == once


# ── what the sentences say ────────────────────────────────────────────────────────────────────


@given(CELLS)
def test_每个问题都说出写了什么和怎样才对(said: str) -> None:
    parsers = (
        *(values.parse_campaign_date, values.parse_quantity, values.parse_family, values.parse_status),
        lambda text: values.parse_money(text, "元"),
    )
    for parse in parsers:
        found = parse(said)
        if isinstance(found, Problem):
            assert values.excerpt(said) in found.sentence
            assert any(word in found.sentence for word in ("请", "可以写"))
