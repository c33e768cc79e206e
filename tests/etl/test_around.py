"""Of which unit, period and village are rows that do not say so themselves?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign.office import rules
from campaign.places import areas
from etl import check_report
from tests.inbox import Inbox, drawn, rows, word, workbook
from tests.products import every_pair

WEEK = "干部走访人数|走访户数|汇总问题数|解决问题数\n{}|50|21|6"
VISITS = "户主姓名|家庭住址|意见建议|走访人|走访日期\n张甲|3组5号|无|钱乙|3.22"
PLACED = "村(社区)|户主姓名|家庭住址|意见建议|走访人|走访日期\n马家巷社区|张甲|3组5号|无|钱乙|3.22"
ISSUES = "村(社区)|反映人|反映问题|类别|是否解决\n马家巷社区|张甲|路灯不亮|其他方面|待解决"
SUMMARY = "市（区）|武进区|村（社区）|马家巷社区|\n项目|具体内容|已解决|待解决|小计\n房屋土地|漏水|{}|2|{}"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def sheets(**named: str) -> bytes:
    """A workbook of drawn tables by the names of its sheets."""
    return workbook(*map(drawn, named.values()), names=list(named))


def report_on(inbox: Inbox) -> str:
    """What `check` says of everything."""
    return check_report.report(inbox.check()).text


class Test时段:
    WEEKS = (date(2017, 3, 13), date(2017, 3, 20), date(2017, 3, 27))

    @pytest.mark.parametrize(
        "names",
        [
            ("3.13-3.19", "3.20-3.26", "3.27-4.2"),
            ("3月13日至19日", "3月20日—26日", "3月27日-4月2日"),
            ("0313-0319", "0320-0326", "0327-0402"),
            ("第二周（3.13-3.19）", "第三周（3.20-3.26）", "第四周（3.27-4.2）"),
            ("截至3.19", "截至3月26日", "截止4月2日"),
        ],
    )
    def test_一周一张表的周报_各是各的一周(self, inbox: Inbox, names: tuple[str, ...]) -> None:
        inbox.put("市文联/2017-03/周报.xlsx", sheets(**{name: WEEK.format(n) for n, name in enumerate(names, 1)}))
        assert inbox.rows("reports", "period_start") == [(day,) for day in self.WEEKS]

    def test_一份文件里的表互不更正_数不一样的都退回_说出是哪两张(self, inbox: Inbox) -> None:
        title = "周报（3月13日-3月19日）|||\n"
        book = sheets(一=title + WEEK.format(1), 二=title + WEEK.format(2))
        inbox.put("市文联/周报.xlsx", book)
        tables = inbox.sift()
        assert rows(tables["rejected_rows"], "source_sheet", "rule") == [
            ("一", "sheets-differ"),
            ("二", "sheets-differ"),
        ]
        assert all("“一”和“二”" in sentence for (sentence,) in rows(tables["rejected_rows"], "sentence"))

    def test_联系卡发放数在一份文件的两张表上不一样_退回(self, inbox: Inbox) -> None:
        cards = "单位|时段|发放张数\n市文联|3月上半月|{}"
        inbox.put("市文联/a.xlsx", sheets(一=cards.format(80), 二=cards.format(90)))
        inbox.put("市侨联/b.xlsx", sheets(一=cards.format(80), 二=cards.format(80).replace("文联", "侨联")))
        tables = inbox.sift()
        assert rows(tables["rejected_rows"], "rule") == [("sheets-differ",)] * 2
        assert sorted(rows(tables["card_counts"], "unit_name")) == [("市侨联",), ("市文联",)]

    def test_一份文件里两张一样的周报_只算一份(self, inbox: Inbox) -> None:
        inbox.put("市文联/3.13-3.19/周报.xlsx", sheets(一=WEEK.format(1), 二=WEEK.format(1)))
        tables = inbox.sift()
        assert (tables["reports"].num_rows, rows(tables["merged_rows"], "fate")) == (1, [("已有",)])

    def test_附件5一份文件的两张表是两部分_整张一样的是副本(self, inbox: Inbox) -> None:
        parts = sheets(一=SUMMARY.format(1, 3), 二=SUMMARY.format(2, 4), 三=SUMMARY.format(2, 4))
        inbox.put("市文联/3月下半月/附件5.xlsx", parts)
        assert sorted(inbox.rows("reports", "solved_count", "issue_count")) == [(1, 3), (2, 4)]

    @pytest.mark.parametrize(
        "names", [("3月上半月", "3月下半月"), ("上半月", "下半月"), ("2017.3上", "2017.3下"), ("三月上", "三月下")]
    )
    def test_附件5的两个半月写在两张表上_都留(self, inbox: Inbox, names: tuple[str, str]) -> None:
        first, second = names
        inbox.put("市文联/2017-03/附件5.xlsx", sheets(**{first: SUMMARY.format(1, 3), second: SUMMARY.format(2, 4)}))
        halves = [(rules.half_month(date(2017, 3, day)).label,) for day in (1, 16)]
        assert inbox.rows("reports", "period_label") == halves

    @pytest.mark.parametrize(
        "folder",
        [
            "2017-03下",
            "3月下半",
            "2017年3月下",
            "3月下半月",
            "2017.3下",
            "2017-03-下",
            "三月下半月",
            "3月（下）",
            "2017年3月/下半月",
        ],
    )
    def test_写明上下的文件夹是半个月_不是整月(self, inbox: Inbox, folder: str) -> None:
        inbox.put(f"市文联/{folder}/问题台账.csv", ISSUES)
        assert inbox.rows("source_sheets", "period_label") == [("2017年3月下半月",)]

    @pytest.mark.parametrize("folder", ["2017年3月上访件", "2017年3月下乡", "2017年3月上报"])
    def test_上下是别的词的_还是那个月(self, inbox: Inbox, folder: str) -> None:
        inbox.put(f"市文联/{folder}/问题台账.csv", ISSUES)
        assert inbox.rows("source_sheets", "period_label") == [("2017年3月",)]

    @pytest.mark.parametrize("folder", ["2017.03下旬", "2017年3月中旬", "2017-03/上旬"])
    def test_旬不是报送的时段_也不当作整月(self, inbox: Inbox, folder: str) -> None:
        inbox.put(f"市文联/{folder}/问题台账.csv", ISSUES)
        inbox.put(f"市文联/{folder}/附件5.csv", SUMMARY.format(1, 3))
        assert sorted(inbox.rows("rejected_rows", "rule")) == [("date-missing",), ("period-unclear",)]
        assert "时段写的是旬" in report_on(inbox)

    def test_标题和工作表名写的是两周_退回_两处都说出(self, inbox: Inbox) -> None:
        book = sheets(**{"3.20-3.26": "周报（3月13日-3月19日）|||\n" + WEEK.format(1)})
        inbox.put("市文联/周报.xlsx", book)
        ((rule, sentence),) = inbox.rows("rejected_rows", "rule", "sentence")
        assert rule == "period-contradicts"
        assert "表格标题写的时段是3月13日—19日，工作表名写的是3月20日—26日" in sentence

    def test_整月的周报退回_标题写整月而表名写明一周的照那一周(self, inbox: Inbox) -> None:
        inbox.put("市文联/2017-03/a.csv", WEEK.format(1))
        inbox.put("市侨联/b.xlsx", sheets(**{"3.20-3.26": "2017年3月周报|||\n" + WEEK.format(1)}))
        tables = inbox.sift()
        assert rows(tables["rejected_rows"], "rule") == [("period-not-a-week",)]
        assert rows(tables["reports"], "period_label") == [("3月20日—26日",)]

    @pytest.mark.parametrize(
        ("head", "first", "second"),
        [
            ("周次|时间", "第一周|3.13-3.19", "第二周|3.20-3.26"),
            ("周次|起止日期", "第一周|2017.3.13-2017.3.19", "第二周|2017.3.20-2017.3.26"),
            ("周次|截止日期", "第一周|2017-03-19", "第二周|2017-03-26"),
            ("序号|截至日期", "1|3月17日", "2|3月24日"),
            ("开始日期|结束日期", "3.13|3.19", "3.20|3.26"),
            ("周次|日期", "1|3月19日", "2|3月26日"),
            ("序号|周次", "1|第三周（3.13-3.19）", "2|第四周（3.20-3.26）"),
        ],
    )
    def test_周次旁边写着起止或截止的_就是那一周(self, inbox: Inbox, head: str, first: str, second: str) -> None:
        inbox.put(
            "市文联/2017年3月/周报.csv", f"{head}|走访户数|汇总问题数|解决问题数\n{first}|40|20|5\n{second}|50|21|6"
        )
        assert inbox.rows("reports", "period_start") == [(date(2017, 3, 13),), (date(2017, 3, 20),)]

    @pytest.mark.parametrize("row", ["第三周|", "|3月20日", "3.13-3.19|3月26日"])
    def test_看不出是哪一周的_周一截止的_前后不一的_不猜(self, inbox: Inbox, row: str) -> None:
        inbox.put("市文联/2017年3月/周报.csv", f"周次|截止日期|走访户数|汇总问题数|解决问题数\n{row}|40|20|5")
        ((rule,),) = inbox.rows("rejected_rows", "rule")
        assert rule in ("period-unreadable", "period-cells-differ")


class Test单位一行:
    @every_pair(
        line=[
            "填报单位：市水利局（盖章）",
            "填报单位（盖章）：市水利局",
            "填报单位（公章）：市水利局",
            "单位（公章）市水利局",
            "报送单位：市水利局(公章)　　　　2017年3月",
            "单位：市水利局　　　　2017年3月",
            "填报单位：市水利局　第3督导小组",
            "走访单位:市水利局 （盖章） 截至2017年4月10日",
            "上报单位：市水利局（加盖公章）    填报人：某人",
            "单位：市　水　利　局（盖章）",
        ],
        kind=["csv", "xlsx", "docx"],
    )
    def test_单位后面的盖章_日期_督导小组不是名称(self, inbox: Inbox, line: str, kind: str) -> None:
        table = drawn(PLACED)
        if kind == "csv":
            inbox.put("转来/走访台账.csv", f"{line}|||||\n{PLACED}")
        elif kind == "xlsx":
            inbox.put("转来/走访台账.xlsx", workbook([[line], *table]))
        else:
            inbox.put("转来/走访台账.docx", word(line, table))
        assert inbox.rows("visits", "unit_name") == [("市水利局",)]

    def test_盖章写在名称旁边一格的(self, inbox: Inbox) -> None:
        inbox.put("转来/a.csv", f"填报单位（盖章）|市水利局||||\n{PLACED}")
        assert inbox.rows("visits", "unit_name") == [("市水利局",)]

    def test_单位是计量的不是走访单位(self, inbox: Inbox) -> None:
        inbox.put("市水利局/3.13-3.19/周报.csv", "单位：户、人|||\n" + WEEK.format(1))
        assert inbox.rows("reports", "unit_name") == [("市水利局",)]

    @pytest.mark.parametrize(
        ("rest", "folder", "label"),
        [
            ("2017年3月", "转来", "2017年3月"),
            ("2017年3月", "3月下半月", "2017年3月下半月"),
            ("截至2017年4月10日", "转来", "截至4月10日"),
            ("2017年4月5日", "3月下半月", "2017年3月下半月"),
        ],
    )
    def test_单位后面的日子_没有更近的才作时段(self, inbox: Inbox, rest: str, folder: str, label: str) -> None:
        inbox.put(f"市水利局/{folder}/a.csv", f"单位：市水利局（盖章）　　{rest}||||\n{ISSUES}")
        assert inbox.rows("source_sheets", "period_label") == [(label,)]

    def test_单位一行和文件夹不是一个单位_照单位一行_说出来(self, inbox: Inbox) -> None:
        inbox.put("市文联/a.csv", f"填报单位：市水利局（盖章）|||||\n{PLACED}")
        assert inbox.rows("visits", "unit_name") == [("市水利局",)]
        assert "表上单位为市水利局，文件夹为“市文联”" in report_on(inbox)


class Test村:
    @pytest.mark.parametrize(
        "names",
        [
            ("富都社区", "河海社区"),
            ("1.富都社区", "2.河海社区"),
            ("富都", "河海社区走访"),
            ("新北区富都社区", "河海街道河海社区"),
        ],
    )
    def test_一村一张表_村只写在工作表名里(self, inbox: Inbox, names: tuple[str, str]) -> None:
        first, second = names
        inbox.put("市文联/走访台账.xlsx", sheets(**{first: VISITS, second: VISITS}))
        assert inbox.rows("visits", "village_name") == [("富都社区",), ("河海社区",)]

    @pytest.mark.parametrize(
        "title",
        [
            "遥观镇塘桥村走访台账",
            "市文联塘桥村走访情况（3月）",
            "市文联赴塘桥村走访台账",
            "2017年3月塘桥村委会群众走访登记表",
            "塘桥村",
        ],
    )
    def test_村只写在标题里(self, inbox: Inbox, title: str) -> None:
        inbox.put("市文联/a.csv", f"{title}||||\n{VISITS}")
        assert inbox.rows("visits", "village_name") == [("塘桥村",)]

    def test_村只写在文件名或文件夹里(self, inbox: Inbox) -> None:
        inbox.put("市文联/3月下半月/富都社区走访台账.csv", VISITS)
        inbox.put("市文联/3月下半月/河海社区/附件5.csv", SUMMARY.format(1, 3).partition("\n")[2])
        tables = inbox.sift()
        assert rows(tables["visits"], "village_name") == [("富都社区",)]
        assert rows(tables["reports"], "village_name") == [("河海社区",)]

    def test_同名的村照标题里的镇(self, inbox: Inbox) -> None:
        inbox.put("市文联/a.xlsx", sheets(朝阳村="武进区横山桥镇走访台账||||\n" + VISITS))
        inbox.put("市侨联/b.xlsx", sheets(朝阳村=VISITS))
        tables = inbox.sift()
        assert rows(tables["visits"], "town_name") == [("横山桥镇",)]
        assert rows(tables["rejected_rows"], "rule") == [("place-ambiguous",)]

    @pytest.mark.parametrize(
        ("title", "sheet"),
        [
            ("富都社区走访台账", "河海社区"),
            ("村（社区）：富都社区", "河海社区"),
            ("村（社区）：富都社区", "河海社区走访"),
        ],
    )
    def test_标题和工作表名写的是两个村_退回_两处都说出(self, inbox: Inbox, title: str, sheet: str) -> None:
        inbox.put("市文联/a.xlsx", sheets(**{sheet: f"{title}||||\n{VISITS}"}))
        ((rule, sentence),) = inbox.rows("rejected_rows", "rule", "sentence")
        assert rule == "place-contradicts" and "富都社区" in sentence and "河海社区" in sentence

    def test_各行写明别的村的_照各行_说出来(self, inbox: Inbox) -> None:
        inbox.put("市文联/a.xlsx", sheets(河海社区=PLACED))
        assert inbox.rows("visits", "village_name") == [("马家巷社区",)]
        assert "工作表名写的村（社区）是河海社区" in report_on(inbox)

    def test_标题写了几个村的_没有写村的行不猜(self, inbox: Inbox) -> None:
        inbox.put("市文联/a.csv", f"富都社区、河海社区走访台账||||\n{VISITS}")
        assert inbox.rows("rejected_rows", "rule") == [("place-missing",)]

    def test_带括号的正式名_带不带括号_写不写区镇都是它(self) -> None:
        included = [area for area in areas.AREAS if "含" in areas.plain(area.official_name)]
        assert len(included) == 35
        wrong = []
        for area in included:
            other = (
                areas.plain(area.official_name)
                .partition("含")[2]
                .rstrip(")")
                .removesuffix("村委")
                .removesuffix("居委会")
            )
            for way in (f"{area.village_name}（含{other}）", f"{area.village_name}({other})", area.official_name):
                if area not in areas.find(area.district, area.town_name, way):
                    wrong.append(way)
                if len(areas.find("", "", area.village_name)) == 1 and areas.find("", "", way) != (area,):
                    wrong.append(way)
        assert wrong == []


class Test走访日期:
    @pytest.mark.parametrize(
        "line",
        ["走访日期：2017年4月9日", "走访时间：4月9日", "走访日期：2017.4.9　　走访人：钱乙", "入户日期|2017-04-09"],
    )
    def test_列在表上方的日子(self, inbox: Inbox, line: str) -> None:
        table = "村(社区)|户主姓名|家庭住址|意见建议|走访人\n马家巷社区|张甲|3组5号|无|钱乙"
        inbox.put("市文联/a.csv", f"{line}||||\n{table}")
        inbox.put("市文联/b.docx", word(line.replace("|", "："), drawn(table.replace("张甲", "李丙"))))
        assert inbox.rows("visits", "visit_date") == [(date(2017, 4, 9),)] * 2

    def test_上方写的是几天_每行都要写日子(self, inbox: Inbox) -> None:
        inbox.put(
            "市文联/a.csv",
            "走访日期：4月8日-4月9日||||\n村(社区)|户主姓名|家庭住址|意见建议|走访人\n马家巷社区|张甲|3组5号|无|钱乙",
        )
        assert inbox.rows("rejected_rows", "rule") == [("date-is-range",)]

    def test_没有写日子的户主名单不是走访台账(self, inbox: Inbox) -> None:
        inbox.put("市文联/a.csv", "户主姓名|家庭住址|联系电话\n张甲|3组5号|10000000001")
        ((refused,),) = inbox.rows("source_sheets", "refused")
        assert "走访日期" in refused


class Test采集人:
    @pytest.mark.parametrize(
        "box",
        [
            "市司法局 卞良生",
            "卞良生 市司法局",
            "卞良生（市司法局）",
            "市司法局（卞良生）",
            "市司法局：卞良生",
            "卞良生/市司法局",
            "市司法局卞良生",
        ],
    )
    def test_单位和姓名写在一格_不论先后(self, inbox: Inbox, box: str) -> None:
        form = [["户主姓名", "张甲", "联系电话", "10000000001"], ["家庭住址", "3组5号"], ["意见建议", "路灯不亮"]]
        line = f"所属地：武进区湖塘镇马家巷社区 采集人(单位)：{box}   走访日期：2017年3月22日"
        inbox.put("市文联/3月下半月/附件3.docx", word(form, line))
        assert inbox.rows("visits", "unit_name", "visitor_names") == [("市司法局", "卞良生")]

    @pytest.mark.parametrize("box", ["卞良生", "卞良生（副科长）", "卞良生、张三", "卞 良生", "卞良生、马家巷村委会"])
    def test_只写了人的_照文件夹的单位(self, inbox: Inbox, box: str) -> None:
        form = [["户主姓名", "张甲", "联系电话", "10000000001"], ["家庭住址", "3组5号"], ["意见建议", "路灯不亮"]]
        line = f"所属地：武进区湖塘镇马家巷社区 采集人(单位)：{box}   走访日期：2017年3月22日"
        inbox.put("市文联/3月下半月/附件3.docx", word(form, line))
        assert inbox.rows("visits", "unit_name") == [("市文联",)]


class Test花名册:
    @pytest.mark.parametrize("mark", ["、", "，", "；", "/", "\n"])
    def test_一格几个简称_都是这个单位_已知的单位也是(self, inbox: Inbox, mark: str) -> None:
        names = [["单位名称", "简称", "级别", "干部人数"], ["市文联", f"文艺家联合会{mark}文艺联", "市级机关", "20"]]
        inbox.put(
            "市委组织部/花名册.xlsx", workbook([*names, ["市园博会指挥部", f"园博办{mark}园博会", "市级机关", "6"]])
        )
        lines = [["村(社区)", "户主姓名", "家庭住址", "走访日期", "走访单位"]]
        lines += [
            ["马家巷社区", "张甲", f"{n}号", "3.22", name]
            for n, name in enumerate(("文艺联", "文艺家联合会", "园博办", "园博会"))
        ]
        inbox.put("转来/走访台账.xlsx", workbook(lines))
        tables = inbox.sift()
        assert rows(tables["visits"], "unit_name") == [("市文联",)] * 2 + [("市园博会指挥部",)] * 2
        known = dict(rows(tables["units"], "unit_name", "aliases"))
        assert {"文艺家联合会", "文艺联"} <= set(known["市文联"])

    @pytest.mark.parametrize(
        ("written", "count", "bound"),
        [("50余", 50, "≥"), ("约50", 50, "≈"), ("50多人", 50, "≥"), ("近50", 50, "≤"), ("50", 50, None)],
    )
    def test_约数的干部人数带着它的界(self, inbox: Inbox, written: str, count: int, bound: str | None) -> None:
        inbox.put("市委组织部/花名册.csv", f"单位名称|级别|干部人数\n市文联|市级机关|{written}")
        known = {name: rest for name, *rest in inbox.rows("units", "unit_name", "cadre_count", "cadre_count_bound")}
        assert known["市文联"] == [count, bound]


class Test附件1的地名:
    BOXES = "总户数 | 2310 | 总人口 | 6120\n党员人数 | 186 | 党支部个数 | 5"
    BLANK = "____（市区）____镇（街道）____村（社区）"

    @pytest.mark.parametrize(
        "line",
        [
            "____新北____（市区）____河海____镇（街道）____富都____村（社区）",
            "_新北区_（市区）_河海街道_镇（街道）_富都社区_村（社区）",
            "新北 市（区） 河海 镇（街道） 富都 村（社区）",
            "……新北……（市区）……河海……镇（街道）……富都……村（社区）",
            "——新北——（市区）——河海——镇（街道）——富都——村（社区）",
            "～～新北～～（市区）～～河海～～镇（街道）～～富都～～村（社区）",
            "\t新北\t（市区）\t河海\t镇（街道）\t富都\t村（社区）",
            "＿新 北＿（市 区）＿河 海＿镇（街 道）＿富 都＿村（社 区）",
            "新北（区）河海（街道）富都（社区）",
            "新北 市、区 河海 镇、街道 富都 村、社区",
            "新北 辖市（区） 河海 镇/街道 富都 村/社区",
            "新北区（市） 河海街道（镇） 富都社区（村）",
            "【新北】（市区）【河海】镇（街道）【富都】村（社区）",
            "（市区）新北 镇（街道）河海 村（社区）富都",
            "市区：新北  镇（街道）：河海  村（社区）：富都",
            "所属地：__新北__（市区）__河海__镇（街道）__富都__村（社区）",
            "村（社区）调查表 __新北__（市区）__河海__镇（街道）__富都__村（社区）",
            "__新北__（市区）__河海__镇（街道）__富都__村（社区）    2017年3月12日",
            "__新北__（市区）__河海__镇（街道）__富都__村（社区）  走访单位：市文联",
            "村（社区）调查表（新北区河海街道富都社区）",
            "__新北__（市区）____镇（街道）__富都__村（社区）",
        ],
    )
    def test_照通知原样印的市区_连着横线_都认(self, inbox: Inbox, line: str) -> None:
        inbox.put("市文联/附件1.docx", word("村（社区）调查表", line, drawn(self.BOXES)))
        inbox.put("市文联/附件1.xlsx", workbook([[line], *drawn(self.BOXES)]))
        tables = inbox.sift()
        assert rows(tables["village_profiles"], "village_name", "unit_name") == [("富都社区", "市文联")]
        assert tables["rejected_rows"].num_rows == 0

    @pytest.mark.parametrize(
        "cells",
        [
            ["新北", "（市区）", "河海", "镇（街道）", "富都", "村（社区）"],
            ["（市区）", "新北", "镇（街道）", "河海", "村（社区）", "富都"],
            ["新北（市区）", "河海镇（街道）", "富都村（社区）"],
            ["新北", "市（区）", "河海", "镇（街道）", "富都", "村（社区）", "日期：2017年3月20日"],
        ],
    )
    def test_地名分在几格里_或自成一张小表_都认(self, inbox: Inbox, cells: list[str]) -> None:
        inbox.put("市文联/附件1.xlsx", workbook([cells, *drawn(self.BOXES)]))
        inbox.put("市文联/附件1.docx", word("村（社区）调查表", [cells], drawn(self.BOXES)))
        tables = inbox.sift()
        assert rows(tables["village_profiles"], "village_name") == [("富都社区",)]
        assert tables["rejected_rows"].num_rows == 0

    @every_pair(
        line=[BLANK, "填写说明：请填写市（区）、镇（街道）、村（社区）的全称", "附件1"],
        signed=[
            "__富都__村（社区） 书记：____ 电话：____",
            "富都社区村（社区）书记：某某",
            "富都 村（社区）  书记：",
            "……富都……村（社区） 书记：……",
            "富都社区 书记：某某",
            "河海街道富都社区居委会党总支书记：某某",
            "村（社区）：富都 书记：某某",
            "村（社区）富都 书记：某某 电话：1",
            "__富都__村（社区） 负责人：____",
        ],
    )
    def test_表上方空着的_读表下方书记一行的村(self, inbox: Inbox, signed: str, line: str) -> None:
        inbox.put("市文联/附件1.docx", word("村（社区）调查表", line, drawn(self.BOXES), signed))
        cells = [part for part in signed.replace("书记", "|书记").split("|") if part]
        inbox.put("市文联/附件1.xlsx", workbook([[line], *drawn(self.BOXES), cells]))
        tables = inbox.sift()
        assert rows(tables["village_profiles"], "village_name") == [("富都社区",)]
        assert tables["rejected_rows"].num_rows == 0

    def test_表上方只写镇街的_同名的村照表下方写的归到这个镇街(self, inbox: Inbox) -> None:
        line = "__天宁__（市区）__雕庄__镇（街道）____村（社区）"
        inbox.put("市文联/附件1.docx", word(line, drawn(self.BOXES), "__朝阳__村（社区） 书记：某某"))
        assert inbox.rows("village_profiles", "village_name", "town_name") == [("朝阳村", "雕庄街道")]

    @pytest.mark.parametrize("kind", ["word", "workbook"])
    def test_上下写的不是一个村的退回_两处都说出来(self, inbox: Inbox, kind: str) -> None:
        line, signed = "__新北__（市区）__河海__镇（街道）__富都__村（社区）", "__燕兴__村（社区） 书记：某某"
        if kind == "word":
            inbox.put("市文联/附件1.docx", word(line, drawn(self.BOXES), signed))
        else:
            inbox.put("市文联/附件1.xlsx", workbook([[line], *drawn(self.BOXES), [signed]]))
        ((rule, sentence),) = inbox.rows("rejected_rows", "rule", "sentence")
        assert rule == "place-contradicts"
        assert "富都" in sentence and "燕兴" in sentence and "书记" in sentence

    ABOVE = tuple(f"__新北__（市区）__河海__镇（街道）__{name}__村（社区）" for name in ("富都", "燕兴"))
    BELOW = ("富都社区 书记：甲", "__燕兴__村（社区） 书记：乙")

    @pytest.mark.parametrize(
        ("above", "below"), [(ABOVE, BELOW), ((BLANK, BLANK), BELOW), ((ABOVE[0], BLANK), BELOW), (ABOVE, ("", ""))]
    )
    @pytest.mark.parametrize("kind", ["word", "one sheet", "sheets"])
    def test_一份文件几个村_各读各的上方和下方(
        self, inbox: Inbox, kind: str, above: tuple[str, str], below: tuple[str, str]
    ) -> None:
        tables = (drawn(self.BOXES), drawn(self.BOXES.replace("2310", "1800").replace("6120", "5000")))
        one, other = (
            [[a], *table, [b], ["日期：2017年3月12日"]] for a, table, b in zip(above, tables, below, strict=True)
        )
        if kind == "word":
            parts = [
                part for a, t, b in zip(above, tables, below, strict=True) for part in (a, t, b, "日期：2017年3月12日")
            ]
            inbox.put("市文联/附件1.docx", word(*parts))
        else:
            inbox.put(
                "市文联/附件1.xlsx", workbook([*one, [""], *other]) if kind == "one sheet" else workbook(one, other)
            )
        assert inbox.rows("village_profiles", "village_name", "household_total") == [
            ("富都社区", 2310),
            ("燕兴社区", 1800),
        ]

    def test_上下都空着的退回(self, inbox: Inbox) -> None:
        inbox.put(
            "市文联/附件1.docx", word("村（社区）调查表", self.BLANK, drawn(self.BOXES), "____村（社区） 书记：____")
        )
        assert inbox.rows("rejected_rows", "rule") == [("place-missing",)]
