"""What does each number count, over which table, and what does it leave out?"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from campaign.numbers.dimensions import AREA, CannotAnswer
from campaign.numbers.kinds import (
    FIRST,
    Age,
    Asking,
    Condition,
    Count,
    Duration,
    Metric,
    Ratio,
    Reported,
    Rows,
    Share,
)
from campaign.office import rules

# ── the conditions ────────────────────────────────────────────────────────────────────────────


def is_first_visit(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The household's first visit at the grain of the question."""
    return t[asking.first].fill_null(False)


def is_repeat_visit(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Any later visit."""
    return ~is_first_visit(t, asking)


def is_first_since(previous: ir.DateColumn, asking: Asking) -> ir.BooleanValue:
    """Whether a visit is the first one in the period, by the day of the one before."""
    never = previous.isnull()
    return never if asking.start is None else never | (previous < asking.start)


def is_first_visit_in_period(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The household's first visit in the period, at the grain of the question."""
    return is_first_since(t[asking.previous], asking)


def is_first_day_out_in_period(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The visitor's first day out for the unit in the period."""
    return is_first_since(t.previous_day_out, asking)


def dated_within(column: str) -> Condition:
    """The day in the column lies in the period."""

    def is_within(t: Rows, asking: Asking) -> ir.BooleanValue:
        by_then = (t[column] <= (asking.end or asking.day)).fill_null(False)
        return by_then if asking.start is None else by_then & (t[column] >= asking.start).fill_null(False)

    return is_within


def is_given_answer(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The family had been given an answer by the day."""
    return (t.answered_date <= asking.day).fill_null(False)


def is_self_handled(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The visiting unit handles it itself."""
    return (t.route == rules.OWN_ROUTE).fill_null(False)


def is_known_how_fast(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Its days can be counted: a solved one has a day of its own, and none that contradicts the others."""
    return t.is_solved_date_written.fill_null(True) & ~t.days_contradict.fill_null(False)


def is_fixed_at_once(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Solved by the day, within the days of 即知即改."""
    days = ibis.interval(days=rules.FIXED_AT_ONCE_DAYS)
    return is_solved(t, asking) & (t.solved_date <= t.raised_date + days).fill_null(False)


def is_weekly(t: Rows, asking: Asking) -> ir.BooleanValue:
    """A week's figures; 半月汇总 is in the same table."""
    return (t.report_kind == rules.WEEKLY_REPORT).fill_null(False)


def is_on_target(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The cadre had reached the target by the day."""
    return (t.on_target_date <= asking.day).fill_null(False)


def is_listed(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The roster counted the cadre, or gave the village to the unit, on the day."""
    day = asking.asked or asking.day
    return (t.since <= day).fill_null(True) & (t.until >= day).fill_null(True)


def is_solved(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Solved by the day."""
    return (t.solved_date <= asking.day).fill_null(False)


def is_open(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Not solved by the day."""
    return ~is_solved(t, asking)


def is_past_due(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Due before the day."""
    return (t.due_date < asking.day).fill_null(False)


def is_responded(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Answered in any way by the day."""
    return (t.responded_date <= asking.day).fill_null(False)


def is_response_told(t: Rows, asking: Asking) -> ir.BooleanValue:
    """It is known whether it had been answered by the day."""
    return t.is_response_told


def is_received(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Received by the day."""
    return (t.received_date <= asking.day).fill_null(False)


def is_not_received(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Not received by the day."""
    return ~is_received(t, asking)


def is_within_grace(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Received no later than the days of grace after it was due."""
    return (t.received_date <= t.report_due_date + ibis.interval(days=rules.REPORT_GRACE_DAYS)).fill_null(False)


def is_refused(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The whole file could not be read."""
    return t.refused.notnull()


def is_disturbed(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The household had been troubled by too many units by the day."""
    return (t.disturbed_date <= asking.day).fill_null(False)


def is_in_surveyed_village(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The village's 附件1 gives its number of households."""
    return t.is_village_surveyed.fill_null(False)


def is_surveyed(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The 附件1 gives the village's number of households."""
    return t.household_total.notnull()


def has_roster(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The unit's roster gives its number of cadres."""
    return t.cadre_count.notnull()


def is_of_rostered_unit(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The visiting unit's roster gives its number of cadres."""
    return t.is_unit_rostered.fill_null(False)


def is_ended_otherwise(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Explained or withdrawn by the day, not solved."""
    return (t.ended_date <= asking.day).fill_null(False)


def is_still_open(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Not explained or withdrawn by the day."""
    return ~is_ended_otherwise(t, asking)


def is_not_withdrawn(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Nobody took it back by the day."""
    return ~((t.status == rules.WITHDRAWN).fill_null(False) & is_ended_otherwise(t, asking))


def is_dated_by_hand(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The sheet itself gives the day on which it was raised, and no day that contradicts it."""
    return (t.raised_date_basis == "written").fill_null(False) & ~t.days_contradict.fill_null(False)


def is_decided(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Received, or its days of grace are over: it is known whether it is on time."""
    is_over = t.report_due_date + ibis.interval(days=rules.REPORT_GRACE_DAYS) < asking.day
    return is_received(t, asking) | is_over


def is_due(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Its time is up by the day."""
    return (t.due_date <= asking.day).fill_null(False)


def is_not_due(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Its time is not up by the day."""
    return ~is_due(t, asking)


def is_solved_in_time(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Solved no later than it was due."""
    return (t.solved_date <= t.due_date).fill_null(False)


def is_promised_before(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Promised for a day that has passed."""
    return (t.promised_date < asking.day).fill_null(False)


def is_reached(t: Rows, asking: Asking) -> ir.BooleanValue:
    """A follow-up had reached the family by the day."""
    return (t.reached_date <= asking.day).fill_null(False)


def is_reached_after(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The family was reached once the issue was called solved."""
    return is_reached(t, asking) & (t.reached_date >= t.solved_date).fill_null(False)


def is_rated(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The family gave its satisfaction."""
    return t.satisfaction.isin(rules.SATISFACTIONS).fill_null(False)


def has_satisfaction(answer: str) -> Condition:
    """The family's answer is this one."""

    def is_one(t: Rows, asking: Asking) -> ir.BooleanValue:
        return (t.satisfaction == answer).fill_null(False)

    return is_one


def is_asked_whether_solved(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The follow-up records whether the family considers it solved."""
    return t.is_solved_confirmed.notnull()


def is_confirmed(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The family takes it for solved."""
    return t.is_solved_confirmed.fill_null(False)


def is_refuted(t: Rows, asking: Asking) -> ir.BooleanValue:
    """The family is not content, or does not take it for solved."""
    return has_satisfaction("不满意")(t, asking) | (~t.is_solved_confirmed).fill_null(False)


def is_answered(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Somebody answered the call."""
    return t.is_answered.fill_null(False)


def has_visit_answer(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Whoever answered said whether anybody had come."""
    return t.is_visited.notnull()


def is_visit_verified(t: Rows, asking: Asking) -> ir.BooleanValue:
    """Whoever answered said that somebody had come."""
    return t.is_visited.fill_null(False)


def is_of(object_type: str) -> Condition:
    """The object visited, or asking, is of this kind."""

    def is_one(t: Rows, asking: Asking) -> ir.BooleanValue:
        return (t.object_type == object_type).fill_null(False)

    return is_one


def is_published(measure: str, *, of_city: bool = False) -> Condition:
    """The latest figure of this measure that was published by the day, of the city or of single units.

    A briefing may tell of days that no sheet has reached: a question without a day takes its latest.
    """

    def is_one(t: Rows, asking: Asking) -> ir.BooleanValue:
        whose = t.subject == rules.WHOLE_CITY if of_city else t.unit_name.notnull()
        day = asking.asked or asking.until
        by_then = ibis.literal(True) if day is None else (t.as_of <= day).fill_null(True)
        stands = t.superseded_on.isnull() if day is None else (t.superseded_on > day).fill_null(True)
        return (by_then & stands & (t.measure == measure) & whose).fill_null(False)

    return is_one


def is_replied(t: Rows, asking: Asking) -> ir.BooleanValue:
    """A reply had been given by the day; one without a day counts on any."""
    has_text = t.reply_text.notnull() & ~t.reply_text.isin(rules.NOT_REPLIED).fill_null(False)
    return ibis.ifelse(t.replied_at.notnull(), t.replied_at.date() <= asking.day, has_text)


def is_reply_timed(t: Rows, asking: Asking) -> ir.BooleanValue:
    """It was there by the day, and when it was replied to, if it was, is written and not before it came."""
    is_untimed = t.replied_at.isnull() & is_replied(t, asking)
    contradicts = (t.replied_at < t.message_at).fill_null(False)
    return (t.message_at.date() <= asking.day).fill_null(False) & ~is_untimed & ~contradicts


def has_outcome(*outcomes: str) -> Condition:
    """The outcome of the reconciliation is one of these."""

    def is_one(t: Rows, asking: Asking) -> ir.BooleanValue:
        return t.outcome.isin(outcomes).fill_null(False)

    return is_one


# ── the numbers ───────────────────────────────────────────────────────────────────────────────

VISITS = Count(
    id="visits", code="V2", label="走访户次", unit="户次", table="visits", direction="higher", beside="households",
    note="一个单位在一天到一户为一户次；与走访户数并列，两者不相加。",
    leaves_out="退回的行；走访企业、名士、村（社区）组织、学校等不在其内，表上户主写的是它们也一样。",
)  # fmt: skip
HOUSEHOLDS = VISITS.where(
    is_first_visit, id="households", code="V1", label="走访户数", unit="户", direction="higher", known_by=(FIRST,), beside="visits",
    note="去重：同一户无论走访几次、被几个单位走访，全市只计一户；按单位统计时，每个单位各计一户，"
    "因此各单位之和大于全市。按月统计的是当月首次走访的户，各月相加等于累计；按星期分的，也算在首次走访那天。"
    "这段时间走访过多少户，见“期内走访户数”。",
    leaves_out="走访企业、名士、组织；户主和住址无法确认而退回的行。",
)  # fmt: skip
HOUSEHOLDS_IN_PERIOD = VISITS.where(
    is_first_visit_in_period, id="households_in_period", label="期内走访户数", unit="户", direction="higher", known_by=(FIRST,), each_once=True,
    note="这段时间里走访过的户，走访几次都只计一户，以前走访过、这段时间又去的也计；“走访户数”只计首次走访。"
    "按单位统计时各单位各计一户。各周、各月不能相加；不指明时段的，就是走访户数。按星期分的，算在这段时间第一次走访那天。",
    leaves_out="走访企业、名士；户主和住址无法确认而退回的行。",
)  # fmt: skip
VISITORS_IN_PERIOD = Count(
    id="visitors_in_period", label="干部走访人数", unit="人", table="visitor_days", direction="higher", each_once=True,
    conditions=(is_first_day_out_in_period,),
    note="这段时间里走访表上写了名字的走访人，一个单位里同名的只计一人，各单位相加；一格写几个人的，各计一人，陪同走访、写在走访人里的也在内。"
    "各周、各月不能相加：同一个人每周都去，每周都计。表中只留编号，不留姓名。",
    leaves_out="走访人未写的走访；不能按地区分，一个人可以去几个村。",
)  # fmt: skip
REPEATS = VISITS.where(
    is_repeat_visit, id="repeats", label="重复走访户次", unit="户次", known_by=(FIRST,),
    note="走访户次中，不是首次走访该户的部分。",
)  # fmt: skip
REPEAT_SHARE = Share(
    id="repeat_share", label="重复走访率", part=REPEATS, whole=VISITS, direction=None,
    note="1 − 走访户数 ÷ 走访户次。回访也是重复走访，本身不作问题。",
)  # fmt: skip
DISTURBED = HOUSEHOLDS.where(
    is_disturbed, id="disturbed", label="受扰户数", unit="户", direction="lower",
    note=f"被 {rules.DISTURBING_UNITS} 个以上单位走访，或 {rules.DISTURBING_DAYS} 天之内被两个单位走访的户。",
)  # fmt: skip
DISTURBED_SHARE = Share(
    id="disturbed_share", code="A1", label="重复打扰率", part=DISTURBED, whole=HOUSEHOLDS, direction="lower",
    note="受扰户数 ÷ 走访户数：走访户中被重复打扰的占多少。",
)  # fmt: skip
SURVEYED_HOUSEHOLDS = HOUSEHOLDS.where(
    is_in_surveyed_village, id="surveyed_households", label="已报总户数村（社区）的走访户数", unit="户", is_state=True,
    note="走访户数中，所在村（社区）已报附件1总户数的部分；问某个时段时，是开始以来、截至时段末日的。",
)  # fmt: skip
VILLAGE_HOUSEHOLDS = Count(
    id="village_households", label="总户数", unit="户", table="village_profiles", column="household_total",
    bound="household_total_bound", note="附件1 上的总户数。", leaves_out="未报附件1的村（社区）。",
)  # fmt: skip
VILLAGES = Count(
    id="villages", label="村（社区）", unit="个", table="areas", note=f"{rules.PLACES.year} 年名录上的村和社区。"
)
SURVEYED_VILLAGES = Count(
    id="surveyed_villages", label="已报总户数的村（社区）", unit="个", table="village_profiles", conditions=(is_surveyed,),
    note="报送附件1、写有总户数的村和社区。", leaves_out="未报附件1的，附件1上未写总户数的。",
)  # fmt: skip
UNIT_VILLAGES = Count(
    id="unit_villages", label="挂钩村（社区）", unit="个", table="unit_villages", conditions=(is_listed,),
    note="当日花名册或单位表上写给各单位的村（社区）；一个村写给两个单位，各计一个。"
    f"通知要求每家{rules.TASKED_LEVEL}集中走访 {rules.VILLAGES_PER_UNIT[0]} 到 {rules.VILLAGES_PER_UNIT[1]} 个，多于的只是提示，不是差错。",
    leaves_out="花名册和单位表上未写的。",
)  # fmt: skip
VILLAGES_VISITED = Count(
    id="villages_visited", label="已走访村（社区）", unit="个", table="visited_villages",
    note="一个单位走访到一个村（社区）计一个，不论挂钩没有；几个单位走访到同一个村，各计一个，所以各单位之和可以大于村数。按月统计的是当月首次走访到的。",
    leaves_out="退回的行。",
)  # fmt: skip
VILLAGE_NEEDS = Count(
    id="village_needs", label="村（社区）困难和建议", unit="条", table="village_needs",
    note="附件1 的六个方面里，写了困难或对策建议的方面，一个村一个方面计一条；六个方面不是附件5 的七类。与收集问题分开，从不相加。",
    leaves_out="写无、未写的方面；未报附件1的村（社区）。",
)  # fmt: skip
COVERAGE = Ratio(
    id="coverage", code="V3", label="覆盖率", top=SURVEYED_HOUSEHOLDS, bottom=VILLAGE_HOUSEHOLDS, unit="%",
    within=AREA, direction="higher",
    reported=Reported(some=SURVEYED_VILLAGES, of=VILLAGES, words="个村（社区）已报总户数"),
    note="走访户数 ÷ 附件1 的总户数。村（社区）的走访户数大于总户数时，那份附件1退回。"
    "问某个时段时，是开始以来、截至时段末日的覆盖率。",
    leaves_out="未报附件1的村（社区）没有分母，分子也不计；只能按地区看。",
)  # fmt: skip

UNITS = Count(id="units", label="单位", unit="家", table="units", note="单位表上的单位，含未报数据的。")
ROSTERED_UNITS = UNITS.where(
    has_roster, id="rostered_units", label="已报花名册的单位", note="报送花名册、机关干部人数明确的单位。",
    leaves_out="未报送花名册的。",
)  # fmt: skip
OF_ROSTERS = Reported(some=ROSTERED_UNITS, of=UNITS, words="家单位已报花名册")
CADRES = Count(
    id="cadres", label="机关干部", unit="人", table="cadres", conditions=(is_listed,),
    note="当日花名册上的干部；尚未走访的也计在内。花名册换了人数，从新花名册那天起按新的算，以前的日子不变。",
    leaves_out="未报送花名册的单位为空。",
)  # fmt: skip
CADRES_ON_TARGET = CADRES.where(
    is_on_target, id="cadres_on_target", label="达标干部", direction="higher",
    note=f"截至当日走访不少于 {rules.HOUSEHOLDS_PER_CADRE} 户（去重）的干部。",
    leaves_out="花名册上没有的走访人。",
)  # fmt: skip
CADRE_TARGET_SHARE = Share(
    id="cadre_target_share", code="V4", label="干部达标率", part=CADRES_ON_TARGET, whole=CADRES, reported=OF_ROSTERS,
    note=f"每名机关干部走访群众家庭不少于 {rules.HOUSEHOLDS_PER_CADRE} 户；按户数，不按户次、人次。",
    leaves_out="未报送花名册的单位没有分母，为空。",
)  # fmt: skip
ROSTERED_HOUSEHOLDS = HOUSEHOLDS.where(
    is_of_rostered_unit, id="rostered_households", label="已报花名册单位的走访户数", unit="户", known_by=(FIRST,),
    is_state=True,
    note="走访户数中，首次走访的单位报送花名册的部分；按单位统计时，是有花名册的单位自己的走访户数。"
    "问某个时段时，是开始以来、截至时段末日的。",
    leaves_out="未报送花名册的单位先走访的户，按该单位计，不计在内。",
)  # fmt: skip
PROGRESS = Ratio(
    id="progress", code="V5", label="完成进度", top=ROSTERED_HOUSEHOLDS, bottom=CADRES,
    times=rules.HOUSEHOLDS_PER_CADRE, only=(("level", (rules.TASKED_LEVEL,)),), unit="%", direction="higher",
    reported=OF_ROSTERS,
    note=f"{rules.TASKED_LEVEL}有花名册单位的走访户数 ÷（{rules.HOUSEHOLDS_PER_CADRE} × 花名册干部人数），"
    f"期限 {rules.VISIT_DEADLINE:%Y-%m-%d}；可以超过 100%。"
    "问某个时段时，是开始以来、截至时段末日的进度。",
    leaves_out=f"只算{rules.TASKED_LEVEL}，其他级别没有人均任务，为空；未报送花名册的单位没有分母，分子也不计。",
)  # fmt: skip

ISSUES = Count(
    id="issues", code="I1", label="收集问题", unit="件", table="issues",
    note="归并之后的问题，按反映日期计；表上未写日期的，取走访日期，再没有的取时段末日。",
    leaves_out="网上留言；企业的问题、名士的意见建议；单位周报和半月汇总里只有数字的问题。村（社区）、镇（街道）反映的在内，可以按“反映主体”分开。",
)  # fmt: skip
TOLD = Count(
    id="told", code="I1", label="反映次数", unit="次", table="issues", column="told_count",
    note="同一个问题有几户、几次走访反映，就计几次；与收集问题并列，两者不相加。同一行再报一遍的不算。",
)  # fmt: skip
ISSUES_PER_HOUSEHOLD = Ratio(
    id="issues_per_household", code="I2", label="户均问题数", top=ISSUES, bottom=HOUSEHOLDS, unit="件/户",
    note="收集问题 ÷ 走访户数，两数分别统计后相除。户数多而问题少只是核查线索，本身不作问题。",
)  # fmt: skip
SOLVED = ISSUES.where(
    is_solved, id="solved", label="已解决", direction="higher", known_by=("status", "solved_date"),
    note="截至当日单位申报已解决。一组问题均未填是否解决的，为空，不作零。",
    leaves_out="已解释、正在办理的不算解决。",
)  # fmt: skip
SOLVED_IN_PERIOD = ISSUES.where(
    dated_within("solved_date"), id="solved_in_period", label="期内解决", direction="higher", known_by=("status", "solved_date"),
    dated_by="solved_date",
    note="解决日期在这段时间里的问题，不论哪天反映；“已解决”只看这段时间里反映的有多少已经解决。"
    "周报的解决问题数即为此数。不指明时段的，与已解决相同。未写办结日期的，按所报时段末日。",
    leaves_out="已解释、正在办理的不算解决。",
)  # fmt: skip
PENDING = ISSUES.where(
    is_open, id="pending", label="待解决", direction="lower", known_by=("status", "solved_date"), is_state=True,
    note="收集问题 − 已解决：含已解释、已撤销、正在办理的；同组中有填有未填的，未填的按待解决。"
    "问某个时段时，是截至时段末日还没有解决的全部，不论哪天反映；按时间分组时，按反映日期分。",
)  # fmt: skip
SOLVED_SHARE = Share(
    id="solved_share", code="S1", label="解决率（单位申报）", part=SOLVED, whole=ISSUES, beside="confirmed_share",
    note="已解决 ÷ 收集问题，由单位申报，未经群众核实；待解决是收集问题中除已解决外的全部，含已解释、已撤销、正在办理和未填的。",
    leaves_out="一组问题均未填是否解决的，为空，不作零。",
)  # fmt: skip
RESPONSE_TOLD = ISSUES.where(
    is_response_told, id="response_told", label="处置情况明确的问题",
    note="已经处置、但未写哪天处置的，在所报时段结束以前不知道当日处置了没有，不计。",
)  # fmt: skip
RESPONDED = RESPONSE_TOLD.where(
    is_responded, id="responded", label="已处置", direction="higher",
    known_by=("status", "route", "responded_date"),
    note="截至当日至少有过一次自办、交办、委托办理、解释说明或办结。",
    leaves_out="办理方式、是否解决、处置日期均未填的一组，为空。",
)  # fmt: skip
RESPONDED_SHARE = Share(
    id="responded_share", code="S3", label="处置率", part=RESPONDED, whole=RESPONSE_TOLD,
    reported=Reported(some=RESPONSE_TOLD, of=ISSUES, words="件处置情况明确"),
    note="已处置 ÷ 处置情况明确的问题。交办出去就算处置，不等于解决，也不等于答复了群众：与解决率、答复率分开看。",
)  # fmt: skip
ANSWERED = ISSUES.where(
    is_given_answer, id="answered", label="已答复", direction="higher", known_by=("status", "followup_date"),
    note="截至当日给了群众答复的：已解决的，向群众解释说明了的，或者回访联系上了群众的，取其中最早的一天。",
    leaves_out="只交办、委托、上报，或者正在办理，没有回访到群众的；已撤销的。",
)  # fmt: skip
ANSWERED_SHARE = Share(
    id="answered_share", label="答复率", part=ANSWERED, whole=ISSUES,
    note="已答复 ÷ 收集问题：反映问题的群众，有多少得到了答复。交办出去不算答复。",
    leaves_out="一组问题是否解决和回访日期均未填的，为空，不作零。",
)  # fmt: skip
ANSWERED_IN_PERIOD = ISSUES.where(
    dated_within("answered_date"), id="answered_in_period", label="期内答复", direction="higher", known_by=("status", "followup_date"),
    dated_by="answered_date",
    note="第一次答复群众的日期在这段时间里的问题，不论哪天反映；答复的意思同“已答复”。不指明时段的，与已答复相同。",
    leaves_out="只交办、委托、上报，或者正在办理，没有回访到群众的；已撤销的。",
)  # fmt: skip
SELF_HANDLED = ISSUES.where(
    is_self_handled, is_known_how_fast, id="self_handled", label="自办问题", known_by=("route",),
    note="办理方式写明自办的问题：由走访单位自己办。",
    leaves_out="未写办理方式的；已经解决、但未写办结日期或者日期前后不合的，不知道用了几天。一组全都未写办理方式的，为空。",
)  # fmt: skip
FIXED_AT_ONCE = SELF_HANDLED.where(
    is_fixed_at_once, id="fixed_at_once", label="即知即改", direction="higher", known_by=("route",),
    note=f"自办问题中，反映后 {rules.FIXED_AT_ONCE_DAYS} 天之内解决的（天数为假定）。",
)  # fmt: skip
FIXED_AT_ONCE_SHARE = Share(
    id="fixed_at_once_share", label="即知即改率", part=FIXED_AT_ONCE, whole=SELF_HANDLED,
    note=f"即知即改 ÷ 自办问题。反映还不满 {rules.FIXED_AT_ONCE_DAYS} 天、还没有解决的也在分母里，所以看最近几天会偏低。",
    leaves_out="交办、委托办理、上报的；未写办理方式的；已经解决、但不知道用了几天的。",
)  # fmt: skip
ENDED_OTHERWISE = PENDING.where(
    is_ended_otherwise, id="ended_otherwise", label="已解释或撤销", note="待解决中，已向群众解释说明或已撤销的；算处置，不算解决。",
)  # fmt: skip
STILL_OPEN = PENDING.where(
    is_still_open, id="still_open", label="未办结", direction="lower",
    note="待解决中，既未解释说明、也未撤销，仍需办理的。待解决 = 未办结 + 已解释或撤销。",
)  # fmt: skip

FOLLOWED_UP = SOLVED.where(
    is_reached_after, id="followed_up", label="办结后已回访", known_by=("followup_date",),
    note="已解决的问题中，截至当日办结以后回访联系上了群众的；办结以前的回访说的不是办结的结果。",
)  # fmt: skip
REACHED_SHARE = Share(
    id="reached_share", label="有效回访率", part=FOLLOWED_UP, whole=SOLVED,
    note="办结后已回访 ÷ 已解决。", leaves_out="没有一条回访记录的一组，为空，不作零。",
)  # fmt: skip
ASKED = FOLLOWED_UP.where(
    is_asked_whether_solved, id="asked", label="回访核实", known_by=("followup_date",),
    note="办结后已回访，并且回访记录注明群众认为是否解决的。",
)  # fmt: skip
CONFIRMED = ASKED.where(
    is_confirmed, id="confirmed", label="群众核实已解决", direction="higher", known_by=("followup_date",),
    note="回访中群众说已经解决的。",
)  # fmt: skip
CONFIRMED_SHARE = Share(
    id="confirmed_share", code="S2", label="解决率（群众核实）", part=CONFIRMED, whole=ASKED, beside="solved_share",
    reported=Reported(some=ASKED, of=SOLVED, words="件已解决问题已回访核实"),
    note="群众核实已解决 ÷ 回访核实：单位申报已解决的，群众有多少认可。与单位申报的解决率分母不同，并列，不能相减。",
    leaves_out="未联系上的、未问是否解决的。",
)  # fmt: skip
REFUTED = FOLLOWED_UP.where(
    is_refuted, id="refuted", label="不销账", direction="lower", known_by=("followup_date",),
    note="单位申报已解决，群众回访说没有解决或不满意的；应当重办。",
)  # fmt: skip
REFUTED_SHARE = Share(
    id="refuted_share", code="Q2", label="不销账（重办）率", part=REFUTED, whole=FOLLOWED_UP, direction="lower",
    reported=Reported(some=FOLLOWED_UP, of=SOLVED, words="件已解决问题已回访"),
    note="不销账 ÷ 办结后已回访。未联系上的，无从判断是否需要重办，不计入分母。",
)  # fmt: skip
RATED = ISSUES.where(
    is_reached, is_rated, id="rated", label="群众评价", known_by=("followup_date",),
    note="回访联系上，并且写明了是否满意的问题，不论是否解决。",
)  # fmt: skip
SATISFIED = RATED.where(
    has_satisfaction("满意"), id="satisfied", label="满意", direction="higher", known_by=("followup_date",),
)  # fmt: skip
FAIRLY_SATISFIED = RATED.where(
    has_satisfaction("基本满意"), id="fairly_satisfied", label="基本满意", known_by=("followup_date",),
    note="单列，不算满意。",
)  # fmt: skip
UNSATISFIED = RATED.where(
    has_satisfaction("不满意"), id="unsatisfied", label="不满意", direction="lower", known_by=("followup_date",),
)  # fmt: skip
SATISFIED_SHARE = Share(
    id="satisfied_share", code="Q1", label="满意率", part=SATISFIED, whole=RATED,
    reported=Reported(some=RATED, of=ISSUES, words="件有群众评价"),
    note="满意 ÷ 群众评价；基本满意单列，不算满意。", leaves_out="未联系上的、未填是否满意的、所填用语（如 一般）无法判断满意与否的。",
)  # fmt: skip

OBJECT_VISITS = Count(
    id="object_visits", label="企业、名士、组织走访次数", unit="次", table="object_visits",
    note="一个单位在一天到一家企业、一位名士或一个组织（村（社区）、学校、医院等）为一次；从不加进走访户次。"
    "来自企业走访台账、名士走访台账，和走访表上户主写的是企业、组织的行。",
    leaves_out="走访群众家庭；退回的行；简报公布的数。",
)  # fmt: skip
OBJECTS_VISITED = OBJECT_VISITS.where(
    is_first_visit, id="objects_visited", label="走访企业、名士、组织", unit="个", known_by=(FIRST,),
    note="去重，全市同一家、同一位、同一个只计一次；按单位统计时，每个单位各计一次。从不加进走访户数。",
    leaves_out="走访群众家庭；退回的行；简报公布的数。",
)  # fmt: skip
ENTERPRISES_VISITED = OBJECTS_VISITED.where(
    is_of("企业"), id="enterprises_visited", label="走访企业", unit="家", direction="higher", known_by=(FIRST,),
    note="去重：同一家企业无论走访几次、被几个单位走访，全市只计一家；按单位统计时，每个单位各计一家。"
    "有字号的企业名称相同就是同一家，店铺还要在同一个村（社区）。",
    leaves_out="走访户数；学校、医院、村（社区）等组织；简报公布的数，另列为公布走访企业。",
)  # fmt: skip
NOTABLES_VISITED = OBJECTS_VISITED.where(
    is_of("名士"), id="notables_visited", label="走访名士", unit="位", direction="higher", known_by=(FIRST,),
    note="去重：同一单位名下姓名相同、或者姓名和电话都相同的，是同一位；按单位统计时，每个单位各计一位。",
    leaves_out="走访户数；简报公布的数，另列为公布走访名士。",
)  # fmt: skip
OBJECT_ISSUES = Count(
    id="object_issues", label="企业问题和名士建议", unit="条", table="object_issues",
    note="企业反映的问题、诉求、建议和名士的意见建议，一格写了几条的分开计；同一单位同一对象再说一遍的只计一条。从不加进收集问题。",
    leaves_out="收集问题；写“无”的；简报公布的数。",
)  # fmt: skip
ENTERPRISE_ISSUES_HEARD = OBJECT_ISSUES.where(
    is_of("企业"), id="enterprise_issues_heard", label="企业反映问题", unit="件",
    note="企业走访台账上的问题、诉求和建议，连同走访表、问题台账、走访收集问题清单上由企业反映的；从不加进收集问题。",
    leaves_out="收集问题；名士的意见建议；简报公布的数，另列为公布企业问题。",
)  # fmt: skip
ENTERPRISE_ISSUES_SOLVED = ENTERPRISE_ISSUES_HEARD.where(
    is_solved, id="enterprise_issues_solved", label="企业问题已解决", unit="件", direction="higher", known_by=("status", "solved_date"),
    note="截至当日单位申报已解决；未写办结日期的，按所报时段末日。一组均未填是否解决的，为空，不作零。",
    leaves_out="已解释、正在办理的；简报公布的数，另列为公布企业问题已解决。",
)  # fmt: skip
ENTERPRISE_ISSUES_SOLVED_SHARE = Share(
    id="enterprise_issues_solved_share", label="企业问题解决率", part=ENTERPRISE_ISSUES_SOLVED, whole=ENTERPRISE_ISSUES_HEARD,
    note="企业问题已解决 ÷ 企业反映问题，由单位申报；与群众问题的解决率分开，从不合在一起算。",
    leaves_out="一组均未填是否解决的，为空，不作零。",
)  # fmt: skip
NOTABLE_SUGGESTIONS = OBJECT_ISSUES.where(
    is_of("名士"), id="notable_suggestions", label="名士意见建议", unit="条",
    note="名士走访台账上的意见建议，连同别的表上写明由名士提出的；从不加进收集问题。",
    leaves_out="收集问题；企业的问题；简报公布的数。",
)  # fmt: skip

CALLS = Count(
    id="calls", label="电话抽查", unit="户次", table="call_checks",
    note="电话回访抽查表上的户次，打通没打通都算；同一天打给同一户的只计一次。按回访日期归入时段，记在被抽查的走访单位名下。",
    leaves_out="单位自己的回访记录；还没有打的电话。",
)  # fmt: skip
CALLS_ANSWERED = CALLS.where(
    is_answered, id="calls_answered", label="抽查接通", note="电话抽查中，有人接听的。", leaves_out="没有打通、没有人接的。",
)  # fmt: skip
VISIT_ANSWERS = CALLS_ANSWERED.where(
    has_visit_answer, id="visit_answers", label="明确答复是否走访",
    note="抽查接通的户次中，群众说了走访过或没有走访过的。",
    leaves_out="没有接通的；没有问到的；群众说不清、记不得的：都不知道走访了没有，不当作没有走访。",
)  # fmt: skip
VISITS_VERIFIED = VISIT_ANSWERS.where(
    is_visit_verified, id="visits_verified", label="核实已走访", direction="higher", known_by=("is_visited",),
    note="群众在电话里说走访过的。", leaves_out="一组电话里没有一户说得清的，为空，不作零。",
)  # fmt: skip
VERIFIED_SHARE = Share(
    id="verified_share", label="电话核实率", part=VISITS_VERIFIED, whole=VISIT_ANSWERS,
    reported=Reported(some=VISIT_ANSWERS, of=CALLS, words="户次有明确答复"),
    note="核实已走访 ÷ 明确答复是否走访：抽查到、接了电话、说得清的群众，有多少说走访过。"
    "只说明抽查到的户，户次少时是核查的线索，不是结论；接电话的人不一定是走访时在家的人。",
    leaves_out="没有接通的；没有问到是否走访过的；群众说不清、记不得的。",
)  # fmt: skip

TRACKED = ISSUES.where(
    is_dated_by_hand, id="tracked", label="注明反映日期的问题",
    note="表上自己写了哪天反映的问题，时间从这一天算起。",
    leaves_out="只在走访表上提到、没有单独写反映和办结日期的：它们看起来总是当天解决；办结写得比交办或反映还早的。",
)  # fmt: skip
OF_TRACKED = Reported(some=TRACKED, of=ISSUES, words="件注明反映日期")
SOLVED_IN_14, SOLVED_IN_30 = (
    Duration(
        id=f"solved_in_{days}", code="S4", label=f"{days}天解决比例", of=TRACKED, since="raised_date", until="solved_date",
        otherwise="ended_date", days=days, unit="%", direction="higher", reported=OF_TRACKED,
        note=f"反映后 {days} 天之内解决的比例：累积发生率，未解决的问题观察至当日，解释说明和撤销单独计，"
        f"均不剔除；不必等到全部办完，也不因尚有未办结的而显得更快。",
        leaves_out=f"未单独注明反映日期的问题；观察期满 {days} 天的不足 {rules.MINIMUM_WATCHED} 件的一组，为空。",
    )
    for days in (14, 30)
)  # fmt: skip
SOLVE_MEDIAN = Duration(
    id="solve_median", code="S5", label="半数问题办结用时", of=TRACKED, since="raised_date", until="solved_date",
    otherwise="ended_date", unit="天", direction="lower", reported=OF_TRACKED,
    leaves_out="未单独注明反映日期的问题。",
    note="自反映起到半数问题解决所用的天数（中位数）；观察期内解决的未过半，写“尚未过半”。只按已解决问题求平均天数会漏掉未解决的，各处均不采用。",
)  # fmt: skip

DUE = ISSUES.where(
    is_due, is_not_withdrawn, id="due", label="到期问题", known_by=("status", "solved_date"),
    note=f"办理时限在当日或之前的问题，已撤销的除外；未写时限的按 {rules.SOLVE_DEADLINE:%Y-%m-%d}。",
)  # fmt: skip
NOT_DUE = ISSUES.where(
    is_not_due, id="not_due", label="未到期问题", note="办理时限在当日之后的问题，另列，不算按期，也不算超期。"
)
SOLVED_ON_TIME = DUE.where(
    is_solved_in_time, id="solved_on_time", label="按期办结", direction="higher", known_by=("status", "solved_date"),
    note="到期问题中，在时限当日或之前解决的。",
)  # fmt: skip
SOLVED_ON_TIME_SHARE = Share(
    id="solved_on_time_share", code="S6", label="按期办结率", part=SOLVED_ON_TIME, whole=DUE,
    note="按期办结 ÷ 到期问题。", leaves_out="未到期的另列。",
)  # fmt: skip
OVERDUE = STILL_OPEN.where(
    is_past_due, id="overdue", code="S7", label="超期未办结", direction="lower",
    note=f"截至当日未办结（解释说明和撤销的除外），且办理时限早于当日；未写时限的按 {rules.SOLVE_DEADLINE:%Y-%m-%d}。",
)  # fmt: skip
OVERDUE_SHARE = Share(
    id="overdue_share", code="S7", label="超期占比", part=OVERDUE, whole=STILL_OPEN, direction="lower",
    note="未办结的问题中超期的占多少：看堵点用它，不看件数，件数随地方大小而变。",
)  # fmt: skip
BROKEN_PROMISES = STILL_OPEN.where(
    is_promised_before, id="broken_promises", label="承诺到期未兑现", direction="lower",
    note="办理情况中承诺了办结日期，日期已过仍未办结的。承诺不等于解决。",
)  # fmt: skip
OLDEST_OPEN_DAYS = Age(
    id="oldest_open_days", code="S7", label="最长未办结天数", of=STILL_OPEN, since="raised_date",
    direction="lower", note="未办结的问题自反映之日至当日的天数，取最长的一件。",
)  # fmt: skip

REPORTS_DUE = Count(
    id="reports_due", label="应报", unit="份", table="due_reports",
    note="到应报日期为止应当报送的周报和半月汇总。半月汇总的具体日子（15 日、月末）为假定。",
)  # fmt: skip
REPORTS_RECEIVED = REPORTS_DUE.where(
    is_received, id="reports_received", label="已报", direction="higher", note="截至当日已收到，含迟报。",
)  # fmt: skip
REPORTS_MISSING = REPORTS_DUE.where(
    is_not_received, id="reports_missing", label="未报", direction="lower", note="截至当日还没有收到。",
)  # fmt: skip
REPORTS_DECIDED = REPORTS_DUE.where(
    is_decided, id="reports_decided", label="已到期应报", note="应报的报表中，已收到或宽限期已过的：是否及时已可认定。",
)  # fmt: skip
REPORTS_ON_TIME = REPORTS_DECIDED.where(
    is_received, is_within_grace, id="reports_on_time", label="及时报送", direction="higher",
    note=f"收到日期不晚于应报日期后 {rules.REPORT_GRACE_DAYS} 天（宽限天数为假定）。",
)  # fmt: skip
ON_TIME_SHARE = Share(
    id="on_time_share", code="R1", label="报送及时率", part=REPORTS_ON_TIME, whole=REPORTS_DECIDED,
    note="及时报送 ÷ 已到期应报。", leaves_out="宽限期内尚未收到的：是否及时尚不能认定。",
)  # fmt: skip

REPORTED_VISITORS, REPORTED_HOUSEHOLDS, REPORTED_ISSUES, REPORTED_SOLVED = (
    Count(
        id=f"reported_{name}", label=f"周报{label}", unit=unit, table="reports", column=f"own_{column}",
        bound=f"own_{column}_bound", conditions=(is_weekly,),
        note=f"各单位周报上的{label}，按周的末日归入时段，各周各单位相加；照申报的数，从不混入台账数。"
        f"口径是当周的照写；是累计的，{running}；判定不了的照写，合计标“≤”：若是累计数，当周没有这么多。报的是约数的，合计也是约数。",
        leaves_out=leaves_out,
    )
    for name, label, unit, column, running, leaves_out in (
        ("visitors", "干部走访人数", "人", "visitor_count", "一周去了几个人减不出来，为空",
         "未填的周；半月汇总；累计口径的单位。各周相加是人次：同一个人每周都去，每周都计。"),
        ("households", "走访户数", "户", "household_count", "减去上一份周报的", "未填的周；半月汇总。"),
        ("issues", "汇总问题数", "件", "issue_count", "减去上一份周报的", "未填的周；半月汇总。"),
        ("solved", "解决问题数", "件", "solved_count", "减去上一份周报的", "未填的周；半月汇总。"),
    )
)  # fmt: skip

RECONCILIATIONS = Count(
    id="reconciliations", label="核对事项", unit="项", table="reconciliations",
    note="单位申报的一个数与其台账核对一次为一项：周报、半月汇总、简报、联系卡，和半月汇总自身的合计。按所报时段的末日归入时段；未写时段的，只在累计里。结果以入库时的台账为准，不回溯到当日。",
)  # fmt: skip
COMPARED = RECONCILIATIONS.where(
    has_outcome("一致", "差异"), id="compared", label="可核对事项", note="一致 + 差异：申报数和台账都有。",
)  # fmt: skip
RECONCILED = COMPARED.where(
    has_outcome("一致"), id="reconciled", label="对账一致", direction="higher",
    note=f"申报的数与台账数相符，或相差在容差之内（表中数的 {rules.TOLERANCE}，不足 1 的按 1）；半月汇总只在多于表中时才算差异。",
)  # fmt: skip
DISAGREEING = COMPARED.where(
    has_outcome("差异"), id="disagreeing", label="对账差异", direction="lower",
    note="超过容差，并且不能用数字的约数、未写的日期、退回的行、没有收到的表来解释。",
)  # fmt: skip
WITHOUT_SHEETS = RECONCILIATIONS.where(
    has_outcome("无表"), id="without_sheets", label="无台账可核", direction="lower",
    note="已申报，但没有台账可核对，或缺少其中几天的台账。",
)  # fmt: skip
WITHOUT_REPORT = RECONCILIATIONS.where(
    has_outcome("未报"), id="without_report", label="对账未报", direction="lower",
    note="有台账，应报的数未报或未填。",
)  # fmt: skip
RECONCILED_SHARE = Share(
    id="reconciled_share", code="R2", label="对账一致率", part=RECONCILED, whole=COMPARED,
    reported=Reported(some=COMPARED, of=RECONCILIATIONS, words="项可核对"),
    note="一致 ÷（一致 + 差异）。", leaves_out="无表、未报的，无从核对，另列。",
)  # fmt: skip

CARDS = Count(
    id="cards", label="发放联系卡", unit="张", table="card_counts", column="card_count", bound="card_count_bound",
    note="单位申报的附件2发放张数，按所报时段的末日归入时段，未写时段的只在累计里；是当期数还是累计数，表上看不出，照申报的相加；报的是约数的，合计也是约数。",
)  # fmt: skip
PUBLISHED_HOUSEHOLDS = Count(
    id="published_households", label="简报公布走访户次", unit="户次", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("走访户数"),),
    note="简报里各单位公布的走访户数，取各自最新的一个相加：一户被两个单位走访，就计两次，所以是户次。余、近、约带到合计。",
    leaves_out="全市的公布数；企业、名士、人次；回访、补课访、重点访和督查走访的户。公布的数从不混入台账数。",
)  # fmt: skip
PUBLISHED_ISSUES = Count(
    id="published_issues", label="简报公布问题", unit="件", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("问题数"),),
    note="简报里各单位公布的收集问题数，取各自最新的一个相加；两个单位报的同一个问题计两次。余、近、约带到合计。",
    leaves_out="全市的公布数；意见建议、企业的问题、督查发现的问题。公布的数从不混入台账数。",
)  # fmt: skip
PUBLISHED_SOLVED = Count(
    id="published_solved", label="简报公布解决", unit="件", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("解决数"),),
    note="简报里各单位公布的解决问题数，取各自最新的一个相加。余、近、约带到合计。",
    leaves_out="全市的公布数；企业的问题、督查发现后整改的问题。公布的数从不混入台账数。",
)  # fmt: skip
PUBLISHED_CITY_HOUSEHOLDS = Count(
    id="published_city_households", label="全市公布走访户数", unit="户", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("走访户数", of_city=True),),
    note="简报公布的全市走访户数，取最新的一个；与表中的走访户数并列，从不相加。",
    leaves_out="各单位的公布数；回访、补课访、重点访、企业、名士。",
)  # fmt: skip
PUBLISHED_CITY_ISSUES = Count(
    id="published_city_issues", label="全市公布收集问题", unit="件", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("问题数", of_city=True),),
    note="简报公布的全市收集问题数，取最新的一个；与表中的收集问题并列，从不相加。",
    leaves_out="各单位的公布数；企业的问题、督查发现的问题。",
)  # fmt: skip
PUBLISHED_CITY_SOLVED = Count(
    id="published_city_solved", label="全市公布解决问题", unit="件", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("解决数", of_city=True),),
    note="简报公布的全市解决问题数，取最新的一个；与表中的已解决并列，从不相加。",
    leaves_out="各单位的公布数；企业的问题、督查发现后整改的问题。",
)  # fmt: skip
ENTERPRISES = Count(
    id="enterprises", label="公布走访企业", unit="家", table="briefing_figures", column="figure", bound="figure_bound",
    conditions=(is_published("走访企业", of_city=True),),
    note="简报公布的全市数。企业从不加进走访户数。",
)  # fmt: skip
ENTERPRISE_ISSUES = Count(
    id="enterprise_issues", label="公布企业问题", unit="件", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("企业问题数", of_city=True),),
    note="简报公布的全市数。从不加进收集问题。",
)  # fmt: skip
ENTERPRISE_SOLVED = Count(
    id="enterprise_solved", label="公布企业问题已解决", unit="件", table="briefing_figures", column="figure",
    bound="figure_bound", conditions=(is_published("企业解决数", of_city=True),),
    note="简报公布的全市数。从不加进已解决。",
)  # fmt: skip
NOTABLES = Count(
    id="notables", label="公布走访名士", unit="位", table="briefing_figures", column="figure", bound="figure_bound",
    conditions=(is_published("走访名士", of_city=True),),
    note="简报公布的全市数。名士从不加进走访户数，名士的建议不是问题。",
)  # fmt: skip

ROWS_READ = Count(
    id="rows_read", label="读到行数", unit="行", table="source_sheets", column="rows_read",
    parts=("rows_kept", "rows_merged", "rows_rejected", "rows_forgotten"),
    note="认出的台账数据行 = 采用 + 归并 + 退回 + 应要求删除，发布前核对。",
    leaves_out="标题、说明、合计行；整张未读的表。",
)  # fmt: skip
ROWS_KEPT = ROWS_READ.where(
    id="rows_kept", label="采用行数", only=("rows_kept",), direction="higher", note="已入库的数据行。",
)  # fmt: skip
ROWS_MERGED = ROWS_READ.where(
    id="rows_merged", label="归并行数", only=("rows_merged",), note="与已有记录相同、并入其中的数据行。",
)  # fmt: skip
ROWS_REPLACED = Count(
    id="rows_replaced", label="被更正行数", unit="行", table="source_sheets", column="rows_replaced",
    note="归并的行里，后来报的行已经取代的：更正过的，和退回后改好重报的。其余归并的行是已有相同记录。",
)  # fmt: skip
ROWS_REJECTED = ROWS_READ.where(
    id="rows_rejected", label="退回行数", only=("rows_rejected",), direction="lower",
    note="有栏目填写不规范而退回的数据行。",
)  # fmt: skip
ROWS_FORGOTTEN = ROWS_READ.where(
    id="rows_forgotten", label="应要求删除行数", only=("rows_forgotten",),
    note="应家庭要求删除，以后每次入库均不采用、也不保留原文的数据行。只记行数，不记对象。",
)  # fmt: skip
ROWS_JUDGED = ROWS_READ.where(
    id="rows_judged", label="核对行数", only=("rows_kept", "rows_merged", "rows_rejected"),
    note="读到行数减去应要求删除的：合格与否，只看这些行。",
)  # fmt: skip
ROWS_ACCEPTED = ROWS_JUDGED.where(
    id="rows_accepted", label="接受行数", only=("rows_kept", "rows_merged"), direction="higher",
    note="采用 + 归并。",
)  # fmt: skip
ACCEPTED_SHARE = Share(
    id="accepted_share", code="R3", label="数据合格率", part=ROWS_ACCEPTED, whole=ROWS_JUDGED,
    note="（采用 + 归并）÷（读到 − 应要求删除）。", leaves_out="整张未读的表没有行数，另列。",
)  # fmt: skip

REJECTIONS = Count(
    id="rejections", label="退回的行", unit="行", table="rejected_rows", direction="lower",
    note="逐行列出的退回行，可按规则、栏目统计；总数与退回行数相等。",
)  # fmt: skip
MERGES = Count(
    id="merges", label="归并的行", unit="行", table="merged_rows",
    note="逐行列出的归并行，可按规则统计；总数与归并行数相等。",
)  # fmt: skip
FILES = Count(id="files", label="收到文件", unit="个", table="source_files", note="收到的文件，按收到时间归入时段。")
FILES_REFUSED = FILES.where(
    is_refused, id="files_refused", label="未读文件", direction="lower", note="整个文件无法读取或无法识别。",
)  # fmt: skip
MESSAGES = Count(
    id="messages", label="网上留言", unit="条", table="messages",
    note="与入户问题分开，从不相加；按留言时间归入时段。",
)  # fmt: skip

MESSAGES_REPLIED = MESSAGES.where(
    is_replied, id="messages_replied", label="已答复留言", direction="higher", known_by=("reply_text", "replied_at"),
    note="截至当日答复了的留言；有答复意见、未写答复时间的，算已答复。",
    leaves_out="一组留言全都没有答复意见和答复时间两栏的，为空，不作零；答复意见写无、未答复的不算答复。",
)  # fmt: skip
REPLY_SHARE = Share(
    id="reply_share", label="留言答复率", part=MESSAGES_REPLIED, whole=MESSAGES,
    note="已答复留言 ÷ 网上留言。答复不等于解决。",
    leaves_out="一组留言全都没有答复意见和答复时间两栏的，为空。",
)  # fmt: skip
MESSAGES_TIMED = MESSAGES.where(
    is_reply_timed, id="messages_timed", label="可计算答复时长的留言", known_by=("replied_at",),
    note="留言时间不晚于当日，答复了的写有答复时间的留言。",
    leaves_out="答复了、未写答复时间的；答复时间早于留言时间的。",
)  # fmt: skip
REPLY_MEDIAN = Duration(
    id="reply_median", label="半数留言答复用时", of=MESSAGES_TIMED, since="message_at", until="replied_at", otherwise="",
    unit="天", direction="lower",
    note="自留言起到半数留言答复所用的天数（中位数）；未答复的观察至当日，观察期内答复的未过半，写“尚未过半”。不采用已答复留言的平均天数，以免漏掉未答复的。",
    leaves_out="答复了、未写答复时间的留言；答复时间早于留言时间的。",
)  # fmt: skip

METRICS: tuple[Metric, ...] = tuple(found for found in vars().values() if isinstance(found, Metric))
"""Every number declared above, in that order."""


def metric(metric_id: str) -> Metric:
    """The number; CannotAnswer when there is none of that id."""
    for declared in METRICS:
        if declared.id == metric_id:
            return declared
    known = "、".join(f"{m.id}（{m.label}）" for m in METRICS)
    raise CannotAnswer(f"没有“{metric_id}”这个指标。现有指标：{known}。")
