"""The control words of RTF that matter for its text (Rich Text Format 1.9.1)."""

from __future__ import annotations

SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info pict object objdata nonshppict xe tc rxe txe template generator private filetbl "
    "revtbl listtable listoverridetable themedata colorschememapping datastore latentstyles sn sv bkmkstart bkmkend "
    "pgdsctbl ftnsep ftnsepc ftncn aftnsep annotation atnid atnauthor xmlopen xmlattrname xmlattrvalue".split()
)
DESTINATIONS = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer", "footnote": "footnote",
    "shptxt": "frame", "listtext": "listtext", "pntext": "listtext", "fldinst": "fldinst", "htmltag": "htmltag",
}  # fmt: skip
READ_ALTHOUGH_STARRED = frozenset({"shpinst", "ud", "shptxt"})
TOGGLES = {
    "b": "bold", "strike": "struck", "striked": "struck", "v": "hidden", "deleted": "deleted",
    "htmlrtf": "is_rtf_only",
}  # fmt: skip
SIGNS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "endash": "–", "emdash": "—", "emspace": " ", "enspace": " ", "qmspace": " ", "lbr": "\n", "softline": "\n",
}  # fmt: skip
CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
