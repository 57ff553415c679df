"""Whether a text takes back all that it says: "it is wrong to say that: …", "위의 내용은 거짓" or,
in each of its sentences, "it is not true that …".

Whoever names a common mistake and then corrects it takes nothing back, so only a denial counts that
is plainly of everything that follows it, or of everything before it.
"""

import re

from evaluators.text.sentences import Parsed

_FALSE_EN = (
    r"(?:false|wrong|incorrect|untrue|nonsense|a lie|lies|a myth|made up"
    r"|not (?:true|correct|right|so|the case))"
)
_FALSE_KO = (
    r"(?:거짓|틀[렸린립려]|사실이 ?아니|사실과 ?다[르릅]|잘못[된됐]|반대로 (?:쓴|말한|이해한))"
)
_WHAT_FOLLOWS_KO = r"(?:다음|아래|이어지는)(?:[은는의과에]| ?(?:글|내용|말|문장|설명|주장|이야기))"
_SHORT, _LONG = r"[^.!?:\n]{0,16}", r"[^.!?:\n]{0,30}"
_FRONT = (
    rf"^{_LONG}\b(?:the following|what follows)\b{_LONG}{_FALSE_EN}{_SHORT}[.:!\n]",
    rf"^(?:it(?:'s| is| would be) |that is |this is )(?:simply |just |completely )?{_FALSE_EN}"
    r"(?: to (?:say|claim|think|believe|state|assume|write))?(?: that)?\s*:",
    rf"^{_FALSE_EN} to (?:say|claim|think|believe|state|assume|write)(?: that)?\s*:",
    rf"^(?:i disagree|nobody should say|none of this is (?:true|correct)){_LONG}:",
    rf"^{_SHORT}{_WHAT_FOLLOWS_KO}{_LONG}(?:{_FALSE_KO}|맞지 ?않|동의하지){_SHORT}[.:!\n]",
    r"^(?:틀린|거짓|잘못된) (?:설명|말|주장|답|내용)(?:입니다|이에요|예요|임)?\s*:",
    rf"^이렇게 말하(?:면|는 (?:것은?|건)){_SHORT}(?:틀|거짓|잘못|안 ?[되돼]){_SHORT}[.:]",
)
_WHOLE = r"(?:the above|this|that|it|i (?:just )?(?:said|wrote)|what i \w+)"
_CLOSE = r"[^.?\n]{0,16}[.!]*$"
_END = (
    rf"\b(?:all|everything|any) (?:of )?{_WHOLE}\b{_LONG}{_FALSE_EN}{_CLOSE}",
    rf"\b(?:none|nothing) of {_WHOLE}\b{_SHORT}(?:true|correct|right|so)[.!]*$",
    r"\b(?:the above|what i (?:just )?(?:said|wrote)|that whole \w+) (?:is|was)"
    rf"{_SHORT}{_FALSE_EN}{_CLOSE}",
    rf"(?:위의?|앞의?|지금까지|방금|여기까지|이상){_LONG}{_FALSE_KO}{_CLOSE}",
    rf"(?:모두|전부|다) {_FALSE_KO}{_CLOSE}",
)
_NOTHING_SAID_INSTEAD = r"(?!.*(?:[;:–]|\b(?:but|rather|instead|because|since|actually)\b))"
_DENIED_ALONE = re.compile(
    rf"^\W*(?:and |but |so )?(?:it|that)(?:'s| is) (?:simply |just )?{_FALSE_EN} that\b"
    rf"{_NOTHING_SAID_INSTEAD}"
    rf"|^\W*i (?:don't|do not) (?:think|believe) that\b{_NOTHING_SAID_INSTEAD}"
    r"|^\W*it (?:may|might) or (?:may|might) not be (?:that|true|the case)\b"
    rf"|(?:다|라)는 (?:건|것은|것도|말은|말도|설명은) {_FALSE_KO}[^,.\s]{{0,6}}\W*$"
)
_DENIES = re.compile(
    r"\b(?:not|no|never|none|nor|cannot)\b|n't\b|지[는도]? ?(?:않|못)|[이가] 아니|몰라|모르"
    r"|없(?!으면|이|는|을)"
)
_DENIES_WHAT_FOLLOWS = re.compile("|".join(_FRONT))
_DENIES_WHAT_WAS = re.compile("|".join(_END))
_SETS_ASIDE = re.compile(
    r"그(?:게|건|거|것은|것이|런 ?(?:게|건|것이)) 아니[라고에]"
    r"|\b(?:that(?:'s| is)|it(?:'s| is)) not (?:it|the one|what|the case)\b"
)
_TAIL = 120


def takes_all_back(text: str) -> bool:
    """Tell whether a smoothed text denies all of itself, in front or at its end."""
    text = text.strip()
    if _DENIES_WHAT_FOLLOWS.search(text):
        return True
    return _DENIES_WHAT_WAS.search(text[-_TAIL:]) is not None


def sets_aside(text: str) -> bool:
    """Tell whether a sentence goes on to say that what it names at first is not it."""
    return _SETS_ASIDE.search(text) is not None


def denies(text: str) -> bool:
    """Tell whether a text says of something that it is not so."""
    return _DENIES.search(text) is not None


def only_denies(answer: Parsed) -> bool:
    """Tell whether each sentence puts what it says into a denial, or leaves open whether it is so.

    Where one does not, it may be what all others lead to.
    """
    return all(_DENIED_ALONE.search(one.text) for one in answer.sentences)
