"""What is each number, on a table small enough to count by hand?

Above, what the sheets came to; below, what every number says of it. A blank is “—”, not 0. Every number of
`campaign.numbers.metrics` appears in at least one of these answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path

import pandas as pd
import pytest

from campaign import schema
from campaign.numbers.dimensions import DIMENSIONS, CannotAnswer, dimension, dimensions_of
from campaign.numbers.metrics import METRICS
from campaign.numbers.questions import BOUND
from campaign.numbers.wording import NOT_REACHED, format_value
from tests.tiny import drawn, tiny


@dataclass(frozen=True)
class Example:
    """Some rows, and what the numbers in the heading of `answer` come to, by the dimensions in front of them."""

    name: str
    answer: str
    rows: dict[str, str] = field(default_factory=dict)
    question: dict[str, object] = field(default_factory=dict)


VISITS = {
    "visits": """
        household_id | visit_date | unit_name | unit_level | supervision_group | district | is_first | is_first_by_unit | is_first_by_level | is_first_by_level_group | is_village_surveyed | is_unit_rostered | disturbed_date
        1            | 2017-03-02 | 市甲局    | 市级机关   | 1                 | 天宁区   | true     | true             | true              | true                    | true                | true             | 2017-03-05
        1            | 2017-03-05 | 市乙局    | 市级机关   | 2                 | 天宁区   | false    | true             | false             | true                    | true                | false            | 2017-03-05
        2            | 2017-03-06 | 市甲局    | 市级机关   | 1                 | 天宁区   | true     | true             | true              | true                    | true                | true             |
        2            | 2017-03-26 | 市甲局    | 市级机关   | 1                 | 天宁区   | false    | false            | false             | false                   | true                | true             |
        3            | 2017-03-08 | 丙镇      | 镇街       | 1                 | 武进区   | true     | true             | true              | true                    | false               | true             |
    """,
    "cadres": """
        unit_name | unit_level | supervision_group | cadre_name | on_target_date
        市甲局    | 市级机关   | 1                 | 张某某     | 2017-03-20
        市甲局    | 市级机关   | 1                 | 李某某     |
        丙镇      | 镇街       | 1                 | 王某某     |
    """,
    "village_profiles": """
        village_id | village_name | district | unit_name | household_total
        01         | 新村         | 天宁区   | 市甲局    | 8
        03         | 老村         | 金坛区   | 市乙局    | 50
    """,
}

HALF_ROSTERED = {
    "visits": """
        ×   | visit_date | unit_name | unit_level | is_first | is_first_by_unit | is_first_by_level | is_unit_rostered
        300 | 2017-03-02 | 市甲局    | 市级机关   | true     | true             | true              | true
        900 | 2017-03-02 | 市乙局    | 市级机关   | true     | true             | true              | false
    """,
    "cadres": """
        ×  | unit_name | unit_level
        20 | 市甲局    | 市级机关
    """,
}
"""市乙局 has sent no roster."""

ISSUES = """
    raised_date | raised_date_basis | due_date   | status   | solved_date | ended_date | responded_date | promised_date | told_count | followup_date | reached_date | satisfaction | is_solved_confirmed | category | answered_date
    2017-03-01  | written           | 2017-03-20 | 已解决   | 2017-03-10  |            | 2017-03-02     |               | 1          | 2017-03-15    | 2017-03-15   | 满意         | true                | 房屋土地 | 2017-03-10
    2017-03-01  | written           | 2017-03-05 | 已解决   | 2017-03-11  |            | 2017-03-11     |               | 3          | 2017-03-16    | 2017-03-16   | 不满意       | false               | 房屋土地 | 2017-03-11
    2017-03-02  | written           | 2017-03-31 | 已解决   | 2017-03-25  |            | 2017-03-03     |               | 1          | 2017-03-28    |              | 未联系上     |                     | 房屋土地 | 2017-03-25
    2017-03-05  | written           | 2017-03-31 | 已解决   | 2017-03-06  |            | 2017-03-06     |               | 1          | 2017-03-10    | 2017-03-10   | 基本满意     |                     | 医疗卫生 | 2017-03-06
    2017-03-10  | written           | 2017-05-31 | 已解释   |             | 2017-03-12 | 2017-03-12     |               | 1          |               |              |              |                     | 医疗卫生 | 2017-03-12
    2017-03-20  | written           | 2017-03-25 | 待解决   |             |            | 2017-03-21     | 2017-03-28    | 2          |               |              |              |                     | 医疗卫生 |
    2017-03-30  | written           | 2017-05-31 | 正在办理 |             |            | 2017-03-30     | 2017-04-15    | 1          |               |              |              |                     | 医疗卫生 |
    2017-03-30  | written           | 2017-05-31 |          |             |            |                |               | 1          |               |              |              |                     | 教育文化 |
"""

AGAIN = """
    household_id | visit_date | unit_name | is_first | is_first_by_unit | previous_date | previous_date_by_unit
    1            | 2017-03-02 | 市甲局    | true     | true             |               |
    1            | 2017-03-21 | 市乙局    | false    | true             | 2017-03-02    |
    1            | 2017-03-22 | 市甲局    | false    | false            | 2017-03-21    | 2017-03-02
    1            | 2017-03-24 | 市甲局    | false    | false            | 2017-03-22    | 2017-03-22
    2            | 2017-03-23 | 市甲局    | true     | true             |               |
    3            | 2017-03-03 | 市乙局    | true     | true             |               |
"""
"""The week of 20 March: household 1 is visited three times more, 2 for the first time."""

OUT = """
    unit_name | visitor_no | visit_date | previous_day_out
    市甲局    | 1          | 2017-03-14 |
    市甲局    | 1          | 2017-03-20 | 2017-03-14
    市甲局    | 1          | 2017-03-21 | 2017-03-20
    市甲局    | 2          | 2017-03-26 |
    市乙局    | 3          | 2017-03-22 |
    市乙局    | 4          | 2017-03-27 |
"""

OLD_AND_NEW = """
    raised_date | status   | solved_date | answered_date | followup_date | route | category | unit_name
    2017-03-08  | 已解决   | 2017-03-22  | 2017-03-22    |               | 自办  | 房屋土地 | 市甲局
    2017-03-14  | 已解决   | 2017-03-20  | 2017-03-15    | 2017-03-15    | 自办  | 房屋土地 | 市甲局
    2017-03-21  | 已解决   | 2017-03-26  | 2017-03-26    |               | 交办  | 房屋土地 | 市甲局
    2017-03-22  | 已解决   | 2017-03-29  | 2017-03-29    |               | 自办  | 医疗卫生 | 市乙局
    2017-03-23  | 待解决   |             | 2017-03-25    | 2017-03-25    | 自办  | 医疗卫生 | 市乙局
    2017-03-24  | 正在办理 |             |               |               | 交办  | 教育文化 | 市乙局
    2017-03-24  |          |             |               |               |       | 社会保障 | 市乙局
"""
"""Of the week of 20 March: three raised earlier or later are solved in it, one raised in it is solved after it."""

REPORTED = """
    report_kind | unit_name | period_end | basis   | household_count | own_visitor_count | own_household_count | own_household_count_bound | own_issue_count | own_solved_count
    周报        | 市甲局    | 2017-03-19 | 累计    | 90              |                   | 90                  |                           | 20              | 5
    周报        | 市甲局    | 2017-03-26 | 累计    | 150             |                   | 60                  |                           | 12              | 7
    周报        | 市乙局    | 2017-03-26 | 当周    | 40              | 8                 | 40                  |                           | 9               | 4
    周报        | 市丙局    | 2017-03-26 | 未判定  | 30              | 3                 | 30                  | ≤                         |                 | 1
    半月汇总    | 市甲局    | 2017-03-31 |         |                 |                   |                     |                           |                 |
"""

OBJECTS = {
    "object_visits": """
        object_id | object_type    | visit_date | unit_name | district | is_first | is_first_by_unit
        1         | 企业           | 2017-03-02 | 市甲局    | 天宁区   | true     | true
        1         | 企业           | 2017-03-09 | 市甲局    | 天宁区   | false    | false
        1         | 企业           | 2017-03-10 | 市乙局    | 天宁区   | false    | true
        2         | 企业           | 2017-03-12 | 市乙局    |          | true     | true
        3         | 名士           | 2017-03-03 | 市甲局    |          | true     | true
        4         | 村（社区）组织 | 2017-03-04 | 市甲局    | 天宁区   | true     | true
    """,
    "object_issues": """
        object_type | raised_date | unit_name | status   | solved_date
        企业        | 2017-03-02  | 市甲局    | 已解决   | 2017-03-20
        企业        | 2017-03-02  | 市甲局    | 正在办理 |
        企业        | 2017-03-12  | 市乙局    |          |
        名士        | 2017-03-03  | 市甲局    |          |
        名士        | 2017-03-03  | 市甲局    |          |
    """,
    "visits": """
        household_id | visit_date | unit_name | object_type | is_first | is_first_by_unit
        1            | 2017-03-02 | 市甲局    | 家庭        | true     | true
    """,
}

EXAMPLES = (
    Example(
        "期内走访过的户_以前走访过又去的也计一户_首次走访的只有一户",
        """
        households | households_in_period | visits
        1          | 2                    | 4
        """,
        {"visits": AGAIN},
        {"period": "2017-W12"},
    ),
    Example(
        "期内走访过的户_按单位时各单位各计一户",
        """
        unit   | households | households_in_period | visits
        市乙局 | 1          | 1                    | 1
        市甲局 | 1          | 2                    | 3
        """,
        {"visits": AGAIN},
        {"period": "2017-W12"},
    ),
    Example(
        "期内走访过的户_逐周各计一户_各周不能相加",
        """
        week                | households | households_in_period
        2017-02-27 00:00:00 | 2          | 2
        2017-03-20 00:00:00 | 1          | 2
        """,
        {"visits": AGAIN},
    ),
    Example("不指明时段_期内走访户数就是走访户数", "households | households_in_period\n 3 | 3", {"visits": AGAIN}),
    Example(
        "干部走访人数_一周里去几天都是一人_前一周去过的也计",
        """
        unit   | visitors_in_period
        市乙局 | 1
        市甲局 | 2
        """,
        {"visitor_days": OUT},
        {"period": "2017-W12"},
    ),
    Example("不指明时段_干部走访人数是去过的人", "visitors_in_period\n4", {"visitor_days": OUT}),
    Example(
        "期内解决的不论哪天反映_已解决只看期内反映的",
        """
        issues | solved | solved_in_period | answered | answered_in_period
        5      | 1      | 3                | 2        | 3
        """,
        {"issues": OLD_AND_NEW},
        {"period": "2017-W12"},
    ),
    Example(
        "期内一件没有解决的一组是零_一件都没有写的才为空",
        """
        category | issues | solved_in_period | answered_in_period
        房屋土地 | 1      | 3                | 2
        医疗卫生 | 2      | 0                | 1
        教育文化 | 1      | 0                | 0
        社会保障 | 1      |                  |
        """,
        {"issues": OLD_AND_NEW},
        {"period": "2017-W12"},
    ),
    Example(
        "逐周按解决的日期分_各周相加等于已解决",
        """
        week                | issues | solved_in_period
        2017-03-06 00:00:00 | 1      |
        2017-03-13 00:00:00 | 1      |
        2017-03-20 00:00:00 | 5      | 3
        2017-03-27 00:00:00 |        | 1
        """,
        {"issues": OLD_AND_NEW},
    ),
    Example(
        "不指明时段_期内的就是截至当日的",
        "solved | solved_in_period | answered | answered_in_period\n 4 | 4 | 5 | 5",
        {"issues": OLD_AND_NEW},
    ),
    Example(
        "答复率连回访到的也算_交办不算_没有写的一组为空",
        """
        category | issues | answered | answered_share
        房屋土地 | 3      | 3        | 1
        医疗卫生 | 2      | 2        | 1
        教育文化 | 1      | 0        | 0
        社会保障 | 1      |          |
        """,
        {"issues": OLD_AND_NEW},
    ),
    Example(
        "即知即改是自办的七天之内解决的_十四天的不算_交办的不在分母",
        """
        self_handled | fixed_at_once | fixed_at_once_share
        4            | 2             | 0.5
        """,
        {"issues": OLD_AND_NEW},
    ),
    Example(
        "不知道用了几天的_不算即知即改_也不在分母",
        """
        issues | self_handled | fixed_at_once | fixed_at_once_share
        4      | 2            | 1             | 0.5
        """,
        {
            "issues": """
                raised_date | route | status | solved_date | is_solved_date_written | days_contradict
                2017-03-08  | 自办  | 已解决 | 2017-03-15  | true                   | false
                2017-03-08  | 自办  | 已解决 | 2017-03-16  | true                   | false
                2017-03-08  | 自办  | 已解决 | 2017-03-15  | false                  | false
                2017-03-08  | 自办  | 已解决 | 2017-03-07  | true                   | true
            """
        },
    ),
    Example(
        "周报的四项数_累计的减去上一周_判定不了的至多这些_半月汇总不在内",
        """
        reported_visitors | reported_households | reported_issues | reported_solved
        11                | ≤130                | 21              | 12
        """,
        {"reports": REPORTED},
        {"period": "2017-W12"},
    ),
    Example(
        "企业名士另计_同一家全市只计一次_从不加进户数",
        """
        households | visits | object_visits | objects_visited | enterprises_visited | notables_visited | object_issues | enterprise_issues_heard | enterprise_issues_solved | enterprise_issues_solved_share | notable_suggestions
        1          | 1      | 6             | 4               | 2                   | 1                | 5             | 3                       | 1                        | 0.333333                       | 2
        """,
        OBJECTS,
    ),
    Example(
        "按单位时各单位各计一家_没有填是否解决的为空",
        """
        unit   | enterprises_visited | notables_visited | enterprise_issues_heard | enterprise_issues_solved | enterprise_issues_solved_share
        市乙局 | 2                   | 0                | 1                       |                          |
        市甲局 | 1                   | 1                | 2                       | 1                        | 0.5
        """,
        OBJECTS,
    ),
    Example(
        "按走访对象分_家庭是走访户次_其余是另一张表",
        """
        object_type    | visits | households | object_visits | objects_visited
        家庭           | 1      | 1          |               |
        企业           |        |            | 4             | 2
        名士           |        |            | 1             | 1
        村（社区）组织 |        |            | 1             | 1
        """,
        OBJECTS,
    ),
    Example(
        "谁反映的_村和街道的也是收集问题",
        """
        raised_by  | issues
        群众       | 2
        村（社区） | 1
        """,
        {
            "issues": """
                raised_date | raiser
                2017-03-02  | 群众
                2017-03-02  | 群众
                2017-03-03  | 村（社区）
            """
        },
    ),
    Example(
        "走访户数去重_户次照计_扰民看有没有被几个单位走访",
        """
        district | households | visits | repeat_share | disturbed | disturbed_share
        武进区   | 1          | 1      | 0            | 0         | 0
        天宁区   | 2          | 4      | 0.5          | 1         | 0.5
        """,
        VISITS,
    ),
    Example(
        "重复走访是户次中不是首次的部分_按单位时各单位各计首次",
        """
        unit   | households | visits | repeats | repeat_share
        丙镇   | 1          | 1      | 0       | 0
        市乙局 | 1          | 1      | 0       | 0
        市甲局 | 2          | 3      | 1       | 0.333333
        """,
        VISITS,
    ),
    Example(
        "受扰户数按当日_还没有第二个单位上门就不算",
        """
        households | disturbed
        1          | 0
        """,
        VISITS,
        {"as_of": date(2017, 3, 4)},
    ),
    Example(
        "覆盖率只算有附件1的村_没有附件1的区为空_有附件1没有走访的也不作零",
        """
        district | surveyed_households | village_households | coverage
        金坛区   |                     | 50                 |
        武进区   | 0                   |                    |
        天宁区   | 2                   | 8                  | 0.25
        """,
        VISITS,
    ),
    Example(
        "有附件1的村只数写了总户数的_名录上的村都在旁边",
        """
        district | surveyed_villages | villages
        金坛区   | 1                 | 1
        武进区   |                   | 1
        天宁区   | 1                 | 2
        """,
        {
            "village_profiles": """
                village_id | village_name | district | household_total
                01         | 新村         | 天宁区   | 8
                02         | 旧村         | 天宁区   |
                03         | 老村         | 金坛区   | 50
            """,
            "areas": """
                village_id | village_name | district
                01         | 新村         | 天宁区
                02         | 旧村         | 天宁区
                03         | 老村         | 金坛区
                04         | 远村         | 武进区
            """,
        },
    ),
    Example(
        "有花名册的单位_是知道有多少干部的",
        """
        level    | rostered_units | units
        市级机关 | 1              | 2
        镇街     | 0              | 1
        """,
        {"units": "unit_name | unit_level | cadre_count\n市甲局 | 市级机关 | 20\n市乙局 | 市级机关 |\n丙镇 | 镇街 |"},
    ),
    Example(
        "达标干部和完成进度只按名册_完成进度只算市级机关",
        """
        cadres | cadres_on_target | cadre_target_share | progress
        3      | 1                | 0.333333           | 0.033333
        """,
        VISITS,
    ),
    Example(
        "完成进度不算没有花名册的单位的户_那里没有分母",
        """
        unit   | households | rostered_households | cadres | progress
        市乙局 | 900        | 0                   |        |
        市甲局 | 300        | 300                 | 20     | 0.5
        """,
        HALF_ROSTERED,
    ),
    Example(
        "全市的完成进度也只拿有花名册的单位比_三百户比六百户",
        """
        households | rostered_households | cadres | progress
        1200       | 300                 | 20     | 0.5
        """,
        HALF_ROSTERED,
    ),
    Example(
        "按督导小组的完成进度_同一户在两个小组各计一户",
        """
        group | progress
        1     | 0.033333
        2     |
        """,
        VISITS,
    ),
    Example(
        "收集问题与反映次数并列_户均问题是两数各算之后相除",
        """
        issues | told | issues_per_household
        8      | 11   | 2.666667
        """,
        {**VISITS, "issues": ISSUES},
    ),
    Example(
        "已解决加待解决等于收集_解释说明算处置不算解决_全没填的一组为空",
        """
        category | issues | solved | pending | solved_share | responded | responded_share | ended_otherwise | still_open
        房屋土地 | 3      | 3      | 0       | 1            | 3         | 1               | 0               | 0
        医疗卫生 | 4      | 1      | 3       | 0.25         | 4         | 1               | 1               | 2
        教育文化 | 1      |        |         |              |           |                 |                 |
        """,
        {"issues": ISSUES},
    ),
    Example(
        "没有写哪天处置的_时段结束以前不当作没有处置",
        """
        issues | response_told | responded | responded_share
        3      | 2             | 1         | 0.5
        """,
        {
            "issues": """
                raised_date | status | route | responded_date | is_responded_date_written
                2017-03-02  | 待解决 | 自办  | 2017-03-03     | true
                2017-03-02  | 待解决 | 交办  | 2017-03-20     | true
                2017-03-02  | 待解决 | 自办  | 2017-03-31     | false
            """
        },
        {"as_of": date(2017, 3, 15)},
    ),
    Example(
        "核实的解决率只问联系上并问过的_没有回访的一组为空",
        """
        category | solved | followed_up | reached_share | asked | confirmed | confirmed_share | refuted | refuted_share
        房屋土地 | 3      | 2           | 0.666667      | 2     | 1         | 0.5             | 1       | 0.5
        医疗卫生 | 1      | 1           | 1             | 0     | 0         |                 | 0       | 0
        教育文化 |        |             |               |       |           |                 |         |
        """,
        {"issues": ISSUES},
    ),
    Example(
        "办结以前的回访不算核实",
        """
        solved | followed_up | reached_share | asked | refuted
        2      | 1           | 0.5           | 1     | 0
        """,
        {
            "issues": """
                raised_date | status | solved_date | followup_date | reached_date | is_solved_confirmed
                2017-03-01  | 已解决 | 2017-03-12  | 2017-03-11    | 2017-03-11   | false
                2017-03-01  | 已解决 | 2017-03-12  | 2017-03-12    | 2017-03-12   | true
            """
        },
    ),
    Example(
        "满意率的分母是联系上并写明的_基本满意单列",
        """
        rated | satisfied | fairly_satisfied | unsatisfied | satisfied_share
        3     | 1         | 1                | 1           | 0.333333
        """,
        {"issues": ISSUES},
    ),
    Example(
        "按期只看时限已到的_未到期另列",
        """
        category | due | not_due | solved_on_time | solved_on_time_share
        房屋土地 | 3   | 0       | 2              | 0.666667
        医疗卫生 | 2   | 2       | 1              | 0.5
        教育文化 |     | 1       |                |
        """,
        {"issues": ISSUES},
    ),
    Example(
        "超期_承诺到期未兑现_最长天数都只看还没有了结的",
        """
        overdue | broken_promises | oldest_open_days
        1       | 1               | 11
        """,
        {"issues": ISSUES},
    ),
    Example(
        "待解决按反映了多久分档",
        """
        age_band | pending
        0–7天    | 2
        8–14天   | 1
        15–30天  | 1
        """,
        {"issues": ISSUES},
    ),
    Example(
        "干部按走访了多少户分档_三十户才到最后一档_没有写户数的不分",
        """
        cadre_band | cadres | cadres_on_target
        0户        | 2      | 0
        1–9户      | 1      | 0
        10–19户    | 1      | 0
        20–29户    | 1      | 0
        30户以上   | 2      | 2
        """,
        {
            "cadres": """
                × | unit_name | household_count | on_target_date
                2 | 市甲局    | 0               |
                1 | 市甲局    | 9               |
                1 | 市甲局    | 10              |
                1 | 市乙局    | 29              |
                1 | 市乙局    | 30              | 2017-03-30
                1 | 市乙局    | 41              | 2017-03-20
                1 | 市乙局    |                 |
            """
        },
    ),
    Example(
        "解释和撤销以后不再超期_撤销的也不算到期",
        """
        pending | still_open | overdue | overdue_share | broken_promises | oldest_open_days | due | solved_on_time
        3       | 1          | 1       | 1             | 0               | 30               | 2   | 0
        """,
        {
            "issues": """
                raised_date | due_date   | status | ended_date | promised_date
                2017-03-01  | 2017-03-10 | 已撤销 | 2017-03-03 | 2017-03-05
                2017-03-01  | 2017-03-10 | 已解释 | 2017-03-03 | 2017-03-05
                2017-03-01  | 2017-03-10 | 待解决 |            |
            """
        },
    ),
    Example(
        "只在走访表上提到的问题不算时间_它们没有写哪天解决",
        """
        issues | tracked | solved_in_14
        7      | 5       | 0
        """,
        {
            "issues": """
                × | raised_date | raised_date_basis | status | solved_date
                2 | 2017-03-01  | visit             | 已解决 | 2017-03-01
                5 | 2017-03-01  | written           | 待解决 |
            """
        },
    ),
    Example(
        "解决时间连还没解决的一起看_三月三十一日",
        # 第1天8件中解决1件，两件只看到这天；第2天5件中解释1件；第9天4件、第10天3件中各解决1件，一件看到第11天；
        # 1/8，再加 7/8×4/5×1/4 两次。看满14天的有5件，看满30天的只有2件；看满的天数之内还没有解决一半。
        """
        solved_in_14 | solved_in_30 | solve_median
        0.475        |              | 尚未过半
        """,
        {"issues": ISSUES},
    ),
    Example(
        "到期的报表分已报未报_宽限两天_还在宽限期内的不论及时",
        """
        reports_due | reports_received | reports_missing | reports_decided | reports_on_time | on_time_share
        4           | 2                | 2               | 3               | 1               | 0.333333
        """,
        {
            "due_reports": """
                report_kind | report_due_date | unit_name | received_date
                周报        | 2017-03-12      | 市甲局    | 2017-03-14
                周报        | 2017-03-19      | 市甲局    | 2017-03-22
                周报        | 2017-03-26      | 市甲局    |
                周报        | 2017-03-30      | 市甲局    |
                周报        | 2017-04-02      | 市甲局    |
            """
        },
    ),
    Example(
        "对账一致率的分母是能对账的_无表未报另列",
        """
        reconciliations | compared | reconciled | disagreeing | without_sheets | without_report | reconciled_share
        5               | 3        | 2          | 1           | 1              | 1              | 0.666667
        """,
        {
            "reconciliations": """
                × | check | unit_name | outcome
                2 | 周报对表 | 市甲局 | 一致
                1 | 周报对表 | 市甲局 | 差异
                1 | 周报对表 | 市乙局 | 无表
                1 | 周报对表 | 市乙局 | 未报
            """
        },
    ),
    Example(
        "八十余加二百七十加七十加六百余加二百零六_是至少一千二百二十六户次",
        """
        published_households
        ≥1226
        """,
        {
            "briefing_figures": """
                subject  | unit_name | measure  | counted_in | figure | figure_bound | as_of      | superseded_on
                战略发展部 | 战略发展部 | 走访户数 | 户       | 80     | ≥            | 2017-03-26 |
                党群工作部 | 党群工作部 | 走访户数 | 户       | 270    |              | 2017-03-26 |
                金融发展局 | 金融发展局 | 走访户数 | 户       | 70     |              | 2017-03-26 |
                国土分局 | 国土分局 | 走访户数 | 户         | 600    | ≥            | 2017-03-26 |
                国税分局 | 国税分局 | 走访户数 | 户         | 150    |              | 2017-03-20 | 2017-03-27
                国税分局 | 国税分局 | 走访户数 | 户         | 206    |              | 2017-03-27 |
                全市     |          | 走访户数 | 户         | 251633 |              | 2017-03-31 |
            """
        },
    ),
    Example(
        "倒回三月二十日_当时公布的是后来被取代的数",
        """
        published_households
        150
        """,
        {
            "briefing_figures": """
                subject  | unit_name | measure  | counted_in | figure | as_of      | superseded_on
                国税分局 | 国税分局 | 走访户数 | 户         | 90     |            | 2017-03-20
                国税分局 | 国税分局 | 走访户数 | 户         | 150    | 2017-03-20 | 2017-03-27
                国税分局 | 国税分局 | 走访户数 | 户         | 206    | 2017-03-27 |
            """
        },
        {"as_of": date(2017, 3, 20)},
    ),
    Example(
        "全市公布的数是全市的_各单位公布的是各单位的_回访和督查的数哪边都不加",
        """
        published_city_households | published_city_issues | published_city_solved | published_households | published_issues | published_solved
        900                       | 300                   | 80                    | ≥160                 | 50               | 9
        """,
        {
            "briefing_figures": """
                subject  | unit_name | measure        | counted_in | figure | percent | figure_bound | as_of      | superseded_on
                全市     |           | 走访户数       | 户         | 500    |         |              | 2017-03-20 | 2017-03-31
                全市     |           | 走访户数       | 户         | 900    |         |              | 2017-03-31 |
                全市     |           | 问题数         | 个         | 300    |         |              | 2017-03-31 |
                全市     |           | 解决数         | 个         | 80     |         |              | 2017-03-31 |
                全市     |           | 回访户数       | 户         | 70     |         |              | 2017-03-31 |
                全市     |           | 督查发现问题数 | 个         | 23     |         |              | 2017-03-31 |
                全市     |           | 满意率         | %          |        | 98.5    |              | 2017-03-31 |
                市甲局   | 市甲局    | 走访户数       | 户         | 90     |         |              | 2017-03-26 |
                市甲局   | 市甲局    | 问题数         | 条         | 40     |         |              | 2017-03-26 |
                市甲局   | 市甲局    | 解决数         | 个         | 9      |         |              | 2017-03-26 |
                市乙局   | 市乙局    | 走访户数       | 户         | 70     |         | ≥            | 2017-03-26 |
                市乙局   | 市乙局    | 问题数         | 件         | 10     |         |              | 2017-03-26 |
                市乙局   | 市乙局    | 电话回访户数   | 户         | 60     |         |              | 2017-03-26 |
                市乙局   | 市乙局    | 督查整改数     | 个         | 5      |         |              | 2017-03-26 |
            """
        },
    ),
    Example(
        "企业和名士各是各的_从不加进走访户数和收集问题",
        """
        households | issues | solved | enterprises | enterprise_issues | enterprise_solved | notables
                   |        |        | 2251        | 913               | 384               | 161
        """,
        {
            "briefing_figures": """
                subject | measure    | counted_in | figure | figure_bound
                全市    | 走访企业   | 家         | 2251   |
                全市    | 企业问题数 | 个         | 913    |
                全市    | 企业解决数 | 个         | 384    |
                全市    | 走访名士   | 位         | 161    |
            """
        },
    ),
    Example(
        "简报没有公布的_空着_不作零",
        """
        enterprises | notables | published_households
        2251        |          |
        """,
        {
            "briefing_figures": """
                subject | measure  | counted_in | figure
                全市    | 走访企业 | 家         | 2251
            """
        },
    ),
    Example(
        "约数相加仍是约数_近与余相加两头都不知道",
        """
        unit   | cards
        丁镇   | 40
        丙镇   | ≈150
        市乙局 | ≤190
        市甲局 | ≥680
        """,
        {
            "card_counts": """
                unit_name | period_end | card_count | card_count_bound
                市甲局    | 2017-03-31 | 80         |
                市甲局    | 2017-03-31 | 600        | ≥
                市乙局    | 2017-03-31 | 190        | ≤
                丙镇      | 2017-03-31 | 90         | ≤
                丙镇      | 2017-03-31 | 60         | 起
                丁镇      | 2017-03-31 | 40         |
            """
        },
    ),
    Example(
        "答复率是当日已答复的_没有写答复时间的算已答复_写未答复的不算_没有答复栏目的一组为空",
        """
        message_category | messages | messages_replied | reply_share | messages_timed
        城乡建设         | 5        | 3                | 0.6         | 3
        教育文体         | 2        |                  |             |
        """,
        {
            "messages": """
                message_no | message_category | message_at          | replied_at          | reply_text
                001        | 城乡建设         | 2017-03-01 08:00:00 | 2017-03-04 23:00:00 | 已修
                002        | 城乡建设         | 2017-03-02 08:00:00 | 2017-04-05 08:00:00 | 已办
                003        | 城乡建设         | 2017-03-03 08:00:00 |                     | 已转办
                004        | 城乡建设         | 2017-03-03 08:00:00 |                     | 未答复
                005        | 城乡建设         | 2017-03-09 08:00:00 | 2017-03-01 08:00:00 | 已办
                006        | 教育文体         | 2017-03-09 08:00:00 |                     |
                007        | 教育文体         | 2017-03-09 08:00:00 |                     |
            """
        },
    ),
    Example(
        "答复用几天连还没有答复的一起看_六件里第三件答复在第七天_过了一半",
        """
        messages_timed | reply_median
        6              | 7
        """,
        {
            "messages": """
                × | message_no | message_at          | replied_at
                2 | 001        | 2017-03-01 22:00:00 | 2017-03-04 01:00:00
                1 | 002        | 2017-03-10 08:00:00 | 2017-03-17 08:00:00
                3 | 003        | 2017-03-01 08:00:00 |
            """
        },
    ),
    Example(
        "答复的不到一半_尚未过半",
        """
        reply_share | reply_median
        0.2         | 尚未过半
        """,
        {
            "messages": """
                × | message_no | message_at          | replied_at
                1 | 001        | 2017-03-01 08:00:00 | 2017-03-02 08:00:00
                4 | 002        | 2017-03-01 08:00:00 |
            """
        },
    ),
    Example(
        "挂钩按当日的花名册_走访到的村各单位各计_不论挂钩没有",
        """
        unit   | unit_villages | villages_visited
        市乙局 |               | 1
        市甲局 | 2             | 1
        """,
        {
            "unit_villages": """
                unit_name | village_id | since      | until
                市甲局    | 01         |            |
                市甲局    | 02         | 2017-03-01 |
                市甲局    | 03         |            | 2017-03-15
                市甲局    | 04         | 2017-04-15 |
            """,
            "visited_villages": """
                unit_name | village_id | first_visit_date
                市甲局    | 01         | 2017-03-10
                市甲局    | 02         | 2017-04-10
                市乙局    | 01         | 2017-03-10
            """,
        },
    ),
    Example(
        "村里的困难和建议按六个方面数",
        """
        aspect   | village_needs
        基层党建 | 1
        公共服务 | 2
        """,
        {
            "village_needs": """
                × | village_id | aspect
                1 | 01         | 基层党建
                1 | 01         | 公共服务
                1 | 02         | 公共服务
            """
        },
    ),
    Example(
        "电话核实率只看接通并且说了的_没接通_没问_说不清都不是没有走访",
        """
        unit   | calls | calls_answered | visit_answers | visits_verified | verified_share
        丙镇   | 2     | 0              | 0          |                |
        丁镇   | 1     | 1              | 0          |                |
        市乙局 | 1     | 1              | 1          | 0              | 0
        市甲局 | 5     | 4              | 3          | 2              | 0.666667
        """,
        {
            "call_checks": """
                unit_name | call_date  | is_answered | is_visited
                市甲局    | 2017-03-20 | true        | true
                市甲局    | 2017-03-20 | true        | true
                市甲局    | 2017-03-21 | true        | false
                市甲局    | 2017-03-21 | true        |
                市甲局    | 2017-03-21 | false       |
                市乙局    | 2017-03-21 | true        | false
                丙镇      | 2017-03-22 | false       |
                丙镇      | 2017-03-23 | false       |
                丁镇      | 2017-03-23 | true        |
            """
        },
    ),
    Example(
        "读到的行等于采用归并退回和应要求删除之和_合格率是采用加归并_不算应要求删除的",
        """
        rows_read | rows_kept | rows_merged | rows_replaced | rows_rejected | rows_forgotten | rows_judged | rows_accepted | accepted_share
        14        | 6         | 3           | 1             | 1             | 4              | 10          | 9             | 0.9
        """,
        {
            "source_sheets": """
                source_file | unit_name | rows_read | rows_kept | rows_merged | rows_replaced | rows_rejected | rows_forgotten
                a.xlsx      | 市甲局    | 14        | 6         | 3           | 1             | 1             | 4
            """
        },
    ),
    Example(
        "逐行的退回与归并_收到与未读的文件_名录_留言",
        """
        rejections | merges | files | files_refused | units | villages | messages
        1          | 2      | 3     | 1             | 1     | 1        | 1
        """,
        {
            "rejected_rows": "source_file | rule\n a.xlsx | date-missing",
            "merged_rows": "× | source_file | fate\n 2 | a.xlsx | 已有",
            "source_files": "source_file | refused\n a.xlsx |\n b.xlsx |\n c.pdf | 认不出",
            "units": "unit_name\n市甲局",
            "areas": "village_id | village_name\n01 | 新村",
            "messages": "message_no\n001",
        },
    ),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_每个数按定义(example: Example, tmp_path: Path) -> None:
    header, *lines = drawn(example.answer)
    dimensions = [name for name in header if name in {d.id for d in DIMENSIONS}]
    numbers = [name for name in header if name not in dimensions]
    with tiny(tmp_path, **example.rows) as snapshot:
        answer = snapshot.ask(numbers, by=dimensions, **example.question)
    if dimensions:
        answer = answer[answer[dimensions[0]].notna()]
    answers = {tuple(str(row[d]) for d in dimensions): row for row in answer.to_dict("records")}
    for line in lines:
        drawn_row = dict(zip(header, line, strict=True))
        row = answers[tuple(drawn_row[d] for d in dimensions)]
        for number in numbers:
            assert_same(number, drawn_row[number], row[number], row.get(number + BOUND))
    assert len(answers) == len(lines)


def assert_same(number: str, expected: str, value: object, bound: object) -> None:
    """The value is the drawn one: blank empty, ≥80 with its bound, 尚未过半 infinite."""
    if expected == "":
        assert pd.isna(value), f"{number} 应为空，是 {value}"
        return
    if expected == NOT_REACHED:
        assert value == inf, f"{number} 应为尚未过半，是 {value}"
        return
    sign = expected[0] if expected[0] in "≥≤≈" else None
    assert (None if pd.isna(bound) else bound) == sign, f"{number} 的界应为 {sign}，是 {bound}"  # type: ignore[call-overload]
    assert value == pytest.approx(float(expected.lstrip("≥≤≈")), abs=5e-7), number


def test_每个数都在这里画过() -> None:
    shown = {name for example in EXAMPLES for name in drawn(example.answer)[0]}
    assert {m.id for m in METRICS} <= shown


def test_覆盖率不能按单位看_说明可用的维度(tmp_path: Path) -> None:
    with tiny(tmp_path, **VISITS) as snapshot:
        with pytest.raises(CannotAnswer, match=r"覆盖率.*辖市区"):
            snapshot.ask("coverage", by="unit")
        with pytest.raises(CannotAnswer, match="覆盖率"):
            snapshot.ask("coverage", where={"unit": "市甲局"})


def test_走访户数档只分干部_报来的户数不是干部的() -> None:
    band = dimension("cadre_band")
    assert [t.name for t in schema.TABLES if band in dimensions_of(t.name)] == ["cadres"]


def test_约数合计写出界() -> None:
    assert format_value("published_households", 1226, "≥") == "≥1,226"
    assert format_value("published_households", 1226) == "1,226"
