"""Domains anybody can get an address in: such a domain says nothing about who somebody is."""

from __future__ import annotations

import re

PUBLIC_DOMAINS = frozenset(
    """
    gmail.com googlemail.com yahoo.com yahoo.fr yahoo.es yahoo.co.uk ymail.com rocketmail.com hotmail.com hotmail.fr
    hotmail.es outlook.com outlook.fr live.com msn.com aol.com icloud.com me.com mac.com gmx.com gmx.net gmx.de gmx.ch
    mail.ru bk.ru list.ru inbox.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru 163.com 126.com yeah.net qq.com
    vip.163.com sina.com sina.cn sohu.com foxmail.com 139.com 189.cn aliyun.com naver.com hanmail.net daum.net
    proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io zoho.com zohomail.com mail.com email.com
    usa.com fastmail.com fastmail.fm hushmail.com mailfence.com posteo.de mailbox.org web.de t-online.de freenet.de
    bluewin.ch sunrise.ch hispeed.ch netplus.ch infomaniak.com ik.me orange.fr wanadoo.fr free.fr laposte.net sfr.fr
    neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it telenet.be skynet.be terra.com.br uol.com.br bol.com.br
    rediffmail.com btinternet.com comcast.net verizon.net att.net ukr.net i.ua seznam.cz wp.pl o2.pl onet.pl interia.pl
    abv.bg mynet.com walla.com maktoob.com
    """.split()
)

# Providers that hand out addresses under many endings: yahoo.co.jp, live.nl, hotmail.com.tr.
_MANY_ENDINGS = re.compile(
    r"(?:yahoo|hotmail|outlook|live|gmx|yandex|ymail|windowslive|tutanota|zoho)\.(?:com|net|org|co|[a-z]{2}|com?\.[a-z]{2})"
)


def is_public(domain: str) -> bool:
    """Whether anybody can get an address in ``domain`` (lower case)."""
    return domain in PUBLIC_DOMAINS or _MANY_ENDINGS.fullmatch(domain) is not None
