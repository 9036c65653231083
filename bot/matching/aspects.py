"""What two otherwise equal questions may differ in: region, date, right, side; read from the words alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

REGION, DATE, RIGHT, SIDE = "region", "date", "right", "side"

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    "陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_CITIES = (
    "哈尔滨|双鸭山|佳木斯|齐齐哈尔|牡丹江|大庆|鸡西|鹤岗|伊春|七台河|黑河|绥化|大兴安岭|贵阳|遵义|六盘水|安顺|毕节|铜仁|黔东南|黔南|黔西南|"
    "杭州|宁波|温州|嘉兴|湖州|绍兴|金华|衢州|舟山|台州|丽水|义乌|广州|深圳|苏州|南京|成都|武汉|西安|长沙|青岛|厦门|沈阳|长春|郑州"
)
_ABROAD = "美国|欧盟|欧洲|德国|法国|英国|日本|韩国|俄罗斯|印度|越南|泰国|马来西亚|印尼|巴西|加拿大|澳大利亚|新加坡|国外|海外|境外"
_REGION = re.compile(
    rf"(?:在|到|从|我们|咱们?|俺们)?((?:{_PROVINCES}|{_CITIES}|{_ABROAD})(?:省|市|自治区|州)?(?:这边|那边|这儿|当地|本地)?"
    r"|[\u4e00-\u9fff]{2,3}(?:省|市|县|自治州)(?=的|这|那|怎|哪|有|办|里|内|申|打|能|可|,|$))"
)
_CHINESE_NUMBER = "[0-9〇零一二三四五六七八九十]+"
_DATE = re.compile(
    rf"{_CHINESE_NUMBER}\s*年(?:\s*{_CHINESE_NUMBER}\s*月)?(?:\s*{_CHINESE_NUMBER}\s*[日号])?(?:以?[前后]|底|初|之前|之后|起)?"
    rf"|{_CHINESE_NUMBER}月(?:{_CHINESE_NUMBER}[日号])?(?:以?[前后]|底|初|之前|之后)?"
    r"|新法|旧法|老法|修改前|修改后|修订前|修订后|修法前|修法后|新商标法|旧商标法|去年|今年|明年|前年|后年"
)
_RIGHTS: Mapping[str, re.Pattern[str]] = {
    "design": re.compile(r"外观设计专利|外观专利|外观设计|外观"),
    "utility": re.compile(r"实用新型专利|实用新型"),
    "invention": re.compile(r"发明专利"),
    "trademark": re.compile(r"商标专用权|商标权|商标|牌子|品牌|trademark|logo"),
    "copyright": re.compile(r"软件著作权|著作权|版权|软著|作品权|copyright"),
    "secret": re.compile(r"商业秘密|技术秘密|商业机密|trade secret"),
    "variety": re.compile(r"植物新品种权?|品种权"),
    "indication": re.compile(r"地理标志(?:产品)?"),
    "circuit": re.compile(r"集成电路布图设计|布图设计"),
    "domain": re.compile(r"域名"),
    "patent": re.compile(r"专利权|专利|patent"),
}
_ACCUSED = re.compile(
    r"被(?:别人|人家?|人|对方|同行|某公司|一家公司)?(?:告|起诉|投诉|举报|警告|指控|控|诉|下架)(?:我们?)?(?:侵权)?(?:了)?"
    r"|(?:告|起诉|投诉|举报|指控)(?:了)?(?:我们?|咱们?|俺)(?:侵权)?|说(?:我们?|咱们?|俺)[^,。?]{0,8}侵权"
    r"|(?:我们?|咱们?|俺)(?:被)?侵犯?了?(?:别人|他人|人家)|收到(?:律师函|侵权警告|传票|侵权通知)|被控侵权(?:人|方)?"
)
_CLAIMANT = re.compile(
    r"(?:别人|人家|对方|同行|有人|他们?|厂家|公司)?(?:侵权|侵犯|侵害|抄袭?|仿冒?|盗用?|假冒|冒用|抢注|山寨|剽窃|偷)了?(?:我们?|咱们?|俺)(?:家)?的?"
    r"|(?:我们?|咱们?|俺)(?:家)?的?[^,。?]{0,8}被[^,。?诉告控投举说]{0,6}(?:侵权?|抄|仿|盗|冒|抢注|山寨|剽窃)|(?:我们?|咱们?|俺)(?:要|想)(?:告|起诉|投诉|举报)(?:别人|对方|他)?|(?:别人|人家|对方|同行|有人|他们?)(?:侵权|仿冒|抄袭|假冒|盗用|抢注)|权利人"
)


def aspects(text: str) -> dict[str, frozenset[str]]:
    """Return what a normalised text says of each aspect; nothing where it is silent."""
    rest = text
    rights = set()
    for name, pattern in _RIGHTS.items():
        rest, found = pattern.subn(" ", rest)
        if found:
            rights.add(name)
    sides = {name for name, pattern in (("accused", _ACCUSED), ("claimant", _CLAIMANT)) if pattern.search(text)}
    return {
        REGION: frozenset(_place(m) for m in _REGION.findall(text)),
        DATE: frozenset(m.replace(" ", "") for m in _DATE.findall(text)),
        RIGHT: frozenset(rights),
        SIDE: frozenset(sides) if len(sides) == 1 else frozenset(),
    }


def without(text: str, kinds: set[str]) -> str:
    """Return the text without the words that speak of these aspects."""
    for kind in kinds:
        text = _REMOVERS[kind](text)
    return re.sub(r"\s+", "", text)


def _without_rights(text: str) -> str:
    for pattern in _RIGHTS.values():
        text = pattern.sub(" ", text)
    return text


def _place(found: str) -> str:
    return re.sub(r"(?:省|市|自治区|州)?(?:这边|那边|这儿|当地|本地)?$", "", found)


_REMOVERS: Mapping[str, Callable[[str], str]] = {
    REGION: lambda text: _REGION.sub(" ", text),
    DATE: lambda text: _DATE.sub(" ", text),
    RIGHT: _without_rights,
    SIDE: lambda text: _CLAIMANT.sub(" ", _ACCUSED.sub(" ", text)),
}
