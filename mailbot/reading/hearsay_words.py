"""What people and programs write above words that are somebody else's, in six languages; folded patterns."""

from __future__ import annotations

import re

from .folding import fold

_LETTER = r"(?:message|e-?mail|mail|request|enquiry|inquiry|text|letter|note|ticket|submission|query)"
_CARTA = r"(?:mensaje|correo(?: electronico)?|solicitud|consulta|texto|peticion|carta|nota)"
_PLI = r"(?:message|e-?mail|mail|courriel|courrier|demande|requete|texte|note|lettre)"
_PISMO = r"(?:сообщени[еяю]|письм[оа]|запрос[а]?|обращени[ея]|текст[а]?|нот[аы])"
_XIN = r"(?:邮件|信息|消息|来信|请求|信件|内容|正文|原文)"
_RISALA = r"(?:رسال[هت]كم|رسالتك|الرساله|طلبكم|طلبك|النص|بريدكم|بريدك)"
_END = r"[^.:\n]{0,40}\s?[:：]?\s*[-=_*#~>]{0,60}\s*$"
_START = r"^[\s>*#=_~-]{0,60}"

ECHO = tuple(
    re.compile(fold(entry))
    for entry in (
        # "Your message:", "--- Votre message ---", and the same behind the last full stop of a line.
        rf"(?:{_START}|[.!,;] )(?:(?:this|here|below|following)? ?(?:is|was|are)? ?)?(?:(?:a )?copy of )?your "
        rf"(?:original |initial )?{_LETTER}(?: (?:was|is|reads|said|follows|to us|below)){{0,2}}\s?"
        r"(?:[:：]|[-=_*#~]{2,60})\s*$",
        rf"(?:the )?(?:original|initial|full|complete) {_LETTER}(?: (?:text|body|content))?(?: of your {_LETTER})?"
        rf"(?: (?:was|is|reads|follows|below)){{0,2}}\s?[:：]\s*$",
        rf"(?:text|cop(?:y|ies)|contents?|body|details) of (?:your|the|this) (?:original |initial )?{_LETTER}{_END}",
        rf"(?:{_START}|[.!,;] )(?:you|the sender|the requester|the user) (?:wrote|sent|said|asked|has written){_END}",
        r"(?:type|write|enter) your reply above this line|reply above this line",
        rf"(?:{_START}|[.!,;] )(?:voici |ci-dessous )?(?:la |une )?"
        rf"(?:copie de )?votre {_PLI}(?: (?:initial|original)e?)?"
        r"(?: (?:etait|est|ci-dessous|suit)){0,2}\s?(?:[:：]|[-=_*#~]{2,60})\s*$",
        rf"(?:le |la )?{_PLI} (?:d'origine|original|originel|initial)e?(?: (?:de votre {_PLI}))?"
        r"(?: (?:etait|est|suit|ci-dessous)){0,2}\s?[:：]\s*$",
        rf"(?:texte|copie|contenu|teneur) de (?:votre|ce|cette) {_PLI}{_END}",
        rf"(?:{_START}|[.!,;] )vous (?:avez|nous avez) (?:ecrit|envoye|adresse){_END}",
        rf"(?:{_START}|[.!,;] )(?:este es |a continuacion )?(?:copia de )?su {_CARTA}(?: (?:original|inicial))?"
        r"(?: (?:era|es|fue|sigue|decia)){0,2}\s?(?:[:：]|[-=_*#~]{2,60})\s*$",
        rf"(?:el |la )?{_CARTA} (?:original|inicial)(?: de su {_CARTA})?(?: (?:era|es|sigue)){{0,2}}\s?[:：]\s*$",
        rf"(?:texto|copia|contenido) (?:original )?de su {_CARTA}{_END}",
        rf"(?:{_START}|[.!,;] )(?:usted|ud\.?) (?:escribio|envio|ha escrito){_END}",
        rf"(?:{_START}|[.!,;] )(?:копия )?ваше(?:го|му)? (?:исходно[ег]о? )?{_PISMO}\s?(?:[:：]|[-=_*#~]{{2,60}})\s*$",
        rf"(?:{_START}|[.!,;] )ваш[аеу]? (?:исходн\w{{2}} )?{_PISMO}\s?(?:[:：]|[-=_*#~]{{2,60}})\s*$",
        rf"(?:исходн|оригинальн|первоначальн)\w{{2,3}} {_PISMO}(?: вашего {_PISMO})?\s?[:：]\s*$",
        rf"(?:текст|копия|содержание) (?:вашего|исходного|этого) {_PISMO}{_END}",
        rf"(?:{_START}|[.!,;] )вы (?:писали|написали|отправили){_END}",
        rf"(?:您|你|贵方)的?(?:原始?)?{_XIN}(?:内容|原文|如下|正文){{0,2}}\s?(?:[:：]|[-=_*#~]{{2,60}})\s*$",
        rf"(?:原始|原){_XIN}(?:内容|原文|如下|正文){{0,2}}\s?[:：]\s*$",
        r"(?:您|你)(?:写道|来信)(?:如下)?\s?[:：]\s*$",
        rf"(?:نص |نسخه من |محتوي )?{_RISALA}(?: (?:الاصليه|الاصلي|كالتالي|كما يلي|هي|هو)){{0,2}}\s?"
        r"(?:[:：]|[-=_*#~]{2,60})\s*$",
        rf"(?:نص|نسخه|محتوي) (?:من )?{_RISALA}{_END}",
        r"(?:لقد )?(?:كتبتم|كتبت|ارسلتم)(?: الينا| لنا)?(?: ما يلي)?\s?[:：]\s*$",
    )
)
"""One line, after which the words are those of whoever wrote to the sender."""

RECEIPT = tuple(
    re.compile(fold(entry))
    for entry in (
        r"(?:request|ticket|case|enquiry|inquiry|message|e-?mail)\b[^.\n]{0,40}"
        r"(?:has been|have been|was|is) (?:successfully )?(?:received|registered|created|opened|logged|read)",
        r"(?:thank you|thanks) for (?:your (?:message|e-?mail|mail|enquiry|inquiry|request|letter)|contacting|writing)",
        r"(?:we|i) (?:have |has )?(?:received|got) your (?:message|e-?mail|mail|enquiry|inquiry|request)",
        r"out of (?:the )?office|automatic (?:reply|response)|auto-?(?:reply|response|matic reply)",
        r"(?:demande|message|courriel|ticket|requete)\b[^.\n]{0,40}(?:a (?:bien )?ete|"
        r"est) (?:bien )?(?:recue?|enregistree?|creee?)",
        r"(?:merci|nous vous remercions) (?:de|pour) votre (?:message|courriel|demande|mail)",
        r"(?:avons|ai) bien recu votre (?:message|courriel|demande|mail)|reponse automatique|absent(?:e)? du bureau",
        r"(?:solicitud|mensaje|correo|consulta|ticket)\b[^.\n]{0,40}(?:ha sido|fue) (?:recibid|registrad|cread)[oa]",
        r"gracias por (?:su|tu) (?:mensaje|correo|consulta|solicitud)|hemos recibido su (?:mensaje|correo|solicitud)|"
        r"respuesta automatica|fuera de la oficina",
        r"(?:запрос|обращение|сообщение|письмо|заявка)\b[^.\n]{0,40}(?:получен|зарегистрирован|принят|создан)[оа]?",
        r"(?:спасибо|благодарим)[^.\n]{0,10} за (?:ваше|обращение|письмо)|мы получили ваш|"
        r"автоматический ответ|автоответ",
        r"(?:已收到|收到了?)(?:您|你)的(?:邮件|来信|信息|请求)|自动回复|感谢(?:您|你)的(?:来信|邮件)|工单",
        r"(?:تم (?:استلام|تسجيل)|لقد استلمنا|استلمنا) (?:رسال|طلب|بريد)|رد تلقائي|شكرا (?:علي|ل) ?(?:رسال|تواصل)",
    )
)
"""What stands at the top of what a program answers."""

TICKET = re.compile(
    r"[\[(<](?:ticket|request|case|incident|sr|id|demande|solicitud|заявка|"
    r"工单)?[\s:#№-]{0,3}[#№:][\s:]?[\w-]{0,12}\d{3,}"
)
"""A folded subject as ticket systems write it: "[Ticket#2020110912]"."""

DISOWNED = re.compile(
    "|".join(
        fold(entry)
        for entry in (
            r"\bforg(?:ed|ery|eries)\b|\bfak(?:e|ed)\b|\bfraud|\bspoof|\bphish|\bscam|\bimpersonat|"
            r"\bsuspicious|\bsuspect",
            r"\bhack(?:ed|er)|\bcompromised\b|\bbogus\b|\billegitimate|\bmalicious|\bnot (?:genuine|"
            r"authentic|legitimate)",
            r"\b(?:ignore|disregard|reject|discard|delete)\b|\bdo not (?:process|register|record|act|"
            r"reply|answer|open|trust)",
            r"\b(?:don't|do not|never|cannot|can't|did not|didn't|not|nor|neither)\b[^.\n]{0,40}"
            r"\b(?:sent|send|written|write|wrote|issued?|ours|us|by us|from us|authori[sz]ed?|recogni[sz]e|accept)\b",
            r"\bin our name\b|\bwithout our\b|\bwho (?:is|are) (?:this|they|he|she)\b|"
            r"\bunknown (?:person|sender|address)",
            r"\bfalsifi|\bfrauduleu|\busurp|\bhameconn|\bpirat(?:e|age)|\bfaux\b|\bcontrefai?t|\bdouteu[xs]",
            r"\bignorer?z?\b|\bne pas (?:tenir compte|traiter|enregistrer|repondre)|\bne (?:provient|"
            r"vient|emane|tenez) pas",
            r"\bn'(?:avons|ai|a|est|etions|emane|ont) (?:pas|jamais)\b|\bne sommes pas\b|"
            r"\ben notre nom\b|\bprovient pas",
            r"\bfalsific|\bfals[oa]s?\b|\bfraudulent|\bsuplant|\bsospechos|\bpirate|\bhacke|\bestafa",
            r"\bignor(?:ar|e|en)\b|\bcaso omiso|\bno (?:tener|tome|tomar|registr|proces|hemos|enviamos|"
            r"fue|es nuestr|proviene|"
            r"procede|reconoce)|\ben nuestro nombre",
            r"поддел|фальш|мошенни|подозрител|взлом|фишинг|игнорир|не (?:отправл|направл|посыла|писал|"
            r"принима|регистрир|"
            r"учитыва|является|наш|подлинн)|от нашего имени",
            r"伪造|假冒|冒充|冒用|诈骗|欺诈|可疑|钓鱼|盗用|被盗|黑客|虚假|(?:并非|不是|并不是|没有|未曾|从未|未)[^。\n]{0,12}"
            r"(?:我|发|寄|本团|本馆)|忽略|不予理会|勿(?:登记|处理|理会|回复)|以我[^。\n]{0,6}名义",
            r"مزور|تزوير|مزيف|احتيال|انتحال|مشبوه|اختراق|تجاهل|لم (?:نرسل|نقم|نكتب|ترسل|تصدر|يصدر)|"
            r"(?:ليست?|لا) (?:منا|صادر|تعود|تخص)|باسمنا",
        )
    )
)
"""Words that take back, or doubt, what stands below them."""

_PLAIN_WORDS = fold(
    """
    fyi for your our my the a an of from to in on with and this that these it is are was has have as at by one only
    information attention registration processing process action record recording register registering records file
    filing please pls kindly see find below attached enclosed herewith above following note notes verbale verbales
    nv letter mail e-mail email message forward forwarding forwarded fwd sent send received came come arrived today
    yesterday thanks thank you many dear colleague colleagues all team everyone hi hello good morning afternoon best
    kind regards cheers mission permanent embassy delegation delegations list composition participants secretariat
    desk personal mailbox address inbox box wrong mine here we i also again ministry pour votre notre attribution
    suite enregistrement traitement traiter enregistrer merci de d' du des le la les un une et en au aux ci-joint
    ci-jointe ci-dessous ci-apres veuillez trouver prendre courriel courrier recu recue transmis transmise transmets
    transfert bonjour bonsoir chers chere cher collegues collegue cordialement bien bonne reception permanente liste
    je nous vous priere para su nuestra informacion registro registrar tramite tramitar favor por adjunto adjunta
    siguiente abajo ver nota verbal mensaje correo recibido recibida reenvio reenviado gracias estimados estimadas
    colegas colega saludos cordiales buenos dias buenas tardes del el los las y mision delegacion lista composicion
    для вашего сведения информации регистрации обработки прошу просим зарегистрировать принять спасибо коллеги
    уважаемые добрый день здравствуйте пересылаю направляю письмо нота ноту ниже во вложении см с и от к на по
    список прилагаемого сообщения уважением получено постоянное представительство делегации состав
    """
)
PLAIN_WORDS = frozenset(_PLAIN_WORDS.split())
"""What a plain "please register, see below" is made of, in the languages that part their words."""

PLAIN_PHRASES = re.compile(
    fold(
        r"请(?:登记|处理|查收|查阅|阅|参阅|见|办理|参考)?|供(?:参考|登记|处理)|转发|转上|转来|如下|附件|见|下文|以下|邮件|照会|"
        r"谢谢|各位同事|同事们?|你好|您好|大家好|代表团|名单|已收到|收到|此致|的|来自|"
        r"(?:ال|لل)?(?:علم|اطلاع|تسجيل|معالجه|متابعه|اجراء)|يرجي|الرجاء|من فضلكم|مرفق(?:ا|ه)?|ادناه|"
        r"الزملاء|الاعزاء|السلام عليكم|"
        r"تحيه طيبه|وبعد|شكرا|جزيلا|مع|تحياتي|التحيه|المذكره|الشفويه|الرساله|البريد|الوارده?|من|انظر|رجاء"
    )
)
"""The same where words are not parted so, or have their articles and prepositions grown on."""
