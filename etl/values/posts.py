"""Which post does the person hold whom a cell names?"""

from __future__ import annotations

import re

from campaign.access.quoting import is_office
from etl.values.problem import plain

POST = (
    "(?:第一|常务副|副|代)?"
    "(?:党(?:委|组|总支|支部)书记|书记|主任科员|主任|调研员|巡视员|秘书长|秘书|科员|办事员|联络员|网格员|网格长|民警|社工|会计|文书|干事|专干|工程师|经理"
    "|(?:大队|中队|局|处|科|股|所|站|队|组|部|镇|乡|区|院|校|会|片)长|主席)"
)
"""A post, as a pattern."""
_POST = re.compile(POST)


def post_of(raw: str) -> str | None:
    """The post written with or without a name, or the office that stands in a person's place; never the name itself.

    >>> [post_of(text) for text in ("张三（副科长）", "信访科科长 李四", "李四", "市住建局", "村书记王五、社工赵六", "")]
    ['副科长', '科长', None, '市住建局', '书记、社工', None]
    """
    text = "".join(plain(raw).split())
    posts = dict.fromkeys(match[0] for match in _POST.finditer(text))
    return "、".join(posts) or (text if text and is_office(text) else None)
