"""What is told unasked is read by who did what to whom; what is denied or only supposed is not read."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.config import ROOT
from bot.dialogue.guide import make_guide
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.reading.sums import told_sums
from bot.dialogue.reading.told import told_values
from bot.dialogue.record import Known, Record
from bot.knowledge.library import read_library, read_vocabulary
from bot.text.normalise import normalise
from bot.text.patterns import expanded, meanings

TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def reader() -> CaseReader:
    """Return a reader of the published knowledge."""
    library = read_library(ROOT / "knowledge")
    return CaseReader(make_guide(read_vocabulary(ROOT / "knowledge"), library.flows, library.entries.values()))


def _told(text: str) -> dict:
    return told_values(normalise(text), ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("对方开口要八万", {"amount": 80000}),
        ("字体公司索赔2600", {"amount": 2600}),
        ("让我赔一万二", {"amount": 12000}),
        ("法院判他赔我十五万元", {"amount": 150000}),
        ("加盟费交了六万八", {"amount": 68000}),
        ("账户被冻了三万美金", {"amount": {"low": 30000, "high": 30000, "currency": "USD"}}),
        ("他要七八万才肯私了", {"amount": {"low": 70000, "high": 80000, "rough": True}}),
        ("要三万六，哦不对，是三千六", {"amount": 3600}),
        ("一共卖了四千块", {"sales": 4000}),
        ("店里流水十二万", {"sales": 120000}),
        ("就赚了三百块", {"profit": 300}),
        ("卖了五万，赚了八千，现在要我赔二十万", {"sales": 50000, "profit": 8000, "amount": 200000}),
    ],
)
def test_a_sum_is_of_the_fact_whose_words_stand_beside_it(text: str, told: dict) -> None:
    assert told_sums(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "打12315有用吗",
        "工资一个月五千",
        "直播间九块九一个",
        "视频播放三百万",
        "这两件事能一块办吗",
        "我是1688上拿的货",
        "收到337调查通知",
        "订了三千瓶还没到",
        "账上只剩两万",
        "2026年11月5号收到的",
    ],
)
def test_prices_counts_and_numbers_are_no_sums_of_the_case(text: str) -> None:
    assert told_sums(text) == {}


@pytest.mark.parametrize(
    ("text", "happened", "side"),
    [
        ("隔壁厂照着我们的样机仿了一台", "copied", "owner"),
        ("我的教程被人整段搬走了", "copied", "owner"),
        ("俺家的花样让对面那家抄了去", "copied", "owner"),
        ("有人冒用我的商标卖酱油", "mark_used", "owner"),
        ("街对面新开一家店名字跟我一模一样的招牌", "mark_used", "owner"),
        ("咱牌子让外县一个人给抢注了", "squatted", "owner"),
        ("店名被人拿去注册了", "squatted", "owner"),
        ("前东家说我带走客户名单", "letter", "accused"),
        ("字体公司打电话说海报侵权要五千", "letter", "accused"),
        ("图库来函索赔", "letter", "accused"),
        ("今早收到一封律师函", "letter", "accused"),
        ("法院寄来一张传票", "sued", "accused"),
        ("阿拉店被一家外地公司告了", "sued", "accused"),
        ("昨天市场监管来店里扣了二十双鞋", "raided", "accused"),
        ("派出所打电话叫我明天过去", "police", "accused"),
        ("我老公被刑拘了", "police", "accused"),
        ("货在口岸被海关扣了", "goods_detained", "accused"),
        ("海关来电话，说查到一批疑似仿我们的货", "customs_notice", "owner"),
        ("链接今天被投诉下架了", "platform_complained", "accused"),
        ("展会上主办方要求我们撤展", "fair_complained", "accused"),
        ("法院判我赔三万，我没钱赔", "lost", "accused"),
        ("官司赢了，对方一分钱没给", "unpaid", "owner"),
        ("商标被人提了撤三", "attacked", "owner"),
        ("商标申请被驳回了", "refused", "applicant"),
        ("师傅走的时候把图纸拷走了", "leak", "owner"),
        ("拿专利去银行贷款", "loan", "applicant"),
        ("买到假货了", "bought_fake", "buyer"),
        ("我想注册商标", "register", "applicant"),
        ("店铺收到美国法院的TRO", "overseas", "accused"),
    ],
)
def test_who_did_it_to_whom_decides(reader: CaseReader, text: str, happened: str, side: str) -> None:
    told = reader.read(text, "t1", TODAY).facts
    assert (told["happened"].value, told["side"].value) == (happened, side)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我没被起诉", "sued"),
        ("要是被告了怎么办", "sued"),
        ("会不会被抓", "police"),
        ("怕被人抢注", "squatted"),
        ("我不是要注册商标", "register"),
        ("以后万一被投诉了呢", "platform_complained"),
        ("公告登出来了", "sued"),
        ("律师给我写了个报告", "sued"),
        ("展会怎么报名", "fair_complained"),
    ],
)
def test_what_is_denied_or_supposed_is_not_told(text: str, value: str) -> None:
    assert _told(text).get("happened") != value


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("我家的外观专利", "design"),
        ("实用新型证书刚下来", "utility_model"),
        ("软著怎么办", "copyright"),
        ("有人盗图", "copyright"),
        ("客户名单被带走了", "trade_secret"),
        ("品种权证书", "plant_variety"),
        ("我们是地理标志", "gi"),
        ("域名被占了", "domain"),
        ("收到异议材料", "trademark"),
        ("包装跟我家一模一样", "unfair_competition"),
        ("专利年费", "patent"),
    ],
)
def test_the_right_is_told_by_what_is_named(text: str, right: str) -> None:
    assert _told(text)["right"] == right


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("拼多多上有人卖假的", "platform"),
        ("展会上隔壁展位摆着我的东西，一模一样", "fair"),
        ("海关扣了一批货", "import_export"),
        ("德国的律师寄来警告信", "abroad"),
        ("不是网上，是实体店", "local"),
        ("我开网店的", None),
        ("微信上跟他说过", None),
        ("在做报关行", None),
    ],
)
def test_the_place_is_where_it_happened_not_where_somebody_trades(text: str, where: str | None) -> None:
    assert _told(text).get("where") == where


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("传票上写着下月开庭", "stage", "in_court"),
        ("判他赔我五万，他一分没给", "stage", "broken"),
        ("法院判我赔三万", "stage", "judged"),
        ("还没起诉，想先谈谈", "stage", "before"),
        ("商标还在申请，没下证", "right_status", "pending"),
        ("专利年费忘交了", "right_status", "expired"),
        ("图案没登记过", "own_right", "no"),
        ("我们有外观专利", "own_right", "yes"),
        ("我们是大米合作社", "applicant_kind", "cooperative"),
        ("用个人名义申请", "applicant_kind", "person"),
        ("logo是花八百块找人画的", "made_by", "commissioned"),
        ("技术员上班写的程序", "made_by", "employee"),
        ("我自己画的底稿", "made_by", "self"),
        ("这图是AI生成的", "made_by", "ai"),
        ("证都下来了，被他注走的", "squat_stage", "registered"),
        ("刚看到公告有人报了我的名字", "squat_stage", "published"),
        ("就微信上说的，没签合同", "agreed", "none"),
        ("合同里写着版权归我们", "agreed", "yes"),
        ("合同里没写归谁", "agreed", "no"),
        ("只有个微信转账，没发票", "source_proof", "partly"),
        ("现金买的，没票", "source_proof", "no"),
        ("他愿意谈", "willing", "yes"),
        ("离职才三个月", "employment", "left_within_year"),
        ("已经卖了半年了，还能申请专利吗", "disclosed", "sold"),
        ("这个名字用了八年了", "used_before", "yes"),
        ("我真不知道是假的", "knew", "no"),
        ("评价报告没做过", "evaluation_report", "no"),
        ("给孩子班级做的海报，不赚钱", "commercial", "no"),
        ("店铺账户被美国法院冻了", "arrived", "tro"),
        ("收到WIPO的域名投诉", "arrived", "udrp"),
        ("德国的律师函", "country", "eu"),
    ],
)
def test_what_a_case_rests_on_is_told(text: str, fact: str, value: str) -> None:
    assert _told(text).get(fact) == value


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("他没注册过", "own_right"),
        ("没证据怎么告", "own_right"),
        ("投诉没回音", "stage"),
        ("合同条款写没写清楚我不懂", "agreed"),
        ("我是做小程序外包的", "made_by"),
        ("自己录屏行不行", "evidence"),
    ],
)
def test_what_is_of_somebody_else_or_only_asked_is_not_told(text: str, fact: str) -> None:
    assert fact not in _told(text)


def test_evidence_in_hand_is_a_list_that_grows(reader: CaseReader) -> None:
    record = Record().tell(reader.read("我拍了照，也录屏了", "t1", TODAY))
    assert record.value("evidence") == ["screenshots", "photos"]
    record = record.tell(reader.read("原图还在相机里", "t2", TODAY, record=record))
    assert record.value("evidence") == ["screenshots", "photos", "originals"]


def test_every_value_told_is_one_of_the_vocabulary() -> None:
    vocabulary = read_vocabulary(ROOT / "knowledge")
    for fact, values in meanings("told", "facts").items():
        assert {value.partition(".")[0] for value in values} <= vocabulary.values(fact)
        assert all(re.compile(expanded("told", one)) for said in values.values() for one in said)


def test_what_is_settled_changes_only_with_another_matter() -> None:
    told = "去注册商标行不行"
    assert "happened" not in told_values(told, {"happened"})
    assert told_values("另外，我" + told, {"happened"})["happened"] == "register"


def test_a_sum_in_a_followed_up_case_is_kept_and_can_be_taken_back(reader: CaseReader) -> None:
    record = Record({"happened": Known("letter")}).tell(reader.read("他要七八万", "t2", TODAY))
    assert record.value("amount") == {"low": 70000, "high": 80000, "rough": True}
    assert record.deny("amount").value("amount") is None


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("今天翻公告发现被人抢先申请，11月20日刚初审公告", {"known_since": "2026-11-28", "published_on": "2026-11-20"}),
        ("刚刚看到公告，店名被人报上去了，11月6号公告的", {"known_since": "2026-11-28", "published_on": "2026-11-06"}),
        ("今天刚看到公告", {"known_since": "2026-11-28"}),
        ("海关通知11/26送达", {"customs_notice_on": "2026-11-26"}),
        ("判他们2025年4月10日前付清", {"performance_due_on": "2025-04-10"}),
    ],
)
def test_a_day_is_never_taken_for_another_events(reader: CaseReader, text: str, events: dict[str, str]) -> None:
    told = reader.read(text, "t1", TODAY).events
    assert {name: told[name].value for name in told} == events


def test_who_asks_for_mediation_was_not_let_down_by_one() -> None:
    told = _told("我要申请调解，设计公司说我们用了他们的图没给钱，要我们赔五万")
    assert "stage" not in told
    assert told.get("happened") != "unpaid"
    assert _told("调解书生效了他一分没给")["happened"] == "unpaid"


def test_pieces_are_no_money() -> None:
    assert told_sums("帽子我就卖了两百来顶，一顶挣十来块") == {}
    assert told_sums("一共卖了三百台") == {}
    assert told_sums("他要我赔两百来块")["amount"]["low"] == 200
