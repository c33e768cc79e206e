"""What are the invented families, cadres, addresses and complaints called?

Nothing here is taken from a real person: names are drawn from lists of characters, every phone
begins with 10, which no carrier uses, and the complaints are templates.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜"
    "范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
    "汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向"
)[:120]
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国庆春生福林志海云龙凤梅荣根祥珍琴"
SINGLE = "伟芳敏静丽强磊军勇艳杰娟涛明超霞平刚英华兰红庆春福海云龙凤梅荣珍琴俊峰斌波辉鹏飞亮健宁洁莉"
STEP = 48_271
"""Coprime to the number of names, so that consecutive families of a village never share one."""


@cache
def _names() -> tuple[str, ...]:
    given = list(SINGLE) + [a + b for a in GIVEN for b in GIVEN if a != b]
    given = list(dict.fromkeys(given))[:960]
    return tuple(surname + name for name in given for surname in SURNAMES)


def name(number: int) -> str:
    """The invented name with this number; equal numbers, equal names."""
    pool = _names()
    return pool[number % len(pool)]


def name_ids(base: np.ndarray | int, serial: np.ndarray | int) -> np.ndarray | int:
    """Numbers of names that differ between any two serials below 115,200 of one base."""
    return (base + serial * STEP) % len(_names())


def phone(number: int) -> str:
    """Eleven digits that begin with 10; different numbers below a thousand million, different phones."""
    return f"10{number * 387_420_489 % 1_000_000_000:09d}"


def landline(number: int) -> str:
    """A number of the city that begins with 1, as no subscriber's does; different ones below ten million."""
    return f"0519-1{number * 4_782_969 % 10_000_000:07d}"


def stem(village_name: str) -> str:
    """The village's name without 村, 社区 or 居委会."""
    return re.sub(r"(社区|居委会|村)$", "", village_name) or village_name


ESTATES = ("新村", "家园", "花园", "苑")


def contact(index: int) -> tuple[str, str]:
    """Name and telephone of the colleague whom the papers of a unit, by its place in the plan, give for questions."""
    return name(index * 211 + 31_337), phone(index + 20_000_000)


def address(is_village: bool, stem: str, serial: int) -> str:
    """An address that no other serial of the same village has."""
    if is_village:
        return f"{stem}村{serial % 24 + 1}组{serial // 24 + 1}号"
    room = f"{serial % 6 + 1}0{serial // 6 % 2 + 1}"
    return f"{stem}{ESTATES[serial // 480 % 4]}{serial // 48 % 10 + 10 * (serial // 1920) + 1}幢{serial // 12 % 4 + 1}单元{room}室"


INCOMES = (
    "务工收入", "退休工资", "务农", "个体经营", "工资收入，约6万元/年", "年收入约4万元", "养老金", "一般", "较好", "",
)  # fmt: skip
POVERTY = ("因病", "残疾", "因学", "独居老人，缺少劳动力", "因病，长期服药", "因灾")
SILENCE = (("",) * 7 + ("无", "满意"), ("无",), ("", "", "无", "没有", "满意", "暂无", "没有困难"))
"""What a cadre writes of a family that raised nothing: one leaves it blank, one writes 无, one this or that."""
UNSOLVED = ("待解决", "正在办理", "已向上级反映", "已解释", "已登记，待协调", "")
SOLVED = ("已解决", "已解决，当场协调处理", "已解决。")


def _by_category(lines: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split(" | ")) for line in lines.strip().splitlines())


OPINIONS = _by_category("""
{s}{n}幢房屋外墙渗水，要求维修 | 拆迁安置房{n}幢房产证迟迟未办 | 顶楼{n}室漏雨多年未修 | 宅基地翻建审批时间太长，已等{n}个月 | 承包田第{n}块界址不清 | {s}安置小区{n}号地块被占用未归还 | 老房{n}号墙体开裂，担心安全
医保报销比例偏低，{n}种常用药不在目录内 | 社区卫生服务站只有{n}名医生，看病排队久 | 希望{s}增加家庭医生签约名额{n}个 | 慢性病配药一次只能配{n}天 | 老年人体检每年只有一次，{n}组老人去不了
{s}没有幼儿园，接送要走{n}里路 | 希望增加健身器材{n}套 | 农家书屋只有{n}本新书 | 校车不到{s}{n}组 | 暑期希望社区办托管班，{n}户有需要
{s}{n}组路灯不亮，夜间出行不安全 | 希望在{s}{n}号路口安装监控 | 电动车被盗{n}次，要求加强巡逻 | {n}幢楼道堆物堵塞消防通道 | 邻里为{n}号院墙争执，请求调解
希望组织种植技术培训，{n}户愿意参加 | {s}{n}组农产品销路不好 | 失业{n}个月，希望介绍工作 | 想申请{n}万元创业贷款，不知找谁
失地农民养老金标准低，{n}年未调整 | 独居老人吃饭难，{s}{n}幢希望设助餐点 | 残疾补贴{n}个月未发到位 | 社保断缴{n}年，咨询补缴办法 | 大病后自付{n}万元，申请救助
{s}{n}路公交班次太少，等车时间长 | {s}门口第{n}段道路坑洼，雨天积水 | 小区停车位不足，{n}幢前乱停车严重 | \
垃圾桶{n}号点清运不及时，气味大 | {n}幢污水管道堵塞外溢 | 物业收费后{n}项服务没有兑现 | {s}河道第{n}段发黑发臭，要求整治 | \
{n}组自来水压力不足，早晚停水 | 附近工地夜间施工到{n}点，噪音扰民 | 希望给{s}{n}组主干道铺沥青 | \
宽带和有线电视线路第{n}杆垂落，影响通行
""")
"""By category, in the order of `campaign.office.rules.CATEGORIES`; {s} is the village, {n} a number."""
NEEDS = _by_category("""
危房{n}间需要修缮，无力承担
家人患病每月药费{n}百元，负担重 | 大病手术自付{n}万元，希望救助
孩子上学每年学费{n}千元，有困难
家中{n}名老人独居，希望邻里照应
家中{n}人待业，希望介绍工作 | 残疾子女{n}岁，希望找到力所能及的工作
申请低保已{n}个月未有结果 | 家庭人均月收入不足{n}百元，希望列入救助
出行不便，希望门前{n}米土路硬化
""")
OPINION_WEIGHTS = np.array([0.16, 0.10, 0.08, 0.11, 0.05, 0.11, 0.39])
NEED_WEIGHTS = np.array([0.10, 0.32, 0.10, 0.04, 0.14, 0.25, 0.05])
COMMITTEE_WISHES = _by_category("""
村里第{n}号闲置厂房的产权证办不下来 | {n}组宅基地翻建审批太慢
村卫生室缺{n}种常用药，要求配齐
村里的文体广场缺健身器材{n}套
希望在村口第{n}号路口装监控
村民有{n}户的农产品卖不出去，希望帮助找销路
村里想办老年食堂，{n}位独居老人吃饭难
村里第{n}段机耕路坑洼，希望硬化 | 村里第{n}座桥年久失修，要求翻修 | 希望疏浚村里第{n}段河道
""")
"""What a village committee itself raises, by category; the number tells two wishes of one village apart."""
HANDS = (("", ""), ("", "，请有关部门协调解决。"), ("", "，希望尽快处理。"), ("群众反映：", ""), ("", "。"))
"""What a cadre writes before and after a complaint in the ledger."""
TOGETHER = ("1.{}；2.{}", "{}；{}。", "一是{}，二是{}", "{}\n{}")
"""How a cadre writes two issues of one family into one cell."""


def issue_text(is_need: bool, is_committee: bool, category: int, template: int, village: str, number: int) -> str:
    """The complaint, as whoever raised it is supposed to have put it."""
    templates = (NEEDS if is_need else COMMITTEE_WISHES if is_committee else OPINIONS)[category]
    return templates[template % len(templates)].format(s=village, n=number)


TOPICS = (
    ("道路积水", "城乡建设"), ("公交线路调整", "交通运输"), ("小区物业", "城乡建设"), ("学区划分", "教育文体"), ("噪音扰民", "环境保护"),
    ("医保报销", "劳动和社会保障"), ("路灯损坏", "城乡建设"), ("停车难", "城乡建设"), ("疫苗接种", "卫生计生"), ("河道治理", "环境保护"),
)  # fmt: skip


def message(topic: int, number: int) -> tuple[str, str, str]:
    """An online message: its topic, its text and its class."""
    subject, kind = TOPICS[topic % len(TOPICS)]
    return (
        f"关于{subject}的问题（{number}）",
        f"领导您好，我们小区{number % 40 + 1}幢附近{subject}的情况已有{number % 11 + 2}个月，多次反映没有结果，盼回复。",
        kind,
    )
