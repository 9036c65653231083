"""What two otherwise equal questions may differ in: region, date, right, side; read from the words alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

REGION, DATE, RIGHT, SIDE = "region", "date", "right", "side"

_CHINESE_NUMBER = "[0-9〇零一二三四五六七八九十]+"
_DATE = re.compile(
    rf"{_CHINESE_NUMBER}\s*年(?:\s*{_CHINESE_NUMBER}\s*月)?(?:\s*{_CHINESE_NUMBER}\s*[日号])?(?:以?[前后]|底|初|之前|之后|起)?"
    rf"|{_CHINESE_NUMBER}月(?:{_CHINESE_NUMBER}[日号])?(?:以?[前后]|底|初|之前|之后)?"
    r"|[新旧老][^,。?的]{0,6}法(?:下|施行[前后]|生效[前后]|实施[前后])?|[^,。?]{0,6}法(?:施行|生效|实施|修改|修订|修正)以?[前后]"
    r"|改法[前后]|(?:修改|修订|修法|调整)以?[前后]|去年|今年|明年|前年|后年|以前|从前|现在|将来"
)
_RIGHTS: Mapping[str, re.Pattern[str]] = {
    "design": re.compile(r"外观设计专利|外观专利|外观设计|外观"),
    "utility": re.compile(r"实用新型专利|实用新型"),
    "invention": re.compile(r"发明专利"),
    "trademark": re.compile(r"商标专用权|商标权|商标|牌子|品牌|冒牌|trademark|logo"),
    "copyright": re.compile(r"软件著作权|著作权|版权|软著|作品权|盗版|copyright"),
    "secret": re.compile(r"商业秘密|技术秘密|商业机密|trade secret"),
    "variety": re.compile(r"植物新品种权?|品种权"),
    "indication": re.compile(r"地理标志(?:产品)?"),
    "circuit": re.compile(r"集成电路布图设计|布图设计"),
    "domain": re.compile(r"域名"),
    "patent": re.compile(r"专利权|专利|patent"),
}
_WE = r"(?:我们?|咱们?|俺们?|本店|本公司)"
_PARTY = r"(?:别人|人家?|对方|同行|有人|某公司|一家公司|老东家|前东家|东家|品牌方|权利人|平台|竞争对手|对手|大厂|客户|法院|海关|外国公司|美国公司)"
_BLAME = r"(?:告|起诉|投诉|举报|警告|指控|控|诉|下架|申请撤|申请无效|提无效|提异议|异议|追究|索赔)"
_COPY = r"(?:侵权|侵犯|侵害|抄袭?|仿冒?|盗[用版图]?|假冒|冒用|抢注|山寨|剽窃|偷|照搬)"
_ACT_OF_OWNER = r"(?:禁令|保全|撤|无效|异议|扣留|扣货)"
_ACCUSED = re.compile(
    rf"被{_PARTY}?(?:恶意)?{_BLAME}{_WE}?(?:侵权)?了?|{_BLAME}了?{_WE}(?:侵权)?|(?:说|称|指|认为|讲|赖){_WE}[^,。?]{{0,10}}{_COPY}(?:了?别人|他的?)?"
    rf"|收到[^,。?]{{0,6}}(?:律师函|警告[函信]?|传票|起诉状|侵权通知|通知函|函)|{_PARTY}(?:要|想|去)?(?:申请|提出?|提了|要求)了?[^,。?]{{0,8}}{_ACT_OF_OWNER}"
    rf"|{_WE}(?:被)?(?:不小心|误)?(?:侵犯?|抄|用)了?(?:别人|他人|人家)的?|被控侵权人?方?|(?:作为|当了?)被告|被(?:投诉|控|告)的?(?:一方|那方|方|人)|应诉|答辩"
    rf"|扣了?{_WE}[^,。?]{{0,6}}货|{_WE}的?货[^,。?]{{0,4}}被[^,。?]{{0,3}}扣"
)
_CLAIMANT = re.compile(
    rf"{_PARTY}?(?:恶意)?{_COPY}了?{_WE}家?的?|{_WE}家?的?[^,。?]{{0,8}}被[^,。?诉告控投举说]{{0,6}}{_COPY}了?"
    rf"|{_WE}?(?:要|想|准备|打算|能)?(?:去)?(?:告|起诉|投诉|举报){_PARTY}(?:侵权)?|{_PARTY}{_COPY}(?:我的)?|发现[^,。?]{{0,10}}(?:{_COPY}|假货)"
    rf"|{_WE}?(?:要|想|打算|准备)申请[^,。?]{{0,8}}{_ACT_OF_OWNER}|撤{_PARTY}|扣了?{_PARTY}|怎么(?:投诉|举报|起诉|告)|权利人|维权|打假"
)


Places = Callable[[str], tuple[frozenset[str], str]]
"""Returns the places a text names, and the text without their names."""


def aspects(text: str, places: Places) -> dict[str, frozenset[str]]:
    """Return what a normalised text says of each aspect; nothing where it is silent."""
    rest = text
    rights = set()
    for name, pattern in _RIGHTS.items():
        rest, found = pattern.subn(" ", rest)
        if found:
            rights.add(name)
    return {
        REGION: places(text)[0],
        DATE: frozenset(m.replace(" ", "") for m in _DATE.findall(text)),
        RIGHT: frozenset(rights),
        SIDE: _side(text),
    }


def _side(text: str) -> frozenset[str]:
    """Return on which side the asker stands; being accused is the stronger sign, for it often names the copying too."""
    if _ACCUSED.search(text):
        return frozenset({"accused"})
    return frozenset({"claimant"}) if _CLAIMANT.search(text) else frozenset()


def without(text: str, kinds: set[str], places: Places) -> str:
    """Return the text without the words that speak of these aspects."""
    if REGION in kinds:
        text = places(text)[1]
    for kind, remove in _REMOVERS.items():
        text = remove(text) if kind in kinds else text
    return re.sub(r"\s+", "", text)


def _without_rights(text: str) -> str:
    for pattern in _RIGHTS.values():
        text = pattern.sub(" ", text)
    return text


_REMOVERS: Mapping[str, Callable[[str], str]] = {
    DATE: lambda text: _DATE.sub(" ", text),
    RIGHT: _without_rights,
    SIDE: lambda text: _CLAIMANT.sub(" ", _ACCUSED.sub(" ", text)),
}
