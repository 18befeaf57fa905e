"""Words that raise a priority, by language: plain ASCII as `priority.plain_words` makes them.

Whoever adds a word: lower case, no accents, ß as ss, one space between words, commas between
entries.
"""

Words = dict[str, tuple[str, ...]]


def _listed(**by_language: str) -> Words:
    """Return language → entries of a comma-separated list."""
    return {
        language: tuple(" ".join(entry.split()) for entry in entries.split(","))
        for language, entries in by_language.items()
    }


SAFETY = _listed(
    en="""
    caught fire, on fire, smoke, burned, burnt, electric shock, injured, injury, hospital,
    dangerous, allergic reaction, data breach, data leak, hacked, fraud, fraudulent, stolen,
    identity theft, unauthorised, unauthorized, ransomware""",
    de="""
    brennt, feuer, rauch, stromschlag, verletzt, verletzung, krankenhaus, gefahrlich, datenleck,
    gehackt, betrug, gestohlen, missbraucht""",
    fr="""
    a pris feu, fumee, brulure, choc electrique, blesse, blessee, hopital, dangereux,
    dangereuse, fuite de donnees, pirate, piratee, fraude, vole, volee""",
    es="""
    se incendio, humo, quemadura, descarga electrica, herido, herida, hospital, peligroso,
    peligrosa, fuga de datos, hackeada, hackeado, fraude, robada, robado""",
)
"""Somebody may be hurt, robbed or exposed."""

IMPACT = _listed(
    en="""
    all users, all our users, all customers, our customers, whole team, entire team, whole
    company, entire company, entire office, nobody can, no one can, none of us, everyone, cannot
    work, can't work, unable to work, standstill, stopped working for, production, losing money,
    losing orders, losing customers, losing sales, lost data, data loss, costing us, critical,
    emergency, outage, blocked, payroll, is down, are down, at a halt, all of us, all our, all of
    our, any of us, any of our, all staff, all sites, all stores, all branches, business critical,
    nobody, no one, revenue, can't sell, cannot sell, can't take orders, cannot take orders,
    deleted everything, lost everything""",
    de="""
    alle nutzer, alle benutzer, alle kunden, unsere kunden, ganze team, ganze firma, gesamte
    firma, niemand kann, keiner kann, alle kollegen, nicht arbeiten, steht still, stillstand,
    produktion steht, verlieren geld, verlieren bestellungen, datenverlust, kritisch, notfall,
    ausfall, komplettausfall""",
    fr="""
    tous les utilisateurs, tous nos utilisateurs, tous les clients, nos clients, toute l'equipe,
    toute l'entreprise, personne ne peut, ne pouvons pas travailler, a l'arret, perdons de
    l'argent, perdons des commandes, perte de donnees, critique, urgence, panne generale""",
    es="""
    todos los usuarios, todos los clientes, nuestros clientes, todo el equipo, toda la empresa,
    nadie puede, no podemos trabajar, perdiendo dinero, perdiendo pedidos, perdida de datos,
    critico, emergencia, caida general""",
)
"""Many are hit, or money and work are at stake."""

DEADLINE = _listed(
    en="""
    urgent, urgently, asap, as soon as possible, immediately, right away, right now, at once,
    within 24 hours, within the hour, by the end of the day, by end of day, eod, time sensitive,
    time critical, running out of time, without delay, top priority, highest priority""",
    de="""
    dringend, eilig, eilt, sofort, umgehend, schnellstmoglich, unverzuglich, heute noch, noch
    heute, innerhalb von 24 stunden, so schnell wie moglich, bis heute abend, hochste
    prioritat""",
    fr="""
    urgent, urgente, en urgence, immediatement, tout de suite, des que possible, au plus vite,
    sous 24 heures, aujourd'hui meme, sans delai, priorite absolue""",
    es="""
    urgente, urgentemente, inmediatamente, de inmediato, cuanto antes, lo antes posible, hoy
    mismo, en 24 horas, maxima prioridad""",
)
"""It has to be at once: in so many words."""

SOON = _listed(
    en="""
    today, tonight, tomorrow, deadline, this afternoon, this evening, by monday, by tuesday, by
    wednesday, by thursday, by friday, before monday, before friday, before the weekend, this
    week, in an hour, in two hours, due on, my flight leaves, wedding, funeral, exam""",
    de="""
    heute, morgen, frist, bis montag, bis dienstag, bis mittwoch, bis donnerstag, bis freitag,
    vor dem wochenende, diese woche, in einer stunde, hochzeit, prufung""",
    fr="""
    aujourd'hui, demain, date limite, avant lundi, avant vendredi, d'ici vendredi, avant le
    week end, cette semaine, ce soir, mariage, examen""",
    es="""
    hoy, manana, plazo, antes del lunes, antes del viernes, para el viernes, esta semana, esta
    tarde, esta noche, boda, examen""",
)
"""A day or an occasion is near."""

ANGER = _listed(
    en="""
    unacceptable, outrageous, disgrace, disgraceful, disgusting, disgusted, furious, appalling,
    worst, terrible, horrible, awful, pathetic, ridiculous, fed up, sick of, sick and tired,
    shame on you, never again, scam, rip off, ripped off, lawyer, solicitor, legal action,
    ombudsman, trading standards, small claims, consumer protection, report you, beyond belief,
    useless, incompetent, a joke, speak to a manager, formal complaint, waste of time, lied to""",
    de="""
    unverschamt, unverschamtheit, frechheit, inakzeptabel, unmoglich, skandal, katastrophe,
    katastrophal, zumutung, stinksauer, wutend, schlechteste, nie wieder, abzocke, betrogen,
    anwalt, rechtsanwalt, verbraucherzentrale, reicht mir, armutszeugnis, vorgesetzten,
    offizielle beschwerde, rechtliche schritte""",
    fr="""
    inacceptable, inadmissible, scandaleux, honteux, une honte, furieux, furieuse, lamentable,
    le pire, la pire, plus jamais, ras le bol, marre, arnaque, avocat, mise en demeure, vous
    vous moquez, incompetents, responsable hierarchique, poursuites, perte de temps""",
    es="""
    inaceptable, vergonzoso, una verguenza, indignado, indignada, pesimo, pesima, el peor, la
    peor, nunca mas, harto, harta, estafa, abogado, denuncia, tomadura de pelo, perdida de
    tiempo, hoja de reclamaciones""",
)
"""The customer is angry: each counts two."""

DISPLEASURE = _listed(
    en="""
    disappointed, disappointing, disappointment, frustrated, frustrating, annoyed, annoying,
    unhappy, upset, angry, not happy, not satisfied, dissatisfied, still waiting, still no,
    still nothing, no response, no reply, no answer, nobody answers, nobody replies, third time,
    fourth time, fifth time, again and again, several times, multiple times, poor service, bad
    service, complaint, complain, let down, on hold, ignored, rude, how long, for weeks,
    escalate""",
    de="""
    enttauscht, enttauschend, frustriert, frustrierend, verargert, argerlich, genervt,
    unzufrieden, nicht zufrieden, sauer, immer noch, keine antwort, keine reaktion, keine
    ruckmeldung, niemand antwortet, zum dritten mal, dritten mal, schon wieder, mehrfach,
    mehrmals, beschwerde, beschweren, warteschleife, unfreundlich, seit wochen""",
    fr="""
    decu, decue, deception, frustre, frustrant, mecontent, mecontente, agace, en colere, pas
    satisfait, pas satisfaite, toujours pas, toujours rien, toujours aucune, aucune reponse, pas
    de reponse, personne ne repond, troisieme fois, plusieurs fois, reclamation, plainte,
    impoli, depuis des semaines""",
    es="""
    decepcionado, decepcionada, decepcion, frustrado, frustrada, molesto, molesta, descontento,
    enfadado, enfadada, todavia no, sigo esperando, sin respuesta, nadie contesta, nadie
    responde, tercera vez, varias veces, queja, reclamacion, mal servicio, grosero, grosera,
    desde hace semanas""",
)
"""The customer is not content: each counts one."""
