"""Makes one question of every wording that asks the same, within a list and across lists."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from content.importers.item import Item
from content.importers.report import ImportReport
from content.importers.why import Why
from content.importers.wording import alike, content_words, key, overlap, same

RAREST = 4
"""Two wordings are compared when they share one of the rarest words of either."""
MAX_SHARING = 60
"""A word that more questions share tells nothing about which of them are the same."""
NEAREST = 5
"""How many of the wordings that share most words are compared in full."""
MIN_LONE_WORDS = 2
"""A follow-up met without its parent is only known again by this many words."""

Step = Callable[[], None]


@dataclass(eq=False)
class Group:
    """The items that ask the same; the first of them gives the wording."""

    items: list[Item]
    parent: "Group | None" = None
    bare: bool = False
    children: list["Group"] = field(default_factory=list)

    @property
    def first(self) -> Item:
        return self.items[0]

    @property
    def text(self) -> str:
        return self.first.text

    def gathered(self, texts_of: Callable[[Item], Iterable[str]]) -> list[str]:
        """Return such texts of all its items, each once."""
        return list(dict.fromkeys(text for item in self.items for text in texts_of(item)))


def merge(items: Iterable[Item], report: ImportReport, step: Step = lambda: None) -> list[Group]:
    """Return the main questions, their follow-ups under them, in the order first met."""
    items = sorted(items, key=lambda item: item.parent is not None)  # parents before follow-ups
    merger = _Merger(items, report)
    for item in items:
        merger.add(item)
        step()
    return [group for group in merger.groups if group.parent is None]


class _Merger:
    def __init__(self, items: list[Item], report: ImportReport) -> None:
        self.groups: list[Group] = []
        self._report = report
        self._of: dict[int, Group] = {}
        self._by_key: defaultdict[str, list[Group]] = defaultdict(list)
        self._by_word: defaultdict[str, list[Group]] = defaultdict(list)
        self._uses = Counter(word for item in items for word in set(content_words(item.text)))

    def add(self, item: Item) -> None:
        parent = self._parent(item)
        group = self._exact(item, parent) or self._near(item, parent)
        if group is None:
            group = Group([], parent, item.bare)
            self.groups.append(group)
            if parent is not None:
                parent.children.append(group)
            self._by_key[key(item.text)].append(group)
            for word in self._rarest(item):
                self._by_word[word].append(group)
        else:
            self._tell(item, group)
            self._adopt(group, parent, item)
            group.bare = group.bare and item.bare
        group.items.append(item)
        self._of[id(item)] = group

    def _parent(self, item: Item) -> Group | None:
        if item.parent is None:
            return None
        parent = self._of[id(item.parent)]
        return parent.parent or parent

    def _exact(self, item: Item, parent: Group | None) -> Group | None:
        met = self._by_key[key(item.text)]
        for group in met:
            if group.parent is parent:
                return group
        clear = len(content_words(item.text)) >= MIN_LONE_WORDS
        apart = [group for group in met if group.parent and parent]
        loose = [group for group in met if not (group.parent and parent) and group is not parent]
        if len(loose) == 1 and (clear or item.bare or loose[0].bare):
            return loose[0]
        for group in apart + loose:
            self._doubt(item, Why("apart-by-parent", where=_where(group, item)))
        return None

    def _near(self, item: Item, parent: Group | None) -> Group | None:
        words = content_words(item.text)
        met: dict[int, Group] = {}
        for word in self._rarest(item):
            met |= {id(group): group for group in self._by_word[word][:MAX_SHARING]}
        shares = {one: overlap(words, content_words(group.text)) for one, group in met.items()}
        nearest = sorted(shares, key=shares.__getitem__, reverse=True)[:NEAREST]
        told = False
        for group in (met[one] for one in nearest if shares[one] >= 0.5):
            beside = group.parent is parent or (item.bare and not parent) or group.bare
            if group is not parent and beside and same(item.text, group.text):
                return group
            if not told and group.parent is parent and alike(item.text, group.text):
                self._doubt(item, Why("apart-but-alike", where=_where(group, item)))
                told = True
        return None

    def _rarest(self, item: Item) -> list[str]:
        words = sorted(set(content_words(item.text)), key=lambda word: (self._uses[word], word))
        return words[:RAREST]

    def _adopt(self, group: Group, parent: Group | None, item: Item) -> None:
        """Put a question met on its own under the one it turns out to follow from."""
        if group.parent is not None or parent is None or group is parent:
            return
        if group.children:
            self._doubt(item, Why("main-there", where=_where(group, item)))
            return
        if not group.bare:
            self._doubt(item, Why("follow-up-here", where=_where(group, item)))
        group.parent = parent
        parent.children.append(group)

    def _tell(self, item: Item, group: Group) -> None:
        where = _where(group, item)
        self._report.merged(item.place, item.text, Why("same-question", where=where))
        if key(item.text) != key(group.text):
            self._doubt(item, Why("reworded", where=where))

    def _doubt(self, item: Item, why: Why) -> None:
        self._report.doubt(item.place, item.text, why)


def _where(group: Group, item: Item) -> Why:
    """Return how to name the place of a group beside that of an item."""
    return group.first.place.seen_from(item.place)
