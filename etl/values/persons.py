"""Does the name of a file, of a sheet or of a column name a person or a house?

Offices call papers after a family, a house or a colleague: 张三.docx, 翠柏里98幢502室台账.xlsx, a sheet 钱乙10…. Such a name is
quoted without it: what the paper's own cells give as somebody's name is taken out, every long number that is no day, every
number of a house, and every word that is written as people's names are and is no word of offices, forms or the map.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache

from campaign.access import quoting
from campaign.office import rules
from campaign.places import areas, units
from etl.values.problem import plain

_PAPERS = re.compile(
    r"附件|附表|台账|周报|月报|日报|快报|报表|清单|明细|汇总|统计|调查|问卷|登记|走访|大走访|入户|群众|家庭|居民|村民|农户|住户"
    r"|民情|周[一二三四五六日天](?=民情|大?走访|问题|台账|汇总|报表|清单|例会|夜访)|问题|诉求|意见|建议|需求|困难|回访|复核|简报|信息|工作|动态|总结|情况|名单|名册|花名册|人员|干部|党员|督导|更正|补报|补充|修改"
    r"|报送|上报|汇报|反馈|文档|文件|文本|表格|工作表|副本|复制|备份|扫描|照片|图片|数据|导出|最终|定稿|正式|空白|样表|模板|示例|填写"
    r"|姓名|电话|手机|号码|签名|签字|盖章|职务|日期|时间|填表|说明|须知|要求|便民|联系卡|服务卡|联系|发放|数量|单位|部门|机关|网格|网上|下拉|选项|参数|代码|目录|封面|合计|调研|样本|留言|平台|全市|常州|市级|市直|社区|街道|村居|行政村"
    r"|办公室|活动|专项|第[一二三四五六七八九十\d]+[周次批期份页张户组号轮]|[一二三四五六七八九十]+[月日周]|[上下]半[月年]|[上中下]旬|本[周月]"
    r"|(?:周|星期|礼拜)[一二三四五六日天](?=大?走访|夜访|民情|台账|问题|清单|汇总|例会|[日周月]?报|活动|行动)"
    r"|已解决|未解决|待解决|解决|办理|落实|处理|[加已未]密码?|损坏|加密"
)
"""Words that files and sheets are called by."""
_OFFICE = re.compile(
    r"公[务函告示文款积]|车[辆位库号]|[用派]车|时[间段]|金[额融库属]|方[案式法]|计[划生算件分]|安[全排置]|经[费办手济营]|项目|水[电费利质库务产乡]"
    r"|路[灯面段口线况政]|房[屋产]|应[急收付用]|文[书稿体化]|单[据价]|费用|许可|程序|常[用见]|成[本绩果员立效品]|井盖|施[工行策]|管[理护]|江[苏南]"
    r"|万[元人]|解[释除]|强[拆制化]|易地|终[稿止]|国[土资]|相[关片]|连[接续]|古[树建迹]|温馨|通[知讯报过]|全[体部]|党[费建课支委]|宣[传讲]|农[业家村民]"
    r"|事[项由]|描述|进[展度]|水表|周[期边末]|严[重控格]|范[围本文例]|马路|苗[木圃]|花[木卉费]|任[务职免期命]|史[料志]|廉[政租]|毕业|余额|元[旦素]|顾[问客]"
    r"|谈[话心判]|纪[律检委念要实]|季[度报]|危[房险旧化]|林[业地木场权]|支[付出部队持委教]|干[群警]|宗[教旨族]|洪[水涝]|包[装裹保]|石[桥材油]|荣誉|惠[民农企]"
    r"|甄[别选]|封[面存闭堵条]|储[备蓄]|牧业|山[林体区]|班[子组次级]|秋[季收]|仲裁|暴雨|武[装警]|景[区观点]|司[法机]|薄弱|印[章刷发花]|宿舍|白名单|从业|索[赔引]"
    r"|籍贯|屠宰|池塘|能[源力耗]|双[创拥随休]|劳[动务模资保]|申[请报诉领办购]|扶[贫持助]|堵点|边[界防]|充[电值]|鱼塘|容[量积貌]|步行|满意|弘扬|广[告播电]|利[息润率]"
    r"|越级|师资|巩固|融[资合]|冷[库链]|简[历章介讯]|沙[石场]|关[于爱停注键系怀]|查[询处验]|后[勤续备期]|红[色线]|游[客泳]|权[责益限属力]|盖章|付款|操[作场]|高[温空]"
    r"|值班|会[议务商]|联席|考勤|请假|食堂|菜单|采购|检查|培训|签到|签名|工资|报销|领[用取]|收[缴费支据]|防[汛疫火]|学习|心得|体会|合同|协议|用品|评议|普查"
    r"|预[算案]|决算|结算|盘点|资产|维修|审批|考核|评分|评价|打分|投票|日志|日程|流程|制度|规[定划]|办法|要点|讲话|发言|论文|来访|来电|受理|处[置理]|化解"
    r"|低保户|五保户|[特贫]困户|[农商住用租]户|示范户|[科处局镇区市县村组队]长|上报|上交|整理|审核|[图表卡单册证票账车于]"
    rf"|(?<![{quoting.SURNAMES}])(?:平[安台面]|和[解平谐]|文明|向阳|成功|富[民强裕]|幸福|国[有家]|新建|万全|连心|全[年民]|明[细确]|东[部区路]|常年)"
)
"""Words of any office; several begin as surnames do. The last of them are also what people are called: not after a surname."""
_SURNAMES = tuple(quoting.SURNAMES)
_RUN = re.compile(r"[\u3400-\u9fff·]{2,}")
_NUMBER = re.compile(r"(?<!\d)\d(?:[ \-—–]?\d){6,}[Xx]?")
"""Seven digits or more, whatever stands between them."""
_MONTH_DAY = r"(?:0?[1-9]|1[0-2])[ \-—–]?(?:0?[1-9]|[12]\d|3[01])"
_DAY = rf"20\d\d[ \-—–]?{_MONTH_DAY}"
_DAYS = re.compile(
    rf"{_DAY}(?:[ \-—–]?(?:[01]\d|2[0-3])(?:[ \-—–]?[0-5]\d){{1,2}}|[ \-—–]+(?:{_DAY}|{_MONTH_DAY}|\d{{1,2}}))?|{_MONTH_DAY}[\-—–]{_MONTH_DAY}"
)
"""A day, as scanners and offices write one, with the hour; or the first and the last of several."""
_HOUSE = re.compile(
    r"(?<![\d第])\d+(?:[\-—–]\d+)*(?:幢|栋|弄|单元|号楼|室)(?:[\-—–]?\d+(?:[\-—–]\d+)*(?:幢|栋|单元|号楼|室|号)?)*"
    r"|(?<=[路街巷弄里村组园苑])\d+(?:[\-—–]\d+)*号(?![线文])|(?<!\d)\d+组\d+号"
)
_ENDS_A_PAPER = re.compile(r"[表单册录案函账书卡证票]$")
_ENDS_A_PLACE = re.compile(
    r"..(?:小区|新村|花园|家园|国际|大厦|广场|公寓|市场|片区|路段|工地|大院)$|..[里苑坊弄]$|...[城府庭湾]$"
)
_CALLED = re.compile(r"先生|女士|小姐|同志|大爷|大妈|大娘|大伯|阿姨|老师|家|户")
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
    >>> unknown("周二民情大走访问题台账"), unknown("周一鸣台账"), unknown("周二")
    ([], ['周一鸣'], ['周二'])
    """
    return [*_unknown("".join(text.split()))]


@lru_cache(maxsize=4096)
def _unknown(text: str) -> tuple[str, ...]:
    """The words of a text without blanks; sheets of many files have one name."""
    known, at, rest = _known(), 0, ""
    while at < len(text):
        word = _PAPERS.match(text, at) or _OFFICE.match(text, at)
        shortest = 2 if rest.endswith(_SURNAMES) else 1  # 顾新建 is nobody of 新建
        place = next((n for n in range(min(_longest(), len(text) - at), shortest, -1) if text[at : at + n] in known), 0)
        step = max(place, word.end() - at if word else 0)
        rest += " " if step else text[at]
        at += step or 1
    return tuple(_RUN.findall(rest))


def may_name_somebody(text: str) -> bool:
    """Whether anything of a name has to be compared with the people of the paper's cells: of most there is nothing."""
    return bool(unknown(text)) or without_persons(text, {}) != text


def without_persons(text: str, named: Mapping[str, str]) -> str:
    """A file's or sheet's name as it may be quoted; `named` are the persons of its cells and the word for each.

    >>> without_persons("王 五家庭调查表", {"王五": "某户"}), without_persons("附件3 张大牛", {}), without_persons("值班表", {})
    ('某户家庭调查表', '附件3 某人', '值班表')
    >>> without_persons("孙丙10012345678", {"孙丙": "某人"}), without_persons("台账2017-03-16", {}), without_persons("翠柏里9幢502室", {})
    ('某人＊', '台账2017-03-16', '翠柏里＊')
    >>> without_persons("周二台账", {}), without_persons("周二牛台账", {}), without_persons("周二民情大走访", {})
    ('周二台账', '某人台账', '周二民情大走访')
    """
    masked = _HOUSE.sub("＊", _NUMBER.sub(_unless_days, text))
    left = unknown(masked)
    for name in sorted(named, key=len, reverse=True) if left else ():
        masked = _masked(masked, name, named[name])
    for word in left:
        if name := _name_in(word, "".join(masked.split()).partition(word)[2]):
            masked = _masked(masked, name, "某人")
    return masked


def _unless_days(number: re.Match[str]) -> str:
    return number[0] if _DAYS.fullmatch(number[0]) else "＊"


def _masked(text: str, name: str, stand_in: str) -> str:
    return re.sub(r"\s*".join(map(re.escape, name)), stand_in, text)


def _name_in(word: str, after: str) -> str:
    """What of an unknown word is written as a person's name, given what stands after it; '' when nothing is.

    >>> [_name_in(word, after) for word, after in (("张大牛", ""), ("某某", "家"), ("殷国庆", "上报"), ("给孙丙", ""))]
    ['张大牛', '某某', '殷国庆', '孙丙']
    >>> [_name_in(word, "") for word in ("餐饮留样", "金百国际", "老旧电梯")]
    ['', '', '']
    """
    if _CALLED.match(after) and len(word) <= 4:
        return word
    if _ENDS_A_PLACE.search(word):
        return ""
    if quoting.begins_as_a_name(word):
        return word
    ends_with = (word[at:] for at in range(1, len(word) - 1) if quoting.begins_as_a_name(word[at:]))
    return "" if _ENDS_A_PAPER.search(word) else next((name for name in ends_with if len(name) <= 3), "")


_SIGNS = re.compile(
    r"((?:填表|制表|填报|填写|联系|负责|审核|审批|经办|经手|承办|报送|上报|统计|录入|复核|记录|责任)人员?"
    r")(?:签[名字章])?(.+)"
)


_OF_A_FAMILY = re.compile(rf"[{quoting.SURNAMES}][\u3400-\u9fff]{{1,2}}(?=家(?![庭境长属])|先生|女士|同志|大爷|大妈)")
"""A name that a heading has before what a family or a person is called."""


def quotable_heading(raw: str, named: Container[str] = frozenset()) -> str:
    """A heading as it may be quoted: without the person who signed in it, and without long numbers.

    >>> [quotable_heading(raw) for raw in ("填表人王小明10012345678", "联系人电话", "备用10012345678", "走访人意见", "血型")]
    ['填表人…', '联系人电话', '备用＊', '走访人意见', '血型']
    >>> quotable_heading("杨晟昱家的情况"), quotable_heading("家庭情况"), quotable_heading("何时受理")
    ('…家的情况', '家庭情况', '何时受理')
    """
    text = re.sub(r"\d(?:[ \-—–]?\d){4,}[Xx]?", "＊", raw)
    text = _OF_A_FAMILY.sub(lambda name: "…" if unknown(name[0]) else name[0], text)
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
    names |= {*rules.NAMES, rules.WHOLE_CITY, areas.PLACES.city, areas.PLACES.province}
    return frozenset(name for name in names if len(name) > 1)


@cache
def _longest() -> int:
    return max(map(len, _known()))
