"""What must hold once everything is healed and the bot has worked off what it was given.

Each check takes the evidence and yields what is wrong.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from bot.quiz.answering import scoring
from tests.chaos.cards import FOLLOW_UP, POINTS, QUESTION, REVEAL, is_grade, is_refusal
from tests.chaos.evidence import Evidence
from tests.chaos.journal import Act, Finding, Said, Sight
from tests.chaos.words import mark_of, score_of

Check = Callable[[Evidence], Iterator[Finding]]
NUMBER = re.compile(r"\d+")
RESTING = ("open", "closed", "skipped", "missed")


def kept(evidence: Evidence) -> Iterator[Finding]:
    """An acknowledged answer is stored, or its member was shown a refusal."""
    stored = {mark_of(row.text) for row in evidence.ledger.answers}
    missing = [one for one in evidence.said if one.act.mark not in stored]
    refused = _refused(missing, evidence.private)
    for one in missing:
        if one.is_acknowledged and not one.is_refused and one.act.number not in refused:
            shown = [
                f"{seen.at:%H:%M:%S} {seen.text[:60]!r}"
                for seen in evidence.private
                if seen.member == one.act.member and seen.at >= one.act.at
            ]
            detail = f"sent at {one.act.at:%H:%M:%S}, acknowledged, neither stored nor refused"
            yield Finding("lost", _named(one.act), f"{detail}; {one.story}; shown since: {shown}")


def _refused(missing: Sequence[Said], private: Sequence[Sight]) -> set[int]:
    """Return the acts that were refused: each refusal excuses one act, its own if that is known."""
    no = sorted((one for one in private if is_refusal(one.text)), key=lambda one: one.at)
    found = {one.act for one in no if one.act is not None}
    spare = [one for one in no if one.act is None]
    for said in sorted(missing, key=lambda one: one.act.at):
        act = said.act
        if act.number in found or not said.is_acknowledged or said.is_refused:
            continue
        fitting = (one for one in spare if one.member == act.member and one.at >= act.at)
        if (excuse := next(fitting, None)) is not None:
            spare.remove(excuse)
            found.add(act.number)
    return {number for number in found if number is not None}


def stored_once(evidence: Evidence) -> Iterator[Finding]:
    """Nothing is stored twice, and nothing that nobody sent, or not so."""
    acts = {one.act.mark: one.act for one in evidence.said}
    places: Counter[tuple[str, int, str]] = Counter()
    times: Counter[str] = Counter()
    for row in evidence.ledger.answers:
        mark = mark_of(row.text)
        act = acts.get(mark)
        name = f"answer {row.id} {mark}"
        if act is None:
            yield Finding("unsent", name, f"nobody sent {row.text!r}")
            continue
        times[mark] += 1
        places[mark, row.round, row.question] += 1
        if row.text != act.text:
            yield Finding("altered", name, f"{act.text!r} was sent, {row.text!r} is stored")
        if row.member != act.member:
            yield Finding("misattributed", name, f"{act.member} sent it, {row.member} has it")
        if places[mark, row.round, row.question] > 1 or times[mark] > len(act.sent):
            yield Finding("stored twice", name, f"sent {len(act.sent)} times by {act.way}")


def graded(evidence: Evidence) -> Iterator[Finding]:
    """Each stored answer has its grade, and the points that follow from it."""
    for row in evidence.ledger.answers:
        name = f"answer {row.id} {mark_of(row.text)}"
        if row.grade is None or row.graded_at is None:
            yield Finding("ungraded", name, f"given at {row.at}")
            continue
        if evidence.scores_known and row.grade.score != score_of(row.text):
            yield Finding("wrong grade", name, f"{row.grade.score}, not {score_of(row.text)}")
        due = scoring.value(row.grade.score, row.attempt, row.hints, row.is_late)
        if row.value != due:
            yield Finding("wrong value", name, f"{row.value} points, {due} follow from its grade")


def told(evidence: Evidence) -> Iterator[Finding]:
    """Each stored answer's member was shown its grade, and never two different ones."""
    if not evidence.scores_known:
        yield from _told_enough(evidence)
        return
    points: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in evidence.private:
        if is_grade(one.text):
            shown = POINTS.search(one.text)
            points[str(one.member), mark_of(one.text)].add(shown[1] if shown else "")
    for row in evidence.ledger.answers:
        mark = mark_of(row.text)
        seen = points[row.member, mark]
        if not seen:
            yield Finding("untold", f"answer {row.id} {mark}", f"is_told={row.is_told}")
        elif len(seen) > 1:
            yield Finding("told two grades", f"answer {row.id} {mark}", f"{sorted(seen)} points")


def _told_enough(evidence: Evidence) -> Iterator[Finding]:
    """Count, where grades do not quote the mark."""
    shown: Counter[str] = Counter()
    seen = {(one.member, one.key or one.message) for one in evidence.private if is_grade(one.text)}
    for member, _ in seen:
        shown[str(member)] += 1
    due = Counter(row.member for row in evidence.ledger.answers)
    for member, answers in due.items():
        if shown[member] < answers:
            yield Finding("untold", member, f"{answers} answers, {shown[member]} grades shown")


def points(evidence: Evidence) -> Iterator[Finding]:
    """Points, recomputed by hand, are those of the store and those on the leaderboard."""
    best: defaultdict[tuple[str, int, str], int] = defaultdict(int)
    for row in evidence.ledger.answers:
        place = (row.member, row.round, row.question)
        best[place] = max(best[place], row.value)
    due: Counter[str] = Counter()
    for (member, _, _), value in best.items():
        due[member] += value
    for one in evidence.ledger.scores:
        if one.points != due[one.member]:
            yield Finding("wrong points", one.member, f"{one.points}, {due[one.member]} are due")
    if missing := set(due) - {str(one.member) for one in evidence.ledger.scores}:
        yield Finding("no points", str(sorted(missing)), "not among the scores")
    if evidence.leaderboard is not None:
        for one in evidence.ledger.scores:
            if not _is_listed(one.name, due[one.member], evidence.leaderboard):
                line = " / ".join(evidence.leaderboard.split("\n"))
                yield Finding("wrong leaderboard", one.member, f"{due[one.member]}, not in {line}")


def _is_listed(name: str, due: int, leaderboard: str) -> bool:
    """Tell whether a row of the leaderboard names somebody beside their points."""
    for line in leaderboard.splitlines():
        if name in line and str(due) in NUMBER.findall(line.replace(name, "")):
            return True
    return False


def public_once(evidence: Evidence) -> Iterator[Finding]:
    """No question, reveal or follow-up notice is in public twice, and none of nobody's."""
    keys = Counter(one.key for one in evidence.public if one.key)
    for key, number in keys.items():
        if number > 1:
            yield Finding("posted twice", key, f"{number} messages of this key")
    for word, texts in (("reveal", _reveals(evidence)), ("follow-up", _follow_ups(evidence))):
        for (place, title), number in texts.items():
            if number > 1:
                yield Finding("posted twice", f"{word} in {place}", f"{number} times {title!r}")
    known = {str(row.message) for row in evidence.ledger.rounds if row.message}
    for one in evidence.public:
        if QUESTION in one.text and one.message not in known:
            yield Finding("orphan question", one.message, f"no round has it, key {one.key!r}")


def _reveals(evidence: Evidence) -> Counter[tuple[str, str]]:
    return Counter(
        (one.place, REVEAL) for one in evidence.public if one.text.strip().startswith(REVEAL)
    )


def _follow_ups(evidence: Evidence) -> Counter[tuple[str, str]]:
    found = ((one.place, FOLLOW_UP.search(one.text)) for one in evidence.public)
    return Counter((place, match[0]) for place, match in found if match)


def rounds_rest(evidence: Evidence) -> Iterator[Finding]:
    """At most one round of a channel is open, none that is revealed, none between two states."""
    is_open: defaultdict[str, list[int]] = defaultdict(list)
    reveals = evidence.reveals
    for row in evidence.ledger.rounds:
        name = f"round {row.id}"
        if row.state == "open":
            is_open[row.channel].append(row.id)
        if row.state == "open" and row.id in reveals:
            yield Finding("open though revealed", name, f"revealed at {reveals[row.id]}")
        if row.state not in RESTING:
            yield Finding("stuck round", name, f"is {row.state}")
        if row.state == "closed" and row.id not in reveals:
            yield Finding("unrevealed", name, "closed without a reveal in public")
    for channel, ids in is_open.items():
        for id in ids[:-1]:
            yield Finding("two open rounds", f"round {id}", f"open in {channel} beside {ids[-1]}")


def late_is_late(evidence: Evidence) -> Iterator[Finding]:
    """An answer that came after the reveal is late and worth nothing."""
    reveals = evidence.reveals
    for row in evidence.ledger.answers:
        revealed = reveals.get(row.round)
        if revealed is not None and row.at > revealed and (row.value or not row.is_late):
            detail = f"{row.value} points, {row.at - revealed} after the reveal"
            yield Finding("late but counted", f"answer {row.id} {mark_of(row.text)}", detail)


def served(evidence: Evidence) -> Iterator[Finding]:
    """Nothing waits in the inbox."""
    for row in evidence.ledger.inbox:
        if row.served_at is None:
            yield Finding("unserved", f"inbox {row.event}", f"received at {row.received_at}")


CHECKS: tuple[Check, ...] = (
    kept,
    stored_once,
    graded,
    told,
    points,
    public_once,
    rounds_rest,
    late_is_late,
    served,
)


def audit(evidence: Evidence) -> list[Finding]:
    """Return all that is wrong."""
    return [finding for check in CHECKS for finding in check(evidence)]


def _named(act: Act) -> str:
    return f"act {act.number} {act.mark} of {act.member} by {act.way}"
