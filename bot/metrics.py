"""What an operator can watch: counted where it happens, and read at `/metrics` of this process.

A label has few values, such as a platform or a kind. None names a channel, a member or a question.
"""

from prometheus_client import Counter, Gauge, Histogram

MINUTE, HOUR = 60, 3600

ROUND_LATENESS = Histogram(
    "quizmaster_round_lateness_seconds",
    "How long after its time a daily question was posted",
    buckets=(1, 5, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR),
)
ROUNDS_MISSED = Counter(
    "quizmaster_rounds_missed", "Daily questions that could not be posted until it was too late"
)
TICK = Histogram(
    "quizmaster_tick_seconds",
    "Looking up which channels have something to do",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)
ACK = Histogram(
    "quizmaster_ack_seconds",
    "From what a member did to its acknowledgement, when it is kept",
    ["platform"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
GRADES = Counter("quizmaster_grades", "Grades that were stored")
GRADE_WAIT = Histogram(
    "quizmaster_grade_wait_seconds",
    "From an answer to its stored grade",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, MINUTE, 5 * MINUTE, HOUR),
)
POSTS = Counter("quizmaster_posts", "Messages that were posted", ["platform"])
PLATFORM_ERRORS = Counter(
    "quizmaster_platform_errors", "What a platform refused or failed to do", ["platform", "kind"]
)
DEMOS = Counter("quizmaster_demos", "Demo jobs by what became of them", ["outcome"])
LOOP_LAG = Histogram(
    "quizmaster_event_loop_lag_seconds",
    "How much later than asked for the event loop went on",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

ANSWERS_PENDING = Gauge(
    "quizmaster_answers_pending", "Stored answers without a grade, of all processes", ["queue"]
)
ANSWERS_AGE = Gauge(
    "quizmaster_answers_pending_oldest_seconds", "Age of the oldest of them", ["queue"]
)
INBOX_WAITING = Gauge(
    "quizmaster_inbox_waiting", "What is kept and not served, of all processes", ["platform"]
)
INBOX_AGE = Gauge("quizmaster_inbox_oldest_seconds", "Age of the oldest of it", ["platform"])
READY = Gauge("quizmaster_ready", "1 for a part that is as it should be, as /readyz", ["part"])
