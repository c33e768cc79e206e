"""Which original texts name nobody, and may be shown to everybody?

Numbers, lists and public downloads hold no personal column, whatever the scope. Only the office that loads the
sheets may read what was written in them, row by row: to defend a number, and to send a row back.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from campaign.access.scope import Scope
from campaign.office import rules
from campaign.papers import papers
from campaign.places import areas
from campaign.places.units import registered

HIDDEN = "（涉及个人，不显示）"
"""In place of the text of a cell that the reader may not see."""


def may_be_quoted(scope: Scope, field_name: str, written: str, *, is_personal: bool, is_kept: bool) -> bool:
    """Whether the original text of one cell may be shown to this scope.

    Without names in sight only a cell of a kept row, in a field that is not personal, whose text fits the field.

    >>> from campaign.access.scope import DESK, EVERYWHERE
    >>> may_be_quoted(DESK, "head_name", "李甲", is_personal=True, is_kept=True)
    True
    >>> may_be_quoted(EVERYWHERE, "village", "富都社区", is_personal=False, is_kept=True)
    True
    >>> may_be_quoted(EVERYWHERE, "village", "富都社区", is_personal=False, is_kept=False)
    False
    >>> may_be_quoted(EVERYWHERE, "village", "赵大有", is_personal=False, is_kept=True)
    False
    """
    if scope.sees_names or not written:
        return True
    return not is_personal and is_kept and (written in PRINTED_WORDS or looks_like(field_name, written))


PRINTED_WORDS = frozenset(
    (
        *(*rules.CATEGORIES, *rules.BLOCKS, *rules.LEVELS, *rules.STATUSES, *rules.ROUTES),
        *(*rules.VISIT_TYPES, "电话", "入户", "接通", "未接通"),
        *(*rules.OBJECT_TYPES, *rules.RAISERS),
        *("满意", "基本满意", "不满意", "未联系上"),
        *"是否有无√×✓",
        *(word for paper in papers() for field in paper.fields for word in (*field.yes, *field.no)),
    )
)
"""Words of the printed forms: they name nobody, in whatever field."""
_PLACES = re.compile(
    r".(村|社区|小区|新村|花园|居委会|村委会|委员会|镇|街道|街道办|乡|区|市|农场|开发区|管委会|村委|[组队])$|武进|新北|天宁|钟楼|金坛|溧阳|经开"
)
_OFFICES = re.compile(
    r"..(局|委|办|部|院|厅|镇|队|集团|公司|中心|办公室|街道|社区|居委会|村委会|委员会|管委会|业委会|物业|工会|协会|联合会"
    r"|政府|办事处|服务处|管理处|管理所|派出所|服务站|卫生院|学校|医院|银行|支行|大学|学院|法院|检察院|机关|单位|指挥部|突击队)$"
)
_LOOKS: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("district", "town", "village", "place", "villages"), _PLACES),
    **dict.fromkeys(("unit", "department"), _OFFICES),
}
_AFTER_A_NUMBER = r"(?<=[\d〇零一二两三四五六七八九十百千万余多])"
"""张, 万 and 余 are surnames too: 张三 is no number, 3张 is."""
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛"
    "雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强"
    "贾路娄危江童颜郭梅盛林刁钟徐邱丘骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄"
    "曲封储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠"
    "蒙池乔阴胥能苍双闻莘翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚温别庄晏柴瞿阎闫充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿"
    "满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶曾沙丰关相查后荆红游竺权盖益桓肖涂代付覃佟苟仝岳帅亓缑操"
)
"""The single surnames of the Hundred Families and some of today, but for those that offices begin with: 农, 宣, 党, 公, 全."""
DOUBLE_SURNAMES = "欧阳|上官|司马|诸葛|司徒|东方|夏侯|皇甫|尉迟|公孙|慕容|令狐|端木|长孙|宇文"
_BEGINS_AS_A_NAME = re.compile(
    rf"(?:[{SURNAMES}]|{DOUBLE_SURNAMES})[\u3400-\u9fff]|[农宣党公全][\u3400-\u9fff]{{1,2}}$"
)
_WRITTEN_AS_A_NAME = re.compile(
    rf"(?:[{SURNAMES}][\u3400-\u9fff]{{0,1}}|(?:{DOUBLE_SURNAMES})[\u3400-\u9fff]?)"
    r"[镇村部乡区市院厅队组花园]"
)
"""A surname, at most one more character, and a last one that also ends names of places or offices."""
_FIGURES = re.compile(
    r"(?:[\d年月日号.\-/:,，、 近约几上中下旬初末底人口户个条一二三四五六七八九十〇零百千两#A-Z!?]"
    r"|左右|上下|以[上下内]|不[足到满少多]|不超过|不低于|至少|至多|最少|最多|大约|大概|将近|接近|超过|少于|多于"
    r"|星期|礼拜|周(?=[一二三四五六日天])|[上下]午|(?<=[\d日号])[至到和及~](?=\d)|[户人件]次|未报|没有|暂无|未统计"
    rf"|{_AFTER_A_NUMBER}(?:[余多来万元]|[件名次位张份家类期篇组项](?![一二三四五六七八九十])))*"
)


def looks_like(field_name: str, written: str) -> bool:
    """Whether a cell's text fits its field, so that quoting it names nobody.

    A row that has slipped by one column puts a name or a phone number where a place or a date belongs.

    >>> looks_like("village", "火星村"), looks_like("village", "赵大有"), looks_like("village", "李园"), looks_like("unit", "某某局")
    (True, False, False, True)
    >>> looks_like("village", "李卫镇"), looks_like("town", "湖塘镇"), looks_like("village", "陈大村"), looks_like("place", "3组")
    (False, True, False, True)
    >>> looks_like("visit_date", "3月上旬"), looks_like("visit_date", "10000000009"), looks_like("visit_date", "余一")
    (True, False, False)
    """
    text = _plain(written)
    if re.search(r"\d{7,}", text.replace(" ", "")) and not re.fullmatch(r"20\d{6}", text):
        return False
    if field_name in _LOOKS:
        return _LOOKS[field_name].search(text) is not None and not may_be_a_person(text)
    return _FIGURES.fullmatch(text) is not None


def is_office(written: str) -> bool:
    """Whether a text names an office and holds no number, so that it may be shown: 某物业公司, not 孙主任100….

    >>> [is_office(written) for written in ("某物业公司", "市住建局", "孙主任10000000003", "孙某", "李建中", "陈文会", "王处")]
    [True, True, False, False, False, False, False]
    >>> [is_office(written) for written in ("张卫镇", "李学部", "湖塘镇", "农工部", "交警中队", "刘中队")]
    [False, False, True, True, True, False]
    """
    text = _plain(written)
    return not re.search(r"\d{5,}", text) and _OFFICES.search(text) is not None and not may_be_a_person(text)


def begins_as_a_name(word: str) -> bool:
    """Whether a word that is no known one begins with a surname that a given name may follow.

    >>> [begins_as_a_name(word) for word in ("张大牛", "欧阳修", "餐饮", "张")]
    [True, True, False, False]
    """
    return _BEGINS_AS_A_NAME.match(word) is not None


def may_be_a_person(written: str) -> bool:
    """Whether a text is written as names are, ends as some people's do, and is no unit or place of the registers.

    >>> [may_be_a_person(written) for written in ("张卫镇", "欧阳学部", "湖塘镇", "火星村", "住建局", "全市", "常州市")]
    [True, True, False, False, False, False, False]
    """
    return _WRITTEN_AS_A_NAME.fullmatch(areas.plain(written)) is not None and not is_registered(written)


def is_registered(written: str) -> bool:
    """Whether a text is a name of a unit or a place of the registers.

    >>> is_registered("湖塘镇"), is_registered("马家巷社区"), is_registered("所在村")
    (True, True, False)
    """
    return areas.plain(written) in _known()


@cache
def _known() -> frozenset[str]:
    """The names of units and places, and the ways of writing them."""
    names = {
        areas.CITY,
        *areas.OTHER_DISTRICT_NAMES,
        *(name for unit in registered() for name in unit.names),
    }
    for area in areas.all_areas():
        names |= {area.district, area.zone, area.town_name, area.village_name, areas.plain(area.official_name)}
    return frozenset(names)


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip()
