import pytest

from bot.platforms.slack.typed import plain


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("0 &lt; x &amp;&amp; x &gt; 1", "0 < x && x > 1"),
        ("&amp;lt;", "&lt;"),
        ("&quot;&nbsp;", "&quot;&nbsp;"),
        ("<https://arxiv.org/abs/1|arxiv.org/abs/1>", "arxiv.org/abs/1"),
        ("<https://a.com/?x=1&amp;y=2>", "https://a.com/?x=1&y=2"),
        ("<mailto:a@b.com|a@b.com>", "a@b.com"),
        ("<@U1|mina> said", "@mina said"),
        ("<@U012AB3CD>", "@U012AB3CD"),
        ("<#C1|질문>", "#질문"),
        ("<#C1|>", "#C1"),
        (
            "<!here> <!channel|channel> <!subteam^S1|@study> <!subteam^S1>",
            "@here channel @study @subteam",
        ),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("<https://a.com|1 &lt; 2>", "1 < 2"),
        ("&lt;@U1|mina&gt; &lt;https://a.com&gt;", "<@U1|mina> <https://a.com>"),
    ],
)
def test_escapes_become_what_is_read(sent: str, typed: str) -> None:
    assert plain(sent) == typed


@pytest.mark.parametrize(
    "text",
    ["a <b> c", "x<y|z>w", "<@home>", "<!x>", "<>", "< https://a.com", "<#", "<https:" * 20_000],
    ids=lambda text: text[:15],
)
def test_formulas_stay_however_many_brackets_they_have(text: str) -> None:
    assert plain(text) == text
