"""Words around the matter of a short reply, by language: what is polite, and what asks for a look.

Written as `reply_words.py`. Whoever adds an entry to `PLEASANT` or `THANKED_FOR`: a missing one
costs a look at a message that asks nothing, a wrong one may cost a customer an answer.
"""

from inbox_triage.triage.reply_words import listed

PLEASANT = listed(
    en="""
    hi, hello, hey, hi there, hello there, dear, dear all, good morning, good afternoon, good
    evening, morning, hi team, dear team, hello team, support team, hi all, hello all, dear sir
    or madam, sir, madam, mr, mrs, ms, dr, ok, okay, okey, k, alright, all right, great,
    perfect, excellent, awesome, brilliant, fantastic, wonderful, lovely, super, cool, nice,
    amazing, good, very good, that is great, that s great, this is great, great news, good news,
    good to know, good to hear, great to hear, glad to hear it, great work, good job, great job,
    well done, noted, understood, got it, i got it, received, well received, all clear, all
    clear now, i see, i understand, makes sense, that makes sense, that helps, this helps, very
    helpful, that is very helpful, that was helpful, that was very helpful, so helpful, no
    worries, no problem, no problem at all, no rush, smile, wow, phew, oh, ah, aha, again,
    really, you are a star, you re a star, you are a legend, you are a lifesaver, you re a
    lifesaver, you are the best, you re the best, you have been great, you have been wonderful,
    you have been very helpful, you have been so helpful, you ve been great, you ve been very
    helpful, you ve been a great help, you were very helpful, you have been a great help, great
    service, excellent service, great support, that was quick, that was fast, wow that was fast,
    have a nice day, have a good day, have a great day, have a lovely day, have a good one, have
    a nice weekend, have a good weekend, have a great weekend, have a lovely weekend, have a
    nice evening, have a good evening, have a great evening, have a wonderful day, have a great
    week, have a good week, enjoy your day, enjoy your weekend, you too, same to you, happy
    holidays, happy new year, merry christmas, best, best regards, kind regards, regards, warm
    regards, many regards, with kind regards, with best regards, best wishes, with best wishes,
    all the best, yours, yours sincerely, yours faithfully, yours truly, sincerely, rgds, br,
    kr, take care, xx, x, will try that, i will try that, i ll try that, i will try it, i ll try
    it, that is all, that s all, that is all i needed, that s all i needed, that s what i
    needed, that is what i needed, exactly what i needed, just what i needed, nothing else, no
    further questions, no need to reply, and, kindly, never mind, enjoy your evening, that s
    brilliant, that s perfect, that s awesome, that s lovely, that s wonderful, that s
    excellent, that is brilliant, that is perfect, that is awesome, that is wonderful, you re a
    legend, a legend, a star, mate, so kind of you, that answers it, that answers my question,
    that answers everything, answers my question, that was very kind, that was kind, that was
    nice""",
    de="""
    hallo, hi, hey, moin, servus, grüezi, guten tag, guten morgen, guten abend, liebe, lieber,
    liebes, sehr geehrte, sehr geehrter, sehr geehrte damen und herren, frau, herr, herrn, hallo
    team, liebes team, hallo zusammen, ok, okay, alles klar, klar, gut, sehr gut, super,
    perfekt, prima, toll, klasse, top, spitze, wunderbar, großartig, ausgezeichnet,
    hervorragend, genial, cool, fein, schön, sehr schön, bestens, das wars, das war s,
    verstanden, habe verstanden, habe ich verstanden, notiert, zur kenntnis genommen, gern
    geschehen, kein problem, kein thema, smile, wow, oh, ah, aha, das ist nett, das ist sehr
    nett, das ist sehr nett von ihnen, sehr nett von ihnen, sehr nett, sehr freundlich, das ist
    lieb, das hilft mir, das hilft mir weiter, das hilft, hilft mir weiter, sehr hilfreich, das
    war hilfreich, das war schnell, das ging schnell, das ging ja schnell, freut mich, das freut
    mich, weiß ich bescheid, dann weiß ich bescheid, das ist super, das ist toll, das ist gut,
    ist gut, ist super, toller service, super service, schönes wochenende, ein schönes
    wochenende, schönen tag, schönen tag noch, einen schönen tag, einen schönen tag noch, einen
    schönen abend, schönen abend, schönen feierabend, schöne woche, eine schöne woche, schöne
    feiertage, frohe weihnachten, guten rutsch, ihnen auch, ebenso, gleichfalls, ebenfalls,
    wünsche, wünsche ihnen, wünsche ich ihnen, ich wünsche ihnen, alles gute, mit freundlichen
    grüßen, mit freundlichem gruß, freundliche grüße, mit besten grüßen, mit lieben grüßen,
    freundlichen grüßen, viele grüße, beste grüße, liebe grüße, schöne grüße, herzliche grüße,
    grüße, grüsse, gruß, lg, vg, mfg, bg, tschüss, bis bald, probiere ich, probiere ich aus,
    werde ich probieren, das probiere ich, das probiere ich aus, keine weiteren fragen, keine
    fragen mehr, und, noch, nochmal, nochmals, sie sind die beste, sie sind der beste, sie sind
    super, du bist die beste, du bist der beste, angenehmen tag, einen angenehmen tag, noch
    einen angenehmen tag, noch einen schönen tag, noch einen schönen abend, noch einen schönen
    feierabend, wünsche noch einen schönen tag, wünsche noch einen angenehmen tag, damit ist
    alles beantwortet, damit ist alles geklärt, das beantwortet meine frage, damit ist meine
    frage beantwortet, das war nett, das war sehr nett""",
    fr="""
    bonjour, bonsoir, salut, coucou, hello, madame, monsieur, mademoiselle, mme, mr, m, cher,
    chère, chers, bonjour à tous, bonjour à toute l équipe, chère équipe, ok, okay, d accord,
    dac, entendu, bien, très bien, parfait, super, génial, excellent, formidable, nickel,
    impeccable, top, extra, cool, c est parfait, c est super, c est génial, c est très bien, c
    est noté, c est clair, c est plus clair, c est compris, noté, compris, bien noté, bien
    compris, j ai compris, j ai bien compris, reçu, bien reçu, je comprends, pas de problème,
    pas de souci, pas de soucis, aucun souci, aucun problème, smile, wow, oh, ah, bien à vous,
    bien à toi, c est gentil, c est très gentil, c est vraiment gentil, très gentil, très
    aimable, c est très aimable, c est très aimable à vous, c est gentil à vous, ça m aide, ça m
    aide beaucoup, cela m aide, cela m aide beaucoup, très utile, c était rapide, c était très
    utile, bonne journée, bonne soirée, bon week end, bon weekend, bonne fin de journée, bonne
    semaine, bonne continuation, bonnes fêtes, bonne année, joyeux noël, excellente journée,
    belle journée, bel après midi, bon après midi, à vous aussi, de même, je vous souhaite une,
    vous souhaite une, je vous souhaite un, cordialement, bien cordialement, très cordialement,
    salutations, sincères salutations, meilleures salutations, cdt, cdlt, à bientôt,
    amicalement, je vais essayer, j essaierai, plus de questions, et, encore, bonne fin d après
    midi, bonne fin de semaine, bon courage, cela répond à tout, cela répond à ma question, ça
    répond à ma question, ça répond à tout""",
    es="""
    hola, buenas, buenos días, buenas tardes, buenas noches, buen día, estimado, estimada,
    estimados, señor, señora, sr, sra, hola equipo, estimado equipo, ok, okay, vale, de acuerdo,
    perfecto, genial, estupendo, excelente, fantástico, fenomenal, maravilloso, súper, bien, muy
    bien, qué bien, entendido, lo he entendido, comprendido, anotado, tomo nota, recibido,
    enterado, enterada, todo claro, queda claro, me queda claro, ya me queda claro, sin
    problema, no hay problema, ningún problema, smile, wow, oh, ah, amable, muy amable, es muy
    amable, es usted muy amable, muy amables, son muy amables, eres muy amable, qué amable, me
    ayuda mucho, me ha ayudado mucho, me sirve, me sirve mucho, muy útil, ha sido muy útil, ha
    sido de gran ayuda, de gran ayuda, buen fin de semana, que tenga un buen día, que tengas un
    buen día, que tengan un buen día, que tenga buen día, que tenga un buen fin de semana, que
    tengáis un buen día, un buen día, feliz día, feliz fin de semana, feliz tarde, buena semana,
    buena tarde, felices fiestas, feliz navidad, feliz año, igualmente, un saludo, saludos,
    saludos cordiales, un cordial saludo, cordiales saludos, cordialmente, atentamente, un
    abrazo, abrazos, hasta luego, hasta pronto, lo probaré, lo intentaré, eso es todo, es todo,
    y, eso lo responde todo, eso responde a mi pregunta, responde a mi pregunta, guay""",
)
"""Greetings, praise, wishes, farewells: alone or around thanks they ask nothing."""

THANKED_FOR = listed(
    en="""
    very much, so much, so very much, a lot, a million, a ton, a mil, once again, indeed,
    sincerely, truly, very, so, many, big, a big, huge, a huge, such, as always, too, i, i am, i
    m, we, we are, we re, you, to you, to all, to you all, all, everyone, everybody, both, guys,
    folks, team, of you, for, from me, from us, your, the, this, that, it, from, for all, for
    everything, for your time, your help, the help, for help, kind help, quick help, fast help,
    prompt help, great help, all your help, all the help, further help, continued help, kind,
    assistance, support, service, reply, response, answer, message, email, mail, e mail, note,
    letter, info, information, explanation, explanations, advice, tip, tips, hint,
    clarification, details, update, updates, feedback, effort, efforts, hard work, work,
    patience, kindness, understanding, attention, confirmation, confirming, solution, quick,
    fast, prompt, swift, speedy, rapid, detailed, friendly, helpful, clear, great, quickly,
    promptly, swiftly, turnaround, getting back to me, getting back to us, getting back, coming
    back to me, replying, answering, explaining, helping, helping me, helping us, helping out,
    letting me know, letting us know, the heads up, clearing that up, clearing this up, sorting
    this out, sorting that out, sorting it out, sorting this, sorting that, sorting it, taking
    care of this, taking care of it, taking care of that, taking the time, looking into this,
    looking into it, looking into that, dealing with this, dealing with it, fixing this, fixing
    it, fixing that, doing that, doing this, being so helpful, being so patient, being so kind,
    i do, would like to say, just wanted to say, i just wanted to say, i wanted to say, just a
    quick note to say, just to say, again, ever so much, clarifying, in this matter, over the
    last days, taking care, all your, all the""",
    de="""
    viele, vielen, vielmals, besten, herzlichen, herzlich, lieben, tausend, 1000, allerbesten,
    recht herzlich, recht herzlichen, ganz herzlichen, ganz lieben, noch mal, noch einmal,
    erneut, sehr, ganz, so, echt, wirklich, für, fürs, an, an sie, an alle, ihnen, dir, euch,
    ihnen allen, euch allen, ich, wir, uns, die, den, der, das, ihre, ihren, deine, deinen,
    eure, diese, alles, dafür, hierfür, team, schnelle, schnellen, rasche, raschen, prompte,
    prompten, zügige, flotte, super, tolle, ausführliche, ausführlichen, freundliche,
    freundlichen, nette, netten, kompetente, gute, guten, große, hilfreiche, hilfreichen,
    schnell, rasch, prompt, zügig, hilfe, hilfestellung, unterstützung, antwort, antworten,
    rückmeldung, rückantwort, beantwortung, bearbeitung, erledigung, info, infos, information,
    informationen, erklärung, erklärungen, erläuterung, auskunft, nachricht, mail, e mail,
    email, mitteilung, service, kundenservice, beratung, tipp, tipps, hinweis, hinweise, mühe,
    mühen, geduld, zeit, bemühungen, bemühung, bestätigung, aufklärung, lösung, klärung,
    verständnis, einsatz, kulanz, freundlichkeit, bin sehr, bin ihnen sehr, bin, sind, einen,
    ein, von ihnen, reaktion, reagieren, kümmern""",
    fr="""
    beaucoup, bcp, infiniment, encore une fois, mille, mille fois, un grand, un très grand,
    grand, grands, un immense, immense, tous mes, vifs, sincères, vivement, sincèrement,
    chaleureusement, très, tellement, vraiment, aussi, je, nous, vous, te, on, à vous, à toi, à
    vous tous, à tous, à toutes, à toute l équipe, l équipe, à l équipe, pour, pour tout, pour
    cela, pour ça, votre, vos, ton, ta, tes, cette, ces, ce, la, le, les, l, de votre, de vos,
    de ton, de ta, de, d avoir répondu, de m avoir répondu, d avoir répondu si vite, de m avoir
    aidé, de m avoir aidée, d avoir pris le temps, aide, soutien, réponse, réponses, retour,
    réactivité, rapidité, info, infos, information, informations, renseignement, renseignements,
    explication, explications, message, mail, email, e mail, courriel, conseil, conseils,
    patience, gentillesse, professionnalisme, temps, efficacité, disponibilité, compréhension,
    précision, précisions, confirmation, solution, attention, service, travail, rapide, rapides,
    prompt, prompte, claire, clair, détaillée, si rapide, si vite, aussi rapide, aussi vite,
    rapidement, précieuse, précieux, une, un, en, d avoir pris en charge, efforts, encore un
    grand, encore un, aimable, détaillé, complète""",
    es="""
    muchas, muchísimas, mil, millón de, un millón de, tantas, mis más sinceras, nuevamente, de
    nuevo, una vez más, por, por su, por tu, por todo, por todo ello, por esto, por eso, por
    ello, a ti, a usted, a ustedes, a vosotros, a todos, a todo el equipo, también, se lo, te
    lo, os lo, les, le, te, os, la, las, los, el, su, sus, tu, tus, vuestra, vuestro, mucho,
    muchísimo, sinceramente, de verdad, de corazón, muy, tan, estoy, estamos, ayuda, respuesta,
    rápida, pronta, rápido, rapidez, atención, información, info, explicación, explicaciones,
    aclaración, aclaraciones, mensaje, correo, email, mail, consejo, consejos, apoyo, soporte,
    paciencia, amabilidad, gentileza, tiempo, gestión, eficacia, profesionalidad, solución,
    servicio, excelente, buen, comprensión, interés, esfuerzo, trabajo, confirmación, contestar,
    responder, ayudarme, avisar, avisarme, explicármelo, aclararlo, tomarse el tiempo,
    contestarme, responderme, esfuerzos, de todo corazón, detallada, detallado, completa""",
)
"""What thanks are given for, and how; polite in a sentence with thanks only."""

ASKED = listed(
    en="""
    please, pls, plz, can you, could you, would you, will you, can i, could i, can we, may i,
    should i, do i, would like, i d like, we d like, i want, we want, need, needs, must, have
    to, has to, want you, prefer, rather, wonder, wondering, question, questions, let me know,
    tell me, send, resend, give me, call me, advise, confirm whether, make sure, instead, in
    advance, looking forward, look forward, hope, waiting, wait, awaiting, when, where, why,
    how, what, which, who, how come, but, however, though, although, yet, unfortunately, sadly,
    except, unless, until, only, just one, also, another, additionally, one more, by the way,
    btw, besides, other, second, next, again charged, instead of, cancel, change, exchange,
    refund me, replace, tomorrow, monday, tuesday, wednesday, thursday, friday, saturday,
    sunday, not, no, never, nothing, none, nobody, don t, dont, doesn t, doesnt, didn t, didnt,
    isn t, isnt, wasn t, can t, cant, cannot, won t, wont, haven t, hasn t, without, wrong,
    broken, damaged, missing, incomplete, defective, faulty, empty, half, part of, one of, late,
    too late, slow, crash, crashes, error again, still, if, useless, joke, unbelievable, think,
    thinks, supposedly, apparently, maybe, perhaps, is it, is this, is that, has it, have you,
    are you, ridiculous, disappointed, disappointing, sarcasm, as always, took, weeks, yesterday
    it, should, attached, attachment, enclosed, see below, frown, apart from, other than, all
    but, somebody, someone, else, remains, remaining, rest""",
    de="""
    bitte, bitten, können sie, könnten sie, kannst du, könntest du, könnt ihr, würden sie,
    könnte, würde, möchte, möchten, will, wollen, wünsche mir, hätte gern, hätte gerne, hätte,
    muss, müssen, müsste, werden, wird, brauche, brauchen, benötige, benötigen, lieber, frage,
    fragen, rückfrage, sagen sie, sag bescheid, senden, schicken, schicke, melden sie, rufen
    sie, teilen sie, bescheid, im voraus, vorab, warte, warten, gespannt, hoffe, hoffen,
    hoffentlich, wann, wo, warum, wieso, weshalb, wie, was, welche, welcher, wer, aber,
    allerdings, jedoch, doch, obwohl, leider, außer, außerdem, zudem, übrigens, noch eine, noch
    ein, noch etwas, dazu, weitere, andere, anderes, zweite, zweiten, nächste, statt,
    stattdessen, stornieren, storno, kündigen, kündige, kündigung, ändern, umtauschen, umtausch,
    ersetzen, morgen, montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, nicht,
    nichts, kein, keine, keinen, nie, niemand, ohne, falsch, falsche, falsches, kaputt,
    beschädigt, defekt, fehlt, fehlen, unvollständig, leer, halb, teilweise, nur, ein teil,
    einer von, zu spät, langsam, immer noch, noch nicht, wieder abgebucht, falls, wenn, sobald,
    sofern, witz, lächerlich, angeblich, vielleicht, denken, meinen, ist das gelöst, ist es
    gelöst, ist das erledigt, ist es erledigt, ist das behoben, ist es behoben, haben sie, sind
    sie sicher, enttäuscht, wochen, sollte, soll, anbei, angehängt, im anhang, anhang,
    beigefügt, frown, bis auf, eine der, einer der, eines der, einen der, rest, restliche,
    fehlende, sonst, rechnung, größe, adresse, rückruf, vertrag, passwort, angebot, termin,
    mahnung, konto, kopie, formular, garantie, gutschein""",
    fr="""
    s il vous plaît, s il te plaît, svp, stp, pouvez vous, pourriez vous, peux tu, pourrais tu,
    voulez vous, voudriez vous, puis je, veuillez, merci de, voudrais, souhaite, souhaiterais,
    souhaitons, veux, voulons, aimerais, préfère, préférerais, plutôt, besoin, faut, faudrait,
    doit, dois, devez, question, dites moi, envoyez, renvoyez, donnez, appelez, tenez moi, tenir
    au courant, d avance, par avance, attente, attends, attendons, espère, espérons, quand, où,
    pourquoi, comment, combien, quel, quelle, qui, mais, cependant, toutefois, pourtant,
    néanmoins, malheureusement, hélas, sauf, sinon, par ailleurs, en outre, de plus, au fait,
    autre, autres, encore une question, encore un, deuxième, prochain, prochaine, annuler,
    annulez, annulation, résilier, résiliation, changer, changez, modifier, échanger, remplacer,
    remboursez, demain, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, ne, n est, n
    a, pas, plus de, jamais, rien, aucun, aucune, sans, faux, fausse, mauvais, mauvaise, cassé,
    cassée, abîmé, abîmée, endommagé, endommagée, défectueux, défectueuse, manque, manquant,
    incomplet, incomplète, vide, moitié, en partie, seulement, un des, une des, trop, tard,
    lent, toujours, encore prélevé, si, dès que, lorsque, ridicule, blague, peut être, soi
    disant, pensez, croyez, est ce que, avez vous, êtes vous, déçu, déçue, semaines, devrait, ci
    joint, ci jointe, pièce jointe, en pièce, joins, frown, à part, hormis, excepté, reste,
    restant, le reste""",
    es="""
    por favor, porfavor, porfa, debe, deben, tengo que, tiene que, tienen que, hay que, pueden,
    puede enviar, podrían, podría, puedes, podéis, podrías, me gustaría, quisiera, quiero,
    queremos, quería, prefiero, preferiría, necesito, necesitamos, pregunta, preguntas, duda,
    dudas, díganme, dígame, dime, envíen, envíe, envíame, manden, llámenme, avísenme, avíseme,
    avísame, de antemano, por adelantado, espero, esperamos, espera, esperando, ojalá, cuándo,
    dónde, por qué, cómo, cuánto, pero, sin embargo, aunque, no obstante, por desgracia,
    lamentablemente, desafortunadamente, salvo, excepto, además, por cierto, otra, otro, otras,
    otros, segunda, segundo, próximo, en vez, en lugar, cancelen, cancelar, cancélenlo, anular,
    cambiar, cambien, cambio, devolver, reembolsen, mañana por, lunes, martes, miércoles,
    jueves, viernes, sábado, domingo, no, nada, nunca, nadie, ningún, ninguna, sin, tampoco,
    equivocado, equivocada, mal, roto, rota, dañado, dañada, defectuoso, defectuosa, falta,
    faltan, incompleto, incompleta, vacío, vacía, mitad, en parte, solo, sólo, solamente, uno
    de, una de, tarde, lento, todavía, aún, sigue, si, cuando, en cuanto, ridículo, broma,
    quizás, quizá, tal vez, supuestamente, creen, cree, vergüenza, decepcionado, decepcionada,
    semanas, debería, adjunto, adjunta, adjuntos, frown, menos, aparte, resto, demás, agradezco
    su pronta respuesta, agradecemos su pronta respuesta, agradezco una, agradecería""",
)
"""Something is asked, doubted or told that a human should read before the matter rests."""

SOLVED_HOW = listed(
    en="""
    today, this morning, yesterday, this afternoon, now, just now, again, fine, just fine,
    perfectly, great, well, already, safely, in the meantime, meanwhile, by itself, by myself,
    on its own, on our side, on my side, at our end, on our end, on my end, as expected, like a
    charm, without problems, without any problems, without issues, too, it, yes, yep, yay,
    finally, at last, up""",
    de="""
    heute, heute morgen, gestern, gerade, soeben, eben, jetzt, nun, wieder, einwandfrei,
    perfekt, bestens, problemlos, super, alles, inzwischen, mittlerweile, von selbst, bei uns,
    bei mir, auf unserer seite, wie erwartet, an, es, ja, endlich""",
    fr="""
    aujourd hui, ce matin, hier, cet après midi, maintenant, à nouveau, de nouveau,
    parfaitement, très bien, nickel, de notre côté, de mon côté, tout seul, toute seule, entre
    temps, oui, enfin""",
    es="""
    hoy, esta mañana, esta tarde, ayer, ahora, de nuevo, otra vez, perfectamente, correctamente,
    por nuestra parte, por mi parte, de mi lado, todo, mientras tanto, por fin""",
)
"""How and since when it is over; other words behind `SOLVED` leave it to a human."""
