"""Does the name of a file, of a sheet or of a column name a person?

Offices call papers after a family or a colleague: 张三.docx, a sheet 钱乙10…. Such a name is quoted without the person:
what the paper's own cells give as somebody's name is taken out, and every long number. Of a paper in which no name
could be read nothing can be compared: there every word goes that belongs neither to the forms nor to the map.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache

from campaign import areas, units
from etl.values.problem import plain

_PAPERS = re.compile(
    r"附件|附表|台账|周报|月报|日报|快报|报表|清单|明细|汇总|统计|调查|问卷|登记|走访|大走访|入户|群众|家庭|居民|村民|农户|住户"
    r"|问题|诉求|意见|建议|需求|困难|回访|复核|简报|信息|工作|动态|总结|情况|名单|名册|花名册|人员|干部|党员|督导|更正|补报|补充|修改"
    r"|报送|上报|汇报|反馈|新建|文档|文件|文本|表格|工作表|副本|复制|备份|扫描|照片|图片|数据|导出|最终|定稿|正式|空白|样表|模板|示例|填写"
    r"|姓名|电话|手机|号码|签名|签字|盖章|职务|日期|时间|填表|说明|须知|要求|便民|联系卡|服务卡|联系|发放|数量|单位|部门|机关|网格|网上|下拉|选项|参数|代码|目录|封面|合计|调研|样本|留言|平台|全市|常州|市级|市直|社区|街道|村居|行政村"
    r"|办公室|活动|专项|第[一二三四五六七八九十\d]+[周次批期份页张户组号轮]|[一二三四五六七八九十]+[月日周]|[上下]半[月年]|[上中下]旬|本[周月]"
    r"|已解决|未解决|待解决|解决|办理|落实|处理|[加已未]密码?|损坏|加密"
)
"""Words that files and sheets are called by."""
_RUN = re.compile(r"[\u3400-\u9fff·]{2,}")
_NUMBER = re.compile(
    r"(?<!\d)(?!20\d{6}(?!\d))(?!0[3-9][0-3]\d[-—–](?:0[3-9]|1[0-2])[0-3]\d(?!\d))\d(?:[ \-—–]?\d){6,}[Xx]?"
)
"""Seven digits or more, dates such as 20170316 and 0313-0319 apart."""
_TITLE = re.compile(
    r"[(（\[【].*?(?:[)）\]】]|$)|(?:先生|女士|小姐|同志|大爷|大妈|阿姨|老师|主任|书记|户主|家庭|一家|户|家)+$"
)
_BETWEEN = re.compile(r"[、,，;；/\\\n]+")


def persons(texts: Iterable[str | None]) -> frozenset[str]:
    """The names that cells of people's names hold, without brackets, titles and spaces.

    >>> sorted(persons(["张  三", "李四（户主）", "赵六女士", "钱乙、孙 丙", "政法委", "", None]))
    ['孙丙', '张三', '李四', '赵六', '钱乙']
    """
    listed = (part for text in texts if text for part in _BETWEEN.split(_TITLE.sub("", text)))
    parts = (one for part in listed for one in (part, *re.split("[和及与]", part)))  # 钱乙和孙丙, but also 张和平
    names = (re.sub(r"[^\w·]|\d", "", _TITLE.sub("", plain("".join(part.split())))) for part in parts)
    return frozenset(name for name in names if 2 <= len(name) <= 12 and unknown(name))


def unknown(text: str) -> list[str]:
    """The words of a text that belong neither to the forms nor to the map.

    >>> unknown("湖塘镇马家巷社区走访台账3月上半月"), unknown("附件3 张大牛"), unknown("政法委李四家")
    ([], ['张大牛'], ['李四家'])
    """
    return [*_unknown("".join(text.split()))]


@lru_cache(maxsize=4096)
def _unknown(text: str) -> tuple[str, ...]:
    """The words of a text without blanks; sheets of many files have one name."""
    known, at, rest = _known(), 0, ""
    while at < len(text):
        word = _PAPERS.match(text, at)
        place = next((n for n in range(min(_longest(), len(text) - at), 1, -1) if text[at : at + n] in known), 0)
        step = max(place, word.end() - at if word else 0)
        rest += " " if step else text[at]
        at += step or 1
    return tuple(_RUN.findall(rest))


def without_persons(text: str, named: Mapping[str, str], is_read: bool) -> str:
    """A file's or sheet's name as it may be quoted; `named` are the persons of its cells and the word for each.

    Where the cells could not be read (`is_read` is false) no word that is not known stays.

    >>> without_persons("王 五家庭调查表", {"王五": "某户"}, True), without_persons("附件3 张大牛", {}, False)
    ('某户家庭调查表', '附件3 某表')
    >>> without_persons("孙丙10012345678", {"孙丙": "某人"}, True), without_persons("台账20170316", {}, False)
    ('某人＊', '台账20170316')
    """
    masked = _NUMBER.sub("＊", text)
    left = unknown(masked)
    for name in sorted(named, key=len, reverse=True) if left else ():
        masked = re.sub(r"\s*".join(map(re.escape, name)), named[name], masked)
    for word in () if is_read else left:
        masked = re.sub(r"\s*".join(map(re.escape, word)), "某表", masked)
    return masked


_SIGNS = re.compile(
    r"((?:填表|制表|填报|填写|联系|负责|审核|审批|经办|报送|上报|统计|录入|复核|记录|责任)人员?"
    r")(?:签[名字章])?(.+)"
)


def quotable_heading(raw: str, named: Container[str] = frozenset()) -> str:
    """A heading as it may be quoted: without the person who signed in it, and without long numbers.

    >>> [quotable_heading(raw) for raw in ("填表人王小明10012345678", "联系人电话", "备用10012345678", "走访人意见", "血型")]
    ['填表人…', '联系人电话', '备用＊', '走访人意见', '血型']
    """
    text = re.sub(r"\d(?:[ \-—–]?\d){4,}[Xx]?", "＊", raw)
    if (signed := _SIGNS.match(areas.plain(text))) and (unknown(signed[2]) or "＊" in signed[2]):
        return signed[1] + "…"
    return "…" if text.strip() in named else text


@cache
def _known() -> frozenset[str]:
    """The names of units and places."""
    names = {name for unit in units.registered() for name in unit.names}
    for area in areas.all_areas():
        names |= {area.district, area.zone, area.town_name, area.village_name, areas.plain(area.official_name)}
        names.add(re.sub(r"(社区|居委会|村委会)$", "", area.village_name))
    names |= {re.sub(r"[市区]$", "", name) for name in (*areas.DISTRICTS, *areas.ZONES)}
    return frozenset(name for name in names if len(name) > 1)


@cache
def _longest() -> int:
    return max(map(len, _known()))
