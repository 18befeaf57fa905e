"""The words by which mail programs of many languages frame what they quote."""

from inbox_triage.message.word_tables import word_set, words

FROM_CAPTIONS = word_set(
    """
    from | von | de | da | van | od | från | fra | frá | lähettäjä | feladó | de la | kimden |
    gönderen | от | от кого | від | από | מאת | من | 差出人 | 送信者 | 보낸 사람 | 보낸사람 |
    发件人 | 寄件者 | 寄件人 | từ | người gửi | dari | pošiljatelj | saatja | kellelt | no |
    nuo | จาก | remitente | mittente | expéditeur | remetente | afzender | nadawca | odesílatel |
    odosielateľ | отправитель | відправник | αποστολέας | expeditor | avsändare | afsender |
    avsender | sender | absender | از | daripada | šalje | 發件人 | 送信元 | 발신 | 발신자 |
    المرسل | rémetteur | expédié par | od kogo | отправител | küldő | lähettänyt | afsendt af
    """
)
DATE_CAPTIONS = word_set(
    """
    date | sent | datum | gesendet | gesendet am | envoyé | envoyé le | fecha | enviado |
    enviado el | fecha de envío | data | inviato | inviato il | enviada | enviada em |
    enviado em | data de envio | verzonden | verzonden op | wysłano | wysłane | data wysłania |
    skickat | sendt | dato | lähetetty | päivämäärä | päiväys | odesláno | dátum | odoslané |
    elküldve | küldve | küldés | küldés dátuma | trimis | trimis la | gönderildi | gönderilme |
    gönderme tarihi | gönderim tarihi | tarih | отправлено | дата | дата отправки | надіслано |
    відправлено | εστάλη | στάλθηκε | απεσταλμένα | ημερομηνία | נשלח | תאריך | تم الإرسال |
    أرسل | أُرسلت | أرسلت | تاريخ الإرسال | تاريخ | التاريخ | 送信日時 | 送信日 | 日付 | 日時 |
    보낸 날짜 | 보낸날짜 | 날짜 | 发送时间 | 发送日期 | 日期 | 寄件日期 | 時間 | 时间 |
    傳送時間 | đã gửi | ngày | gửi | ngày gửi | dikirim | tanggal | terkirim | изпратено |
    poslano | saadetud | kuupäev | nosūtīts | datums | išsiųsta | dihantar | dată | ส่ง | วันที่ |
    fecha y hora | 傳送日期 | 寄件時間 | 已傳送 | 发件时间 | 送信時刻 | 일시 | 보낸 시간 |
    보낸시간 | gửi lúc | đã gửi lúc | küldés ideje | expediat | изпратено на | gönderilen |
    tarih ve saat | received | heure | date et heure | ora | čas | uhrzeit | скачено
    """
)
TO_CAPTIONS = word_set(
    """
    to | an | à | a | para | aan | do | till | til | vastaanottaja | komu | címzett | către |
    catre | kime | alıcı | кому | до | προς | אל | إلى | الى | 宛先 | 받는 사람 | 받는사람 |
    收件人 | 收件者 | đến | tới | người nhận | kepada | ke | za | prima | pro | destinatario |
    destinataire | empfänger | kam | kellele | saaja | ถึง | adresat | pentru | pre | cc |
    kopie | copie | kopia | copia | kopi | копия | копія | 수신 | 수신자 | 受信者 | المستلم |
    收信人 | příjemce | do kogo | получатель | одержувач | alıcılar
    """
)
SUBJECT_CAPTIONS = word_set(
    """
    subject | betreff | objet | asunto | oggetto | assunto | onderwerp | temat | ämne | emne |
    aihe | předmět | predmet | tárgy | subiect | konu | тема | θέμα | נושא | الموضوع | موضوع |
    件名 | 제목 | 主题 | 主題 | 標題 | chủ đề | tiêu đề | subjek | perihal | subyek | относно |
    teema | tēma | tema | efni | naslov | zadeva | เรื่อง | assumpte | 主旨 | věc | 題名 | 표제 |
    тема письма | sujet | re
    """
)

WROTE = words(
    """
    wrote | writes | schrieb | geschrieben | a écrit | écrit | escribió | escribio | ha scritto |
    scrive | escreveu | schreef | geschreven | napisał | napisała | napisał(a) | pisze | skrev |
    kirjoitti | napsal | napísal | írta | írt | a scris | yazdı | написал | написала | пишет |
    пише | написав | έγραψε | כתב | כתבה | מאת | كتب | كتبت | のメール | 書きました | 作成 |
    님이 작성 | 작성 | 썼습니다 | 写道 | 寫道 | đã viết | viết | menulis | написа | wrote on |
    napisao | napisala | je napisal | kirjutas | rakstīja | rašė | va escriure | เขียน | نوشت |
    skrifaði
    """
)
OPENERS = words(
    """
    on | am | le | el | il | em | op | w dniu | dnia | den | dne | dňa | på | pe | în | на | в |
    от | στις | ב- | ב | في | vào | pada | kl. | a(z) | tarihinde | dana | il giorno | el día |
    at | no dia | ons | quoting | zitat von | mon | tue | wed | thu | fri | sat | sun | monday |
    tuesday | wednesday | thursday | friday | saturday | sunday | 20 | ---- on
    """
)

ORIGINAL_MESSAGE = words(
    """
    original message | original appointment | ursprüngliche nachricht | originalnachricht |
    ursprungsnachricht | originalbeitrag | message d'origine | message d’origine |
    message original | message initial | mensaje original | messaggio originale |
    mensagem original | oorspronkelijk bericht | origineel bericht | wiadomość oryginalna |
    oryginalna wiadomość | ursprungligt meddelande | originalmeddelande | oprindelig meddelelse |
    oprindelig besked | original besked | opprinnelig melding | original melding |
    alkuperäinen viesti | původní zpráva | pôvodná správa | eredeti üzenet | mesaj original |
    mesaj inițial | orijinal mesaj | özgün ileti | orijinal ileti | исходное сообщение |
    оригинальное сообщение | початкове повідомлення | оригінальне повідомлення |
    вихідне повідомлення | αρχικό μήνυμα | הודעה מקורית | الرسالة الأصلية | 元のメッセージ |
    オリジナルメッセージ | 원본 메시지 | 원본 메일 | 原始邮件 | 原始郵件 | 原始信件 |
    tin nhắn gốc | thư gốc | pesan asli | оригинално съобщение | izvorna poruka | originaalkiri |
    reply message | antwort nachricht | replied message | reply to message | izvorno sporočilo |
    thông điệp gốc | mesej asal | missatge original
    """
)
FORWARDED = words(
    """
    forwarded message | forwarded by | forwarded email | forwarded mail |
    weitergeleitete nachricht | weitergeleiteten nachricht | weitergeleitete e-mail |
    message transféré | message transmis | message réexpédié | mensaje reenviado |
    messaggio inoltrato | mensagem encaminhada | mensagem reencaminhada | doorgestuurd bericht |
    przekazana wiadomość | wiadomość przekazana | vidarebefordrat meddelande |
    videresendt meddelelse | videresendt besked | videresendt melding | videresendt e-post |
    edelleenlähetetty viesti | välitetty viesti | přeposlaná zpráva | preposlaná správa |
    továbbított üzenet | mesaj redirecționat | mesaj redirectionat | yönlendirilen ileti |
    iletilen mesaj | yönlendirilmiş mesaj | пересылаемое сообщение | пересланное сообщение |
    переслане повідомлення | перенаправленное сообщение | προωθημένο μήνυμα | הודעה שהועברה |
    رسالة معاد توجيهها | رسالة مُعاد توجيهها | 転送メッセージ | 転送されたメッセージ |
    전달된 메시지 | 전달된 메일 | 转发邮件 | 轉寄郵件 | 转发的邮件 | 轉寄的郵件 |
    thư đã chuyển tiếp | tin nhắn được chuyển tiếp | pesan terusan | pesan yang diteruskan |
    препратено съобщение | proslijeđena poruka | missatge reenviat | missatge reexpedit
    """
)

CLOSINGS = word_set(
    """
    best regards | kind regards | regards | warm regards | best wishes | with best regards |
    with kind regards | many thanks | thanks | thank you | thanks and regards |
    thanks in advance | thank you in advance | cheers | sincerely | yours sincerely |
    yours faithfully | yours truly | sincerely yours | best | all the best | rgds | br | thx |
    respectfully | cordially | warmly | take care | mit freundlichen grüßen |
    mit freundlichen grüssen | mit freundlichem gruß | freundliche grüße | freundliche grüsse |
    viele grüße | beste grüße | liebe grüße | schöne grüße | herzliche grüße | mfg | vg | lg |
    gruß | grüße | danke | vielen dank | besten dank | hochachtungsvoll | cordialement |
    bien cordialement | sincères salutations | salutations | bien à vous | merci |
    merci d'avance | merci beaucoup | meilleures salutations | salutations distinguées | cdt |
    un saludo | saludos | saludos cordiales | atentamente | gracias | muchas gracias |
    un cordial saludo | cordialmente | gracias de antemano | cordiales saludos |
    cordiali saluti | distinti saluti | saluti | un saluto | grazie | grazie mille |
    buona giornata | cordialità | atenciosamente | cumprimentos | com os melhores cumprimentos |
    melhores cumprimentos | obrigado | obrigada | att | abraços | muito obrigado |
    met vriendelijke groet | met vriendelijke groeten | vriendelijke groet |
    vriendelijke groeten | groeten | groetjes | groet | bedankt | mvg | alvast bedankt |
    dank je | pozdrawiam | z poważaniem | pozdrowienia | dziękuję | serdecznie pozdrawiam |
    z pozdrowieniami | dzięki | med vänliga hälsningar | med vänlig hälsning |
    vänliga hälsningar | vänligen | hälsningar | mvh | tack | tack på förhand |
    bästa hälsningar | med venlig hilsen | venlig hilsen | hilsen | de bedste hilsner | tak |
    mange tak | bedste hilsner | med venlige hilsner | på forhånd tak | med vennlig hilsen |
    vennlig hilsen | beste hilsen | takk | hilsener | ystävällisin terveisin |
    parhain terveisin | terveisin | terveisiä | kiitos | t | yst. terv | kiitos etukäteen |
    kiittäen | s pozdravem | s přátelským pozdravem | pozdrav | děkuji | děkuju | díky |
    hezký den | s úctou | zdravím | s pozdravom | ďakujem | üdvözlettel | tisztelettel |
    köszönettel | köszönöm | üdv | köszi | cu stimă | cu respect | mulțumesc | multumesc |
    toate cele bune | o zi bună | cu drag | salutări | saygılarımla | saygılar | iyi çalışmalar |
    teşekkürler | teşekkür ederim | selamlar | iyi günler | sevgiler | с уважением |
    с наилучшими пожеланиями | спасибо | всего доброго | с приветом | всего хорошего |
    заранее спасибо | з повагою | дякую | з найкращими побажаннями | щиро дякую | με εκτίμηση |
    ευχαριστώ | φιλικά | χαιρετισμούς | με φιλικούς χαιρετισμούς | ευχαριστούμε | בברכה | תודה |
    תודה רבה | בתודה | בכבוד רב | مع أطيب التحيات | مع خالص التحية | تحياتي | شكرا | شكرًا |
    شكراً | مع التحية | وتفضلوا بقبول فائق الاحترام | مع الشكر | よろしくお願いいたします |
    よろしくお願いします | 宜しくお願いいたします | 宜しくお願い致します |
    よろしくお願い致します | 敬具 | 以上 | 以上、よろしくお願いいたします |
    何卒よろしくお願いいたします | ありがとうございます | 草々 | 감사합니다 | 고맙습니다 |
    안녕히 계세요 | 드림 | 감사드립니다 | 此致 | 谢谢 | 祝好 | 致礼 | 谨启 | 敬礼 | 顺颂商祺 |
    謝謝 | 此致敬礼 | 祝商祺 | 敬上 | trân trọng | cảm ơn | xin cảm ơn | thân mến |
    trân trọng cảm ơn | kính chào | thân ái | salam | terima kasih | hormat kami | hormat saya |
    salam hormat | salam hangat | makasih | поздрави | с уважение | благодаря |
    благодаря предварително | с най-добри пожелания | сърдечни поздрави | s poštovanjem |
    lijep pozdrav | hvala | lep pozdrav | parimate soovidega | lugupidamisega | ar cieņu |
    pagarbiai | salutacions | gràcies | kveðja
    """
)

SENT_FROM = words(
    """
    sent from my | sent from | sent via | sent on | sent with | get outlook for | von meinem |
    gesendet von | gesendet mit | diese nachricht wurde von | envoyé de mon | envoyé depuis |
    envoyé à partir | envoyé avec | enviado desde | enviado de | enviado do | enviado a partir |
    inviato da | inviato dal | verzonden vanaf | verstuurd vanaf | verzonden vanuit | wysłane z |
    wysłano z | skickat från | sendt fra | sendt via | lähetetty | odesláno z | odesláno ze |
    odoslané z | iphone-ról küldve | iphone-omról | az iphone-omról | küldve | trimis de pe |
    trimis din | iphone'umdan | iphone’umdan | ipad'imden | отправлено с | отправлено из |
    надіслано з | відправлено з | στάλθηκε από | εστάλη από | נשלח מה | נשלח מ | تم الإرسال من |
    أرسلت من | أُرسلت من | iphoneから送信 | 私のiphoneから送信 | androidから | 나의 iphone에서 |
    내 iphone에서 | iphone에서 보냄 | 发自我的 | 从我的 | 傳送自 | 發自我的 | 寄件自 |
    được gửi từ | đã gửi từ | gửi từ | dikirim dari | изпратено от | poslano s | poslano z |
    outlook für | télécharger outlook | obtener outlook | obtenha o outlook | scarica outlook |
    ottieni outlook | outlook voor | pobierz outlook | hämta outlook | hent outlook |
    hanki outlook | získejte outlook | získať outlook | az outlook | ia-ți outlook |
    descărcați outlook | outlook uygulamas | получить outlook | отримати outlook |
    λήψη του outlook | אאוטלוק | להורדת outlook | الحصول على outlook | outlook for ios |
    outlook for android | iosのoutlook | outlook for ios を | ios용 outlook | 获取 outlook |
    取得 outlook | 获取适用于 | 取得適用於 | tải outlook | dapatkan outlook |
    изтегляне на outlook | yahoo mail | skickat via | gesendet aus | unterwegs erstellt |
    desde mi | mobil cihazımdan | iphonemdan
    """
)
