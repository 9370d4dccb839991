"""Folding: the one way in which text is made comparable, in every script, with the way back kept.

Case, accents, vowel signs, digit shapes, traditional characters, quotation marks and dashes fall away; word
order and word limits stay. Patterns and lexicon entries are folded by the same rules as the texts they are
looked for in.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat

# Characters of names, posts and formulas, as written in Hong Kong, Macao and Taiwan and as in the lexicon.
_TRADITIONAL = (
    "豐東業叢兩嚴個臨為爲烏樂書於雲親僅從倉儀們價眾優會傳傷倫儲黨蘭關興養冊軍農馮決況準減鳳擊則劉別務動勞"
    "區醫華協單盧衛廳歷厲發變葉號呂啟啓吳員團園國圖場堅處備復複頭夾婁孫學寧宮實審賓壽對導將爾堯盡層屆屬島"
    "師帥帶並併莊慶應龐廢開張強錄當總態戰戶執掃護報擔擬擇據換損揮數斷無舊時顯晉曉暫權來楊條極構標欒樹樣橋"
    "檢樓歐歡殘殺畢氣漢湯沒澤濟塗溫灣滿靈點熱愛狀獨環現瑪電畫監蓋盤礦碼確禮離種積稱穩竇簽簡類緊約級紀納線"
    "練組細織終經結統給絡維綜編繆網羅聶職聯節蘆蘇薦榮藥萊獲營蕭蔣藍藺補裝見觀視規覽計訂認議記講許論設訪證"
    "評譯話詢該詳語誤說説請諸諾讀誰調談謀諶謂謝謹譚貝財責貨質費貴賀賈資贊讚趙車軒轉轅邊達遷過運還這進遠連"
    "遲適選鄧鄺鄔鄒郵鄭裏裡鑒針鍾鐘錢鐵銀銷長門閆閉問間閔聞閭閣闕闞隊陽陰階際陸陳險隨難韋韓頁項順顧頒頌預"
    "領頻題顏饒館馬駟駐駱驗魯鮑鮮麥黃齊龍龔內參雙臺後體餘辦亞廣歸術機籌繼續範銜負與舉專訊註彈祕紐徵訓讓購"
    "輔辭遞釋鎮閱須飛驅贈"
)
_SIMPLIFIED = (
    "丰东业丛两严个临为为乌乐书于云亲仅从仓仪们价众优会传伤伦储党兰关兴养册军农冯决况准减凤击则刘别务动劳"
    "区医华协单卢卫厅历厉发变叶号吕启启吴员团园国图场坚处备复复头夹娄孙学宁宫实审宾寿对导将尔尧尽层届属岛"
    "师帅带并并庄庆应庞废开张强录当总态战户执扫护报担拟择据换损挥数断无旧时显晋晓暂权来杨条极构标栾树样桥"
    "检楼欧欢残杀毕气汉汤没泽济涂温湾满灵点热爱状独环现玛电画监盖盘矿码确礼离种积称稳窦签简类紧约级纪纳线"
    "练组细织终经结统给络维综编缪网罗聂职联节芦苏荐荣药莱获营萧蒋蓝蔺补装见观视规览计订认议记讲许论设访证"
    "评译话询该详语误说说请诸诺读谁调谈谋谌谓谢谨谭贝财责货质费贵贺贾资赞赞赵车轩转辕边达迁过运还这进远连"
    "迟适选邓邝邬邹邮郑里里鉴针钟钟钱铁银销长门闫闭问间闵闻闾阁阙阚队阳阴阶际陆陈险随难韦韩页项顺顾颁颂预"
    "领频题颜饶馆马驷驻骆验鲁鲍鲜麦黄齐龙龚内参双台后体余办亚广归术机筹继续范衔负与举专讯注弹秘纽征训让购"
    "辅辞递释镇阅须飞驱赠"
)
_SINGLE = {
    **dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)),
    **dict.fromkeys("’‘ʼ´`ʻ′＇", "'"),
    **dict.fromkeys("“”„«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−－﹣", "-"),
    **dict.fromkeys("〔［【", "("),
    **dict.fromkeys("〕］】", ")"),
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "œ": "oe",
    "æ": "ae",
    "،": ",",
    "؛": ";",
    "؟": "?",
    "、": ",",
    "。": ".",
    "ـ": "",
}


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """What one character folds to: none, one or several characters."""
    if character == "\n":
        return "\n"
    out = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.combining(part) or unicodedata.category(part) in {"Cf", "Cc", "Mn"}:
            if part == "\t":
                out.append("\t")
            continue
        if part.isspace():
            out.append(" ")
            continue
        decimal = unicodedata.decimal(part, None)
        if decimal is not None:
            out.append(str(decimal))
            continue
        out.extend(_SINGLE.get(piece, piece) for piece in _SINGLE.get(part, part).casefold())
    return "".join(out)


class _Known(dict[str, str]):
    """Characters met with what they fold to."""

    def __missing__(self, character: str) -> str:
        if len(self) >= _KNOWN_MAX:
            self.clear()
        folded = self[character] = fold_character(character)
        return folded


_KNOWN_MAX = 8192
_known = _Known()


def fold(text: str) -> str:
    """The text folded."""
    return "".join(map(_known.__getitem__, text))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that still knows where each of its characters came from."""

    original: str
    text: str
    origins: Sequence[int]

    def origin(self, position: int) -> int:
        """The offset in the original of a folded offset (the end of the original for the end)."""
        return self.origins[position] if position < len(self.origins) else len(self.original)

    def written(self, start: int, end: int) -> str:
        """The original spelling of a folded span."""
        last = self.origin(end - 1) + 1 if end > start else self.origin(start)
        return self.original[self.origin(start) : last]

    def position(self, origin: int) -> int:
        """The folded offset of an original offset."""
        return bisect_right(self.origins, origin - 1) if origin > 0 else 0


def fold_with_origins(text: str) -> Folded:
    """The text folded, with the way back."""
    # Readers look at the same lines and names one after the other.
    return _folded_before(text) if len(text) <= _SHORT else _folded(text)


_SHORT = 160


def _folded(text: str) -> Folded:
    pieces = list(map(_known.__getitem__, text))
    lengths = list(map(len, pieces))
    folded = "".join(pieces)
    if len(folded) == len(text) and max(lengths, default=1) == 1:
        return Folded(text, folded, range(len(text)))
    origins = chain.from_iterable(map(repeat, range(len(text)), lengths))
    return Folded(text, folded, tuple(origins))


_folded_before = lru_cache(maxsize=512)(_folded)
