"""Words by which short replies of customers are understood, by language.

Entries stand between commas; case, accents and apostrophes do not matter. English is read beside
every other language, and where two entries fit, the longer one counts. The words around these are
in `reply_manners.py`.
"""

Words = dict[str, tuple[str, ...]]


def listed(**by_language: str) -> Words:
    """Return language → entries of a comma-separated list."""
    return {
        language: tuple(" ".join(entry.split()) for entry in entries.split(","))
        for language, entries in by_language.items()
    }


THANKS = listed(
    en="""
    thanks, thank you, thank u, thankyou, thx, thanx, tanks, thnks, tnx, ty, tysm, cheers,
    thumbsup""",
    de="""
    danke, dank, dankeschön, danke schön, dankesehr, danke sehr, vieln dank, merci, bedanke
    mich, bedanken uns, danken ihnen, danken euch, thumbsup""",
    fr="""
    merci, mercis, mrc, mci, remercie, remercions, remerciements, thumbsup""",
    es="""
    gracias, grasias, grcias, graicas, agradezco, agradecemos, thumbsup""",
)
"""They thank us."""

OBLIGED = listed(
    en="""
    appreciated, much appreciated, very much appreciated, greatly appreciated, really
    appreciated, i appreciate it, i appreciate that, i really appreciate it, i really appreciate
    that, i really appreciate your help, i appreciate your help, i appreciate the help,
    appreciate it, appreciate that, appreciate the help, appreciate your help, we appreciate it,
    we appreciate your help, much obliged, i am grateful, i am very grateful, i am so grateful,
    we are very grateful, very grateful""",
    de="""
    bin ihnen dankbar, bin ihnen sehr dankbar, ich bin ihnen sehr dankbar, sind ihnen sehr
    dankbar, ich bin sehr dankbar, sehr dankbar""",
    fr="""
    je vous suis reconnaissant, je vous suis reconnaissante, très reconnaissant, très
    reconnaissante""",
    es="""
    muy agradecido, muy agradecida, muy agradecidos, estoy muy agradecido, estoy muy agradecida,
    estamos muy agradecidos""",
)
"""Thanks as well, but what stands beside it may be a wish: "a quick reply would be appreciated"."""

SOLVED = listed(
    en="""
    works now, it works, it is working, it s working, its working, is working now, working now,
    working again, works again, workin now, works fine, works perfectly, works great, working
    fine, working perfectly, that worked, this worked, it worked, worked perfectly, worked like
    a charm, worked a treat, link worked, solution worked, fix worked, everything works, all
    working, now it works, solved, is resolved, been resolved, resolved, got resolved, sorted,
    all sorted, sorted now, is fixed, fixed now, been fixed, fixed it, fixed the problem, fixed
    the issue, fixed, did the trick, that did it, that helped, all good, all good now,
    everything is fine, everything is fine now, all fine now, is fine now, all is well, all set,
    back to normal, can log in again, can log in now, could log in, i am in, i m in, i am back
    in, i m back in, able to log in, got the refund, received the refund, received my refund,
    refund arrived, refund has arrived, refund came through, got my money, received the money,
    money arrived, money has arrived, parcel arrived, package arrived, order arrived, parcel has
    arrived, package has arrived, order has arrived, it arrived, it has arrived, has arrived,
    arrived today, arrived this morning, arrived yesterday, arrived safely, received it,
    received the parcel, received the package, received my order, received the order, received
    the replacement, replacement arrived, close this, close the case, close the ticket, close
    it, close my ticket, can be closed, please close, found it, found the problem, found the
    solution, figured it out, no longer needed, no longer an issue, no longer a problem, problem
    is gone, issue is gone, error is gone, problem has gone, in my account, on my account,
    problem went away, went away, parcel came, package came, delivery came, delivery arrived,
    turned up, package turned up, parcel turned up""",
    de="""
    funktioniert, funktionirt, funktioniert wieder, geht wieder, geht jetzt, jetzt geht, klappt
    jetzt, klappt wieder, klappt alles, alles klappt, hat geklappt, läuft wieder, läuft jetzt,
    gelöst, behoben, erledigt, hat sich erledigt, geklärt, hat sich geklärt, hat geholfen, alles
    gut, alles bestens, alles in ordnung, wieder in ordnung, alles ok, alles okay, alles wieder
    gut, komme wieder rein, bin wieder drin, kann mich wieder anmelden, kann mich wieder
    einloggen, kann mich jetzt anmelden, ist angekommen, heute angekommen, gestern angekommen,
    gut angekommen, ist da, ist eingetroffen, eingetroffen, angekommen, habe ich erhalten, geld
    erhalten, erstattung erhalten, rückerstattung erhalten, gutschrift erhalten, paket erhalten,
    ware erhalten, ist eingegangen, geschlossen werden, können sie schließen, können das
    schließen, gefunden, nicht mehr nötig, problem ist weg, fehler ist weg, lieferung kam, paket
    kam, kam heute an, kam gestern an, im grünen bereich, von selbst erledigt, auf meinem konto,
    jetzt geht es, endlich geht es, läuft alles, läuft alles wieder, geht alles, geht alles
    wieder, funktioniert alles, funktioniert alles wieder""",
    fr="""
    ça marche, ca marche, cela marche, tout marche, remarche, marche maintenant, marche à
    nouveau, fonctionne, fonctionne maintenant, fonctionne à nouveau, a fonctionné, a marché,
    résolu, est résolu, résolue, réglé, réglée, c est réglé, corrigé, a corrigé, a corrigé l
    erreur, a corrigé le problème, a réglé le problème, a résolu le problème, réparé, corrigé l
    erreur, corrigé le problème, réglé le problème, résolu le problème, c est bon, tout est bon,
    tout va bien, tout est ok, tout est en ordre, rentré dans l ordre, rentrée dans l ordre, je
    peux me connecter, j ai pu me connecter, arrive à me connecter, ai réussi, j ai réussi, reçu
    le remboursement, reçu mon remboursement, reçu le colis, reçu mon colis, reçu la commande,
    reçu ma commande, reçu l argent, bien reçu le remboursement, bien reçu mon remboursement,
    bien reçu le colis, bien reçu mon colis, bien reçu la commande, bien reçu ma commande, bien
    reçu l argent, est arrivé, est bien arrivé, est arrivée, bien arrivé, clore la demande,
    clore le ticket, clore le dossier, clôturer, fermer le ticket, j ai trouvé, ai trouvé, a
    aidé, m a aidé, plus nécessaire, problème a disparu, a disparu, reçu la livraison, bien reçu
    la livraison, sur mon compte, colis arrivé, commande arrivée, remboursement arrivé, virement
    arrivé, marche enfin""",
    es="""
    funciona, ya funciona, ahora funciona, funciona de nuevo, ya va bien, ya va, va bien, ya
    marcha, funcionó, ha funcionado, resuelto, resuelta, está resuelto, solucionado,
    solucionada, está solucionado, arreglado, arreglada, corrigió, corrigió el error, solucionó
    el problema, ya puedo entrar, pueden cerrar el caso, pueden cerrar el ticket, corregido,
    solucionó, listo, todo listo, todo en orden, todo bien, todo correcto, todo ok, ya está, ya
    puedo, puedo entrar, ya pude entrar, pude entrar, he podido entrar, he recibido el
    reembolso, recibí el reembolso, he recibido el dinero, recibí el dinero, he recibido el
    paquete, recibí el paquete, he recibido el pedido, recibí el pedido, ha llegado, llegó, ya
    llegó, ha llegado el, cerrar el caso, cerrar el ticket, cerrarlo, pueden cerrar, lo
    encontré, lo he encontrado, ya no hace falta, me ha servido, me sirvió, sirvió, se arregló,
    se solucionó, se ha arreglado, se ha solucionado, recibí la entrega, he recibido la entrega,
    en mi cuenta""",
)
"""What they wrote about is over."""


NOT_SOLVED = listed(
    en="""
    not working, isn t working, isnt working, aint working, not work, doesn t work, doesnt work,
    dosent work, don t work, dont work, didn t work, didnt work, won t work, wont work, not
    help, didn t help, didnt help, doesn t help, not helped, hasn t helped, not solve, didn t
    solve, not solved, isn t solved, isnt solved, not resolved, isn t resolved, not fixed, isn t
    fixed, isnt fixed, not fix, didn t fix, didnt fix, unresolved, unsolved, still broken, still
    not, still no, still nothing, still the same, still same, still doesn t, still doesnt, still
    does not, still isn t, still isnt, still is not, still can t, still cant, still cannot,
    still can not, still unable, still don t, still dont, still won t, still haven t, still
    havent, still have not, still hasn t, still hasnt, still has not, still have the, still
    having, still get, still getting, still see, still shows, still crashes, still crashing,
    still fails, still failing, still waiting, still locked, still missing, still happening,
    still happens, same error, same problem, same issue, same thing, the same as before, same
    result, same message, problem remains, issue remains, problem persists, issue persists,
    error persists, is back, are back, came back, comes back, happened again, happening again,
    happens again, no luck, no change, no improvement, no difference, nothing changed, nothing
    has changed, no better, not any better, worse, even worse, keeps crashing, keeps happening,
    keeps failing, keeps saying, keeps freezing, fails again, failed again, broken again, down
    again, stopped working, not arrived, hasn t arrived, hasnt arrived, haven t received, havent
    received, not received, never arrived, no longer works, no longer working, not been fixed,
    not been resolved, not been solved, t been fixed, t been resolved, not a solution, no
    solution, does nothing, did nothing, no success, no joy, doing it again, does it again, did
    it again, won t load, wont load, won t open, won t start, is dead, is not here, no use, to
    no avail, still there""",
    de="""
    funktioniert nicht, funktioniert leider nicht, funktioniert immer noch nicht, funktioniert
    noch nicht, funktioniert noch immer nicht, funktioniert weiterhin nicht, funktioniert
    trotzdem nicht, nicht funktioniert, geht nicht, geht leider nicht, geht immer noch nicht,
    geht noch nicht, geht noch immer nicht, geht trotzdem nicht, geht weiterhin nicht, geht gar
    nicht, geht nichts, nichts geht, nix geht, klappt nicht, klappt leider nicht, klappt immer
    noch nicht, klappt noch nicht, klappt einfach nicht, klappt noch immer nicht, klappt
    trotzdem nicht, nicht geklappt, läuft nicht, läuft immer noch nicht, läuft noch nicht, nicht
    geholfen, hat nichts gebracht, nichts gebracht, bringt nichts, hilft nicht, nicht gelöst,
    nicht behoben, ungelöst, nicht erledigt, nicht geklärt, immer noch nicht, noch immer nicht,
    weiterhin nicht, immer noch kein, immer noch keine, immer noch keinen, noch immer kein, noch
    immer keine, noch immer keinen, immer noch, noch immer, weiterhin, nach wie vor, besteht
    weiter, selbe problem, selbe fehler, dasselbe problem, derselbe fehler, gleiche problem,
    gleiche fehler, gleicher fehler, gleiches problem, dieselbe fehlermeldung, wieder da, wieder
    aufgetreten, tritt wieder auf, erneut aufgetreten, schon wieder, keine besserung, keine
    verbesserung, keine änderung, nichts geändert, nicht besser, unverändert, ohne erfolg,
    erfolglos, kein erfolg, keinen erfolg, schlimmer, bis heute nicht, nicht angekommen, nicht
    erhalten, nicht da, noch nichts, nie angekommen, stürzt wieder ab, wieder kaputt, kommt
    wieder, passiert wieder, hilft leider nicht, nichts daran geändert, keine veränderung""",
    fr="""
    marche pas, marche toujours pas, marche plus, marche pas non plus, fonctionne pas,
    fonctionne toujours pas, fonctionne plus, fonctionne pas non plus, toujours pas, toujours
    rien, toujours le même, toujours la même, toujours les mêmes, toujours aucun, toujours
    aucune, toujours en panne, toujours bloqué, toujours bloquée, même problème, même erreur,
    même souci, même message d erreur, mêmes problèmes, pas marché, pas fonctionné, pas aidé,
    pas résolu, pas résolue, pas réglé, pas réglée, pas corrigé, rien changé, rien n a changé, n
    a rien changé, ne change rien, change rien, n a rien donné, rien n y fait, problème
    persiste, erreur persiste, bug persiste, souci persiste, persiste, est revenu, est revenue,
    est de retour, revient, aucun changement, aucune amélioration, aucun effet, sans succès,
    sans effet, sans résultat, pire, plante encore, plante toujours, bloque encore, encore en
    panne, encore cassé, encore le même, encore la même, pas arrivé, pas arrivée, pas reçu, pas
    encore reçu, rien reçu, jamais arrivé, jamais reçu, n arrive pas, n arrive toujours pas,
    toujours le message, toujours ce message, toujours là, tombé en panne, tombée en panne, ça
    recommence, recommence, y est toujours, est toujours là""",
    es="""
    no funciona, no me funciona, no funcionó, no ha funcionado, sigue sin, siguen sin, sigo sin,
    seguimos sin, sigue igual, sigue fallando, sigue el, sigue dando, sigue la, sigue roto,
    sigue rota, se sigue, sigue saliendo, sigo con, seguimos con, sigo igual, todavía no,
    todavía sin, aún no, aún sin, mismo error, mismo problema, misma cosa, mismo fallo, lo mismo
    que antes, problema persiste, error persiste, persiste, no ha servido, no sirvió, no sirve,
    no me sirve, no ayuda, no ayudó, no ha ayudado, no está resuelto, no resuelto, no se ha
    resuelto, sin resolver, no está solucionado, no se ha solucionado, sin solucionar, no está
    arreglado, no lo arregla, nada ha cambiado, no ha cambiado nada, nada cambió, sin cambios,
    ningún cambio, ninguna mejora, no mejora, ha vuelto, volvió, vuelve a fallar, ha vuelto a
    fallar, otra vez el mismo, peor, sin éxito, no hay manera, no ha llegado, no llegó, no he
    recibido, no recibí, nunca llegó, nada de nada, continúa el, problema continúa, error
    continúa, continúa igual, siguen igual, sigue ahí, sigue pasando, vuelve a pasar, sin poder""",
)
"""What they wrote about goes on, or is back."""

STOP_WRITING = listed(
    en="""
    stop emailing, stop e mailing, stop mailing, stop writing, stop contacting, stop messaging,
    stop sending me, stop sending us, stop spamming, stop bothering, stop sending emails, stop
    these emails, stop the emails, stop these messages, unsubscribe me, unsubscribe us,
    unsubscribe this, unsubscribe my, opt me out, remove me, remove us from, take me off, take
    us off, remove my email, remove my address, don t write to me, dont write to me, do not
    write to me, don t email me, dont email me, do not email me, don t contact me, dont contact
    me, do not contact me, don t contact us, do not contact us, never contact me, never write to
    me, never email me, no more emails, no more e mails, no more mails, no more messages, no
    further emails, no further messages, not receive any further, not receive any more, not want
    any more emails, not want to receive, don t want to receive, don t want any more emails,
    leave me alone, off your list, off the list, off your mailing list, off the mailing list,
    not mail me, don t mail me, dont mail me, stop this spam, no more spam""",
    de="""
    nicht mehr schreiben, nicht mehr anschreiben, schreiben sie mir nicht mehr, schreibt mir
    nicht mehr, schreib mir nicht mehr, nicht mehr kontaktieren, kontaktieren sie mich nicht,
    kontaktiert mich nicht, keine weiteren e mails, keine weiteren emails, keine weiteren mails,
    keine weiteren nachrichten, keine e mails mehr, keine emails mehr, keine mails mehr, keine
    nachrichten mehr, keine werbung mehr, aus ihrem verteiler, aus dem verteiler, aus eurem
    verteiler, von der liste, von ihrer liste, aus ihrer liste, mir mails zu schicken, mir e
    mails zu schicken, mir emails zu schicken, mir zu schreiben, abbestellen, newsletter
    abmelden, in ruhe, in frieden, aufhören mir, nie wieder schreiben, schreiben sie mir nie,
    schreiben sie mir nicht, aus der liste, nicht mehr anmailen""",
    fr="""
    ne plus m écrire, plus m écrire, ne m écrivez plus, m écrivez plus, ne plus me contacter,
    plus me contacter, ne me contactez plus, me contactez plus, arrêtez de m envoyer, arrêtez de
    m écrire, arrêtez de me contacter, cessez de m envoyer, cessez de m écrire, cessez de me
    contacter, ne plus recevoir, plus recevoir, ne m envoyez plus, m envoyez plus, ne plus m
    envoyer, plus m envoyer, plus de mails, plus de messages, plus d emails, désabonnez moi, me
    désabonner, désinscrivez moi, me désinscrire, désinscription, désabonnement, retirez moi de,
    retirez mon adresse, supprimez moi de, supprimez mon adresse, enlevez moi de, laissez moi
    tranquille, la paix, supprimer mon adresse, supprimez mon mail, retirer mon adresse, de
    votre liste de diffusion""",
    es="""
    no me escriban, no me escriba, no me escribáis, no me escribas, dejen de escribirme, deje de
    escribirme, dejad de escribirme, dejen de enviarme, deje de enviarme, dejad de enviarme,
    dejen de mandarme, no me contacten, no me contacte, no me contactéis, no me envíen más, no
    me envíe más, no me enviéis más, no me manden más, no más correos, no más mensajes, no más
    emails, recibir más correos, recibir más mensajes, recibir más emails, no quiero recibir, no
    deseo recibir, de baja de la lista, de baja de su lista, de baja del boletín, darme de baja
    de la lista, bórrenme de, bórreme de, elimínenme de, elimíneme de, quítenme de, sáquenme de,
    déjenme en paz, déjeme en paz, dejadme en paz, cancelar suscripción al boletín, borren mi
    dirección, borre mi dirección, borrar mi dirección, eliminen mi dirección, no me manden, no
    me escriban nunca, no me mande más""",
)
"""They ask us to write no more."""

STOP_ALONE = listed(
    en="stop, unsubscribe, opt out, remove",
    de="stopp, abmelden, abbestellen, austragen",
    fr="arrêt, désabonner, désinscription",
    es="baja, cancelar suscripción",
)
"""Said alone, it asks us to write no more."""

NEGATIONS = listed(
    en="""
    not, never, cannot, cant, dont, doesnt, didnt, isnt, wasnt, wont, t, don t, doesn t, didn t,
    isn t, wasn t, can t, won t, haven t, hasn t, neither, nothing""",
    de="nicht, nie, kein, keine, keinen, nichts",
    fr="ne, n, pas, jamais, rien, aucun, aucune",
    es="no, nunca, nada, tampoco",
)
"""With `SOLVED` in one clause they make it `NOT_SOLVED`; the `t` is that of "doesn't"."""

CONDITIONS = listed(
    en="if, in case, unless, should it, when, whenever, once, until",
    de="falls, wenn, sofern, sollte, sobald, bis",
    fr="si, au cas où, lorsque, dès que",
    es="si, en caso de que, cuando, hasta que",
)
"""Before `NOT_SOLVED` in one clause they make it something that may come."""

NUMBERS = listed(
    en="zero, one, two, three, four, five, six, seven, eight, nine, ten",
    de="null, eins, zwei, drei, vier, fünf, sechs, sieben, acht, neun, zehn",
    fr="zéro, un, deux, trois, quatre, cinq, six, sept, huit, neuf, dix",
    es="cero, uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez",
)
"""0 to 10 in this order."""

SCORES = listed(
    en="i give, i d give, i would give, i rate, rating, score, my score, my rating, give it",
    de="ich gebe, bewertung, meine bewertung, note, gebe ihnen, wertung",
    fr="je donne, je mets, note, ma note, je vous donne, je vous mets, évaluation",
    es="le doy, les doy, doy, pongo, le pongo, nota, mi nota, puntuación, valoración",
)
"""A rating follows."""

OUT_OF = listed(en="out of, of", de="von, auf", fr="sur, de", es="de, sobre")
"""Between the rating and its scale."""

STARS = listed(en="star, stars", de="stern, sterne", fr="étoile, étoiles", es="estrella, estrellas")
POINTS = listed(en="point, points", de="punkt, punkte", fr="point, points", es="punto, puntos")
