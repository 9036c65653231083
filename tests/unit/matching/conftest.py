import pytest

from bot.matching.example import Example
from bot.matching.fit import fit
from bot.matching.model import Model

QUESTIONS = {
    "trademark_renewal": [
        "商标快到期了怎么续展",
        "商标续展要交多少钱",
        "商标十年到了还能接着用吗",
        "续展晚了商标会没吗",
    ],
    "patent_infringement": [
        "专利被人仿了怎么办",
        "别人偷用我的专利技术",
        "外观专利被抄袭去哪告",
        "发明专利侵权怎么维权",
    ],
    "copyright_registration": ["作品登记去哪里办", "版权登记要什么材料", "软件著作权怎么登记", "画的图想登记版权"],
    "pledge_financing": ["专利能不能抵押贷款", "用商标去银行贷款", "知识产权质押融资怎么办", "没有房子能用专利贷款吗"],
    "report_fakes": [
        "发现有人卖假货去哪举报",
        "假冒我们牌子的货怎么举报",
        "市场上有假酒打什么电话",
        "举报卖假货要准备什么",
    ],
    "evidence": ["怎么保存侵权证据", "网页取证要公证吗", "证据保全怎么申请", "聊天记录能当证据吗"],
}
FLOWS = {
    "greet": ["你好", "您好", "早上好", "在吗"],
    "thanks": ["谢谢", "多谢了", "非常感谢"],
    "out_of_scope/chitchat": ["今天天气怎么样", "讲个笑话", "晚上吃什么好", "帮我订一张机票", "哪部电影好看"],
}


def examples() -> list[Example]:
    asked = [
        Example(text, f"ask/{topic}", topic if i % 2 else f"{topic}.detail")
        for topic, texts in QUESTIONS.items()
        for i, text in enumerate(texts)
    ]
    return asked + [Example(text, intent) for intent, texts in FLOWS.items() for text in texts]


@pytest.fixture(scope="session")
def model() -> Model:
    return fit(examples(), {"evidence": "证据收集与保全：怎样固定、保存、公证证据"})
