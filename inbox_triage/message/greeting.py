"""Finds the first name to greet a customer with; no name is better than a wrong one."""

from functools import lru_cache

from nameparser import HumanName

from inbox_triage.message.message import Address
from inbox_triage.message.word_tables import word_set

_LENGTH = 60
_NAME_WORDS = 5
_TELLING_LETTERS = 4
_ROLES = word_set(
    """
    support | sales | info | billing | team | service | services | admin | office | accounts |
    accounting | customer | customers | help | helpdesk | desk | contact | kontakt | noreply |
    no-reply | department | dept | marketing | hr | it | orders | order | shop | store |
    newsletter | notifications | mailer | daemon | postmaster | webmaster | buchhaltung |
    einkauf | verkauf | vertrieb | kundenservice | kundendienst | sekretariat | empfang |
    rechnung | rechnungen | verwaltung | abteilung | comptabilité | service client | achats |
    ventas | compras | administración | facturación | atención | ufficio | acquisti |
    amministrazione | vendite | assistenza | reception | purchasing | procurement | finance |
    security | legal | press | jobs | careers | management | staff | group | committee | board |
    club | school | university | hotel | restaurant | praxis | kanzlei | family | familie |
    famille | user | guest | scanner | printer | mail | email | mailbox | inbox | system |
    server | alert | alerts | bot | desktop | monitoring | operations | ops | dev | development |
    engineering | logistics | warehouse | returns | refunds | payments | payroll | invoice |
    invoices | feedback
    """
)
_COMPANIES = word_set(
    """
    inc | llc | ltd | limited | gmbh | ag | kg | ohg | ug | e.v. | ev | corp | corporation |
    company | co | plc | sa | sas | sarl | srl | spa | s.a. | s.r.l. | s.p.a. | bv | b.v. | nv |
    n.v. | ab | as | a/s | aps | oy | oyj | kft | zrt | sp. | z.o.o. | sro | s.r.o. | a.s. |
    pty | llp | lp | foundation | institute | verein | stiftung | society | association |
    solutions | systems | consulting | technologies | technology | software | media | labs |
    studio | studios | digital | international | global | holding | partners | bank | insurance |
    versicherung | airlines | industries | enterprises | ltda | kk | k.k. | ooo | ооо | зао |
    株式会社 | 有限会社 | 有限公司 | 주식회사 | & | und | and | +
    """
)
_PARTICLES = word_set(
    """
    von | van | de | del | della | der | den | di | da | la | le | el | al | bin | ibn | ter |
    ten | dos | zu
    """
)
_TITLES = word_set(
    """
    dr | prof | mr | mrs | ms | miss | herr | frau | mme | monsieur | madame | sr | sra | dott |
    ing | dipl.-ing | mag | sir | lady | rev | doctor | professor | med | señor | señora | dipl |
    phd | md | esq | mba | ba | bsc | msc
    """
)


_NOT_PEOPLE = _ROLES | _COMPANIES

# Written first in their languages: whether the sender turned them nobody can tell.
_FAMILY_NAMES = word_set(
    """
    wang | li | zhang | liu | chen | yang | zhao | huang | zhou | wu | xu | sun | hu | zhu |
    gao | lin | he | guo | luo | zheng | liang | song | tang | xie | han | feng | deng | cao |
    peng | zeng | xiao | tian | dong | pan | yuan | cai | jiang | yu | du | ye | cheng | wei |
    su | lu | ding | ren | shen | yao | kim | park | choi | jung | kang | cho | yoon | jang |
    lim | shin | kwon | hwang | ahn | nguyen | nguyễn | tran | trần | le | lê | pham | phạm |
    hoang | hoàng | huynh | huỳnh | phan | vu | vũ | vo | võ | dang | đặng | bui | bùi | do |
    đỗ | ngo | ngô | duong | dương | nagy | kovács | tóth | szabó | horváth | varga | kiss |
    molnár | németh | farkas | balogh | tanaka | sato | suzuki | takahashi | watanabe | ito |
    yamamoto | nakamura | kobayashi | kato | yoshida | yamada | sasaki | saito
    """
)


@lru_cache(maxsize=4096)
def greeting_name(address: Address) -> str:
    """Return the first name for `Hello Ann,`, or an empty string when it is not sure.

    Companies, roles, initials, single words that are no name and names in scripts without a
    certain order give nothing.
    """
    name = _without_suffix(address.display_name.strip(" '\"\t"))
    if not _may_be_person(name, address.addr_spec):
        return ""
    return _first_name(name, address.addr_spec)


def _without_suffix(name: str) -> str:
    """Cut what programs and companies add: `Ann Lee (Acme)`, `Ann Lee via Shop`, `Ann | Acme`."""
    for separator in (" (", " [", " via ", " | ", " - ", " – ", " / ", " @ ", " from "):
        name = name.partition(separator)[0]
    return name.strip()


def _may_be_person(name: str, addr_spec: str) -> bool:
    if not name or len(name) > _LENGTH or any(c.isdigit() or c in "@_" for c in name):
        return False
    words = [word.strip(".,()").lower() for word in name.replace(",", " ").split()]
    if set(words) & _NOT_PEOPLE or set(name.lower().split()) & _NOT_PEOPLE:
        return False
    if len(words) == 1:
        return _single(name, addr_spec)
    company = _is_of_domain(words, addr_spec.lower())
    return not company and len(words) <= _NAME_WORDS and _is_alphabetic(name)


def _is_of_domain(words: list[str], addr_spec: str) -> bool:
    """Return whether a name is its domain's: `Blue Lamp` of info@bluelamp, not Ann of ann@lee."""
    local, _, domain = addr_spec.partition("@")
    named = any(len(word) >= _TELLING_LETTERS and domain.startswith(word) for word in words)
    return named and local[:1] not in {word[:1] for word in words}


def _is_alphabetic(name: str) -> bool:
    """Return whether the script writes first names first: not so for Chinese, Japanese, Korean."""
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and all(c < "\u2e80" for c in letters)


def _single(name: str, addr_spec: str) -> bool:
    """One word is a first name only if the address begins with it: `ann.lee@`, not `acme@`."""
    local, _, domain = addr_spec.lower().partition("@")
    word = name.lower()
    begins = local.startswith(word) and local != word
    return word.isalpha() and begins and not domain.startswith(word) and _is_alphabetic(name)


def _first_name(name: str, addr_spec: str) -> str:
    parsed = HumanName(name)
    first = parsed.first.strip(" '\"")
    words = [word.strip(".,").lower() for word in name.split()]
    title_only = words[0] in _TITLES and len(words) == 2  # noqa: PLR2004 - `Dr. Lee`
    if words[0] in _PARTICLES | _FAMILY_NAMES or title_only:
        return ""
    if "," not in name:
        first = _by_address(first, parsed.last, addr_spec)
    return _cased(first) if _is_name(first) else ""


def _by_address(first: str, last: str, addr_spec: str) -> str:
    """Correct the order by the address: `hweber@` is Hans, though the name says `Weber Hans`."""
    local = _plain(addr_spec.partition("@")[0])
    one, two = _plain(first), _plain(last)
    if len(one) < 2 or len(two) < 2 or local.startswith(one + two):  # noqa: PLR2004 - initials tell nothing
        return first
    if local.startswith(two + one):
        return ""  # name and address contradict each other
    return last if local == two[0] + one else first


def _plain(word: str) -> str:
    return "".join(c for c in word.lower() if c.isalpha())


def _is_name(word: str) -> bool:
    return (
        len(_plain(word)) > 1
        and all(c.isalpha() or c in "-'’" for c in word)
        and (word.lower() not in _TITLES | _PARTICLES)
    )


def _cased(word: str) -> str:
    """Return `Ann` for `ANN` and `ann`; mixed case is left as its owner writes it."""
    if word.isupper() or word.islower():
        return "-".join(part.capitalize() for part in word.split("-"))
    return word
