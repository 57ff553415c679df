"""How collaborative filtering fills blanks: a table of ratings as a product of two thin ones."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from compute.plots import Picture

    Array = NDArray[Any]

USERS, NEW_USERS, ITEMS = 60, 6, 32
"""The last users are new: none of their ratings is known."""
KINDS, NOISE, SWEEPS = 4, 0.3, 15
RANKS = (1, 2, 3, 4, 6, 8)


class Factors(Params):
    rank: Annotated[int, Field(ge=1, le=20)] = 2
    reg: Annotated[float, Field(ge=0.001, le=1000)] = 0.1
    known: Annotated[float, Field(ge=0.1, le=0.9)] = 0.3


class Table(NamedTuple):
    """All ratings (users, items), which of them are known, and what they were filled to.

    `errors` are those of the known and the hidden ratings by the number of factors.
    """

    truth: "Array"
    known: "Array"
    filled: "Array"
    errors: dict[int, tuple[float, float]]


def measure(params: Factors, lab: Lab) -> tuple[Metrics, Table]:
    """Factorise the known ratings with several ranks and compare with those that were hidden."""
    import numpy as np

    truth, known = ratings(params.known, lab.seed)
    hidden, new = ~known, np.zeros_like(known)
    hidden[-NEW_USERS:], new[-NEW_USERS:] = False, True
    filled, errors = {}, {}
    for rank, _ in lab.share(sorted({*RANKS, params.rank})):
        filled[rank] = factorise(truth, known, rank, params.reg, lab.seed)
        errors[rank] = (rmse(truth, filled[rank], known), rmse(truth, filled[rank], hidden))
    best = min(errors, key=lambda rank: errors[rank][1])
    metrics = {
        "rmse_known": errors[params.rank][0],
        "rmse_hidden": errors[params.rank][1],
        "rmse_mean": rmse(truth, np.full_like(truth, truth[known].mean()), hidden),
        "rmse_new_users": rmse(truth, filled[params.rank], new),
        "best_rank": float(best),
        "rmse_best_rank": errors[best][1],
    }
    return metrics, Table(truth, known, filled[params.rank], errors)


def ratings(share: float, seed: int) -> "tuple[Array, Array]":
    """Return ratings from 1 to 5 that depend on two hidden tastes, and which of them are known.

    Users and items come in kinds, like lovers of romance and romantic films, so that rows and
    columns of the same kind lie side by side.
    """
    import numpy as np

    rng = np.random.default_rng(seed)

    def tastes(count: int) -> "Array":
        kinds = np.sort(np.arange(count) % KINDS)
        angles = 2 * np.pi * kinds / KINDS + rng.normal(0, 0.3, count)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)

    users = tastes(USERS)
    users[-NEW_USERS:] = rng.permutation(users)[:NEW_USERS]
    liking = users @ tastes(ITEMS).T
    truth = np.clip(3 + 1.8 * liking + rng.normal(0, NOISE, liking.shape), 1, 5)
    known = rng.random(truth.shape) < share
    known[-NEW_USERS:] = False
    return truth, known


def factorise(truth: "Array", known: "Array", rank: int, reg: float, seed: int) -> "Array":
    """Return mean + users · items for all cells, by alternating least squares (Koren et al., 2009).

    With the items fixed, each user's factors are a ridge regression, and the other way round; what
    lies beyond the scale becomes 1 or 5.
    """
    import numpy as np

    dice = np.random.default_rng(seed)
    mean = truth[known].mean()
    gaps = np.where(known, truth - mean, 0.0)
    items = dice.normal(0, 0.1, (truth.shape[1], rank))
    for _ in range(SWEEPS):
        users = ridge(gaps, known, items, reg)
        items = ridge(gaps.T, known.T, users, reg)
    found: Array = np.clip(mean + users @ items.T, 1, 5)
    return found


def ridge(gaps: "Array", known: "Array", factors: "Array", reg: float) -> "Array":
    """Return for each row the weights of `factors` that fit its known gaps best."""
    import numpy as np

    grams = np.einsum("rc,ci,cj->rij", known, factors, factors) + reg * np.eye(factors.shape[1])
    found: Array = np.linalg.solve(grams, (gaps @ factors)[..., None])[..., 0]
    return found


def rmse(truth: "Array", guess: "Array", cells: "Array") -> float:
    import numpy as np

    return float(np.sqrt(np.square(truth - guess)[cells].mean()))


def draw(params: Factors, metrics: Metrics, table: Table, say: Say) -> Pictures:
    return {
        "ratings": draw_ratings(params, metrics, table, say),
        "ranks": draw_ranks(params, metrics, table, say),
    }


def draw_ratings(params: Factors, metrics: Metrics, table: Table, say: Say) -> "Picture":
    import numpy as np
    from matplotlib import colormaps

    from compute import plots

    known, error = np.where(table.known, table.truth, np.nan), f"{metrics['rmse_hidden']:#.2g}"
    figure, panels = plots.panels(say.headline, columns=3)
    shown = [
        (say(f"아는 평점 {params.known:.0%}", f"known: {params.known:.0%}"), known),
        (say(f"채운 평점 (오차 {error})", f"filled in (off by {error})"), table.filled),
        (say("실제 평점", "truth"), table.truth),
    ]
    colors = colormaps.get_cmap(plots.SIGNED).with_extremes(bad="#C9C7C0")
    for (text, values), panel in zip(shown, panels, strict=True):
        panel.imshow(values, cmap=colors, vmin=1, vmax=5, aspect="auto")
        panel.axhline(USERS - NEW_USERS - 0.5, color=plots.INK, linewidth=2)
        panel.set_title(text, fontweight="bold")
        panel.set_xlabel(say("영화", "films"))
        plots.bare(panel)
        panel.tick_params(length=0)
    places = [(USERS - NEW_USERS) / 2, USERS - NEW_USERS / 2 - 0.5]
    names = [say("사용자", "users"), say("새\n사용자", "new\nusers")]
    panels[0].set_yticks(places, names)
    words = [
        (say("1점", "1 star"), plots.RED),
        (say("모르는 칸", "unknown"), plots.FAINT),
        (say("5점", "5 stars"), plots.BLUE),
    ]
    plots.key(figure, words)
    return figure


def draw_ranks(params: Factors, metrics: Metrics, table: Table, say: Say) -> "Picture":
    from compute import plots

    ranks = list(table.errors)
    known, hidden = (list(errors) for errors in zip(*table.errors.values(), strict=True))
    chart, (panel,) = plots.panels(say("요인 수에 따른 오차", "Error by the number of factors"))
    plots.line(panel, ranks, known, plots.BLUE, say("아는 칸", "known"))
    plots.line(panel, ranks, hidden, plots.RED, say("빈칸", "blanks"))
    guess, mean = metrics["rmse_mean"], say("늘 평균", "the mean")
    panel.axhline(guess, color=plots.FAINT, linestyle="--", linewidth=2, label=mean)
    panel.set(xticks=ranks, ylim=(0, 1.15 * max(*hidden, guess)))
    panel.set_xlabel(say("잠재 요인 수", "latent factors"))
    panel.set_ylabel(say("오차 (RMSE, 점)", "error (RMSE, stars)"))
    plots.tag_ends(panel)
    plots.dots(panel, [params.rank], [metrics["rmse_hidden"]], plots.RED, size=14)
    return chart


DEMO = packaged(Factors, measure, draw)
