"""企业走访台账 (企业走访表): one visit of an enterprise a row, with what it asks for and what became of that."""

from campaign.papers.fields import (
    FILLED_DATE,
    ISSUE_STATUS,
    OBJECT_DATE,
    OBJECT_OPINION,
    OBJECT_OUTCOME,
    OBJECT_SOLVED,
    PHONE,
    PLACE,
    UNIT,
    UNIT_NEEDED,
    VISIT_DATE_NEEDED,
    VISITORS,
)
from campaign.papers.paper import Field, KnownBy, Merge, Need, Paper, Record

PAPER = Paper(
    id="enterprise_visits",
    order=12,
    label="企业走访台账",
    shape="list",
    fields=(
        *PLACE,
        Field(
            "object_name",
            (
                *("企业名称", "企业", "企业名", "走访企业", "走访企业名称", "受访企业", "被走访企业", "企业(单位)名称"),
                *("公司名称", "商户名称", "个体工商户名称", "市场主体名称", "市场主体", "名称"),
            ),
            personal=True,
        ),
        Field(
            "object_kind",
            ("企业类型", "企业类别", "所属行业", "行业", "行业类别", "企业性质", "类别", "类型", "企业规模"),
            personal=True,
        ),
        Field(
            "legal_person",
            ("法人代表", "法定代表人", "法人", "企业法人", "企业负责人", "负责人", "企业主", "经营者"),
            personal=True,
        ),
        Field("contact_name", ("联系人", "企业联系人", "接待人", "受访人", "联系人姓名", "见面人员"), personal=True),
        PHONE,
        Field(
            "address",
            ("企业地址", "地址", "经营地址", "厂址", "公司地址", "经营场所", "详细地址", "所在地址"),
            personal=True,
        ),
        Field(
            "issue_text",
            (
                *("反映问题", "企业反映问题", "反映的问题", "存在问题", "存在的问题", "问题", "收集问题", "存在困难"),
                *("困难问题", "困难和问题", "存在问题和困难", "存在困难和问题", "反映问题或意见建议", "问题及建议"),
                *("企业反映的问题", "主要问题", "问题诉求", "企业诉求和问题", "反映问题和诉求"),
                *("问题及诉求", "问题和诉求", "问题与诉求", "问题、诉求", "问题和建议", "问题与建议"),
            ),
            personal=True,
            joined="\n",
        ),
        Field(
            "needs_text",
            ("诉求", "企业诉求", "困难需求", "企业需求", "需求", "诉求事项", "需要解决的问题", "主要诉求", "困难诉求"),
            personal=True,
            joined="\n",
        ),
        OBJECT_OPINION,
        OBJECT_OUTCOME,
        ISSUE_STATUS,
        OBJECT_SOLVED,
        VISITORS,
        UNIT,
        OBJECT_DATE,
    ),
    about=(*PLACE, UNIT, VISITORS, FILLED_DATE, OBJECT_DATE),
    must_have=("object_name", "visit_date"),
    titled=("企业", "商户", "公司", "市场主体"),
    one="家",
    known_by=KnownBy(("unit_no", "name_key", "visit_date")),
    identity=(("object_name",), ("visit_date",)),
    marks_a_record=("object_name", "legal_person", "phone", "issue_text", "needs_text", "opinion_text"),
    record=Record(
        "object_visits",
        needs=(
            UNIT_NEEDED,
            VISIT_DATE_NEEDED,
            Need("object_name", "没有写企业名称，不知道走访的是哪一家", "name-missing"),
        ),
        same=("object_name", "unit", "visit_date"),
        stands="own",
        own_merges={
            "same-object-visit": Merge("同一对象、同一单位、同一天的走访已有记录", replaces=False),
            "object-visit-corrected": Merge("同一对象、同一单位、同一天的走访后来又报，写法有改动，以最后报来的为准"),
        },
    ),
)
