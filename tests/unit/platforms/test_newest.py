from bot.platforms.shared.newest import Newest


def test_who_comes_last_is_the_newest() -> None:
    newest = Newest()
    with newest.begin("general", "answer:1") as first:
        assert first()
        with newest.begin("general", "answer:1") as second:
            assert (first(), second()) == (False, True)


def test_another_key_is_another_matter() -> None:
    newest = Newest()
    with newest.begin("g", "answer:1") as one, newest.begin("g", "answer:2") as other:
        assert one()
        assert other()


def test_what_is_over_is_forgotten() -> None:
    newest = Newest()
    with newest.begin("general", "answer:1"):
        pass
    assert newest._last == {}
