"""What programs and offices add below or above what people write: devices, lists, disclaimers, banners. Tables."""

from __future__ import annotations

import re

DEVICE = re.compile(
    r"^\W{0,4}(?:sent from (?:my|yahoo|outlook|mail|samsung|the)\b|sent via |get outlook for |sent with |"
    r"envoyé (?:de|depuis|à partir de) (?:mon|ma|mes|l'|yahoo|outlook|mail)|télécharger outlook|obtenez outlook|"
    r"provenance\s?: courrier|"
    r"enviado (?:desde|de|por) (?:mi|yahoo|outlook|correo|el)\b|obtener outlook|descargar outlook|"
    r"отправлено (?:с|из|от) (?:моего |мобильной |iphone|ipad|android|samsung|почты|mail|яндекс|outlook|myma)|"
    r"скачать outlook|"
    r"发自我的|从我的|發自我的|傳送自|发送自|来自我的|获取 outlook|获取outlook|发自|"
    r"(?:تم الإرسال|أُ?رسلت?|مرسلة?|مُرسل) من (?:ال|جهاز|هاتف|iphone|my|i|samsung|outlook|بريد)|احصل على outlook|"
    r"الحصول على outlook)"
    r".{0,80}$",
    re.IGNORECASE,
)
LIST_FOOTER = re.compile(
    r"mailing list|mailman|listinfo|unsubscribe|you received this message because you are subscribed|"
    r"liste de diffusion|"
    r"désabonner|désinscri|lista de correo|lista de distribución|darse de baja|cancelar (?:la|su) suscripción|"
    r"список рассылки|отписаться|邮件列表|退订|قائمة بريدية|إلغاء الاشتراك",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*[_\-=*—~]{3,200}\s*$")
DISCLAIMER = re.compile(
    r"^\W{0,6}(?:disclaimer|confidentiality notice|confidentiality:|legal notice|notice of confidentiality|"
    r"this (?:e-?mail|message|communication|transmission)(?:,? (?:and|including|together with) any (?:files|"
    r"attachments?|documents?)"
    r"[^.]{0,60}| message| transmission)? (?:is|are|may|contains?|has been|was) [^.]{0,80}(?:confidential|"
    r"privileged|intended|scanned|checked)|"
    r"the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message|communication)|"
    r"if you (?:are not the intended|have received this (?:e-?mail|message))|please consider the environment|"
    r"avis de confidentialité|ce (?:message|courriel|mail)[^.]{0,80}(?:confidentiel|destinataire|exclusi)|"
    r"les informations contenues dans ce (?:message|courriel)|si vous n.êtes pas le destinataire|"
    r"pensez à l.environnement|"
    r"avant d.imprimer|aviso de confidencialidad|aviso legal|este (?:mensaje|correo)[^.]{0,100}(?:confidencial|"
    r"destinatario|exclusiv)|"
    r"la información contenida en este|antes de imprimir|"
    r"(?:данное|это|настоящее) (?:электронное )?(?:сообщение|письмо)[^.]{0,100}(?:конфиденциальн|предназначен)|"
    r"информация,? содержащаяся в (?:этом|данном|настоящем)|"
    r"(?:本|此)(?:邮件|郵件|电子邮件)[^。]{0,40}(?:保密|机密|机密|仅供|收件人)|保密声明|免责声明|"
    r"(?:هذه|إن هذه|تحتوي هذه) الرسالة[^.]{0,80}(?:سري|للمرسل إليه|مخصصة)|إخلاء (?:ال)?مسؤولية|"
    r"virus-free|scanned by|no virus found|l'absence de virus|libre de virus|проверено на вирусы|вирусов нет)",
    re.IGNORECASE,
)
BANNER = re.compile(
    r"^\W{0,6}(?:caution|warning|external(?: e-?mail| sender)?|attention|attention ?!|avertissement|advertencia|"
    r"precaución|"
    r"внимание|警告|注意|تحذير|تنبيه)\W{1,4}.{0,80}(?:outside (?:of )?(?:the|your|our)|external|extérieur|externe|"
    r"externo|внешн|外部|خارجي)",
    re.IGNORECASE,
)
