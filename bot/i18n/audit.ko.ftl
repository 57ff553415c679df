# 관리자가 보는 변경 기록이에요.

help-quiz-audit = 누가 언제 무엇을 바꿨는지 봐요
audit-title = 🗒️ 변경 기록
audit-empty = 아직 바뀐 것이 없어요.
audit-zone = 시각은 { $zone } 기준이에요. 나만 볼 수 있어요.
audit-whom = ‘{ $name }’ 님
audit-nobody = 기록을 지운 분
audit-none = 없음
audit-all = 전부

audit-set-up = 이 채널에서 퀴즈를 시작했어요
audit-at = 올리는 시각: { $before } → { $after }
audit-timezone = 시간대: { $before } → { $after }
audit-weekdays = 요일: { $before } → { $after }
audit-language = 언어: { $before } → { $after }
audit-decks = 질문 묶음: { $before } → { $after }
audit-topics = 주제: { $before } → { $after }
audit-levels = 난이도: { $before } → { $after }
