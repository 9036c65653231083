"""One small guided flow with its routes, talked through without a process; the cases stay in memory."""

from __future__ import annotations

from datetime import date

from bot.core.knowledge.deadline import Deadline, Period
from bot.core.knowledge.entry import Citation
from bot.core.knowledge.flow import DatedDeadline, Evidence, Flow, Option, Reason, Route, Section, Slot
from bot.core.knowledge.flow import Warning as FlowWarning
from bot.core.knowledge.source import Source
from bot.core.region import Region, RegionMatch
from bot.services.flows.flows import Flows, FlowTurn
from bot.services.sheets.continuing import Continuing
from tests.support.flows import Accesses, Cases, say

YES_NO = (Option("yes", "有"), Option("no", "没有"))
SHUANGYASHAN = Region("230500", "双鸭山市", "city", ("黑龙江省", "双鸭山市"), ("230500", "230000"))


class Places:
    """A gazetteer that knows one city."""

    def get(self, code: str) -> Region | None:
        return SHUANGYASHAN if code == "230500" else None

    find = get

    def resolve(self, text: str, home: str | None = None) -> RegionMatch:
        return RegionMatch(SHUANGYASHAN, mention="双鸭山") if "双鸭山" in text else RegionMatch()

    def nearest(self, latitude: float, longitude: float) -> Region | None:
        return None


CITED = (Citation("law", "第1条"),)
FLOW = Flow(
    id="triage",
    title="维权诊断",
    opening="我先问几个问题。",
    max_questions=4,
    slots=(
        Slot("right", "权利", "哪种权利？", required=True, options=(
            Option("trademark", "商标", ("牌子",)), Option("design", "外观设计专利", ("外观",)),
        )),
        Slot("report", "评价报告", "有没有评价报告？", options=YES_NO, ask_when={"slot": "right", "is": "design"},
             help="评价报告是国家知识产权局出具的分析。"),
        Slot("place", "地区", "您在哪里？", kind="region"),
        Slot("published", "公告日", "哪天公告的？", kind="date", ask_when={"slot": "right", "is": "trademark"}, near=("公告",)),
        Slot("amount", "货值", "大概多少钱的货？", kind="money"),
        Slot("contact", "电话", "怎么联系您？", kind="text", personal=True, ask_when={"slot": "amount", "is": "never"}),
    ),
    warnings=(FlowWarning("w", {"slot": "report", "is": "no"}, "没有评价报告，法院可能驳回。", CITED),),
    sections=(Section("first", "头48小时", lines=("别删聊天记录", "先按{right}固定证据"), checklist=True),),
    evidence=(Evidence("评价报告", have={"slot": "report", "is": "yes"}, when={"slot": "right", "is": "design"}),),
    citations=CITED,
)  # fmt: skip
ROUTES = {
    "suit": Route("suit", "起诉", ("triage",), "法院", "时间长", base=1, citations=CITED, steps=("写起诉状",),
                  reasons=(Reason({"slot": "report", "is": "yes"}, 5, "有评价报告，证据较稳。"),)),
    "oppose": Route("oppose", "异议", ("triage",), "商标局", "错过就没了", base=3, citations=CITED,
                    when={"slot": "right", "is": "trademark"}, deadlines=(DatedDeadline("opposition", "published"),)),
    "report": Route("report", "行政投诉", ("triage",), "市场监管局", "可能不立案", base=2, citations=CITED),
}  # fmt: skip
DEADLINES = {
    "opposition": Deadline("opposition", "异议期", "trademark", "CN", "claimant", "公告日", (
        Period(3, "month", valid_to=date(2026, 12, 31)), Period(2, "month", valid_from=date(2027, 1, 1)),
    )),
}  # fmt: skip


class Rules:
    def flows(self, version: int):
        return {"triage": FLOW}

    def routes(self, version: int):
        return ROUTES

    def deadlines(self, version: int):
        return DEADLINES

    def sources(self, version: int):
        return {"law": Source("law", "某法")}


class Talk:
    """One conversation about one flow."""

    def __init__(self, first: str = "帮我看看", region: str | None = None, today: date = date(2026, 11, 22)) -> None:
        self.cases = Cases()
        rules = Rules()
        self.accesses = Accesses(self.cases)
        self.flows = Flows(
            rules, rules, self.cases, Places(), lambda region, kinds: [{"name": "某局", "id": "1"}], say,
            continuing=Continuing(self.cases, self.accesses),
        )  # fmt: skip
        self.turns, self.today, self.region = 0, today, region
        self.take(self.flows.start("triage", self.turn(first)))

    def turn(self, text: str = "", **fields: object) -> FlowTurn:
        self.turns += 1
        return FlowTurn(f"t{self.turns}", "conversation", text, self.today, 1, region=self.region, **fields)

    def take(self, reply):
        self.reply = reply
        if reply is not None:
            self.text, self.envelope = reply.envelopes[0]["text"], reply.envelopes[0]
            memory = reply.context.get("flow") or {}
            self.case_id = memory.get("case_id", getattr(self, "case_id", ""))
        return self

    def say(self, text: str, **fields: object):
        return self.take(self.flows.reply(self.case_id, self.turn(text, **fields)))

    def pick(self, label: str):
        choice = next(c["id"] for c in self.envelope["choices"] if c["label"] == label)
        return self.take(self.flows.reply(self.case_id, self.turn(choice=self.reply.context["choices"][choice])))

    @property
    def answers(self):
        return self.cases.kept[self.case_id].answers
