"""What a sentence costs in tokens: byte-level BPE, and the share of Korean in what it learned."""

import re
from collections import Counter
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Costs = tuple[dict[int, NDArray[np.float64]], list[bytes]]
    """Tokens per sentence (languages, draws, merges + 1) by those learned in Korean; a text's."""

PAIRS = """
오늘 아침에는 비가 많이 왔어요. | It rained a lot this morning.
나는 학교에 가려고 우산을 찾았어요. | I looked for my umbrella to go to school.
우산은 현관에 있었어요. | The umbrella was at the front door.
버스는 오늘도 늦게 왔어요. | The bus came late again today.
버스 안에는 사람이 많았어요. | There were many people on the bus.
친구는 학교 앞에서 나를 기다렸어요. | My friend waited for me in front of the school.
우리는 함께 교실로 들어갔어요. | We went into the classroom together.
선생님은 새 책을 나눠 주셨어요. | The teacher handed out new books.
책에는 바다와 산의 사진이 있었어요. | There were pictures of the sea and the mountains in the book.
나는 바다 사진이 가장 좋았어요. | I liked the picture of the sea the most.
친구는 산에 가고 싶다고 했어요. | My friend said she wanted to go to the mountains.
점심에는 따뜻한 국과 밥을 먹었어요. | For lunch we ate warm soup and rice.
국은 조금 짰지만 맛있었어요. | The soup was a little salty but it was good.
밥을 먹고 운동장에 나갔어요. | After the meal we went out to the playground.
비가 그치고 해가 나왔어요. | The rain stopped and the sun came out.
우리는 운동장에서 공을 찼어요. | We kicked a ball on the playground.
공이 나무 위에 걸렸어요. | The ball got stuck in a tree.
선생님이 긴 막대로 공을 내려 주셨어요. | The teacher brought the ball down with a long stick.
오후에는 음악을 배웠어요. | In the afternoon we learned music.
친구는 노래를 아주 잘해요. | My friend sings very well.
나는 피아노를 조금 칠 수 있어요. | I can play the piano a little.
수업이 끝나고 도서관에 갔어요. | After class I went to the library.
도서관에는 오래된 책이 많이 있어요. | There are many old books in the library.
나는 바다에 대한 책을 빌렸어요. | I borrowed a book about the sea.
집에 오는 길에 시장에 들렀어요. | On the way home I stopped at the market.
시장에서 사과와 빵을 샀어요. | I bought apples and bread at the market.
사과는 달고 빵은 따뜻했어요. | The apples were sweet and the bread was warm.
어머니는 집에서 나를 기다리셨어요. | My mother waited for me at home.
우리는 저녁을 함께 만들었어요. | We made dinner together.
아버지는 일이 많아서 늦게 오셨어요. | My father had a lot of work and came home late.
저녁을 먹고 책을 읽었어요. | After dinner I read the book.
책에는 바다에 사는 고래 이야기가 있었어요. | The book told of a whale that lives in the sea.
고래는 노래를 불러서 친구를 찾아요. | The whale sings to find its friends.
나는 고래를 보러 바다에 가고 싶어요. | I want to go to the sea to see the whales.
내일은 비가 오지 않을 거예요. | It will not rain tomorrow.
내일은 친구와 함께 산에 갈 거예요. | Tomorrow I will go to the mountains with my friend.
""".strip()
TESTED, REPEATS = 9, 4
"""So many sentences are kept from the training text, by so many draws."""
LEARNED = len(PAIRS.splitlines()) - TESTED
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
ROW = 42
"""Bytes of the member's text in a row of the picture."""


class Text(Params):
    korean: Annotated[float, Field(ge=0, le=1)] = 0.1
    merges: Annotated[int, Field(ge=0, le=150)] = 120
    text: Annotated[str, Field(min_length=1, max_length=30)] = "우리는 바다에 가요."

    @field_validator("text")
    @classmethod
    def _can_be_shown(cls, text: str) -> str:
        if not text.isprintable():
            raise ValueError("control characters")
        return text


def measure(params: Text, lab: Lab) -> "tuple[Metrics, Costs]":
    """Learn merges from a text that is so much Korean; count tokens of sentences left out."""
    import numpy as np

    pairs = [line.split(" | ") for line in PAIRS.splitlines()]
    by_korean = {}
    own_korean = sentences_of(params.korean)
    metrics: Metrics = {"draws": float(REPEATS), "korean_share": own_korean / LEARNED}
    for korean, _ in lab.share(sorted({own_korean, *map(sentences_of, SHARES)})):
        costs = by_korean[korean] = np.zeros((2, REPEATS, params.merges + 1))
        for repeat in range(REPEATS):
            dice = Random(REPEATS * lab.seed + repeat)  # noqa: S311 - nothing here is secret
            drawn = dice.sample(pairs, len(pairs))
            tested, rest = drawn[:TESTED], drawn[TESTED:]
            text = [ko for ko, _ in rest[:korean]] + [en for _, en in rest[korean:]]
            merges = learn(text, params.merges)
            for language, sentences in enumerate(zip(*tested, strict=True)):
                costs[language, repeat] = tokens_by_merges(sentences, merges, params.merges)
            if korean == own_korean and repeat == 0:
                own = encoded(params.text, merges)
        ko, en = costs[..., -1].tolist()
        ratios = [one / other for one, other in zip(ko, en, strict=True)]
        metrics |= spread(f"ratio_{100 * korean / LEARNED:g}", ratios)
        if korean == own_korean:
            for name, values in (("ratio", ratios), ("ko", ko), ("en", en)):
                metrics |= spread(name, values)
    of_bytes = by_korean[own_korean][..., 0].sum(axis=1)
    metrics |= {
        "ratio_bytes": float(of_bytes[0] / of_bytes[1]),
        "own_characters": float(len(params.text)),
        "own_tokens": float(len(own)),
        "own_bytes": float(len(params.text.encode())),
    }
    return metrics, (by_korean, own)


def sentences_of(share: float) -> int:
    """Return how many of the sentences to learn from make up this share."""
    return round(share * LEARNED)


def learn(text: "Sequence[str]", count: int) -> list[tuple[bytes, bytes]]:
    """Return the pairs to merge, most frequent first: byte-level BPE (Sennrich et al. 2016).

    It ends early where no pair occurs twice.
    """
    often = Counter(word for sentence in text for word in re.findall(r" ?\S+", sentence))
    split = {word: encoded(word, []) for word in often}
    merges: list[tuple[bytes, bytes]] = []
    while len(merges) < count:
        seen: Counter[tuple[bytes, bytes]] = Counter()
        for word, tokens in split.items():
            for pair in pairwise(tokens):
                seen[pair] += often[word]
        best = max(seen, key=lambda pair: (seen[pair], pair), default=None)
        if best is None or seen[best] < 2:
            break
        merges.append(best)
        split = {word: merged(tokens, best) for word, tokens in split.items()}
    return merges


def encoded(text: str, merges: "Sequence[tuple[bytes, bytes]]") -> list[bytes]:
    """Return the tokens of a text: its bytes, merged in the order that was learned."""
    tokens = [bytes([byte]) for byte in text.encode()]
    for pair in merges:
        tokens = merged(tokens, pair)
    return tokens


def merged(tokens: list[bytes], pair: tuple[bytes, bytes]) -> list[bytes]:
    """Return the tokens with this pair joined wherever it stands."""
    found: list[bytes] = []
    for token in tokens:
        if found and (found[-1], token) == pair:
            found[-1] += token
        else:
            found.append(token)
    return found


def tokens_by_merges(
    sentences: "Sequence[str]", merges: "Sequence[tuple[bytes, bytes]]", count: int
) -> list[float]:
    """Return the mean tokens of a sentence after 0, 1, … `count` merges."""
    split = [encoded(sentence, []) for sentence in sentences]
    curve = [sum(map(len, split)) / len(sentences)]
    for pair in merges:
        split = [merged(tokens, pair) for tokens in split]
        curve.append(sum(map(len, split)) / len(sentences))
    return curve + curve[-1:] * (count - len(merges))


def draw(params: Text, metrics: Metrics, costs: "Costs", say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    by_korean, own = costs
    figure, (top, middle, bottom) = plots.panels(say.headline, 3, share=False, widths=(5, 5, 2))
    names = [(say("한국어", "Korean"), plots.RED), (say("영어", "English"), plots.BLUE)]
    shares = [100 * korean / LEARNED for korean in by_korean]
    own_costs = by_korean[sentences_of(params.korean)]
    for language, (_, color) in enumerate(names):
        plots.band(top, range(params.merges + 1), own_costs[language], color)
        ends = np.transpose([found[language, :, -1] for found in by_korean.values()])
        plots.band(middle, shares, ends, color)
    middle.axvline(100 * metrics["korean_share"], color=plots.FAINT, linestyle=":", linewidth=2)
    top.set_xlabel(say("합친 횟수", "merges"))
    plots.count_along_x(top)
    middle.set_xlabel(say("학습 글 중 한국어 (%)", "Korean in the training text (%)"))
    for panel in (top, middle):
        panel.set(ylim=(0, None), ylabel=say("문장당 토큰", "tokens/sentence"))
    blocks(bottom, params.text, own)
    bottom.set_title(say(f"내 글: {len(own)}토큰", f"your text: {len(own)} tokens"))
    plots.key(figure, names)
    return {"tokens": figure}


def blocks(panel: "Axes", text: str, tokens: list[bytes]) -> None:
    """Draw each token as a block as long as its bytes, and the characters over theirs."""
    from compute import plots

    places: list[tuple[float, int]] = []
    x, row = 0, 0
    for index, token in enumerate(tokens):
        if x + len(token) > ROW:
            x, row = 0, row + 1
        color = plots.GREEN if index % 2 else plots.PURPLE
        panel.barh(row, len(token) - 0.2, left=x, height=0.25, align="edge", color=color)
        places += [(x + byte, row) for byte in range(len(token))]
        x += len(token)
    byte = 0
    for character in text:
        size = len(character.encode())
        left, above = places[byte]
        place = (left + size / 2, above - 0.1)
        panel.text(*place, drawable(character), fontsize=15, ha="center", parse_math=False)
        byte += size
    panel.set(xlim=(0, ROW), ylim=(row + 0.4, -0.9))
    panel.set_axis_off()


def drawable(character: str) -> str:
    """Return the character, or "?" where no font of the picture has it."""
    from matplotlib import rcParams
    from matplotlib.font_manager import findfont, get_font

    fonts = [get_font(findfont(family)) for family in rcParams["font.family"]]
    return character if any(font.get_char_index(ord(character)) for font in fonts) else "?"


DEMO = packaged(Text, measure, draw)
