"""Who was visited, or who raised something: a family, an enterprise, a 名士, a village's committee, a street, another body?

Two facts say it: the word in a column of kinds (走访对象类别, 反映人类别), and where there is none, the name. A name is an
organisation's only by how it ends; what stands in brackets behind a name is a person's post or place of work, and 党, 商,
校 are surnames too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from campaign.masking import DOUBLE_SURNAMES, SURNAMES, begins_as_a_name, may_be_a_name, unknown
from campaign.office import rules
from campaign.places import areas
from etl.values.places import PLACE_NUMBER, resolve_place
from etl.values.problem import plain
from etl.values.vocabulary import vocabulary, word_key

FAMILY, DEPUTY = rules.RAISERS[0], "代表委员"
VILLAGE, TOWN, ENTERPRISE, NOTABLE, OTHER = "村（社区）", "镇（街道）", "企业", "名士", "其他"
OBJECT_OF: Mapping[str, str] = {
    **dict.fromkeys((FAMILY, DEPUTY), "家庭"),
    VILLAGE: "村（社区）组织",
    ENTERPRISE: "企业",
    NOTABLE: "名士",
    **dict.fromkeys((TOWN, OTHER), "其他"),
}
"""Who raised something → what kind of object a visit to them has."""
APART = (ENTERPRISE, NOTABLE)
"""Whose problems and suggestions are counted apart from what people raise, and who may lie anywhere."""

_DEPUTY = re.compile(r"人大代表|政协委员|党代表")
_HOLDS = (
    (VILLAGE, re.compile(r"[村居]民?委员?会|[村居]委|两委|业委会")),
    (FAMILY, re.compile(r"群众|居民|村民|家庭|住户|农户|困难户|贫困户|低保")),
    (DEPUTY, _DEPUTY),
    (NOTABLE, re.compile(r"名士|乡贤")),
    (ENTERPRISE, re.compile(r"企业|公司|商户|个体|工厂")),
    (VILLAGE, re.compile(r"社区|村级")),
    (TOWN, re.compile(r"街道|乡?镇")),
    (OTHER, re.compile(r"学校|医院|机关|事业|社会组织")),
)


def parse_raiser(raw: str) -> str | None:
    """Which kind a word in a column of kinds means; None for one that means none: then the name decides.

    >>> parse_raiser("企业（商户）"), parse_raiser("社区居民"), parse_raiser("居民委员会"), parse_raiser("三类")
    ('企业', '群众', '村（社区）', None)
    """
    words, text = vocabulary().meanings["raiser"], word_key(raw)
    bare = _BRACKETS.sub("", text)
    known = words.get(text) or words.get(bare) or words.get(re.sub(r"(类|对象)$", "", bare))
    return known or next((kind for kind, pattern in _HOLDS if pattern.search(text)), None)


_BRACKETS = re.compile(r"[(\[【〔].*?(?:[)\]】〕]|$)")
_BETWEEN = re.compile(r"[\s、,;/:|\-—–－]+")
_DOUBLE = re.compile(rf"(?:{DOUBLE_SURNAMES})[\u3400-\u9fff]{{1,2}}")
_FIRM = (
    r"公司|集团|企业|工厂|合作社|商行|商店|超市|便利店|饭店|酒店|宾馆|旅馆|酒楼|餐馆|餐厅|经营部|门市部|服务部|营业部|营业厅"
    r"|加工点|养殖场|种植场|家庭农场|农场|渔场|车行|药房|药店|银行|支行|分行|信用社|网吧|工作室|事务所|物业|加油站|工商户|商户"
    r"|项目部|电器行|材料行|专卖店|理发店|小吃店|水果店|加工部|修理部|维修部|经销部|批发部|销售部|回收站|面馆|茶馆|饭馆|菜馆|咖啡馆|卖场|商城"
)
_TRADE = (
    r"重工|机械|电子|电器|电气|电机|科技|纺织|印染|化工|实业|股份|食品|建材|装饰|装潢|装修|物流|货运|轴承|五金|汽配|汽修|服饰|服装|医药|置业|地产|房产|传媒|广告|模具|铸造|锻造|塑料|塑业|包装|印刷|家具|家纺"
    r"|灯具|照明|仪器|仪表|钢管|钢构|铝业|铜业|木业|纸业|酒业|农机|摄影|美发|美容|理发|小吃|烧烤|火锅|汤包|早餐|早点|快餐|棋牌|便利|专卖|专营|批发|加工|修理|维修|裁缝|洗衣|干洗|烟酒|百货|副食|水产|水果|蔬菜"
    r"|鲜花|足浴|养殖|种植|光伏|软件|网络|能源|材料|设备|制造|制衣|制品|玻璃|陶瓷|石材|门窗|涂料|油漆|橡胶|电缆|线缆|齿轮|阀门|粮油|饲料|园林|园艺|苗木"
)
"""What a firm or a shop deals in, as its name ends in everyday writing: 某某重工, 王记汤包."""
_IN_A_TRADE = re.compile(f"(?:{_TRADE})$")
_SHORT_FIRM = "[厂店铺坊行]"
_INSTITUTION = (
    r"小学|中学|高中|初中|[一二三四五六七八九十]中|幼儿园|大学|职校|技校|医院|卫生院|卫生服务站|卫生服务中心|卫生站|卫生室|医务室|诊所|门诊部?|派出所|警务室"
    r"|法院|检察院|法庭|敬老院|养老院|福利院|护理院|农贸市场|菜市场"
)
_BODY = (
    r"联合会|基金会|妇联|残联|团委|侨联|文联|教堂|服务中心|服务站|活动中心|管理处|管理站|管理所|供电所|司法所|税务所|邮政所|工商所"
    r"|文化站|水利站|图书馆|博物馆|文化馆|体育馆|指挥部|办公室|管委会|委员会"
)
_WEAK_BODY = (
    "学校|学院|市场|广场|商场|中心|协会|商会|工会|学会|支队|大队|中队|部队|机关|单位|公园|景区|书院|寺庙|政府|宿舍"
)
_SHORT_BODY = "[局委办所站队院寺]"
_IN_VILLAGE = (
    r"(?:[村居]民?委(?:员会)?|[村居](?:民|委)?会|两委(?:会|班子)?|业委会|业主委员会|村民小组|居民小组|社区|网格)"
)
_COMMITTEE = re.compile(rf".*{_IN_VILLAGE}|.*(?:村|社区|小区)(?:党总支|党支部|党委|工作站|监委会|支部)")
_OF_FIRM = re.compile(rf".*(?:{_FIRM}|厂)(?:工会|党支部|党总支|党委|办公室|财务部|行政部|人事部|项目部|分公司|总部)?")
_HEAD_OF_FIRM = re.compile(
    rf".{{2,}}(?:{_FIRM}|厂)[\u3400-\u9fff]{{0,3}}(?:总经理|经理|厂长|老板|店长|董事长|负责人|法人代表|法人|法定代表人|总)"
)
_OF_TOWN = re.compile(
    r".*(?:镇|街道|乡)(?:人民政府|政府|党委|党工委|办事处|办|[\u3400-\u9fff]{1,8}(?:科|办|所|站|局|室|队|中心|办公室))|街道办(?:事处)?"
)
_LAST = frozenset(
    "会委区组格部司团业厂社行店市馆楼点场房吧室所户铺坊学中园校院站心局办庭堂联处队寺关位庙政府舍镇村科道班支工乡)】〕]"
)
"""What the names of organisations end with, and few people's do."""
SHORT = 4
"""Characters that the names of people have at most; a longer text is looked at whatever it ends with."""


@lru_cache(maxsize=65536)
def raiser_of(written: str) -> str:
    """Who somebody is whose name was written, one of `rules.RAISERS`; 群众 for every person that is no deputy.

    >>> [raiser_of(name) for name in ("常州某某机械有限公司", "某某钢铁集团", "张三水果店", "某某公司（张经理）", "某某公司 张总")]
    ['企业', '企业', '企业', '企业', '企业']
    >>> [raiser_of(name) for name in ("永宁路社区居委会", "北环新村业委会", "吐祥村", "红梅街道城管科", "湖塘镇", "某某实验小学")]
    ['村（社区）', '村（社区）', '村（社区）', '镇（街道）', '镇（街道）', '其他']
    >>> [raiser_of(name) for name in ("常州某某重工", "王记汤包", "老陈面馆", "某某三中", "张五金", "欧阳科技", "王小二 五金加工")]
    ['企业', '企业', '企业', '其他', '群众', '群众', '群众']
    >>> [raiser_of(name) for name in ("李甲（某某公司职工）", "王乙 某某公司", "商会明", "陈大村", "李学校", "欧阳建厂", "部分居民")]
    ['群众', '群众', '群众', '群众', '群众', '群众', '群众']
    >>> raiser_of("王丙（市人大代表）"), raiser_of("社区居民张三")
    ('代表委员', '群众')
    """
    if not written or (len(written) <= SHORT and written[-1] not in _LAST and not _names_a_trade(written)):
        return FAMILY
    text = plain(written)
    if _DEPUTY.search(text):
        return DEPUTY
    bare = _BRACKETS.sub("", text).strip()
    first, *rest = [part for part in _BETWEEN.split(bare) if part] or [""]
    if rest:
        if (kind := _organisation(first)) != FAMILY:
            return kind
        if len(first) <= len("王小二") and begins_as_a_name(first) and unknown(first):
            return FAMILY
    return _organisation("".join((first, *rest)))


def _organisation(name: str) -> str:
    """Which organisation has a name, written without blanks and brackets; 群众 where it is a person's."""
    if len(name) < len("学校") or may_be_a_name(name):
        return FAMILY
    # a given name of two characters can be 学校 or 建厂, and none is 有限公司
    is_like_a_name = (len(name) < SHORT and name[0] in SURNAMES) or _DOUBLE.fullmatch(name) is not None
    if _OF_FIRM.fullmatch(name) and not (is_like_a_name and name.endswith("厂")):
        return ENTERPRISE
    if re.search(rf"(?:{_INSTITUTION})$", name) and not (
        is_like_a_name and re.search("(?:[中大]学|[高初一二三四五六七八九十]中)$", name)
    ):
        return OTHER
    if re.search(rf"(?:{_BODY})$", name) and not _COMMITTEE.fullmatch(name) and not _OF_TOWN.fullmatch(name):
        return OTHER
    if _is_town(name):
        return TOWN
    if _COMMITTEE.fullmatch(name) or (name.endswith("村") and areas.find("", "", name)):
        return VILLAGE
    if _HEAD_OF_FIRM.fullmatch(name):
        return ENTERPRISE
    if is_like_a_name:
        return FAMILY
    if len(name) >= SHORT - 1 and re.search(rf"{_SHORT_FIRM}$", name):
        return ENTERPRISE
    if _names_a_trade(name):
        return ENTERPRISE
    is_body = re.search(rf"(?:{_WEAK_BODY})$", name) or (len(name) >= SHORT - 1 and re.search(rf"{_SHORT_BODY}$", name))
    return OTHER if is_body else FAMILY


def _names_a_trade(name: str) -> bool:
    return len(name) >= SHORT and _IN_A_TRADE.search(name) is not None


def _is_town(name: str) -> bool:
    return (_OF_TOWN.fullmatch(name) is not None and not re.search("社区", name)) or (
        name[-1] in "镇道乡" and bool(areas.towns_of(name))
    )


# ── where an organisation is ──────────────────────────────────────────────────────────────────

_TOWNS = tuple(dict.fromkeys((area.district, area.town_name) for area in areas.AREAS))
TOWN_PLACES: tuple[tuple[str, str, str], ...] = tuple(
    (district, town, next(area.zone for area in areas.AREAS if (area.district, area.town_name) == (district, town)))
    for district, town in _TOWNS
)
"""District, name and zone of every town and street: places without a village, numbered after the villages."""
_AFTER_VILLAGE = re.compile(
    r"(?:党总支|党支部|党委|支部|两委(?:会|班子)?|工作站|监委会|网格|第?[\d一二三四五六七八九十]+(?:村民|居民)?小?组)+$"
)


@lru_cache(maxsize=4096)
def place_of_raiser(name: str, district: str = "", town: str = "") -> int | None:
    """The number of the village that an organisation's name holds, else of the town; None where it names none, or several.

    >>> area = areas.AREAS[place_of_raiser("兰翔社区居委会")]
    >>> area.village_name, TOWN_PLACES[place_of_raiser("红梅街道城管科") - len(areas.AREAS)][:2]
    ('兰翔社区', ('天宁区', '红梅街道'))
    >>> place_of_raiser("北环新村业委会"), place_of_raiser("朝阳村村委会")
    (None, None)
    """
    bare = _BRACKETS.sub("", re.sub(r"\s+", "", plain(name)))
    for text in dict.fromkeys((bare, _AFTER_VILLAGE.sub("", bare))):
        area = resolve_place(district, town, text) if text else None
        if isinstance(area, areas.Area):
            return PLACE_NUMBER[area.village_id]
    named = re.match(r".*?(?:街道|镇|乡)", bare)
    return town_number(district, town or (named[0] if named else ""))


def town_number(district: str, town: str) -> int | None:
    """The number of a town or street as a place; None where none is named, or several can be meant."""
    ids = areas.towns_of(town) or areas.towns_of(areas.city_off(plain(town)))
    meant = areas.district_of(district) if plain(district) else None
    found = {
        (area.district, area.town_name)
        for area in areas.AREAS
        if area.town_id in ids and (meant is None or getattr(area, meant[0]) == meant[1])
    }
    return len(areas.AREAS) + _TOWNS.index(found.pop()) if len(found) == 1 else None
