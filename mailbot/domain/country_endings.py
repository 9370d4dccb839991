"""The ending of a State's own mail domains (ISO 3166-1 alpha-2, as delegated by IANA)."""

from __future__ import annotations

# Only where the ending is not the first two letters of the alpha-3 code.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    ABW:aw AGO:ao ALA:ax AND:ad ARE:ae ARM:am ATA:aq ATF:tf ATG:ag AUT:at BDI:bi BEN:bj BES:bq BGD:bd BHS:bs BIH:ba
    BLR:by BLZ:bz BRB:bb BRN:bn CAF:cf CHL:cl CHN:cn COD:cd COG:cg COK:ck COM:km CPV:cv CUW:cw CYM:ky DNK:dk ESH:eh
    EST:ee FLK:fk FRO:fo FSM:fm GBR:uk GIN:gn GLP:gp GNB:gw GNQ:gq GRD:gd GRL:gl GUF:gf GUY:gy IRL:ie IRQ:iq ISR:il
    JAM:jm KAZ:kz KOR:kr LBR:lr LBY:ly MAC:mo MAF:mf MDG:mg MDV:mv MEX:mx MLT:mt MNE:me MNP:mp MOZ:mz MTQ:mq MYT:yt
    NIU:nu PAK:pk PCN:pn PLW:pw PNG:pg POL:pl PRK:kp PRT:pt PRY:py PYF:pf SEN:sn SGS:gs SLB:sb SLV:sv SPM:pm SRB:rs
    SUR:sr SVK:sk SVN:si SWE:se SWZ:sz SYC:sc TCD:td TKM:tm TUN:tn TUR:tr TUV:tv UKR:ua URY:uy WLF:wf XKX:xk
    """.split()
)


def country_ending(code: str) -> str:
    """The last label of the domains of the State with that alpha-3 code: ``KEN`` → ``ke``."""
    return _IRREGULAR.get(code, code[:2].lower())


def is_under(domain: str, code: str) -> bool:
    """Whether a domain (lower case) is registered under the State's own ending."""
    return domain.rpartition(".")[2] == country_ending(code)
