"""Bytes to text whatever the label says: declared charset, UTF-8, then a guess that knows the scripts."""

from __future__ import annotations

import codecs
import re
from functools import cache

from .mojibake import decoded_twice

# What senders write, and the superset codec that reads it (WHATWG Encoding, "names and labels").
_ALIASES = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "iso8859-1": "windows-1252",
    "ansi": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb_2312-80": "gb18030",
    "x-euc-cn": "gb18030",
    "euc-cn": "gb18030",
    "chinese": "gb18030",
    "hz": "hz",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "x-euc-jp": "euc_jp",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-16",
    "utf8mb4": "utf-8",
    "koi8-ru": "koi8-u",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "tis-620": "cp874",
}
# Codecs that are not charsets, or whose decoding of hostile bytes is not text.
_NOT_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEVEN_BIT = frozenset({"utf-7", "hz"})
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_CYRILLIC_USUAL = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґ")
_CYRILLIC_OTHER = frozenset("ОЕАИНТСРВЛКМДПУЯЫЬГЗБЧЙХЖШЮЦЩЭФЪЁІЇЄҐ№«»—–“”„…’")
_ARABIC_USUAL = frozenset("اليومنرتبةعدسفهكقحجشأإىئءؤآصضطظغخثذزپچگ،؛؟ـًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩")
_LATIN_USUAL = frozenset("éèêëàâäáãåçíìîïñóòôöõúùûüýÿœæøßÉÈÊÀÂÁÇÍÑÓÔÖÚÜ°ºª«»’‘“”–—…€¿¡·§ ")
_HAN_USUAL = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行"
    "学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些"
    "然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建"
    "月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统"
    "接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世受联合国约第团审议会议集束弹药裁军"
    "日内瓦办事处代表使馆秘书照会致意敬意参赞出席名单号谨通知阁下先生女士常驻邮箱发言人候补视频线上现场"
    "這為個國時來們對會發動說產種過經進著學電裡現實體機當點從業應開還關無與變條問結氣線義樣數組見計別論運農幾區強決戰"
    "據處聯團審議會書參贊號謹駐單頁員總長"
)
_HAN_PUNCTUATION = frozenset("，。、；：（）《》“”！？—　·０１２３４５６７８９")


@cache
def codec_of(label: str) -> str | None:
    """The codec for a charset label, however it is written; None for nonsense."""
    name = label.strip().strip("\"'").casefold().partition("*")[0].replace(" ", "")[:40]
    name = re.sub(r"^(?:x-)?(?:win(?:dows)?|cp|ibm)[-_]?(12\d\d|8\d\d|9\d\d)$", r"cp\1", name)
    name = _ALIASES.get(name, name)
    for candidate in (name, name.replace("_", "-"), name.removeprefix("x-"), name.replace("iso-8859", "iso8859")):
        try:
            info = codecs.lookup(candidate)
        except (LookupError, ValueError, UnicodeError):
            continue
        if getattr(info, "_is_text_encoding", False) and info.name not in _NOT_TEXT:
            return _ALIASES.get(info.name, info.name)
    return None


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text of ``data`` and, where the label was no help, a word for Message.defects.

    Order: byte order mark, pure ASCII, the declared charset (unless the bytes are plainly UTF-8), UTF-8,
    the legacy charset of the six UN languages that fits the letters best. Never raises; NUL goes.
    """
    text, defect = _decode(data, declared)
    twice = decoded_twice(text)
    if twice is not None:
        return twice.replace("\x00", ""), "charset: encoded twice"
    return text.replace("\x00", ""), defect


def _decode(data: bytes, declared: str | None) -> tuple[str, str | None]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace"), None
    codec = codec_of(declared) if declared else None
    if codec and (codec in _SEVEN_BIT or codec.startswith(("utf-16", "utf-32", "iso2022"))):
        escaped = _strict(data, codec)
        if escaped is not None:
            return escaped, None
    if data.isascii():
        return _escaped(data) or data.decode("ascii"), None
    if codec and codec != "utf-8" and not _plainly_utf8(data):
        labelled = _strict(data, codec)
        if labelled is not None and not (codec == "cp1252" and _foreign(data)):
            return labelled, None
    return _unlabelled(data, declared, codec)


def _unlabelled(data: bytes, declared: str | None, codec: str | None) -> tuple[str, str | None]:
    """The text where the label is missing or wrong: UTF-8, even slightly damaged, else the best guess."""
    text = _strict(data, "utf-8")
    if text is not None:
        return text, None if codec in {None, "utf-8", "cp1252"} else f"charset: declared {declared}, is utf-8"[:120]
    nearly = data.decode("utf-8", "replace")
    if nearly.count("\ufffd") * 20 <= sum(1 for c in nearly[:200_000] if c > "\x7f"):
        return nearly, "charset: damaged utf-8"
    guess = _guess(data)
    return data.decode(guess, "replace"), f"charset: declared {declared or 'nothing'}, read as {guess}"[:120]


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        # WHATWG reads the undefined bytes of windows-125x as C1 controls; senders do leave them in.
        if codec.startswith("cp125"):
            text = data.decode(codec, "replace")
            if text.count("\ufffd") * 50 <= len(_HIGH.findall(data)):
                return text.replace("\ufffd", "")
        return None


def _escaped(data: bytes) -> str | None:
    """ISO-2022 and HZ hide in seven-bit bytes: the escapes tell."""
    if b"\x1b$" in data:
        return _strict(data, "iso2022_jp_2") or _strict(data, "iso2022_kr")
    if data.count(b"~{") >= 1 and data.count(b"~{") == data.count(b"~}"):
        text = _strict(data, "hz")
        if text and any("\u4e00" <= c <= "\u9fff" for c in text):
            return text
    return None


def _plainly_utf8(data: bytes) -> bool:
    """Valid UTF-8 with enough sequences that chance is ruled out (a few GBK characters can look like it)."""
    text = _strict(data, "utf-8")
    return text is not None and sum(1 for c in text[:100_000] if c > "\x7f") >= (3 if len(text) < 200 else 6)


def _foreign(data: bytes) -> bool:
    """Labelled Latin-1 (every client's default) but mostly high bytes: no Latin language looks so."""
    sample = data[:20_000]
    high = len(_HIGH.findall(sample))
    letters = sum(1 for b in sample if 65 <= b <= 90 or 97 <= b <= 122)
    return high >= 8 and high > letters


def _guess(data: bytes) -> str:
    sample = data[:20_000]
    if not _foreign(sample) and (_latin_share(sample) > 0.5 or _is_scattered(sample)):
        return _latin_guess(sample)
    scores = {codec: score(sample, codec) for codec, score in _GUESSES.items()}
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] > 0.5 else _latin_guess(sample)


def _is_scattered(sample: bytes) -> bool:
    """Whether high octets stand singly among ASCII letters: accents do, the letters of other scripts do not."""
    runs = _HIGH_RUN.findall(sample)
    return sum(1 for run in runs if len(run) == 1) * 10 > len(runs) * 8


def _latin_share(sample: bytes) -> float:
    high = [c for c in sample.decode("cp1252", "replace") if c > "\x7f"]
    return sum(1 for c in high if c in _LATIN_USUAL) / max(1, len(high))


def _latin_guess(sample: bytes) -> str:
    # In code page 850 and Mac Roman é and ó are C1 controls or symbols of windows-1252: count both readings.
    best = max(("cp1252", "cp850", "mac_roman"), key=lambda c: _usual(sample, c, _LATIN_USUAL))
    return best if _usual(sample, best, _LATIN_USUAL) > _usual(sample, "cp1252", _LATIN_USUAL) + 0.4 else "cp1252"


def _usual(sample: bytes, codec: str, usual: frozenset[str]) -> float:
    high = [c for c in sample.decode(codec, "replace") if c > "\x7f"]
    return sum(1 for c in high if c in usual) / max(1, len(high))


def _cyrillic(sample: bytes, codec: str) -> float:
    """Lower case outnumbers upper case in any text: that tells KOI8-R from windows-1251."""
    high = [c for c in sample.decode(codec, "replace") if c > "\x7f"]
    usual = sum(1 for c in high if c in _CYRILLIC_USUAL)
    other = sum(1 for c in high if c in _CYRILLIC_OTHER)
    return (usual + 0.6 * other) / max(1, len(high))


def _arabic(sample: bytes, codec: str) -> float:
    # Alef and lam are a quarter of any Arabic text; without them the letters are chance.
    text = sample.decode(codec, "replace")
    frequent = text.count("ا") + text.count("ل")
    high = sum(1 for c in text if c > "\x7f")
    return _usual(sample, codec, _ARABIC_USUAL) * (1.0 if frequent * 10 >= high else 0.5)


def _han(sample: bytes, codec: str) -> float:
    high = [c for c in sample.decode(codec, "replace") if c > "\x7f"]
    wrong = high.count("\ufffd")
    usual = sum(1 for c in high if c in _HAN_USUAL or c in _HAN_PUNCTUATION)
    han = sum(1 for c in high if "\u4e00" <= c <= "\u9fff")
    # Rare characters are what a wrong table makes; a name is rare too, hence the generous factor.
    return min(1.0, (2.2 * usual + 0.2 * han) / max(1, len(high))) - 5 * wrong / max(1, len(high))


_GUESSES = {
    "cp1251": _cyrillic,
    "koi8-r": _cyrillic,
    "iso8859-5": _cyrillic,
    "cp866": _cyrillic,
    "mac_cyrillic": _cyrillic,
    "cp1256": _arabic,
    "iso8859-6": _arabic,
    "gb18030": _han,
    "big5hkscs": _han,
}
