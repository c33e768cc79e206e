"""单位花名册: one row per unit, with its head count, its villages and its 督导小组."""

from campaign.papers.paper import Field, Need, Paper, Record

PAPER = Paper(
    id="roster",
    order=1,
    label="单位花名册",
    shape="list",
    fields=(
        Field("unit", ("单位名称", "单位", "单位全称"), "unit"),
        Field("short_name", ("简称", "单位简称"), personal=False),
        Field("level", ("级别", "单位级别", "类别"), "level"),
        Field("cadre_count", ("干部人数", "机关干部人数", "干部数"), "people"),
        Field(
            "villages",
            ("挂钩村(社区)", "挂钩村", "走访村(社区)", "联系村(社区)", "挂钩社区"),
            personal=False,
            joined="、",
        ),
        Field("supervision_group", ("督导小组", "督查小组", "督导组", "组别"), "group"),
        Field(
            "is_trained",
            ("访前培训", "是否访前培训", "是否组织访前培训", "访前培训情况", "访前培训次数"),
            personal=False,
            is_offered=False,
        ),
        Field("since", ("起始日期", "生效日期", "成立日期", "成立时间", "启用日期"), "date"),
        Field("until", ("终止日期", "撤销日期", "撤并日期", "截止日期"), "date"),
        Field("contact_name", ("联系人",), personal=True),
        Field("contact_phone", ("联系电话", "联系人电话", "电话"), personal=True),
    ),
    must_have=("unit", "level", "cadre_count"),
    record=Record(
        "units",
        needs=(Need("unit", "没有写单位名称", "unit-missing"), Need("level", "没有写单位级别", "level-missing")),
        same=("unit",),
        stands="own",
        rule="same-unit",
        sentence="同一单位后来的花名册上又有，从那时起以后来的为准",
    ),
)
