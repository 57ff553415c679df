"""What a lane is to do, and what came of it."""

import logging
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.chaos.journal import Finding

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What a lane does; its number tells its texts from those of the others."""

    number: int
    platform: str
    database: str
    kills: int
    seed: int
    folder: Path
    has_real_compute: bool = False
    size: int = 7

    @property
    def name(self) -> str:
        return f"{self.platform} on {self.database}"

    def chance(self, part: str) -> Random:
        """Return chance of its own for a part, so that its draws do not shift those of others."""
        return Random(f"{self.seed} {self.name} {part}")


class Outcome:
    """Counts, and findings in one line each."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.counts: Counter[str] = Counter()
        self.findings: list[str] = []
        self._known: set[tuple[str, str]] = set()

    @property
    def kills(self) -> int:
        return self.counts["kills"]

    @property
    def is_complete(self) -> bool:
        """Tell whether all that was planned was done."""
        return self.kills >= self.plan.kills

    def found(self, check: str, row: str, detail: str) -> None:
        """Keep a finding, once, with all that it takes to see it again."""
        finding = Finding(check, row, detail)
        if finding.name in self._known:
            return
        self._known.add(finding.name)
        self.counts["findings"] += 1
        plan = self.plan
        where = f"seed {plan.seed}, {plan.platform}, {plan.database}, kill {self.kills}"
        self.findings.append(" ".join(f"{check}: {row}: {detail} [{where}]".split()))
        log.warning("%s", self.findings[-1])
