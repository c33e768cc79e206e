"""简报: running text, whose sentences publish figures."""

from campaign.papers.paper import Field, Paper, Record

PAPER = Paper(
    id="briefing",
    order=12,
    label="简报",
    shape="text",
    fields=(
        Field("paragraph", ("简报正文",), personal=True),
        Field("heading", ("所在标题",), personal=True),
        Field("tag", ("文末所注单位",), personal=False),
        Field("written_on", ("发文日期",), personal=False),
        Field("before", ("上文开头",), personal=True),
    ),
    must_have=(),
    record=Record("briefing_figures", stands="own"),
)
