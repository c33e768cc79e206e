"""网上留言导出: another office's export, kept apart from what was heard at the door."""

import pyarrow as pa

from etl import values
from etl.forms.form import Field, Form

INSTANT = {"parse": values.parse_instant, "type": pa.timestamp("us")}

ONLINE_MESSAGES = Form(
    id="online_messages",
    label="网上留言",
    shape="list",
    fields=(
        Field("message_no", ("留言编号",)),
        Field("user_name", ("留言用户",), personal=True),
        Field("topic", ("留言主题",), personal=True),
        Field("message_at", ("留言时间",), **INSTANT),
        Field("message_text", ("留言详情", "留言内容"), personal=True),
        Field("message_category", ("一级标签", "一级分类")),
        Field("reply_text", ("答复意见", "答复内容"), personal=True),
        Field("replied_at", ("答复时间",), **INSTANT),
    ),
    must_have=("message_no", "topic", "message_at"),
    identity=(("message_no",), ("message_at",)),
)
