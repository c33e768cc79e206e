"""Does free text become the issues that people mean, each in its place and of its category?"""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campaign.office import rules
from campaign.places.areas import AREAS
from etl import texts
from etl.sample import people
from etl.texts import measured
from etl.texts.labelled import labelled
from etl.texts.lexicon import LEXICON, lexicon, read_lexicon
from tests.inbox import Inbox, rows


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def parts(said: str) -> list[str]:
    return [said[p.start : p.end] for p in texts.split(said)]


# ── splitting ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "issues"),
    [
        ("1.路灯不亮；2.垃圾没人清运。", ["路灯不亮", "垃圾没人清运"]),
        ("1、路灯不亮2、停车难3、无", ["路灯不亮", "停车难"]),
        ("（1）道路坑洼；（2）公交太少。", ["道路坑洼", "公交太少"]),
        ("（一）楼顶漏水（二）没有健身器材", ["楼顶漏水", "没有健身器材"]),
        ("①路灯坏了②井盖丢失", ["路灯坏了", "井盖丢失"]),
        ("一是路灯不亮，二是垃圾没人清运，三是缺少健身器材", ["路灯不亮", "垃圾没人清运", "缺少健身器材"]),
        ("1.2幢楼道堆物；2.29组路灯不亮", ["2幢楼道堆物", "29组路灯不亮"]),
        ("首先是停车难，其次是垃圾多", ["停车难", "垃圾多"]),
        ("１．路灯不亮　２．停车难", ["路灯不亮", "停车难"]),
    ],
)
def test_编了号的_一号一件(said, issues):
    assert parts(said) == issues


@pytest.mark.parametrize(
    "said",
    [
        "1.5吨的货车压坏路面",
        "1、2、3幢外墙渗水",
        "2017.3.15起多次停水",
        "3.10反映的路灯至今不亮",
        "12号楼1、2单元漏水",
        "1.2号停水，2.3号又停水",
        "1、2幢漏水，3、4幢也漏水",
    ],
)
def test_小数_日期_楼号不是编号(said):
    assert parts(said) == [said]


@pytest.mark.parametrize(
    ("said", "issues"),
    [
        ("路灯不亮；垃圾没人清运", ["路灯不亮", "垃圾没人清运"]),
        ("路灯不亮\n垃圾没人清运", ["路灯不亮", "垃圾没人清运"]),
        ("路灯坏了很久。小区停车难。", ["路灯坏了很久", "小区停车难"]),
        ("路灯坏了。另外，电视信号不好。", ["路灯坏了", "电视信号不好"]),
        ("小区绿化差，停车位不够", ["小区绿化差", "停车位不够"]),
        ("路灯不亮、道路坑洼、垃圾没人清", ["路灯不亮", "道路坑洼", "垃圾没人清"]),
        ("看病难、上学难", ["看病难", "上学难"]),
        ("希望增加公交班次、修建停车场", ["希望增加公交班次", "修建停车场"]),
        ("“建议增加健身器材”，“小区路灯不亮”", ["建议增加健身器材", "小区路灯不亮"]),
        ("反映食品安全和社区用房两个问题", ["食品安全", "社区用房"]),
        ("反映公交站点少、道路不平和路灯不亮三个问题", ["公交站点少", "道路不平", "路灯不亮"]),
    ],
)
def test_说的是两件事_就是两件(said, issues):
    assert parts(said) == issues


@pytest.mark.parametrize(
    "said",
    [
        "卫生、绿化差",
        "希望增设健身器材、路灯、停车位",
        "路灯不亮，晚上很黑",
        "小区路灯坏了。走路不安全",
        "道路坑洼，雨天积水，影响出行",
        "停车位太少，建议增加车位",
        "路灯不亮，请有关部门协调解决",
        "楼顶漏水。希望尽快维修",
        "缺少路灯、监控设施",
        "外墙漏水造成室内发霉，引起邻里纠纷",
        "这段话没有一个词库认得的词",
    ],
)
def test_名词并列_后果_办法和套话_都不另算一件(said):
    assert parts(said) == [said]


def test_编了号或用分号的_一项里的逗号不再拆():
    assert parts("1.楼顶漏水，外墙也脱落；2.车位少，公交少") == ["楼顶漏水，外墙也脱落", "车位少，公交少"]


@pytest.mark.parametrize(
    "said",
    ["", "无", "无。", "暂无", "没有", "满意", "很满意", "没有困难", "没什么意见", "无意见、无建议", "满意，无意见", "/", "——", "？？", "1.无 2.无",
     "对社区工作很满意", "感谢党和政府", "对现在的生活没有意见", "各方面都很好", "医疗、教育方面都满意", "无其他要求", "家里一切都好，没有困难", "暂时没有什么需要解决的问题", "非贫困户"],
)  # fmt: skip
def test_无和满意不是问题(said):
    assert parts(said) == []


@pytest.mark.parametrize(
    ("said", "issue"),
    [
        ("无困难，路灯不亮", "路灯不亮"),
        ("满意，但路灯不亮", "路灯不亮"),
        ("路灯不亮，其他没意见", "路灯不亮"),
        ("1.无 2.路灯不亮", "路灯不亮"),
        ("无人清扫垃圾", "无人清扫垃圾"),
        ("没有路灯", "没有路灯"),
        ("不满意物业", "不满意物业"),
        ("问题没有解决", "问题没有解决"),
        ("没解决", "没解决"),
        ("孩子工作没有", "孩子工作没有"),
        ("医疗服务不好", "医疗服务不好"),
        ("没有活动室", "没有活动室"),
        ("看病没有保障", "看病没有保障"),
    ],
)
def test_无和满意旁边还有问题的_只留问题(said, issue):
    assert parts(said) == [issue]


def test_长到不像一格的文字不拆_也不慢():
    said = "路灯不亮；停车难，" * 110_000
    started = time.perf_counter()
    assert len(texts.split(said)) == 1
    texts.classify(said)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "said", ["1." * 999, "（" * 1999, "“”" * 900, "一是" * 900, "和" * 1000 + "两个问题", "没有" * 90, "无、" * 90]
)
def test_怪文字也很快(said):
    started = time.perf_counter()
    texts.split(said)
    texts.classify(said)
    assert time.perf_counter() - started < 2


PIECES = st.sampled_from(
    ["路灯不亮", "停车难", "无", "满意", "，", "。", "；", "\n", "、", " ", "1.", "2.", "（1）", "一是", "二是", "“", "”", "另外", "但", "希望维修", "\u200b", "两个问题", "和", "a", "①", "②", "　"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40))
def test_每件都是原文里的一段_前后不重叠_没有一件是无(said):
    found = texts.split(said)
    edges = [edge for part in found for edge in (part.start, part.end)]
    assert edges == sorted(edges) and all(0 <= edge <= len(said) for edge in edges)
    assert all(part.start < part.end for part in found)
    assert bool(found) != texts.is_no_issue(said)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_拆开后_有意思的话一句不少(said):
    # what announces a numbered list is said again by it: 路灯和停车两个问题，一是路灯不亮，二是停车难
    assume(not re.search(r"两个问题.*?(一是|二是|1\.|2\.|（1）|①|②)", said, re.DOTALL))
    kept = "".join(parts(said))
    for words in ("路灯不亮", "停车难"):
        assert kept.count(words) == said.count(words)


@pytest.mark.parametrize(
    ("said", "issues"),
    [
        (
            "楼道漏水。反映路灯不亮和停车难两个问题。另外垃圾没人清运。",
            ["楼道漏水", "路灯不亮", "停车难", "垃圾没人清运"],
        ),
        ("墙体“漏水严重”、“裂缝较大”，另外路灯不亮", ["漏水严重", "裂缝较大", "路灯不亮"]),
        ("路灯不亮和停车难两个问题，希望尽快解决", ["路灯不亮", "停车难"]),
        ("群众说“房子漏水，没人修”、“路灯坏了很久”。小区停车难。", ["房子漏水，没人修", "路灯坏了很久", "小区停车难"]),
    ],
)
def test_写明几个问题或用引号列出的_前后另说的也是问题(said, issues):
    assert parts(said) == issues


def test_示例里的每句话都是一件_换任何村名也是():
    for table in (people.OPINIONS, people.NEEDS, people.COMMITTEE_WISHES):
        for said in (template for row in table for template in row):
            for i, area in enumerate(AREAS):
                text = said.format(s=people.stem(area.village_name), n=i % 28 + 2)
                if i % 9 == 0 or any(
                    word in area.village_name for word in ("文化", "公园", "农业", "学", "医", "电", "水")
                ):
                    assert len(texts.split(text)) == 1, text


# ── categories ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "category", "second"),
    [
        ("楼顶漏水", "房屋土地", None),
        ("产权证一直办不下来", "房屋土地", None),
        ("提高医保报销比例", "医疗卫生", None),
        ("希望校车能到小区门口", "教育文化", None),
        ("小区缺少健身设施", "教育文化", None),
        ("邻里纠纷不断", "平安治理", None),
        ("农产品没有销路", "就业创业", None),
        ("希望给独居老人设助餐点", "社会保障", None),
        ("公交站台太远", "其他方面", "交通出行"),
        ("村口道路坑洼", "其他方面", "道路市政"),
        ("垃圾没人清运", "其他方面", "环境卫生"),
        ("物业不作为", "其他方面", "物业管理"),
        ("车位太少", "其他方面", "停车"),
        ("地势低，易淹易涝，缺少水泵", "其他方面", "水利防汛"),
        ("水稻病虫害没人指导防治", "其他方面", "农业农村"),
        ("自来水压力不足", "其他方面", "供水供电供气"),
        ("惠农政策透明度不高", "其他方面", "政策咨询"),
        ("社区用房紧张", "其他方面", "其他"),
    ],
)
def test_七类和二级各认得自己的话(said, category, second):
    judged = texts.classify(said)
    assert (judged.name, judged.subcategory, judged.is_sure) == (category, second, True)
    assert judged.words and all(word in said for word in judged.words)


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("医保报销太少", "医疗卫生"),
        ("农保报销比例较少", "医疗卫生"),
        ("农保养老金太低", "社会保障"),
        ("路灯不亮", "其他方面"),
        ("路灯不亮，晚上不安全", "平安治理"),
        ("缺路灯照明和安防摄像头", "平安治理"),
        ("食品安全没保障", "平安治理"),
        ("想建老年人健身中心", "教育文化"),
        ("因病致贫，生活困难", "社会保障"),
        ("离铁路太近，噪音大得睡不着", "其他方面"),
        ("楼上邻居半夜吵闹", "平安治理"),
        ("残疾子女想找工作", "就业创业"),
        ("漏水引起邻里纠纷", "房屋土地"),
        ("房屋被火车震出裂痕", "房屋土地"),
        ("学校门口乱停车", "其他方面"),
    ],
)
def test_两可的话_按词库里写明的规则定(said, category):
    judged = texts.classify(said)
    assert (judged.name, judged.is_sure) == (category, True)


@pytest.mark.parametrize("said", ["希望越来越好", "请有关部门协调解决", "看病难和上学难", "家住文化新村", ""])
def test_没有词_两类相当_或只是地名的_待人工(said):
    assert not texts.classify(said).is_sure


def test_旁证的词不单独定类():
    assert not texts.classify("担心安全").is_sure


def test_已知属其他方面的_二级仍由正文看出_看不出为空():
    assert texts.second_level("停车位太少，健身器材也坏了") == "停车"
    assert texts.second_level("增加健身器材") is None
    assert texts.second_level("车位少、公交少") is None


def test_词库里的类别_二级和对象都有_一个词只属一个对象(tmp_path):
    told = LEXICON.read_text(encoding="utf-8")
    for right, wrong in (
        ('category = "医疗卫生"', 'category = "医疗"'),
        ('subcategory = "停车"', 'subcategory = "车"'),
        ('of = "路灯"', 'of = "灯"'),
        ('"漏水", ', '"漏水", "公交", '),
    ):
        assert right in told
        (tmp_path / "lexicon.toml").write_text(told.replace(right, wrong, 1), encoding="utf-8")
        with pytest.raises(ValueError, match=r"lexicon\.toml"):
            read_lexicon(tmp_path / "lexicon.toml")


def test_每类每个二级都有词():
    topics = {word.topic for group in lexicon().words.values() for word in group if word.weight}
    assert {t.category for t in topics} == set(rules.CATEGORIES)
    assert {t.subcategory for t in topics} - {None} == set(rules.SUBCATEGORIES)


# ── on the way in ────────────────────────────────────────────────────────────────────────────

VISIT = "村(社区) | 户主姓名 | 家庭住址 | 困难需求 | 意见建议 | 处理落实情况 | 走访单位 | 走访日期"
ISSUE = "村(社区) | 走访单位 | 反映人 | 反映日期 | 反映问题 | 类别 | 是否解决"


def visit(opinion: str, outcome: str = "", needs: str = "", day: str = "3.10") -> str:
    return f"{VISIT}\n马家巷社区|张甲|3组5号|{needs}|{opinion}|{outcome}|政法委|{day}"


def issue(said: str, category: str = "") -> str:
    return f"{ISSUE}\n马家巷社区|政法委|张甲|3.10|{said}|{category}|待解决"


class Test进库:
    def test_一格两件_各是一个问题_起止字指着原文(self, inbox):
        cell = "1.路灯不亮；2.停车难。"
        inbox.put("a.csv", visit(cell))
        found = inbox.rows("issues", "issue_said", "source_field", "text_start", "text_end")
        assert [said for said, *_ in found] == ["路灯不亮", "停车难"]
        assert all(cell[start:end] == said and field == "opinion_text" for said, field, start, end in found)

    def test_起止字按原格数_看不见的字也算在内(self, inbox):
        cell = "\u200b路灯\u200b不亮；停车难"
        inbox.put("a.csv", visit(cell))
        ((said, start, end), *_) = inbox.rows("issues", "issue_said", "text_start", "text_end")
        assert said == "路灯不亮" and cell[start:end].replace("\u200b", "") == said

    def test_台账的一行不拆(self, inbox):
        inbox.put("b.csv", issue("路灯不亮；停车难"))
        assert inbox.rows("issues", "issue_said", "source_field", "text_start", "text_end") == [
            ("路灯不亮；停车难", "issue_text", 0, 8)
        ]

    def test_台账一格前后的空白不算在起止字里(self, inbox):
        cell = " 路灯不亮\n"
        inbox.put("b.csv", issue("占位").replace("占位", f'"{cell}"').replace(" | ", ",").replace("|", ",").encode())
        ((said, start, end),) = inbox.rows("issues", "issue_said", "text_start", "text_end")
        assert said == cell[start:end] == "路灯不亮"

    def test_台账里有的那件归台账_没有的那件仍是问题(self, inbox):
        inbox.put("a.csv", visit("路灯不亮；停车难"))
        inbox.put("b.csv", issue("路灯不亮", "平安治理"))
        assert sorted(inbox.rows("issues", "issue_said", "form")) == [
            ("停车难", "visit_ledger"),
            ("路灯不亮", "issue_ledger"),
        ]

    def test_台账一行写了两件的_格里的两件都归它(self, inbox):
        inbox.put("a.csv", visit("路灯不亮；停车难"))
        inbox.put("b.csv", issue("路灯不亮，停车难"))
        assert inbox.rows("issues", "form") == [("issue_ledger",)]

    @pytest.mark.parametrize(
        ("outcome", "states"),
        [
            ("已解决", [None, None]),
            ("均已解决", ["已解决", "已解决"]),
            ("1.已解决 2.正在办理", ["已解决", "正在办理"]),
            ("路灯已解决", ["已解决", None]),
            ("停车难待解决，路灯已解决", ["已解决", "待解决"]),
            ("", [None, None]),
        ],
    )
    def test_一格两件_处理情况没说是哪件的不猜(self, inbox, outcome, states):
        inbox.put("a.csv", visit("路灯不亮；停车难", outcome))
        assert [status for (status,) in inbox.rows("issues", "status")] == states

    def test_下一次走访说解决了的那件解决_另一件不动(self, inbox):
        inbox.put(
            "a.csv", visit("路灯不亮；停车难", day="3.2") + "\n马家巷社区|张甲|3组5号||路灯不亮|已解决|政法委|3.20"
        )
        assert inbox.rows("issues", "issue_said", "status", "solved_date") == [
            ("路灯不亮", "已解决", date(2017, 3, 20)),
            ("停车难", None, None),
        ]

    def test_报送的类别从不改_自动的另列(self, inbox):
        inbox.put("b.csv", issue("停车位太少", "平安治理"))
        assert inbox.rows(
            "issues", "category", "category_reported", "category_auto", "category_basis", "subcategory"
        ) == [("平安治理", "平安治理", "其他方面", "报送", None)]

    def test_没报类别的取自动_拿不准的未分类待人工(self, inbox):
        inbox.put("b.csv", issue("停车位太少") + "\n马家巷社区|政法委|李乙|3.10|希望越来越好||待解决")
        columns = ("category", "category_reported", "category_auto", "category_basis", "subcategory", "category_words")
        assert inbox.rows("issues", *columns) == [
            ("其他方面", None, "其他方面", "自动", "停车", ["停车位"]),
            ("未分类", None, None, "待人工", None, None),
        ]

    def test_报送为其他方面的_二级由正文看(self, inbox):
        inbox.put("b.csv", issue("停车位太少", "其他方面"))
        assert inbox.rows("issues", "category_basis", "subcategory") == [("报送", "停车")]

    def test_困难需求也拆_板块不变(self, inbox):
        inbox.put("a.csv", visit("", "", "孩子学费贵；房屋漏雨"))
        tables = inbox.sift()
        assert rows(tables["issues"], "issue_said", "block", "source_field") == [
            ("孩子学费贵", "困难需求", "needs_text"),
            ("房屋漏雨", "困难需求", "needs_text"),
        ]


# ── the measure itself ───────────────────────────────────────────────────────────────────────


def test_准确率数得对():
    drawn = [
        labelled("路灯不亮；停车难", "路灯不亮 | 停车难", "其他方面/道路市政 | 其他方面/停车"),
        labelled("卫生、绿化差", "卫生 | 绿化差", "其他方面/环境卫生 | 平安治理"),
        labelled("无", "", ""),
        labelled("满意", "满意", "医疗卫生"),
    ]
    cut, kind = measured.splitting(drawn), measured.classifying(drawn)
    assert (cut.exact, cut.same_number, cut.of_nothing, cut.nothing_right, cut.lost) == (2, 2, 1, 1, 1)
    assert (cut.expected, cut.found, cut.right) == (5, 3, 2)
    # 卫生 goes to 医疗卫生, 绿化差 to 其他方面: both sure and wrong; 满意 is left to a person
    assert (kind.left_to_a_person, kind.sure_and_wrong, kind.second_accuracy) == (1 / 5, 2 / 5, 2 / 3)
    assert kind.f1_by_category == pytest.approx({"医疗卫生": 0, "平安治理": 0, "其他方面": 2 * (2 / 3) ** 2 / (4 / 3)})
    assert kind.macro_f1 == pytest.approx(2 / 3 / 3)
