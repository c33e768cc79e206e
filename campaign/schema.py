"""Which tables does a snapshot hold, and what does each column mean?

Every table and column is declared once: its English name, its Chinese name, its type, whether it is personal. Those
that many papers fill, and those that a load itself makes, are declared here; the table of one paper in the paper's own
file, `campaign.papers`. The DDL, the Parquet files, `docs/tables.md` and the pages' column headings come from these
declarations. A personal column never leaves a snapshot through `campaign.numbers.snapshot`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.office import rules
from campaign.papers import papers
from campaign.papers.table import (
    DUCKDB,
    PERIOD,
    PLACE,
    SOURCE,
    UNIT,
    Column,
    Dated,
    Mask,
    Table,
    Type,
    Undated,
    bounded,
    word,
)

__all__ = [
    "DUCKDB",
    "PLACE",
    "SOURCE",
    "TABLES",
    "UNIT",
    "Column",
    "Dated",
    "Mask",
    "Table",
    "Type",
    "Undated",
    "table",
    "word",
]

AREAS = Table(
    "areas",
    "村（社区）名录",
    f"一行一个村（社区），{rules.PLACES.year} 年名录",
    Undated(f"名录是 {rules.PLACES.year} 年的，不随日期变化"),
    (
        *PLACE,
        word("official_name", "统计用名"),
        word("town_id", "镇（街道）代码"),
    ),
)

IN_FORCE = (
    Column("since", "起", "date", "从哪天起；一直就有为空"),
    Column("until", "止", "date", "到哪天为止；没有止日为空"),
)

UNITS = Table(
    "units",
    "单位",
    "一行一个单位",
    Undated("一家单位一行，写着起止日期"),
    (
        *UNIT,
        word("short_name", "简称"),
        Column("aliases", "别名", "texts", personal=False),
        word("zone", "报送区", note="单位所属；市级机关为空"),
        *bounded("cadre_count", "干部人数", "以最后一份花名册为准；未报花名册为空"),
        Column("is_trained", "访前培训", "flag", "以最后一份花名册为准；无此栏、未填为空"),
        *IN_FORCE,
        Column("contact_name", "联系人", personal=True),
        Column("contact_phone", "联系人电话", personal=True),
        *SOURCE,
    ),
)

UNIT_VILLAGES = Table(
    "unit_villages",
    "挂钩村（社区）",
    "一行一个单位与一个挂钩村（社区）；中间断过的，一段一行",
    Undated("一对一行，写着起止日期"),
    (*UNIT, *PLACE, *IN_FORCE, *SOURCE),
)

_HARDSHIP = (
    Column(
        "is_poor", "困难家庭", "flag", "填写了致贫原因或困难需求，或者表上有一栏写明是贫困户、困难家庭", hardship=True
    ),
    Column(
        "is_special",
        "特殊群体",
        "flag",
        "家庭收入情况、致贫原因及现状里写了低保、五保、残疾、独居、失独、孤寡、空巢、留守、重病等的；没有写的不一定不是",
        hardship=True,
    ),
)
_OF_ITS_HOUSEHOLD = (
    *_HARDSHIP,
    Column("household_issue_count", "该户问题数", "integer", "入库时该户共反映的件数；不回溯到当日"),
    Column("household_visit_count", "该户走访次数", "integer", "入库时该户共被走访的户次；不回溯到当日"),
)

VISITED_VILLAGES = Table(
    "visited_villages",
    "已走访村（社区）",
    "一行一个单位已走访的一个村（社区），以首次走访为准；不论是否挂钩",
    Dated("first_visit_date"),
    (*UNIT, *PLACE, Column("first_visit_date", "首次走访日期", "date"), *SOURCE),
)

HOUSEHOLDS = Table(
    "households",
    "已走访家庭",
    "一行一户已走访家庭（去重），以首次走访为准",
    Dated("first_visit_date"),
    (
        Column("household_id", "家庭编号", "integer", "本版数据内编号：同一户在各张表上编号相同", personal=True),
        Column("head_name", "户主姓名", personal=True, masked="name"),
        Column("phone", "联系电话", personal=True, masked="phone"),
        Column("address", "家庭住址", personal=True, masked="address"),
        Column("income", "家庭收入情况", personal=True),
        Column("poverty_cause", "致贫原因及现状", personal=True),
        Column("member_count", "家庭成员数", "integer"),
        *_HARDSHIP,
        *PLACE,
        Column("first_visit_date", "首次走访日期", "date"),
        word("first_unit_name", "首次走访单位"),
        Column("visit_count", "走访次数", "integer"),
        Column("visiting_unit_count", "走访单位数", "integer"),
        *SOURCE,
    ),
    one_of="family",
)

VISITS = Table(
    "visits",
    "走访",
    "一行一次走访：一个单位在一天到一户",
    Dated("visit_date"),
    (
        Column("visit_id", "走访编号", "integer"),
        Column("household_id", "家庭编号", "integer", personal=True),
        Column("visit_date", "走访日期", "date"),
        *UNIT,
        Column("visitor_names", "走访人", personal=True),
        word("visit_type", "走访方式", note=f"{'/'.join(rules.VISIT_TYPES)}；写的是别的词为空"),
        Column("visit_type_written", "走访方式原文", note="照表上写的", personal=True),
        Column(
            "is_off_hours",
            "错时走访",
            "flag",
            f"晚上（{rules.EVENING_FROM} 点以后）或周末走访；只有走访日期写了钟点、走访方式写了夜访的才知道是晚上，"
            "没有写的工作日走访为空，不作否",
        ),
        *_OF_ITS_HOUSEHOLD,
        word("object_type", "走访对象", note="都是 家庭；企业、名士、组织另有一张表"),
        Column("needs_text", "困难需求", personal=True),
        Column("opinion_text", "意见建议", personal=True),
        Column("outcome_text", "处理落实情况", personal=True),
        *PLACE,
        Column("is_first", "全市首访", "flag", "该户被任何单位第一次走访"),
        Column("is_first_by_unit", "本单位首访", "flag", "该户被本单位第一次走访"),
        Column("is_first_by_level", "本级别首访", "flag", "该户被本级别单位第一次走访"),
        Column("is_first_by_group", "本组首访", "flag", "该户被本督导小组所联系单位第一次走访"),
        Column("is_first_by_level_group", "本级别本组首访", "flag", "该户被本督导小组所联系的本级别单位第一次走访"),
        *(
            Column(f"previous_date{grain}", f"{label}上次走访", "date", "该户在这一次以前最近一次走访的日期；首次为空")
            for grain, label in (
                ("", "全市"),
                ("_by_unit", "本单位"),
                ("_by_level", "本级别"),
                ("_by_group", "本组"),
                ("_by_level_group", "本级别本组"),
            )
        ),
        Column("is_village_surveyed", "该村已报总户数", "flag", "该村（社区）已报总户数（附件1），覆盖率有分母"),
        Column("is_unit_rostered", "单位已报花名册", "flag", "走访单位已报干部人数，完成进度有分母"),
        Column(
            "disturbed_date",
            "重复打扰日期",
            "date",
            "该户第一次达到三个单位走访过，或七天之内有两个单位走访的日期；没有为空",
        ),
        word("form", "表种"),
        *SOURCE,
    ),
    one_of="family",
)

VISITOR_DAYS = Table(
    "visitor_days",
    "走访人逐日",
    "一行一个单位的一名走访人在一天",
    Dated("visit_date"),
    (
        *UNIT,
        Column("visitor_no", "走访人编号", "integer", "本版数据内的流水号，不含姓名；一个单位内同名的为一人"),
        Column("visit_date", "走访日期", "date"),
        Column(
            "previous_day_out", "上次外出走访", "date", "该走访人为这个单位在这一天以前最近一次走访的日期；首次为空"
        ),
    ),
    one_of="family",
)

CADRES = Table(
    "cadres",
    "干部",
    "一行一名花名册上的干部；尚未出现在走访表上的也各占一行",
    Undated("按当日在册的人、当日达标的状态看"),
    (
        *UNIT,
        Column("cadre_name", "干部姓名", personal=True),
        Column("household_count", "走访户数", "integer", "去重"),
        Column("on_target_date", "达标日期", "date", "第 30 户的走访日期；未达标为空"),
        Column("has_visited", "是否有走访记录", "flag"),
        *IN_FORCE,
    ),
    one_of="family",
)

ISSUES = Table(
    "issues",
    "问题",
    "一行一个问题（拆分、归并之后）",
    Dated("raised_date"),
    (
        Column("issue_id", "问题编号", "integer", "本版数据内编号"),
        word("issue_no", "原编号", note="台账上写的编号"),
        word("block", "板块", note="困难需求 或 意见建议"),
        word(
            "category",
            "类别",
            note="最终类别，附件5 七类：报送的类别为准，没有报送的取人工归类，再取自动归类；无法自动归类为 未分类",
        ),
        word(
            "subcategory",
            "二级类别",
            note="其他方面之下的二级：表上写明的为准，其次人工归的，其余由正文判断；别的类别为空",
        ),
        word("category_basis", "类别依据", note="报送 / 人工 / 自动 / 待人工"),
        word("category_reported", "报送类别", note="表上写的类别，照七类；没有写、写的是别的词为空"),
        Column("category_written", "类别原文", note="照表上写的", personal=True),
        word("category_auto", "自动类别", note="按关键词自动归类；无法归类为空"),
        word("category_guess", "最接近的类别", note="自动判断最接近的一类，把握不足的也列出；无法判断为空"),
        Column("category_likelihood", "判断把握", "number", "最接近一类的把握程度，0 到 1"),
        Column(
            "category_words",
            "判断用词",
            "texts",
            "正文中作为归类依据的词：词库所列的词，词库没有的取权重最高的字句",
            personal=False,
        ),
        word("text_mark", "文字指纹", note="正文去除标点和空白后的指纹；文字相同的问题指纹相同"),
        Column("issue_text", "问题内容（公开）", note="已隐去表中出现的姓名和号码", personal=False),
        Column("issue_said", "问题原文", personal=True),
        word("source_field", "来源栏目", note="问题所在栏目"),
        Column("text_start", "起字", "integer", "在来源单元格原文中从第几个字起，从 0 数"),
        Column("text_end", "止字", "integer", "到第几个字为止，不含"),
        Column("raised_by", "反映人", personal=True, masked="name"),
        word(
            "raiser",
            "反映主体",
            note="群众、村（社区）、镇（街道）、代表委员、其他；表上写明类别的从其类别，未写的按反映人是否为单位、组织判断",
        ),
        Column("visitor_names", "走访人", personal=True),
        Column("household_id", "家庭编号", "integer", personal=True),
        *_OF_ITS_HOUSEHOLD,
        Column("raised_date", "反映日期", "date"),
        word(
            "raised_date_basis",
            "反映日期依据",
            note="表上未注明的取走访日期，再取时段末日；交办或办结更早的取更早的",
        ),
        *UNIT,
        word(
            "department", "承办单位", note="能对上花名册的写规范全称；别的单位照原文；看不出是单位的记作 其他；未填为空"
        ),
        Column("department_said", "承办单位原文", personal=True),
        word("department_level", "承办单位级别", note="对不上花名册的为空"),
        word(
            "handler",
            "责任单位",
            note="花名册上的承办单位；没有写承办单位的，由收集的走访单位负责到底；写的不在花名册上或分不清是哪家的，为“其他”",
        ),
        word("handler_level", "责任单位级别", note="责任单位是“其他”的为空"),
        word("route", "办理方式", note="自办/交办/委托办理/上报/解释说明；写的是别的词为空"),
        Column("route_written", "办理方式原文", note="照表上写的", personal=True),
        word("document_no", "文号", note="交办单、委托办理单上的编号"),
        word(
            "co_department",
            "协办单位",
            note="能对上花名册的写规范全称，别的单位照原文；看不出是单位的记作 其他；几家用顿号隔开",
        ),
        Column("co_department_written", "协办单位原文", personal=True),
        word("handler_post", "经办人职务", note="只留职务，不留姓名；没有写职务的为空"),
        Column("proposal", "办理意见", note="打算怎么办，不是办理结果", personal=True),
        Column("outcome_text", "处理落实情况", note="台账写的办理情况，走访表写的处理落实情况", personal=True),
        Column("assigned_date", "交办日期", "date"),
        Column("due_date", "办理时限", "date", f"未填按 {rules.SOLVE_DEADLINE}"),
        word("status", "是否解决", note="已解决/待解决/已解释/正在办理/已撤销；未填、写的是别的词为空"),
        Column("status_written", "是否解决原文", note="照表上写的", personal=True),
        Column(
            "responded_date",
            "处置日期",
            "date",
            "第一次自办、交办、委托、解释或办结的日期；没有写日期的，取所报时段末日",
        ),
        Column("is_responded_date_written", "注明处置日期", "flag"),
        Column(
            "answered_date",
            "答复日期",
            "date",
            "第一次给群众答复的日期：解决、解释说明或回访联系上，取最早的；都没有为空",
        ),
        Column("solved_date", "解决日期", "date", "未写办结日期的已解决问题按所报时段末日"),
        Column("is_solved_date_written", "注明办结日期", "flag"),
        Column("days_contradict", "日期前后矛盾", "flag", "所填办结日期早于交办或反映，不用于计算办理天数"),
        Column("ended_date", "解释或撤销日期", "date", "解释说明或撤销的日期；已解决、正在办理的为空"),
        Column("is_ended_date_written", "注明解释或撤销日期", "flag", "未注明的按所报时段末日；未解释、未撤销的为空"),
        Column("promised_date", "承诺日期", "date", "办理情况中承诺办结的日期；未填或不规范为空"),
        Column("told_count", "反映次数", "integer", "同一问题由几户、几次走访反映；同一行重复报送的不计"),
        word("followup_method", "回访方式"),
        Column("followup_date", "回访日期", "date"),
        Column("reached_date", "有效回访日期", "date", "最后一次联系上群众的回访；从未联系上为空"),
        word("satisfaction", "群众是否满意", note="满意/基本满意/不满意/未联系上；写的是别的词为空"),
        Column("satisfaction_written", "群众是否满意原文", note="照表上写的", personal=True),
        Column("is_solved_confirmed", "群众认为是否解决", "flag", "有效回访中群众的答复；未问为空"),
        word("difficulty", "难易程度"),
        *PLACE,
        word("form", "表种"),
        *SOURCE,
    ),
    one_of="family",
)

OBJECT_VISITS = Table(
    "object_visits",
    "走访企业、名士、组织",
    "一行一次走访：一个单位在一天到一家企业、一位名士或一个组织；家庭在走访表，两者从不相加",
    Dated("visit_date"),
    (
        Column("object_visit_id", "走访编号", "integer", "本版数据内编号"),
        Column("object_id", "对象编号", "integer", "本版数据内编号：同一家企业、同一位名士、同一个组织"),
        word("object_type", "走访对象", note="企业、名士、村（社区）组织、其他"),
        Column("object_name", "对象名称", personal=True, note="企业、组织的名称，名士的姓名；店名里可能有人名"),
        Column("object_kind", "对象类别", personal=True, note="照原文"),
        Column("contact_name", "联系人", personal=True, masked="name", note="法人代表、联系人"),
        Column("phone", "联系电话", personal=True, masked="phone"),
        Column("object_address", "地址", personal=True, masked="address"),
        Column("visit_date", "走访日期", "date"),
        *UNIT,
        Column("visitor_names", "走访人", personal=True),
        *PLACE,
        Column("is_first", "全市首访", "flag", "该对象被任何单位第一次走访"),
        Column("is_first_by_unit", "本单位首访", "flag", "该对象被本单位第一次走访"),
        Column("is_first_by_level", "本级别首访", "flag", "该对象被本级别单位第一次走访"),
        Column("is_first_by_group", "本组首访", "flag", "该对象被本督导小组所联系单位第一次走访"),
        Column("is_first_by_level_group", "本级别本组首访", "flag", "该对象被本督导小组所联系的本级别单位第一次走访"),
        word("form", "表种", note="写在哪种表上"),
        *SOURCE,
    ),
    one_of="family",
)

OBJECT_ISSUES = Table(
    "object_issues",
    "企业问题、名士建议",
    "一行一条企业反映的问题、诉求或名士的意见建议（拆分、归并之后）；与收集问题分开，从不相加",
    Dated("raised_date"),
    (
        Column("object_issue_id", "编号", "integer", "本版数据内编号"),
        word("object_type", "走访对象", note="企业 或 名士"),
        Column("issue_text", "问题内容（公开）", note="已隐去表中出现的名称、姓名和号码", personal=False),
        Column("issue_said", "问题原文", personal=True),
        Column("object_name", "对象名称", personal=True),
        word("source_field", "来源栏目", note="写在哪一栏"),
        Column("text_start", "起字", "integer", "在来源单元格原文中从第几个字起，从 0 数"),
        Column("text_end", "止字", "integer", "到第几个字为止，不含"),
        Column("raised_date", "反映日期", "date", "没有写的取走访日期，再没有的取时段末日"),
        *UNIT,
        Column("visitor_names", "走访人", personal=True),
        *PLACE,
        word("status", "是否解决", note="已解决/待解决/已解释/正在办理/已撤销；未填为空"),
        Column("solved_date", "解决日期", "date", "没有写办结日期的，取所报时段末日，没有时段的取走访日期"),
        Column("outcome_text", "处理落实情况", personal=True),
        word("form", "表种", note="写在哪种表上"),
        *SOURCE,
    ),
    one_of="family",
)

REPORTS = Table(
    "reports",
    "单位报数",
    "一行一个单位在一个时段报来的一组数，照报来的样子保存",
    Dated("period_end", reaches_beyond=True),
    (
        word("report_kind", "报表", note="周报 或 半月汇总"),
        *PERIOD,
        *UNIT,
        *PLACE,
        word("block", "板块"),
        word("category", "类别", note="附件5 的七类；不属七类的和周报为空"),
        Column("item_text", "具体内容", personal=True),
        *bounded("visitor_count", "干部走访人数"),
        *bounded("household_count", "走访户数"),
        *bounded("issue_count", "汇总问题数"),
        *bounded("solved_count", "解决问题数"),
        *bounded("pending_count", "待解决问题数"),
        word("basis", "口径", note="周报：累计/当周/未判定，由各周数列判断"),
        *bounded("own_visitor_count", "当周干部走访人数", "周报：当周口径的照写，未判定的至多这些，累计口径的为空"),
        *(
            column
            for name, label in (("household", "走访户数"), ("issue", "汇总问题数"), ("solved", "解决问题数"))
            for column in bounded(
                f"own_{name}_count", f"当周{label}", "周报：当周口径的照写，累计口径的减去上一份的，未判定的至多这些"
            )
        ),
        *SOURCE,
    ),
)

DUE_REPORTS = Table(
    "due_reports",
    "应报",
    "一行一份应报送的报表（单位 × 时段，半月汇总再 × 村）",
    Dated("report_due_date"),
    (
        word("report_kind", "报表"),
        word("period_label", "时段"),
        Column("report_due_date", "应报日期", "date"),
        *UNIT,
        *PLACE,
        Column("received_date", "收到日期", "date", "未收到为空"),
        word("source_file", "来源文件"),
    ),
)

VILLAGE_PROFILES = Table(
    "village_profiles",
    "村（社区）基本情况",
    "一行一个村（社区）：附件1 的基本情况，以最后报来的为准",
    Undated("底数，只留最后报来的一份，不是哪一天的事"),
    (
        *PLACE,
        *UNIT,
        *bounded("household_total", "总户数"),
        *bounded("population", "总人口"),
        Column("income_per_head", "人均可支配收入", "number", "元"),
        Column("cadre_income", "村（社区）干部平均年收入", "number", "元"),
        *bounded("hamlet_count", "自然村个数"),
        *bounded("villager_group_count", "村民小组个数"),
        *bounded("party_member_count", "党员人数"),
        *bounded("party_branch_count", "党支部个数"),
        *bounded("graduate_official_count", "大学生村官人数"),
        Column("collective_income", f"{rules.YEAR_BEFORE}年村（社区）集体总收入", "number", "万元"),
        Column("operating_income", f"{rules.YEAR_BEFORE}年村（社区）经营性收入", "number", "万元"),
        Column("collective_assets", f"{rules.YEAR_BEFORE}年村（社区）集体总资产", "number", "万元"),
        Column("filled_date", "填表日期", "date"),
        Column("secretary_name", "书记", personal=True),
        Column("secretary_phone", "书记电话", personal=True),
        Column("contact_name", "联系人", personal=True),
        Column("contact_phone", "联系人电话", personal=True),
        *SOURCE,
    ),
)

VILLAGE_NEEDS = Table(
    "village_needs",
    "村（社区）困难和建议",
    "一行一个村（社区）在一个方面的困难和对策建议（附件1）；与入户问题分开，从不相加",
    Undated("附件1 只留最后报来的一份，不是哪一天的事"),
    (
        *PLACE,
        *UNIT,
        word("aspect", "方面", note="附件1 的六个方面，与附件5 七类不同"),
        Column("issue_text", "问题内容（公开）", note="已隐去书记、联系人的姓名和号码", personal=False),
        Column("need_text", "困难和对策建议", personal=True),
        *SOURCE,
    ),
)

BRIEFING_FIGURES = Table(
    "briefing_figures",
    "简报数字",
    "一行一个简报里写明的数字；是公布过的，与表中数并列，从不混入",
    Undated("公布的是累计数，不能分给某个时段；看截至当日最新的一个", reaches_beyond=True),
    (
        word("subject", "对象", note="照原文；全市为 全市"),
        *UNIT,
        *PLACE,
        word(
            "measure",
            "项目",
            note="走访户数、问题数、解决数、发放张数、走访企业、走访名士、人、人次等；回访、补课访、重点访、督查的数另是各自的项目；不同单位从不相加",
        ),
        word("counted_in", "量词", note="户、户次、个、条、件、类、张、家、位、人、人次、期、篇、%"),
        *bounded("figure", "数字", "百分比另列，为空"),
        Column("percent", "百分比", "number", "满意率98.5% 为 98.5；不是百分比为空"),
        Column("as_of", "截至", "date", "句中写的截至，没有写的取简报自己的日期，再取所报时段末日；都没有为空"),
        Column(
            "superseded_on",
            "被取代日期",
            "date",
            "同一个对象、同一个项目的后一个数的截至日期，从那天起以后一个为准，早先的累计数已包含在内；没有后一个为空",
        ),
        Column("quote", "原句", personal=True),
        *SOURCE,
    ),
)

RECONCILIATIONS = Table(
    "reconciliations",
    "对账",
    "一行一个单位在一个时段的一项对账",
    Dated("period_end", reaches_beyond=True),
    (
        Column("reconciliation_id", "对账编号", "integer", "本版数据内；差异大的在前"),
        word("check", "核对事项", note="周报对表、半月汇总对表、半月汇总合计、简报对表、联系卡对户数"),
        *UNIT,
        *PLACE,
        *PERIOD,
        word("measure", "项目"),
        word("basis", "口径", note="周报：累计/当周/未判定；简报 累计；附件5 当期"),
        word("outcome", "对账结果", note="一致 / 差异 / 未报 / 无表"),
        *bounded("reported", "申报数"),
        Column("derived", "台账数", "integer", "按看板的日期口径；半月汇总合计为各行之和；没有台账可核对为空"),
        Column("derived_low", "台账至少", "integer", "不计日期、结果未注明的"),
        Column("derived_high", "台账至多", "integer", "含日期、结果未注明的和退回的行"),
        Column("counted_from", "台账起算", "date", "台账数自该日起、到“止”为止"),
        Column("difference", "差异", "integer", "申报数减台账数；在容差内为 0"),
        Column("tolerance", "容差", "integer"),
        word("finding", "说明"),
        *SOURCE,
    ),
)

SOURCE_COLUMNS = Table(
    "source_columns",
    "栏目位置",
    "一行一张工作表的一个栏目：在原表的哪一格",
    Undated("说的是表的样子"),
    (
        word("source_file", "来源文件"),
        word("source_sheet", "来源工作表"),
        Column("position", "序", "integer", "在各栏原文中的次序，从 1 数"),
        word("field_name", "栏目代号"),
        word("field", "栏目"),
        word("place", "位置", note="列（C）、单元格（B7）、第3列，或 表格上方"),
        Column("is_personal", "涉及个人", "flag"),
    ),
)

SOURCE_ROWS = Table(
    "source_rows",
    "原表的行",
    "一行一条读到的数据行，照原文",
    Undated("照原文保存，日期在由它成为的记录里"),
    (*SOURCE, Column("cells", "各栏原文", "texts", "次序见“栏目位置”", personal=True)),
    one_of="line",
)

CORRECTIONS = Table(
    "corrections",
    "更正",
    "一行一处按更正清单改过的单元格",
    Dated("confirmed_on", reaches_beyond=True),
    (
        *SOURCE,
        word("cell", "单元格"),
        word("field", "栏目"),
        Column("was", "原文", personal=True),
        Column("becomes", "改为", personal=True),
        word("why", "更正原因"),
        word("confirmed_by", "确认单位", note="单位或岗位，不写人名"),
        Column("confirmed_on", "确认日期", "date"),
    ),
    one_of="line",
)

SOURCE_FILES = Table(
    "source_files",
    "收到的文件",
    "一行一个收到的文件",
    Dated("received_at", reaches_beyond=True),
    (
        word("source_file", "来源文件"),
        Column("received_as", "收到时的名称", note="收件目录内的相对路径，名称未隐去", personal=True),
        word("sha256", "指纹"),
        Column("bytes", "大小", "integer"),
        Column(
            "received_at",
            "收到时间",
            "instant",
            "首次收到的时间，记入收件登记；首次入库以前收到的，为文件修改时间",
        ),
        word("unit_name", "走访单位", note="报送的单位，由文件夹或文件名得出；得不出为空"),
        word("period_label", "时段"),
        word("refused", "未读原因", note="能读为空"),
        Column("rows_read", "读到行数", "integer"),
        Column("rows_kept", "采用行数", "integer"),
        Column("rows_merged", "归并行数", "integer"),
        Column("rows_replaced", "其中被更正", "integer", "归并的行里，由后来报的行取代的；其余是已有相同记录"),
        Column("rows_rejected", "退回行数", "integer"),
        Column(
            "rows_forgotten", "应要求删除行数", "integer", "有家庭要求删除，没有采用也没有留下原文的行；删的是谁不记"
        ),
    ),
)

SOURCE_SHEETS = Table(
    "source_sheets",
    "读到的工作表",
    "一行一张工作表（或 Word 中的一张表）",
    Undated("一张表写的是一段日子，各行的日期在由它成为的记录里"),
    (
        word("source_file", "来源文件"),
        word("source_sheet", "来源工作表"),
        word("form", "表种", note="无法识别为空"),
        Column("is_hidden", "隐藏表", "flag"),
        Column("hidden_row_count", "隐藏行数", "integer"),
        Column("struck_row_count", "划掉行数", "integer", "整行划了删除线，没有计入"),
        *UNIT,
        word("period_label", "时段"),
        word("refused", "未读原因"),
        Column("rows_read", "读到行数", "integer"),
        Column("rows_kept", "采用行数", "integer"),
        Column("rows_merged", "归并行数", "integer"),
        Column("rows_replaced", "其中被更正", "integer", "归并的行里，由后来报的行取代的；其余是已有相同记录"),
        Column("rows_rejected", "退回行数", "integer"),
        Column(
            "rows_forgotten", "应要求删除行数", "integer", "有家庭要求删除，没有采用也没有留下原文的行；删的是谁不记"
        ),
        Column("note_row_count", "说明和合计行数", "integer"),
        Column("unknown_headings", "未使用的栏目", "texts", personal=False),
    ),
)

REJECTED_ROWS = Table(
    "rejected_rows",
    "退回的行",
    "一行一条退回的数据行",
    Undated("未能入库的行，日期不明"),
    (
        *SOURCE,
        word("cell", "单元格"),
        word("form", "表种"),
        *UNIT,
        word("period_label", "时段"),
        word("field", "栏目"),
        word("rule", "规则", note="稳定的英文代号"),
        Column("said", "原文", personal=True),
        word("said_shown", "原文（公开）", note="涉及个人的栏目不显示"),
        word("sentence", "原因"),
        word("also", "同行其他问题"),
        Column("bad_fields", "有问题的栏目", "texts", personal=False),
        Column("bad_rules", "各栏的规则", "texts", "次序同有问题的栏目", personal=False),
    ),
    one_of="line",
)

REMARKS = Table(
    "remarks",
    "待核对单元格",
    "一行一处已采用、但请单位核对的内容：一个单元格，或两个单位报送的同一份文件",
    Undated("说的是表的样子"),
    (
        *SOURCE,
        word("cell", "单元格", note="说的是整份文件的为空"),
        word("form", "表种"),
        *UNIT,
        word("field", "栏目"),
        word("rule", "规则", note="稳定的英文代号"),
        Column("is_left_blank", "按未填处理", "flag", "该格需更正：未采用，该行其余内容照常采用；否则仅请核对"),
        word("said_shown", "原文（公开）", note="涉及个人的栏目不显示"),
        word("sentence", "原因"),
    ),
    one_of="line",
)

MERGED_ROWS = Table(
    "merged_rows",
    "归并的行",
    "一行一条与已有记录相同、并入其中的数据行",
    Undated("日期在并入的那条记录里"),
    (
        *SOURCE,
        word("form", "表种"),
        word("rule", "规则"),
        word("fate", "去向", note="已有：与采用的行相同；被更正：由后来报的行取代；不一致：与采用的行不同，分不出先后"),
        word("sentence", "原因"),
        word("into_file", "并入文件"),
        word("into_sheet", "并入工作表"),
        Column("into_row", "并入行号", "integer"),
    ),
    one_of="line",
)

NOTE_ROWS = Table(
    "note_rows",
    "说明和合计行",
    "一行一条表中的合计、小计、备注或签字行，或表格之外的文字：不是数据行，照原文保存",
    Undated("合计、备注不是哪一天的事"),
    (
        *SOURCE,
        word(
            "kind",
            "种类",
            note="合计、备注、划掉（整行划了删除线）、隐藏表（看得见的同种表在，没有计入），或表格之外的批注、文本框、页眉页脚、脚注、嵌入对象",
        ),
        Column("said", "原文", personal=True),
    ),
    one_of="line",
)

SNAPSHOT = Table(
    "snapshot",
    "数据版本",
    "只有一行：本版数据的来源",
    Undated("只有一行"),
    (
        word("snapshot_id", "数据版本"),
        Column("built_at", "生成时间", "instant"),
        Column("data_date", "数据截至", "date", "最晚的走访、反映、解决或回访日期"),
        word("definitions_version", "口径版本"),
        Column("file_count", "文件数", "integer"),
        Column("rows_read", "读到行数", "integer"),
        Column("rows_kept", "采用行数", "integer"),
        Column("rows_merged", "归并行数", "integer"),
        Column("rows_replaced", "其中被更正", "integer", "归并的行里，由后来报的行取代的；其余是已有相同记录"),
        Column("rows_rejected", "退回行数", "integer"),
        Column(
            "rows_forgotten", "应要求删除行数", "integer", "有家庭要求删除，没有采用也没有留下原文的行；删的是谁不记"
        ),
    ),
)

DEFINITIONS = Table(
    "definitions",
    "口径",
    "一行一个指标：该版数据入库时的指标定义",
    Undated("以入库时的口径为准"),
    (
        word("metric_id", "指标代号"),
        word("metric_label", "指标"),
        word("metric_code", "指标编号"),
        word("metric_unit", "计量单位"),
        word("metric_note", "指标说明"),
        word("leaves_out", "不含"),
        word("definitions_version", "口径版本"),
        word("definition_sql", "算法", note="截至走访截止日的计算语句；比值没有单独语句，由两个数分别统计后相除"),
    ),
)

_CORE = (
    SNAPSHOT,
    DEFINITIONS,
    AREAS,
    UNITS,
    UNIT_VILLAGES,
    VISITED_VILLAGES,
    HOUSEHOLDS,
    VISITS,
    VISITOR_DAYS,
    CADRES,
    ISSUES,
    OBJECT_VISITS,
    OBJECT_ISSUES,
    REPORTS,
    DUE_REPORTS,
    RECONCILIATIONS,
    BRIEFING_FIGURES,
    VILLAGE_PROFILES,
    VILLAGE_NEEDS,
    SOURCE_FILES,
    SOURCE_SHEETS,
    SOURCE_COLUMNS,
    SOURCE_ROWS,
    CORRECTIONS,
    REJECTED_ROWS,
    REMARKS,
    MERGED_ROWS,
    NOTE_ROWS,
)

CODED: Mapping[str, Mapping[str, str]] = {
    "raised_date_basis": rules.RAISED_DATE_BASES,
    "source_field": {"issue_text": "问题内容", "needs_text": "困难需求", "opinion_text": "意见建议"},
}
"""Columns that store codes → what a reader sees in place of each."""


def _tables() -> tuple[Table, ...]:
    """Every table in order: those declared here, and each paper's own after the one that it follows."""
    tables = list(_CORE)
    for paper in reversed(papers()):
        if paper.record and isinstance(paper.record.table, Table):
            names = [table.name for table in tables]
            tables.insert(names.index(paper.record.follows) + 1, paper.record.table)
    return tuple(tables)


TABLES = _tables()


def table(name: str) -> Table:
    """The table called `name`; KeyError when the snapshot has none."""
    for declared in TABLES:
        if declared.name == name:
            return declared
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Folded:
    """Some columns of a table, each combination once with the number of its `rows`: what pages ask all the time.

    It grows with the days and places and not with the rows; a question that needs no other column is answered from it.
    """

    name: str
    label: str
    of: str
    names: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it keeps."""
        return tuple(table(self.of).column(name) for name in self.names)

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        names = ", ".join(self.names)
        return f'CREATE TABLE "{self.name}" AS SELECT {names}, count(*) AS rows FROM "{self.of}" GROUP BY ALL'


_BY_PLACE = ("unit_level", "district", "zone", "town_name")
_STATE = ("raised_date", "status", "solved_date", "ended_date", "due_date")
FOLDED: dict[str, Folded] = {
    folded.name: folded
    for folded in (
        Folded(
            "visits_by_day",
            "逐日逐镇的走访",
            "visits",
            (
                "visit_date", *_BY_PLACE, "supervision_group", "is_first", "is_first_by_level", "is_first_by_group",
                "is_first_by_level_group", "is_village_surveyed", "is_unit_rostered",
            ),
        ),
        Folded(
            "visits_by_unit",
            "逐日逐单位的走访",
            "visits",
            (
                "visit_date", "unit_name", "unit_level", "supervision_group", "district", "zone", "is_first",
                "is_first_by_unit", "is_first_by_level", "is_first_by_group", "is_first_by_level_group", "is_unit_rostered",
            ),
        ),
        Folded(
            "issues_by_category",
            "逐类的问题",
            "issues",
            ("raised_date", "status", "solved_date", "ended_date", "district", "zone", "category"),
        ),
        Folded(
            "issues_by_answer",
            "逐镇的问题",
            "issues",
            (
                *_STATE, "promised_date", "answered_date", "reached_date", "followup_date", "is_solved_confirmed",
                "satisfaction", *_BY_PLACE,
            ),
        ),
        Folded(
            "issues_by_handler",
            "逐单位的问题",
            "issues",
            (
                *_STATE, "promised_date", "answered_date", "reached_date", "followup_date", "is_solved_confirmed",
                "satisfaction", "handler", "handler_level",
            ),
        ),
        Folded("visitors_by_day", "逐日的走访人", "visitor_days", ("visit_date", "previous_day_out", "unit_level", "supervision_group")),
    )
}  # fmt: skip
"""The folded tables by name, of one table the narrower ones first."""
