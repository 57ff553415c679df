# 디스코드에서만 보이는 문장이에요.

discord-command-quiz = 이 채널의 퀴즈를 관리해요
discord-command-settings = 내 언어, 시간대, 복습 알림, 답 인용을 정해요
discord-command-question = 질문을 제안하거나 들어온 제안을 검토해요
discord-param-channel = 여기 말고 다른 채널
discord-admins-only = 관리자만 할 수 있어요 (서버 관리 권한이 있거나, 서버 설정 → 연동에서 /quiz를 허락받은 사람이에요).

discord-held-title = 아직 안 본 소식이 있어요
discord-held = { $name } 님에게 온 소식이 있어요. 본인만 볼 수 있어요.
discord-pick-up = 보기
discord-nothing-held = 새 소식이 없어요. 모두 보셨어요.

discord-options-left-out = 자리가 모자라 { $count }개는 이 목록에 없어요.
discord-not-told = 디스코드에서 필요한 정보를 받지 못했어요. 조금 뒤에 다시 해 주세요.
discord-kept-for-later = 받아 두었어요. 지금은 디스코드에서 필요한 정보를 받지 못해서, 받는 대로 이어서 처리할게요.
discord-not-shown = 디스코드가 제 답을 받아 주지 않아서 여기에 보여 드릴 수 없어요.
