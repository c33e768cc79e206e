"""Which words of a text are those of any office, of the forms or of the map, and which are none of them?"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from campaign.masking.surnames import DOUBLE_SURNAMES, SURNAMES
from campaign.office import rules
from campaign.places import areas, units

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
    rf"|(?<![{SURNAMES}])(?:平[安台面]|和[解平谐]|文明|向阳|成功|富[民强裕]|幸福|国[有家]|新建|万全|连心|全[年民]|明[细确]|东[部区路]|常年)"
)
"""Words of any office; several begin as surnames do. The last of them are also what people are called: not after a surname."""
_SURNAMES = tuple(SURNAMES)
_OF_A_NAME = 3
_RUN = re.compile(r"[\u3400-\u9fff·]{2,}")


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


def is_registered(written: str) -> bool:
    """Whether a text is a name of a unit or a place of the registers.

    >>> is_registered("湖塘镇"), is_registered("马家巷社区"), is_registered("所在村"), is_registered("东明")
    (True, True, False, False)
    """
    return areas.plain(written) in _known()


_ENDING = re.compile(
    r"(?:居委会|村委会|委员会|管委会|业委会|居民委员会|村民委员会|街道办事处|街道办|街道|社区|小区|新村|花园|村委|两委|农场|开发区|办公室|物业|公司|集团|工会|协会|中心|支行|银行|学校|医院"
    r"|政府|办事处|服务[处站]|管理[处所]|派出所|指挥部|突击队|[局委办部院厅镇队组村乡区市园所站科处])$"
)
_OF_A_FAMILY = re.compile(r"(?:一家|家|户|先生|女士|同志|大爷|大妈|阿姨)$")
_LAST_OF_A_NAME = re.compile("[镇村部乡区市院厅队组园]$")
"""Also the last character of some people's names."""
_COMMON = frozenset(
    "王李张刘陈杨赵黄周吴徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜程魏吕丁任沈姚卢姜崔谭陆汪范廖贾夏韦付邹孟熊秦邱尹薛闫段雷侯陶黎贺顾毛郝龚邵钱严戴莫孔汤殷"
)
_DOUBLE = re.compile(DOUBLE_SURNAMES)


def may_be_a_name(written: str) -> bool:
    """Whether a text is written as names are, ends as some people's do, and is no unit or place of the registers.

    >>> [may_be_a_name(written) for written in ("张卫镇", "欧阳学部", "湖塘镇", "火星村", "住建局", "全市", "常州市")]
    [True, True, False, False, False, False, False]
    """
    text = areas.plain(written)
    return _begins_as_a_name(text) and len(text) <= _longest_name(text) and _LAST_OF_A_NAME.search(text) is not None


def is_somebody(word: str) -> bool:
    """Whether a word is written as names are, with a surname that many have, and is none of an office's or the map's.

    >>> [is_somebody(word) for word in ("张三丰", "欧阳建国", "保密局", "城乡建设", "安全", "马路", "王村")]
    [True, True, False, False, False, False, True]
    """
    is_long = len(word) > _longest_name(word)
    is_common = word[:1] in _COMMON or _DOUBLE.match(word) is not None
    return not is_long and len(word) > 1 and is_common and _begins_as_a_name(word) and bool(_unknown(word))


def may_be_a_person(written: str) -> bool:
    """Whether a text that ends as names of offices and places do, and is no registered one, may be a person or a family.

    >>> [may_be_a_person(written) for written in ("孙霞芬家村", "王建国办公室", "李四局", "环卫所", "国网电力公司", "马家港社区")]
    [True, True, True, False, False, False]
    """
    text = areas.plain(written)
    if may_be_a_name(text) or not _begins_as_a_name(text):
        return may_be_a_name(text)
    stem = _ENDING.sub("", text)
    bare = _OF_A_FAMILY.sub("", stem)
    is_hamlet = stem[1:2] == "家"
    if bare != stem:
        return len(bare) <= _longest_name(text) and bool(_unknown(bare))
    return not is_hamlet and is_somebody(stem)


def _begins_as_a_name(text: str) -> bool:
    return text not in _known() and (text.startswith(_SURNAMES) or _DOUBLE.match(text) is not None)


def _longest_name(text: str) -> int:
    return _OF_A_NAME + (_DOUBLE.match(text) is not None)


def without_places(text: str) -> str:
    """A text without the villages, towns and districts that it begins with.

    >>> without_places("常州市武进区湖塘镇马家巷社区3组"), without_places("翠柏里东首")
    ('3组', '翠柏里东首')
    """
    while name := next((text[:n] for n in range(min(_longest(), len(text)), 1, -1) if text[:n] in _known()), ""):
        text = text[len(name) :].removeprefix("市").removeprefix("区")
    return text


@cache
def _known() -> frozenset[str]:
    """The names of units and places."""
    names = {name for unit in units.registered() for name in unit.names}
    for area in areas.all_areas():
        names |= {area.district, area.zone, area.town_name, area.village_name, areas.plain(area.official_name)}
        names.add(re.sub(r"(社区|居委会|村委会)$", "", area.village_name))
    names |= {re.sub(r"[市区]$", "", name) for name in (*areas.DISTRICTS, *areas.ZONES)}
    names |= {
        *rules.NAMES,
        rules.WHOLE_CITY,
        areas.PLACES.city,
        areas.PLACES.province,
        areas.CITY,
        *areas.OTHER_DISTRICT_NAMES,
    }
    return frozenset(name for name in names if len(name) > 1)


@cache
def _longest() -> int:
    return max(map(len, _known()))
