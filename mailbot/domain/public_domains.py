"""Domains anybody can get an address in: such a domain says nothing about who somebody is."""

from __future__ import annotations

import re

PUBLIC_DOMAINS = frozenset(
    """
    gmail.com googlemail.com yahoo.com yahoo.fr yahoo.es yahoo.co.uk ymail.com rocketmail.com hotmail.com hotmail.fr
    hotmail.es outlook.com outlook.fr live.com msn.com aol.com icloud.com me.com mac.com gmx.com gmx.net gmx.de gmx.ch
    mail.ru bk.ru list.ru inbox.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru 163.com 126.com yeah.net qq.com
    vip.163.com sina.com sina.cn sohu.com foxmail.com 139.com 189.cn aliyun.com naver.com hanmail.net daum.net
    proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io zoho.com zohomail.com mail.com email.com usa.com
    fastmail.com fastmail.fm hushmail.com mailfence.com posteo.de mailbox.org web.de t-online.de freenet.de bluewin.ch
    sunrise.ch hispeed.ch netplus.ch infomaniak.com ik.me orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr
    bbox.fr libero.it virgilio.it tiscali.it alice.it telenet.be skynet.be terra.com.br uol.com.br bol.com.br
    rediffmail.com btinternet.com comcast.net verizon.net att.net ukr.net i.ua seznam.cz wp.pl o2.pl onet.pl
    interia.pl abv.bg mynet.com walla.com maktoob.com ties.itu.int un.int swisscom.ch swisscom.com vtxnet.ch vtx.ch
    infomaniak.ch etik.com vtxmail.ch hotmail.ch mydiax.ch freesurf.ch tele2.ch green.ch cablecom.ch upcmail.net
    upc.ch romandie.com worldcom.ch geneva-link.ch iprolink.ch deckpoint.ch urbanet.ch econophone.ch mailinator.com
    yopmail.com yopmail.fr yopmail.net guerrillamail.com guerrillamail.org sharklasers.com 10minutemail.com
    temp-mail.org tempmail.com trashmail.com getnada.com dispostable.com maildrop.cc mailnesia.com throwawaymail.com
    hey.com duck.com simplelogin.com simplelogin.io aleeas.com anonaddy.me addy.io mozmail.com
    privaterelay.appleid.com skiff.com startmail.com runbox.com disroot.org riseup.net autistici.org mailo.com
    net-c.com caramail.com kolabnow.com countermail.com mail.fr mail.ch gmx.fr gmx.at gmx.es gmx.co.uk aol.fr aol.de
    aol.co.uk icloud.com.cn mail.kz inbox.lv inbox.lt one.lv bigmir.net meta.ua mail.ee tut.by mail.by bezeqint.net
    netvision.net.il optusnet.com.au bigpond.com xtra.co.nz rogers.com bell.net shaw.ca videotron.ca sympatico.ca
    cox.net charter.net earthlink.net juno.com sbcglobal.net bellsouth.net frontier.com optonline.net virginmedia.com
    sky.com talktalk.net ntlworld.com blueyonder.co.uk eircom.net numericable.fr club-internet.fr aliceadsl.fr
    cegetel.net kpnmail.nl ziggo.nl xs4all.nl planet.nl home.nl chello.nl chello.at aon.at a1.net telia.com
    bredband.net online.no telenor.no tdc.dk sapo.pt clix.pt telefonica.net terra.es ono.com jazztel.es tin.it tim.it
    aruba.it pec.it otenet.gr forthnet.gr hol.gr cytanet.com.cy arnet.com.ar fibertel.com.ar speedy.com.ar
    adinet.com.uy prodigy.net.mx une.net.co cantv.net ig.com.br globo.com etb.net.co racsa.co.cr ice.co.cr sonatel.sn
    orange.sn orange.ci orange.ml africaonline.co.ke africaonline.co.ci aviso.ci iway.na mweb.co.za telkomsa.net
    vodamail.co.za webmail.co.za wananchi.com nairobi.mimcom.net ethionet.et telecom.net.et emirates.net.ae eim.ae
    batelco.com.bh qatar.net.qa omantel.net.om kuwait.net go.com.jo nets.com.jo link.net tedata.net.eg sltnet.lk
    vsnl.com vsnl.net sify.com dataone.in pacific.net.sg singnet.com.sg starhub.net.sg streamyx.com tm.net.my
    pldtdsl.net indosat.net.id telkom.net netvigator.com hinet.net vnn.vn fpt.vn laotel.com online.com.kh
    camnet.com.kh mail.mn magicnet.mn hanmail.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp 21cn.com tom.com 188.com
    china.com wo.cn
    """.split()
)

# Providers that hand out addresses under many endings: yahoo.co.jp, live.nl, hotmail.com.tr.
_MANY_ENDINGS = re.compile(
    r"(?:yahoo|hotmail|outlook|live|gmx|yandex|ymail|windowslive|tutanota|zoho)\.(?:com|net|org|co|[a-z]{2}|com?\.[a-z]{2})"
)


def is_public(domain: str) -> bool:
    """Whether anybody can get an address in ``domain`` (lower case)."""
    return domain in PUBLIC_DOMAINS or _MANY_ENDINGS.fullmatch(domain) is not None


_PROVIDER_WORDS = re.compile(
    r"mail|inbox|post(?:box|fach)?$|(?<!inter)net$|internet|online|isp$|telecom|telekom|^tele|telco|broadband|cable|dsl|"
    r"mobile|wireless|hosting|host$|webhost|cloud|fiber|fibre|surf|^orange$|^vodafone|^airtel|^mtn$|^etisalat"
)
_OFFICIAL = re.compile(r"gov|gouv|gob|mfa|mofa|mae|mission|embass|ambass|foreign|diplo|minist|state|permrep|rree")
_SECOND_LEVELS = frozenset({"com", "co", "net", "org", "ac", "ne", "or", "in"})


def looks_like_a_provider(domain: str) -> bool:
    """Whether a domain (lower case) has the name of a firm that gives addresses to anybody: a guess, for people."""
    labels = domain.split(".")
    if len(labels) < 2 or any(_OFFICIAL.search(label) for label in labels):
        return False
    has_second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    firm = labels[-3] if has_second else labels[-2]
    provided = _PROVIDER_WORDS.search(firm) is not None or re.match(r"(?:mail|webmail|mx|pop|smtp)$", labels[0])
    return bool(provided) or domain.endswith(".net") or (has_second and labels[-2] in {"net", "ne"})
