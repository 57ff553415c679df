# 디스코드에서만 보이는 문장이에요.

discord-command-quiz = 이 채널의 퀴즈를 관리해요
discord-param-channel = 여기 말고 다른 채널
param-quiz-settings-timezone = 채널의 시간대 (예: Asia/Seoul)

discord-open = 열기
discord-again = 고쳐서 다시 보내기
discord-held = { $name } 님만 볼 수 있는 소식이 여기 기다리고 있어요.
discord-pick-up = 보기
discord-nothing-held = 기다리는 소식이 없어요. 모두 보셨어요.
discord-unknown-button = 이 버튼은 더 이상 쓸 수 없어요. /help 에서 할 수 있는 것을 볼 수 있어요.
discord-not-yours = 다른 사람의 대화에 있는 버튼이에요.
discord-not-there = 이 내용이 있는 채널을 볼 수 없어서 여기서는 이어 갈 수 없어요.
