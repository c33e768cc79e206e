"""网上留言导出: another office's export, kept apart from what was heard at the door."""

from campaign.office.rules import EXAMPLE
from campaign.papers.paper import Field, Need, Paper, Record, columns
from campaign.papers.table import Dated, Table

_NUMBER = Field("message_no", ("留言编号",), "identifier")
_USER = Field("user_name", ("留言用户",), personal=True)
_TOPIC = Field("topic", ("留言主题",), personal=True)
_WHEN = Field("message_at", ("留言时间",), "instant")
_TEXT = Field("message_text", ("留言详情", "留言内容"), personal=True)
_CATEGORY = Field("message_category", ("一级标签", "一级分类"), "label", shown_as="一级分类")
_REPLY = Field("reply_text", ("答复意见", "答复内容"), personal=True)
_REPLIED = Field("replied_at", ("答复时间",), "instant")
_FIELDS = (_NUMBER, _USER, _TOPIC, _WHEN, _TEXT, _CATEGORY, _REPLY, _REPLIED)

PAPER = Paper(
    id="online_messages",
    order=9,
    label="网上留言",
    shape="list",
    fields=_FIELDS,
    must_have=("message_no", "topic", "message_at"),
    identity=(("message_no",), ("message_at",)),
    exported=True,
    record=Record(
        Table(
            "messages",
            "网上留言",
            "一行一条网上留言；与入户问题分开，从不相加",
            Dated("message_at", reaches_beyond=True),
            columns(_NUMBER, _USER, _TOPIC, _TEXT, _WHEN, _CATEGORY, _REPLY, _REPLIED),
            one_of="family",
        ),
        needs=(
            Need("message_no", "没有留言编号", "number-missing"),
            Need("message_at", f"没有留言时间；请写成 {EXAMPLE} 08:30", "date-missing"),
        ),
        same=tuple(field.name for field in _FIELDS),
        stands="first",
        rule="same-message",
        sentence="内容完全相同的留言已有记录",
        replaces=False,
    ),
)
