"""How is every paper of the campaign filled in by somebody who writes anything anywhere?"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pyarrow as pa

from etl.forms import FORMS, Form
from etl.forms.form import Field
from tests.drafts import publish_tables
from tests.inbox import Inbox, workbook
from tests.mutants import TEXTS

USUAL = {
    "village": "马家巷社区",
    "town": "湖塘镇",
    "district": "武进区",
    "place": "武进区湖塘镇马家巷社区",
    "unit": "政法委",
    "short_name": "政法委",
    "level": "市级机关",
    "villages": "马家巷社区",
    "head_name": "张甲",
    "address": "3组5号",
    "phone": "10012345678",
    "issue_text": "路灯不亮",
    "opinion_text": "1. 路灯不亮；2. 停车难",
    "needs_text": "看病贵",
    "raised_by": "张甲",
    "status": "已解决",
    "block": "意见建议",
    "item": "平安治理",
    "category": "平安治理",
    "period": "3月上半月",
    "route": "自办",
    "issue_no": "ZFW-1",
    "message_no": "1",
    "topic": "路灯",
    "message_at": "2017-03-10 10:00:00",
    "satisfaction": "满意",
    "is_solved": "是",
    "is_reached": "是",
}
ODD = (
    *TEXTS, "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 400, "0" * 400, "1e18户", "3.5人", "9999年12月31日",
    "10000-01-01", "2017.13.45", "2017-02-29", "3.10-3.5", "3月10日至", "一千亿亿", "九" * 30, "亿亿亿", "万万", "١٢٣", "²", "½", "Ⅷ", "㊂", "〇",
    "=1+1", "'", '"', "\\", "\\1", "%s", "{said}", "{0}", "$1", "(", "[", "*", "+", "?", "“", "”“" * 10, "、" * 50, "1、" * 300, "①②③④", "\u0085",
    "\u2028", "\x7f", "余", "约", "近", "多", "两", "半", "点", "几十", "数百", "第周", "月", "日", "年月日", "周", "廿五", "卅", "初三", "合计", "小计",
    "备注：", "注", "无", "/", "0", "是", "否", "√", "×", "未报", "走访单位：公安局", "户主姓名", "朝阳村", "火星村", "某某局", "张甲、李乙", "1.0E+10",
    "42819", "2958465", "2958466", "-1", "3.1", "80余户", "近20条", "1.2万", "36人次", "12万元", "3000元/年", "截至3月21日，走访391户，收集问题281条",
)  # fmt: skip
"""What nobody should write in a cell, and what belongs into another one."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def odd_inbox(root: Path, seed: int, rows: int = 30) -> Inbox:
    """An inbox of one workbook for every form; each row is filled as usual but for a cell or a few."""
    chance = random.Random(seed)
    inbox = Inbox(root)
    for form in FORMS:
        folder = chance.choice(("政法委/", "公安局/3月上半月/", "火星局/", ""))
        for copy in range(chance.choice((1, 1, 2))):
            inbox.put(f"{folder}{form.id}{copy}.xlsx", workbook(_sheet(form, chance, rows)))
    return inbox


def _sheet(form: Form, chance: random.Random, rows: int) -> list[list[str]]:
    facts = [field for field in form.about if chance.random() < 0.6]
    beside = [[f"{field.label}：{_said(field, chance, 0.3)[:200]}"] for field in facts]
    if form.shape == "boxes":
        return [[field.label, _said(field, chance, 0.3)] for field in form.fields] + beside
    fields = [field for field in form.fields if field.name in form.must_have or chance.random() < 0.8]
    oddness = chance.choice((0.02, 0.1, 0.5))
    return [
        *beside,
        [field.label for field in fields],
        *([_said(field, chance, oddness) for field in fields] for _ in range(rows)),
    ]


def _said(field: Field, chance: random.Random, oddness: float) -> str:
    if chance.random() < oddness:
        return _UNPRINTABLE.sub("", chance.choice((*ODD, *USUAL.values())))[:32_000]
    if field.name in USUAL:
        return USUAL[field.name] + (
            str(chance.randrange(9)) if field.name in ("head_name", "issue_no", "message_no") else ""
        )
    if field.type == pa.date32():
        return f"3.{chance.randrange(11, 15)}"
    if pa.types.is_integer(field.type) or field.name.endswith("_count"):
        return str(chance.randrange(100))
    return chance.choice(("", "", "无", "已答复"))


def publish_apart(inbox: Inbox, draft: Path) -> dict[str, pa.Table]:
    """What the inbox comes to, written and checked as a load does; raises what would end the load."""
    tables = inbox.sift()
    publish_tables(tables, draft, "20170401T000000")
    return tables
