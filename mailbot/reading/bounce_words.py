"""The words mail systems use: who they are, that they could not deliver, that they still try. Tables, no logic."""

from __future__ import annotations

import re

ROBOT = re.compile(
    r"daemon|post[-_.]?master|smtp|mailer|mmdf|^uucp$|bounces?$|^bounces?[-+.]|mail[-._]?(?:delivery|system|admin|"
    r"service)|^delivery|^no[-._]?reply$|^(?:sympa|listserv|majordomo|mailman)(?:[-+]|$)|"
    r"microsoftexchange[0-9a-f]{10,}"
)
ROBOT_NAME = re.compile(
    r"mail deliver|mailer-daemon|ndr administrator|postmaster|delivery (?:sub)?system|mail system|microsoft outlook",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"undeliver|not be(?:en)? delivered|cannot be delivered|could ?n[o']t be delivered|could not deliver|"
    r"unable to deliver|delivery (?:has )?failed|"
    r"delivery (?:status )?notification|delivery to the following|no valid recipients|address not found|"
    r"message blocked|"
    r"(?:was|were|been) (?:rejected|blocked|returned) by|invalid (?:user|final delivery|address|to address)|"
    r"(?:delivery|mail) (?:errors|problems)|error sending your mail|trouble delivering|(?:did|does) not reach|"
    r"unsuccessful delivery|failed permanently|permanent (?:fatal )?error|"
    r"fatal errors|returned mail|returned to sender|"
    r"mail (?:delivery )?(?:failure|failed|error|warning)|processing error|error during delivery|delivery failure|"
    r"failure notice|delivery error|delivery problem|nondeliverable|non[- ]?delivery|not deliverable|"
    r"unknown user|user unknown|no such (?:user|recipient|mailbox|address|person)|does ?n[o']t exist|"
    r"mailbox[^\n]{0,60} (?:full|unavailable|not found|disabled)|"
    r"over ?quota|quota exceeded|address rejected|recipient rejected|recipient not found|invalid recipient|"
    r"bad address|failed recipients|rejected your message|"
    r"wasn't (?:found|delivered)|was not delivered|did not receive|not known here|not listed in|"
    r"account (?:has been )?(?:disabled|closed|inactive|expired)|"
    r"non remis|n'a pas (?:pu )?être (?:remis|livré|distribué)|échec de (?:la )?(?:remise|livraison|distribution)|"
    r"n'a pas été remis|impossible de remettre|"
    r"non distribuable|destinataire inconnu|adresse inconnue|boîte (?:aux lettres|de réception)[^.]{0,20}(?:pleine|"
    r"introuvable)|"
    r"no se (?:ha )?(?:pudo|podido) entregar|no (?:ha )?(?:pudo|podido) ser entregad|no entregado|error (?:en la|"
    r"de) entrega|usuario desconocido|buzón (?:lleno|no)|"
    r"не (?:может быть|было|был|удалось|удается) ?доставлен|не доставлен|недоставлен|не удалось доставить|"
    r"невозможно доставить|ошибка доставки|"
    r"не существует|неизвестн(?:ый|ого) (?:адрес|пользовател)|ящик (?:переполнен|не найден|заблокирован)|"
    r"无法(?:投递|送达|发送|传递)|未能(?:送达|投递|传递)|投递失败|退信|被退回|系统退信|用户不存在|邮箱(?:已满|"
    r"不存在)|傳送失敗|無法傳遞|"
    r"تعذر (?:التسليم|تسليم|توصيل)|لم يتم (?:تسليم|توصيل)|فشل (?:في )?(?:التسليم|تسليم|توصيل)|غير قابلة? للتسليم|"
    r"المستخدم غير معروف|صندوق (?:ال)?بريد[^\n]{0,20} ممتلئ|تعذ[ّ]?ر (?:إيصال|ايصال|العثور)|لم يتم العثور|"
    r"unzustellbar|nicht (?:zugestellt|zustellbar|ausgeliefert)|zustellung[^\n]{0,30} fehlgeschlagen|"
    r"fehler bei der (?:nachrichten)?zustellung|unbekannter empfänger|"
    r"non (?:recapitabile|recapitat|consegnat)|recapito non riuscito|indirizzo non trovato|mancata consegna|"
    r"não (?:é possível entregar|(?:foi )?(?:entregue|possível))|falha na entrega|endereço não encontrado|"
    r"onbestelbaar|niet (?:bezorgd|afgeleverd|worden bezorgd)|bezorging[^\n]{0,60} mislukt|adres niet gevonden|"
    r"niedostarczalne|nie (?:powiodło się|zosta\w{1,3} dostarczon)|nie można dostarczyć|teslim edil(?:e)?me|"
    r"配信不能|配信(?:に失敗|できません|されません)|送信(?:でき(?:ません|なかった)|に失敗)|エラー通知|不達|"
    r"배달되지 않|배달하지 못|전송(?:되지 않|하지 못|실패|에 실패)|kan inte levereras|gick inte att leverera|"
    r"kunne ikke leveres|"
    r"nedoručiteln|doručení[^\n]{0,60} nezdařilo|ei voitu toimittaa|nem kézbesíthető|nelivrabil|"
    r"недоставл|не удал(?:ось|ается) выполнить доставку|сбой доставки|未传递|未能向|未送达|传递到[^\n]{0,20}失败|"
    r"发送失败|无法接收邮件|(?:邮箱|用户|地址)(?:[（(][^）)]{0,80}[）)])?不存在|"
    r"no entregable|no se ha entregado|no he podido entregar|error de entrega|no entregad|aviso de error|"
    r"remise impossible|n'est pas parvenu|échec de la|n'a pu être|adresse introuvable|dirección no encontrada|"
    r"не был[оа]? доставлен|адрес не найден|找不到地址",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"delayed|\(delay\)|delivery incomplete|temporary problem delivering|will retry for|warning only|"
    r"not yet been delivered|hasn't been delivered yet|has not been delivered yet|still being (?:retried|"
    r"attempted)|will (?:keep|"
    r"continue) (?:trying|to try)|will be retried|"
    r"(?:delivery )?attempts will continue|could not be delivered for the (?:last|past)|warning: (?:message|mail|"
    r"could not send)|this is (?:just )?a warning|"
    r"temporarily (?:deferred|unable)|advisory-only|you do not need to (?:resend|take any action)|"
    r"no action is required|has been postponed|retard(?:é|ée)|sera réessayé|"
    r"nouvelle tentative|distribution incomplète|va réessayer|verzögert|ritardat|atrasad|vertraagd|opóźni|"
    r"отложен|暂时未能|遅延|지연|försenad|"
    r"demorad[oa]|se (?:ha )?retras|se (?:volverá|seguirá) a? ?intentar|задерж|повторн(?:ые|"
    r"ых) попыт|будет продолжен|延迟|延遲|重试|推迟|تأخر|تأخير|إعادة المحاولة",
    re.IGNORECASE,
)
GAVE_UP = re.compile(
    r"gave up|giving up|given up|final(?:ly)? fail|will not be retried|no longer|has expired|queue too long|"
    r"retry time(?:out| not reached)|too long in queue|"
    r"(?<!fails )permanent(?!ly)|(?:failed|rejected) permanently|abandon|retry timeout exceeded|"
    r"i'm not going to try again|exceeded the retry",
    re.IGNORECASE,
)
RETURNED = re.compile(
    r"^[ \t>|]{0,20}(?:-{2,}\s*(?:below this line|original message|returned mail|returned message|message header|"
    r"start of returned|this is a copy|"
    r"forwarded message|undelivered message|copy of|the header)|-{3,}.{0,80}copy of (?:the|your) message|"
    r"(?:the )?(?:original|returned|your|unsent) message (?:follows|headers?|below|text)|"
    r"message (?:headers?|text|contents?) follows?|below (?:this line )?is a copy|(?:original|"
    r"returned) message:?\s*$|(?:return-path|received): )",
    re.IGNORECASE | re.MULTILINE,
)
SUCCEEDED = re.compile(
    r"(?:successfully|has been|was|were) (?:delivered|relayed|transferred)|\((?:success|relayed?)\)|"
    r"delivery to these recipients[^.]{0,30} is complete|a été remis|se entregó|ha sido entregado|"
    r"(?:было )?доставлено следующим|已送达(?:以下|到)|تم تسليم",
    re.IGNORECASE,
)
# Of a message, not of a mailbox or an account, which systems also write about.
UNDELIVERED = re.compile(
    r"undeliver|not (?:be |been )?delivered|delivery (?:has )?fail|delivery (?:status )?notification|"
    r"returned (?:mail|message)|returned to sender|failure notice|non[- ]?delivery|nondeliverable|"
    r"mail (?:delivery )?(?:fail|error)|failed mail|delivery failure|message status|could not be delivered|"
    r"non (?:remis|distribu)|échec de (?:la )?(?:remise|distribution|livraison)|no (?:entregado|se pudo entregar)|"
    r"недоставлен|не доставлен|退信|退回|投递失败|传输失败|傳送失敗|无法投递|تعذر التسليم|لم يتم التسليم",
    re.IGNORECASE,
)
