"""How the programs of the world set off what they quote: each in the languages they are used in."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

import pytest

from mailbot.reading.mime import decode

NEW = "Please add Ms. Ada Roe (a.roe@m.example) to our delegation.\nShe will be the alternate speaker."
OLD = "Dear colleague,\n\nwe have recorded Mr. Tom Poe (t.poe@m.example), head of delegation.\n\nThe Secretariat"
ADDRESS = "ccm@secretariat.example"

ATTRIBUTIONS = {
    "gmail en": f"On Tue, Nov 10, 2020 at 10:07 AM CCM Secretariat <{ADDRESS}> wrote:",
    "gmail en wrapped": f"On Tue, Nov 10, 2020 at 10:07 AM CCM Secretariat of the Convention\n<{ADDRESS}>\nwrote:",
    "gmail fr": f"Le mar. 10 nov. 2020 à 10:07, CCM <{ADDRESS}> a écrit :",
    "gmail es": f"El mar, 10 nov 2020 a las 10:07, CCM (<{ADDRESS}>) escribió:",
    "gmail ru": f"вт, 10 нояб. 2020 г. в 10:07, CCM <{ADDRESS}>:",
    "gmail zh": f"CCM <{ADDRESS}> 于2020年11月10日周二 上午10:07写道：",
    "gmail ar": f"في الثلاثاء، 10 نوفمبر 2020 في 10:07 ص تمت كتابة ما يلي بواسطة CCM <{ADDRESS}>:",
    "gmail de": f"Am Di., 10. Nov. 2020 um 10:07 Uhr schrieb CCM <{ADDRESS}>:",
    "gmail it": f"Il giorno mar 10 nov 2020 alle ore 10:07 CCM <{ADDRESS}> ha scritto:",
    "gmail pt": f"CCM <{ADDRESS}> escreveu no dia terça, 10/11/2020 à(s) 10:07:",
    "gmail nl": f"Op di 10 nov. 2020 om 10:07 schreef CCM <{ADDRESS}>:",
    "gmail pl": f"wt., 10 lis 2020 o 10:07 CCM <{ADDRESS}> napisał(a):",
    "gmail tr": f"CCM <{ADDRESS}>, 10 Kas 2020 Sal, 10:07 tarihinde şunu yazdı:",
    "gmail ja": f"2020年11月10日(火) 10:07 CCM <{ADDRESS}>:",
    "gmail ko": f"2020년 11월 10일 (화) 오전 10:07, CCM <{ADDRESS}>님이 작성:",
    "gmail sv": f"Den tis 10 nov. 2020 kl 10:07 skrev CCM <{ADDRESS}>:",
    "gmail cs": f"út 10. 11. 2020 v 10:07 odesílatel CCM <{ADDRESS}> napsal:",
    "gmail fi": f"ti 10. marrask. 2020 klo 10.07 CCM ({ADDRESS}) kirjoitti:",
    "apple en": f"On 10 Nov 2020, at 10:07, CCM <{ADDRESS}> wrote:",
    "apple fr": f"Le 10 nov. 2020 à 10:07, CCM <{ADDRESS}> a écrit :",
    "apple ru": f"10 нояб. 2020 г., в 10:07, CCM <{ADDRESS}> написал(а):",
    "apple zh": f"在 2020年11月10日，10:07，CCM <{ADDRESS}> 写道：",
    "apple ar": f"في ١٠ نوفمبر ٢٠٢٠، الساعة ١٠:٠٧ ص، كتب/كتبت CCM <{ADDRESS}>:",
    "thunderbird en": "On 10/11/2020 10:07, CCM Secretariat wrote:",
    "thunderbird fr": "Le 10/11/2020 à 10:07, CCM Secretariat a écrit :",
    "thunderbird es": "El 10/11/20 a las 10:07, CCM Secretariat escribió:",
    "thunderbird ru": "10.11.2020 10:07, CCM Secretariat пишет:",
    "thunderbird pl": "W dniu 10.11.2020 o 10:07, CCM Secretariat pisze:",
    "yahoo": f"On Tuesday, November 10, 2020, 10:07:00 AM GMT+1, CCM <{ADDRESS}> wrote:",
    "proton": f"------- Original Message -------\nOn Tuesday, November 10th, 2020 at 10:07 AM, CCM <{ADDRESS}> wrote:",
    "android": "---- CCM Secretariat wrote ----",
    "mail.ru": f">Вторник, 10 ноября 2020, 10:07 +01:00 от CCM <{ADDRESS}>:\n>",
    "yandex": f"10.11.2020, 10:07, \"CCM\" <{ADDRESS}>:",
    "qq": f"------------------ 原始邮件 ------------------\n发件人: \"CCM\" <{ADDRESS}>;\n发送时间: 2020年11月10日(星期二) 上午10:07\n收件人: \"Mission\" <m@m.example>;\n主题: your delegation",
    "163": f"At 2020-11-10 10:07:00, \"CCM\" <{ADDRESS}> wrote:",
    "old gmail": f"2020/11/10 CCM <{ADDRESS}>",
}  # fmt: skip

BLOCKS = {
    "outlook en": f"From: CCM <{ADDRESS}>\nSent: Tuesday, 10 November 2020 10:07\nTo: Mission <m@m.example>\nSubject: your delegation",
    "outlook fr": f"De : CCM <{ADDRESS}>\nEnvoyé : mardi 10 novembre 2020 10:07\nÀ : Mission <m@m.example>\nObjet : votre délégation",
    "outlook es": f"De: CCM <{ADDRESS}>\nEnviado el: martes, 10 de noviembre de 2020 10:07\nPara: Mission <m@m.example>\nAsunto: su delegación",
    "outlook ru": f"От: CCM <{ADDRESS}>\nОтправлено: 10 ноября 2020 г. 10:07\nКому: Mission <m@m.example>\nТема: состав",
    "outlook zh": f"发件人: CCM <{ADDRESS}>\n发送时间: 2020年11月10日 10:07\n收件人: Mission <m@m.example>\n主题: 代表团",
    "outlook ar": f"من: CCM <{ADDRESS}>\nتم الإرسال: الثلاثاء، 10 نوفمبر، 2020 10:07\nإلى: Mission <m@m.example>\nالموضوع: الوفد",
    "outlook de": f"Von: CCM <{ADDRESS}>\nGesendet: Dienstag, 10. November 2020 10:07\nAn: Mission <m@m.example>\nBetreff: Delegation",
    "outlook it": f"Da: CCM <{ADDRESS}>\nInviato: martedì 10 novembre 2020 10:07\nA: Mission <m@m.example>\nOggetto: delegazione",
    "outlook pt": f"De: CCM <{ADDRESS}>\nEnviada em: terça-feira, 10 de novembro de 2020 10:07\nPara: Mission <m@m.example>\nAssunto: delegação",
    "outlook nl": f"Van: CCM <{ADDRESS}>\nVerzonden: dinsdag 10 november 2020 10:07\nAan: Mission <m@m.example>\nOnderwerp: delegatie",
    "outlook sv": f"Från: CCM <{ADDRESS}>\nSkickat: den 10 november 2020 10:07\nTill: Mission <m@m.example>\nÄmne: delegation",
    "outlook da": f"Fra: CCM <{ADDRESS}>\nSendt: 10. november 2020 10:07\nTil: Mission <m@m.example>\nEmne: delegation",
    "outlook pl": f"Od: CCM <{ADDRESS}>\nWysłano: wtorek, 10 listopada 2020 10:07\nDo: Mission <m@m.example>\nTemat: delegacja",
    "outlook tr": f"Kimden: CCM <{ADDRESS}>\nGönderildi: 10 Kasım 2020 Salı 10:07\nKime: Mission <m@m.example>\nKonu: heyet",
    "outlook ja": f"差出人: CCM <{ADDRESS}>\n送信日時: 2020年11月10日 10:07\n宛先: Mission <m@m.example>\n件名: 代表団",
    "outlook ko": f"보낸 사람: CCM <{ADDRESS}>\n보낸 날짜: 2020년 11월 10일 10:07\n받는 사람: Mission <m@m.example>\n제목: 대표단",
    "outlook bold": f"*From:* CCM <{ADDRESS}>\n*Sent:* Tuesday, 10 November 2020 10:07\n*To:* Mission <m@m.example>\n*Subject:* your delegation",
    "outlook ruled": f"________________________________\nFrom: CCM <{ADDRESS}>\nSent: Tuesday, November 10, 2020 10:07 AM\nTo: Mission <m@m.example>\nSubject: your delegation",
    "zimbra fr": f"----- Mail original -----\nDe: \"CCM\" <{ADDRESS}>\nÀ: \"Mission\" <m@m.example>\nEnvoyé: Mardi 10 Novembre 2020 10:07:00\nObjet: votre délégation",
    "telephone": f"-------- Original message --------\nFrom: CCM <{ADDRESS}>\nDate: 10/11/2020 10:07 (GMT+01:00)\nTo: Mission <m@m.example>\nSubject: your delegation",
    "telephone es": f"-------- Mensaje original --------\nDe: CCM <{ADDRESS}>\nFecha: 10/11/20 10:07 (GMT+01:00)\nPara: Mission <m@m.example>\nAsunto: su delegación",
    "from and date": f"From: {ADDRESS}\nDate: Tue, 10 Nov 2020 10:07:12 +0100",
    "bare rule": "-----Original Message-----",
}  # fmt: skip


def new_text(body: str) -> str:
    raw = f"From: Mission <m@m.example>\r\nSubject: Re: your delegation\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
    return decode(raw.encode()).new_text


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_answer_above_what_is_quoted(name: str) -> None:
    assert new_text(f"{NEW}\n\n{ATTRIBUTIONS[name]}\n\n{quoted(OLD)}\n") == NEW


@pytest.mark.parametrize("name", [n for n in ATTRIBUTIONS if n not in {"mail.ru", "old gmail"}])
def test_answer_above_what_is_not_marked(name: str) -> None:
    assert new_text(f"{NEW}\n\n{ATTRIBUTIONS[name]}\n\n{OLD}\n") == NEW


@pytest.mark.parametrize("name", [n for n in ATTRIBUTIONS if n not in {"android", "qq", "proton"}])
def test_answer_below_what_is_quoted(name: str) -> None:
    assert new_text(f"{ATTRIBUTIONS[name]}\n{quoted(OLD)}\n\n{NEW}\n") == NEW


@pytest.mark.parametrize("name", BLOCKS)
def test_answer_above_a_header_block(name: str) -> None:
    assert new_text(f"{NEW}\n\n{BLOCKS[name]}\n\n{OLD}\n") == NEW


def test_answers_between_the_lines() -> None:
    first, second = NEW.split("\n")
    body = f"{ATTRIBUTIONS['gmail en']}\n> Who is added?\n{first}\n> And what does she do?\n{second}\n"
    assert new_text(body) == NEW


@pytest.mark.parametrize("name", ["gmail en", "apple fr", "gmail de"])
def test_an_answer_in_the_line_of_the_attribution_is_kept(name: str) -> None:
    assert new_text(f"{NEW} {ATTRIBUTIONS[name]}\n\n{quoted(OLD)}\n").startswith(NEW)


@pytest.mark.parametrize(
    "line",
    [
        "On Tuesday, 24 November 2020, at 10:00 the head of our delegation will speak:",
        "In its note of 3 November 2020 the Secretariat wrote that two speakers are admitted:",
        "Le 24 novembre 2020 à 10 h 00 prendra la parole :",
        "В ноте от 3 ноября 2020 года Секретариат пишет о следующем составе:",
        "From: 24 November 2020\nTo: 27 November 2020\nSubject: participation of the following:",
        "----- Delegation of Ruritania -----",
    ],
)
def test_what_only_looks_like_a_quotation(line: str) -> None:
    body = f"The Permanent Mission of Ruritania presents its compliments.\n{line}\n\n1. Ms. Ada Roe (a.roe@m.example)"
    assert "a.roe@m.example" in new_text(body)
