import pytest

from bot.i18n.messages import say
from bot.platforms.slack.commands import SLASHES, following, read, slashes
from bot.quiz import commands, typed_line
from bot.quiz.commands import Command
from bot.quiz.errors import Refusal
from content.schema import LANGUAGES, Language


def meant(slash: str, text: str = "") -> tuple[str, dict[str, str]]:
    command, args = read(slash, text)
    return command.name, args


def test_every_typed_command_but_help_has_its_slash_and_is_reached() -> None:
    assert list(SLASHES) == [
        *(
            "answer",
            "hint",
            "leaderboard",
            "stats",
            "review",
            "demo",
            "settings",
            "question",
            "quiz",
        ),
    ]
    parts = {command for parts in SLASHES.values() for command in parts}
    assert parts == {command for command in commands.typed() if command.name != "help"}
    for command in parts:
        slash, _, rest = command.name.partition(" ")
        assert read(f"/{slash}", rest)[0] is command


def test_words_that_follow_a_slash_include_help() -> None:
    first, *_, last = following(SLASHES["quiz"])
    assert (first, last) == ("now", "help")
    assert following(SLASHES["demo"]) == []
    assert slashes([Command("team list"), Command("secret", typed=False)]).keys() == {"team"}


@pytest.mark.parametrize(
    ("slash", "text", "command", "args"),
    [
        ("/stats", "", "stats", {}),
        ("/Stats", "  ", "stats", {}),
        ("/answer", "", "answer", {}),
        ("/answer", " ReLU is  max(0, x) ", "answer", {"text": "ReLU is  max(0, x)"}),
        ("/answer", "x &lt; 0\n<https://a.b|a.b>", "answer", {"text": "x < 0\na.b"}),
        ("/answer", "help is on the way", "answer", {"text": "help is on the way"}),
        ("/answer", "“dead” ReLU", "answer", {"text": "“dead” ReLU"}),
        ("/answer", "“dead”", "answer", {"text": "“dead”"}),
        ("/leaderboard", "week", "leaderboard", {"period": "week"}),
        ("/leaderboard", "Week", "leaderboard", {"period": "week"}),
        ("/leaderboard", "“week”", "leaderboard", {"period": "week"}),
        ("/quiz", "settings “Asia/Seoul”", "quiz settings", {"timezone": "Asia/Seoul"}),
        ("/quiz", "pause ‘tomorrow’", "quiz pause", {"until": "tomorrow"}),
        ("/quiz", 'members "민지 김"', "quiz members", {"name": "민지 김"}),
        ("/quiz", "members “", "quiz members", {"name": "“"}),
        ("/quiz", "pause ‘til", "quiz pause", {"until": "‘til"}),
        ("/demo", "relu units=16", "demo", {"name": "relu", "settings": "units=16"}),
        ("/quiz", "now", "quiz now", {}),
        ("/quiz", "  SKIP ", "quiz skip", {}),
        ("/quiz", "settings", "quiz settings", {}),
        ("/question", "suggest", "question suggest", {}),
        ("/question", "Review", "question review", {}),
        ("/settings", "", "settings me", {}),
        ("/quiz", "settings\tAsia/Seoul", "quiz settings", {"timezone": "Asia/Seoul"}),
    ],
)
def test_slash_and_text_are_read(slash: str, text: str, command: str, args: dict[str, str]) -> None:
    assert meant(slash, text) == (command, args)


@pytest.mark.parametrize(
    ("slash", "text", "about"),
    [
        ("/quiz", "", ""),
        ("/quiz", "help", ""),
        ("/question", "", ""),
        ("/question", "suggest help", "question suggest"),
        ("/quiz", "도움말", ""),
        ("/quiz", "Help  demo", "demo"),
        ("/quiz", "help now", "quiz now"),
        ("/quiz", "도움말 Settings", "quiz settings"),
        ("/quiz", "help quiz now", "quiz now"),
        ("/quiz", "help help", "help"),
        ("/question", "help suggest", "question suggest"),
        ("/settings", "help", "settings me"),
        ("/settings", "me help", "settings me"),
        ("/quiz", "now help", "quiz now"),
        ("/quiz", "settings 도움말", "quiz settings"),
        ("/answer", "Help", "answer"),
        ("/demo", "help", "demo"),
        ("/leaderboard", "도움말", "leaderboard"),
        ("/hint", " help ", "hint"),
    ],
)
def test_help_is_asked_for_after_any_slash(slash: str, text: str, about: str) -> None:
    assert meant(slash, text) == ("help", {"about": about} if about else {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_says_how_to_ask_for_more_on_slack(language: Language) -> None:
    assert "/quiz help demo" in say(language, "help-more")


def test_curly_quotes_of_values_become_plain_ones() -> None:
    _, args = meant("/demo", "relu-curve-fit target=“sin” loss=‘mse’")
    assert args["settings"] == "target=\"sin\" loss='mse'"
    assert typed_line.split_settings(args["settings"]) == {"target": "sin", "loss": "mse"}


@pytest.mark.parametrize(
    ("slash", "text", "said"),
    [
        (
            "/quiz",
            "tomorrow please",
            ["/quiz tomorrow", "/quiz now, /quiz skip, ", "/quiz help"],
        ),
        ("/nonsense", "", ["/nonsense", *(f"/{slash}" for slash in SLASHES), "/quiz help"]),
    ],
    ids=["word", "slash"],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_unknown_is_told_what_is_known(
    slash: str, text: str, said: list[str], language: Language
) -> None:
    with pytest.raises(Refusal) as refused:
        read(slash, text)
    sentence = say(language, refused.value.message, **refused.value.variables)
    assert [part for part in said if part not in sentence] == []


def test_an_endless_word_is_cut() -> None:
    with pytest.raises(Refusal) as refused:
        read("/quiz", "x" * 10_000)
    assert len(str(refused.value.variables["name"])) == 40


def test_a_word_too_many_is_refused() -> None:
    with pytest.raises(Refusal, match="error-too-many-words"):
        read("/quiz", "now then")
