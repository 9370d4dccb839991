"""Quoted text is hidden in every language and client; new text never is."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.quoted import is_forward_subject, is_reply_subject, joined, split_lines

NEW = "Our alternate speaker is Ms Ada Nkemelu."


def split_quoted(text: str, subject: str = "") -> str:
    """What the kinds of the lines leave of a body."""
    lines = text.split("\n")
    kinds = split_lines(lines, subject=subject).kinds
    return joined(line for line, kind in zip(lines, kinds, strict=True) if kind == "new")


ATTRIBUTIONS = [
    "On Mon, 9 Nov 2020 at 18:15, CCM Secretariat <ccm@secretariat.example> wrote:",
    "On 9 Nov 2020, at 18:15, CCM Secretariat <ccm@secretariat.example> wrote:",
    "On 11/9/20 6:15 PM, CCM Secretariat wrote:",
    "Le lun. 9 nov. 2020 à 18:15, Secrétariat <ccm@secretariat.example> a écrit :",
    "Le 09/11/2020 à 18:15, Secrétariat a écrit :",
    "El lun, 9 nov 2020 a las 18:15, Secretaría (<ccm@secretariat.example>) escribió:",
    "пн, 9 нояб. 2020 г. в 18:15, CCM Secretariat <ccm@secretariat.example>:",
    "09.11.2020 18:15, CCM Secretariat пишет:",
    "Понедельник, 9 ноября 2020, 18:15 +03:00 от CCM <ccm@secretariat.example>:",
    "CCM Secretariat <ccm@secretariat.example> 于2020年11月9日周一 18:15写道：",
    '在 2020-11-09 18:15:02，"CCM Secretariat" <ccm@secretariat.example> 写道：',
    'At 2020-11-09 18:15:02, "CCM Secretariat" <ccm@secretariat.example> wrote:',
    "بتاريخ الاثنين، 9 نوفمبر 2020 في 18:15، كتب CCM <ccm@secretariat.example>:",
    "On Mon, 9 Nov 2020 at 18:15, CCM Secretariat of the Second Review Conference\n<ccm@secretariat.example> wrote:",
]

HEADER_BLOCKS = [
    "From: CCM <ccm@secretariat.example>\nSent: Monday, November 9, 2020 6:15 PM\nTo: Mission\nSubject: Missing",
    "-----Original Message-----\nFrom: CCM [mailto:ccm@secretariat.example]\nSent: 09 November 2020 18:15\nTo: Mission\nSubject: Missing",
    "________________________________\nFrom: CCM <ccm@secretariat.example>\nSent: Monday 9 November 2020 18:15\nTo: Mission\nSubject: Missing",
    "*From:* CCM <ccm@secretariat.example>\n*Sent:* Monday, November 9, 2020 6:15 PM\n*To:* Mission\n*Subject:* Missing",
    "De : CCM <ccm@secretariat.example>\nEnvoyé : lundi 9 novembre 2020 18:15\nÀ : Mission\nObjet : Manque",
    "De: CCM <ccm@secretariat.example>\nEnviado el: lunes, 9 de noviembre de 2020 18:15\nPara: Misión\nAsunto: Falta",
    "От: CCM <ccm@secretariat.example>\nОтправлено: 9 ноября 2020 г. 18:15\nКому: Миссия\nТема: Не хватает",
    "发件人: CCM <ccm@secretariat.example>\n发送时间: 2020年11月9日 18:15\n收件人: 代表团\n主题: 缺",
    '------------------ 原始邮件 ------------------\n发件人: "CCM" <ccm@secretariat.example>;\n发送时间: 2020年11月9日(星期一) 晚上6:15\n收件人: "团";\n主题: 缺',
    "من: CCM <ccm@secretariat.example>\nتم الإرسال: الاثنين، 9 نوفمبر 2020 18:15\nإلى: البعثة\nالموضوع: ناقص",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_prefixed_quote_under_an_attribution_is_hidden(attribution: str) -> None:
    text = f"{NEW}\n\n{attribution}\n\n> 1. Mr Old NAME\n> 2. Ms Old OTHER\n"
    assert split_quoted(text, "Re: list") == NEW


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_text_below_and_between_the_quote_is_kept(attribution: str) -> None:
    text = f"{attribution}\n> Who is the alternate?\n{NEW}\n> And the head?\nMr Head."
    assert split_quoted(text, "Re: list") == f"{NEW}\nMr Head."


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_unprefixed_quote_under_an_attribution_is_hidden(attribution: str) -> None:
    assert split_quoted(f"{NEW}\n\n{attribution}\n\n1. Mr Old NAME\n", "Re: list") == NEW


def test_wrapped_attribution_does_not_swallow_the_line_above_it() -> None:
    text = f"Thanks, noted. {NEW}\nOn Mon, 9 Nov 2020 at 18:15, CCM Secretariat\n<ccm@secretariat.example> wrote:\n> q"
    assert split_quoted(text) == f"Thanks, noted. {NEW}"


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_outlook_block_and_what_follows_is_hidden(block: str) -> None:
    assert split_quoted(f"{NEW}\n\n{block}\n\n1. Mr Old NAME\nMs Old OTHER", "RE: list") == NEW


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_reply_with_nothing_above_the_block_keeps_what_is_below(block: str) -> None:
    assert NEW in split_quoted(f"{block}\n\n{NEW}", "RE: list")


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Отправлено с iPhone",
        "发自我的iPhone",
        "تم الإرسال من جهاز iPhone الخاص بي",
        "Get Outlook for iOS<https://aka.example/o0ukef>",
    ],
)
def test_device_line_goes_and_only_that_line(line: str) -> None:
    assert split_quoted(f"{NEW}\n\n{line}\n\nP.S. Ms Two comes too.") == f"{NEW}\n\nP.S. Ms Two comes too."


def test_signature_behind_two_dashes_goes() -> None:
    assert split_quoted(f"{NEW}\n-- \nAda Nkemelu\nThird Secretary") == NEW


def test_list_behind_two_dashes_is_no_signature() -> None:
    text = f"{NEW}\n--\nANNEX\n1. Mr One\n2. Mr Two"
    assert split_quoted(text) == text


def test_list_footer_goes() -> None:
    footer = "_______________________________________________\ngva mailing list\ngva@lists.example"
    assert split_quoted(f"{NEW}\n{footer}") == NEW


@pytest.mark.parametrize(
    "disclaimer",
    [
        "This e-mail and any attachments are confidential and intended solely for the addressee.\nIf not, delete.",
        "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive du destinataire.",
        "Este mensaje y sus anexos son confidenciales y van dirigidos a su destinatario.",
        "Данное сообщение является конфиденциальным.",
        "本邮件及其附件含有保密信息",
    ],
)
def test_disclaimer_goes_and_the_next_paragraph_stays(disclaimer: str) -> None:
    assert split_quoted(f"{NEW}\n\n{disclaimer}\n\nMr Last") == f"{NEW}\n\nMr Last"


@pytest.mark.parametrize(
    "text",
    [
        "On 12 November 2020 the Mission wrote:\nMr One, head of delegation",
        "From: Permanent Mission of Ruritania\nTo: CCM Secretariat\nDate: 12 November 2020\nSubject: Delegation\n\nMr One",
        "Speakers for 25 November 2020:\n- Mr One <one@x.example>\n- Ms Two",
        "Interprefy for 25 November, 10:00-12:00:\nMr One",
        ">From the Ministry: Mr One",
        "Dear Sir,\n\n-----\nMr One\n-----\nMr Two",
        "Best regards from the delegation:\nMr One",
        "The sitting of 25 November 2020 at 10:00 will be attended by:\nMr One",
    ],
)
def test_what_only_looks_like_a_quote_is_kept(text: str) -> None:
    assert "Mr One" in split_quoted(text)


@pytest.mark.parametrize(
    "subject",
    ["FW: x", "Fwd: x", "TR : x", "RV: x", "ENC: x", "WG: x", "Пересл: x", "转发：x", "إعادة توجيه: x", "[EXT] FW: x"],
)
def test_forward_subjects(subject: str) -> None:
    assert is_forward_subject(subject)
    assert not is_reply_subject(subject)


@pytest.mark.parametrize(
    "subject", ["RE: x", "Re[2]: x", "RÉF : x", "AW: x", "Ответ: x", "回复: x", "答复：x", "رد: x", "RE: FW: x"]
)
def test_reply_subjects(subject: str) -> None:
    assert is_reply_subject(subject)
    assert not is_forward_subject(subject)


@given(st.text(max_size=2000), st.text(max_size=30))
def test_new_text_is_made_of_lines_of_the_text(text: str, subject: str) -> None:
    source = {line.rstrip() for line in text.split("\n")}
    assert all(line in source for line in split_quoted(text, subject).split("\n") if line)


@given(
    st.lists(
        st.sampled_from([NEW, "", "> q", "From: a@b.example", "Sent: 10:00", "--", "On 1 May 2020 at 10:00 a wrote:"]),
        max_size=30,
    )
)
def test_text_without_boundaries_above_is_kept(lines: list[str]) -> None:
    """The first new line of a message that does not begin with a boundary always survives."""
    assert split_quoted("\n".join([NEW, *lines]), "Re: x").startswith(NEW)
