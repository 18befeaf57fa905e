"""The words by which programs of many languages show themselves; all lower case."""

from inbox_triage.message.word_tables import words

AUTO_REPLY_SUBJECTS = words(
    """
    automatic reply | auto reply | auto-reply | autoreply | auto response | auto-response |
    autoresponse | automatic response | automated reply | automated response | out of office |
    out of the office | out-of-office | automatische antwort | abwesenheit |
    automatische rückantwort | autoantwort | ich bin nicht im büro | réponse automatique |
    absent du bureau | réponse d'absence | message d'absence | respuesta automática |
    respuesta automatica | fuera de la oficina | contestación automática | risposta automatica |
    fuori ufficio | risposta automatica: | resposta automática | resposta automatica |
    fora do escritório | automatisch antwoord | automatische beantwoording |
    automatyczna odpowiedź | odpowiedź automatyczna | autoodpowiedź | poza biurem |
    automatiskt svar | autosvar | ej på kontoret | automatisk svar | autosvar: | fraværsmelding |
    automaattinen vastaus | automaattivastaus | automatická odpověď | automatická odpoveď |
    mimo kancelář | automatikus válasz | házon kívül | răspuns automat | raspuns automat |
    în afara biroului | otomatik yanıt | otomatik cevap | ofis dışında | otomatik ileti |
    автоматический ответ | автоответ | автоматична відповідь | автовідповідь | вне офиса |
    поза офісом | автоматичен отговор | извън офиса | αυτόματη απάντηση | εκτός γραφείου |
    αυτόματη απάντηση: | תשובה אוטומטית | מענה אוטומטי | מחוץ למשרד | رد تلقائي | الرد التلقائي |
    خارج المكتب | 自動応答 | 自動返信 | 不在連絡 | 자동 회신 | 자동 응답 | 부재 중 | 자동회신 |
    자동응답 | 부재중 | 自动答复 | 自动回复 | 自動回覆 | 自動回复 | 不在办公室 | 自動答覆 |
    trả lời tự động | thư trả lời tự động | tự động trả lời | balasan otomatis |
    jawaban otomatis | di luar kantor | balasan automatik | automatski odgovor |
    samodejni odgovor | automaatvastus | automātiska atbilde | automatinis atsakymas |
    resposta automàtica | sjálfvirkt svar | پاسخ خودکار | ตอบกลับอัตโนมัติ
    """
)
"""Beginnings of subjects that only auto-replies have."""

ABSENCE_SUBJECTS = words(
    """
    auto: | ooo: | vacation | on vacation | away from | i am away | i'm away | abwesend |
    absence du bureau | absence : | ausente | fuori sede | assente | assenza | ausência |
    afwezig | afwezigheid | niet aanwezig | nieobecność | frånvaro | frånvarande | fravær |
    ikke til stede | fraværende | poissa | poissaolo | nepřítomnost | neprítomnosť | távollét |
    szabadság | absent | нет на месте | отсутствую | отсъствие | απουσία | 不在 | 外出 | 休假 |
    vắng mặt
    """
)
"""Beginnings of subjects that people write, too: they need a second sign."""

OUT_OF_OFFICE = words(
    """
    out of the office | out of office | on vacation | on holiday | on leave |
    limited access to email | currently away | will be back | nicht im büro | abwesend |
    im urlaub | nicht im haus | absent | en congé | en vacances | de vacaciones |
    fuera de la oficina | in ferie | fuori ufficio | de férias | fora do escritório |
    op vakantie | afwezig | na urlopie | poza biurem | på semester | inte på kontoret |
    på ferie | ikke på kontoret | lomalla | poissa | na dovolené | mimo kancelář | szabadságon |
    în concediu | izindeyim | ofis dışında | в отпуске | у відпустці | σε άδεια | בחופשה |
    في إجازة | 不在 | 休暇 | 휴가 | 부재 | 休假 | nghỉ phép | cuti | в отпуск
    """
)

ACKNOWLEDGED = words(
    """
    we have received your | we've received your | we received your |
    your message has been received | your request has been received | has been received and |
    thank you for contacting | thanks for contacting | a ticket has been created |
    your ticket has been | this is an automated | this is an automatic | do not reply to this |
    mailbox is not monitored | this mailbox is unattended | wir haben ihre anfrage erhalten |
    ihre anfrage ist bei uns eingegangen | nous avons bien reçu votre | hemos recibido su |
    abbiamo ricevuto la | recebemos a sua | we hebben uw bericht ontvangen
    """
)

DAEMONS = words(
    """
    mailer-daemon | mailerdaemon | postmaster | mail-daemon | mdaemon | mmdf | maildaemon |
    mailer_daemon | emailsystem | mailadmin | mail_daemon | bounce | mailsystem
    """
)
DAEMON_NAMES = words(
    """
    mail delivery | mailer-daemon | mail administrator | postmaster | delivery subsystem |
    delivery system | mail system | mail router | internet mail service | mail gateway |
    microsoft exchange | mailmaster | mailer daemon | system attendant | mail server | mailserver
    """
)

REPORT_SUBJECTS = words(
    """
    undeliver | delivery status notification | failure notice | returned mail |
    delivery failure | mail delivery fail | delivery has failed |
    message could not be delivered | mail could not be delivered | delivery failed |
    failed delivery | delivery notification | non-delivery | nondeliver | not delivered |
    delivery error | error delivering | user unknown | returned to sender | unable to deliver |
    mail system error | mail error | unzustellbar | nicht zustellbar |
    zustellung fehlgeschlagen | fehler bei der zustellung | non remis | échec de la remise |
    non distribu | no se puede entregar | mensaje no entregado | no entregado |
    mancato recapito | non recapitabile | impossibile recapitare | não entreg |
    falha na entrega | onbestelbaar | niet bezorgd | nie można dostarczyć | niedostarczalne |
    nie dostarczono | olevererbart | kunde inte levereras | kan ikke leveres | ulevert |
    toimitus epäonnistui | nedoručiteln | kézbesíthetetlen | teslim edilemedi | iletilemedi |
    недоставлен | не доставлено | не удалось доставить | 配信不能 | 配信できません | 配送失败 |
    退信 | 无法投递 | 无法送达 | 배달 실패 | 전송 실패 | 배달되지 않음 | mail failure |
    message delivery failure | rejected mail | notification of delivery | status of your mail |
    could not send | warning: message | delayed | email rejected | mail rejected | dsn: |
    bounced | problem delivering | problems delivering | address not found |
    message not delivered | permanent error | mail transaction failed | returning message |
    message status | considered unsolicited | returned message | fatal error | 系统退信 |
    送信エラー | 宛先不明 | メール送信エラー
    """
)
REPORT_TEXTS = words(
    """
    could not be delivered | couldn't be delivered | was not delivered | not able to deliver |
    unable to deliver | delivery failed | delivery to the following | permanent error |
    permanent fatal error | permanent failure | user unknown | unknown user | no such user |
    mailbox unavailable | mailbox full | mailbox is full | does not exist | recipient rejected |
    address rejected | returned to sender | undeliverable | undelivered | over quota |
    quota exceeded | invalid recipient | unknown recipient | did not reach |
    cannot be delivered | can't be delivered | delivery has failed | transcript of session |
    delivery errors | 550 5. | 550-5. | 554 5. | host unknown | unrouteable address |
    relaying denied | message was rejected | has been rejected | mailbox not found |
    not a known user | not listed in | account has been disabled | is not accepting |
    konnte nicht zugestellt | nicht zugestellt werden | n'a pas pu être | n'a pas été remis |
    no se pudo entregar | no se ha podido entregar | non è stato possibile |
    não pôde ser entregue | kon niet worden bezorgd | nie mogła zostać | could not deliver |
    failed to deliver | delivery error | error occurred | failed recipient | said: 5 |
    unable to send | address(es) failed | addresses failed | address failed | reject | 550 |
    553 | 554 | 552 | bounced | no mailbox | unreachable | not be reached | exceeded |
    not found | inactive | 配信 | 見つかりません | 送信できません
    """
)
DELAY_WORDS = words(
    """
    delivery delayed | has been delayed | will continue to | still being retried |
    could not be delivered for | not yet been delivered | delivery is delayed |
    no action is required on your part | you do not need to resend | delayed mail |
    will be retried | message delayed | still undelivered | (delay) |
    delivery attempts will continue | warning: could not send | verzögert |
    wird weiterhin versucht
    """
)

NO_REPLY = words(
    """
    no-reply | noreply | donotreply | do-not-reply | dont-reply | no-responder |
    nicht-antworten | ne-pas-repondre | noresponder | nepasrepondre | naoresponda |
    nao-responda | non-rispondere | keine-antwort
    """
)

REQUEST_SUBJECTS = words(
    """
    voicemail | voice mail | voice message | new message from | contact form | contact request |
    kontaktformular | formulaire de contact | formulario de contacto | modulo di contatto |
    formulário de contato | contactformulier | sprachnachricht | message vocal | return request |
    return for order | return authorization | rma | retoure | rücksendung | new inquiry |
    new enquiry | website enquiry | website inquiry | form submission | new submission |
    missed call | anrufbeantworter | mailbox message | fax from | callback request |
    rückrufbitte | new question from
    """
)

LIST_FIELDS = words(
    """
    list-id | list-post | x-mailing-list | mailing-list | x-beenthere | x-mailman-version |
    x-listname | x-list
    """
)
LIST_SENDERS = words(
    """
    owner- | -owner@ | -admin@ | -request@ | -bounces@ | -errors@ | listserv | bounce-
    """
)

AUTO_REPLY_NOUNS = words(
    """
    autoreply | auto-reply | auto | message | messages | reply | response | notification |
    notice | notiz | meldung | nachricht | assistent | snotiz | smeldung | snachricht |
    sassistent | sbenachrichtigung | antwort | melding | bericht | svar | vastaus | meddelande |
    besked
    """
)
RETURNED_TEXTS = words(
    """
    rcpt to | original message | message details | returned message | message headers |
    message-id: | transcript | copy of your message | copy of the message | final-recipient |
    remote host said | your message | reporting-mta
    """
)

TRACKER_FIELDS = words(
    """
    x-jira-fingerprint | x-redmine-host | x-gitlab-project | x-rt-originator | x-otrs-ticket |
    x-zendesk-from-account-id
    """
)
