"""Personal data, masked where questions are kept for learning."""

from __future__ import annotations

import re
from functools import partial

from bot.services.wording import say

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), "email"),
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"), "identity"),
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?![0-9A-Za-z])"), "identity"),
    (re.compile(r"(?<![0-9A-Za-z])[159Y][1-39][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])"), "company"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "phone"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?[2-9]\d{6,7}(?!\d)"), "phone"),
    (re.compile(r"(?<!\d)[2-9]\d{2,3}[- ]\d{4}(?!\d)"), "phone"),
    (re.compile(r"(?<!\d)\d{4}[ ]\d{4}[ ]\d{4}[ ]\d{4}(?:[ ]\d{1,3})?(?!\d)|(?<!\d)62\d{14,17}(?!\d)"), "account"),
    (re.compile(r"(?i)((?:微信号?|qq号?|wechat)\s*(?:是|为|[:：])?\s*)(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{5,20}"), "account"),
    (re.compile(r"((?:姓名|联系人|法定代表人|法人代表|申请人|投诉人|举报人|收件人|当事人)\s*(?:是|为|叫|[:：])\s*)[\u4e00-\u9fff·]{2,4}"), "name"),
    (re.compile(r"((?:我叫(?!了|人|过|他|她|你|不)|本人叫|我的名字是|我名字叫|我姓名是))[\u4e00-\u9fff·]{2,3}(?=[，,。；;、\s!！]|$|是|在|的)"), "name"),
    (re.compile(r"((?:我姓))[\u4e00-\u9fff]"), "surname"),
)  # fmt: skip


def mask(text: str) -> str:
    """Return the text with telephone numbers, identity numbers, e-mail addresses, accounts and named persons hidden."""
    for pattern, kind in _RULES:
        text = pattern.sub(partial(_masked, kind), text)
    return text


def _masked(kind: str, match: re.Match[str]) -> str:
    """Return what stands for a match; the words that announce it stay."""
    return (match[1] if match.re.groups else "") + say(f"utter_mask_{kind}")
