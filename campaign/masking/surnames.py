"""With which characters do people's names begin?"""

from __future__ import annotations

import re

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛"
    "雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强"
    "贾路娄危江童颜郭梅盛林刁钟徐邱丘骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄"
    "曲封储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠"
    "蒙池乔阴胥能苍双闻莘翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚温别庄晏柴瞿阎闫充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿"
    "满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶曾沙丰关相查后荆红游竺权盖益桓肖涂代付覃佟苟仝岳帅亓缑操"
)
"""The single surnames of the Hundred Families and some of today, but for those that offices begin with: 农, 宣, 党, 公, 全."""
DOUBLE_SURNAMES = "欧阳|上官|司马|诸葛|司徒|东方|夏侯|皇甫|尉迟|公孙|慕容|令狐|端木|长孙|宇文"
_BEGINS_AS_A_NAME = re.compile(
    rf"(?:[{SURNAMES}]|{DOUBLE_SURNAMES})[\u3400-\u9fff]|[农宣党公全][\u3400-\u9fff]{{1,2}}$"
)


def begins_as_a_name(word: str) -> bool:
    """Whether a word that is no known one begins with a surname that a given name may follow.

    >>> [begins_as_a_name(word) for word in ("张大牛", "欧阳修", "餐饮", "张")]
    [True, True, False, False]
    """
    return _BEGINS_AS_A_NAME.match(word) is not None
