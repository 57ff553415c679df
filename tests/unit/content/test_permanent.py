"""The garbage collector is told to leave alone what stays, and nothing more."""

import gc
from contextlib import suppress

from content.permanent import permanent


def test_what_is_made_is_never_looked_at_and_later_garbage_is() -> None:
    with permanent():
        kept = [["stays"]]
        assert not gc.isenabled()
    assert gc.isenabled()
    assert not any(one is kept for one in gc.get_objects())
    later = [["goes"]]
    assert any(one is later for one in gc.get_objects())


def test_a_failure_leaves_the_collector_at_work() -> None:
    with suppress(LookupError), permanent():
        raise LookupError
    assert gc.isenabled()
