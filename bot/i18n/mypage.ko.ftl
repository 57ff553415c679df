## 내 기록: 달력, 주제, 지난 답, 내 데이터

param-stats-what = 지난 답, 내보내기, 지우기
mypage-calendar = 지난 12주 달력: { $days }일 공부해서 { $points }점을 얻었어요. 한 줄이 한 요일이고, 짙을수록 점수가 많아요.
mypage-legend = 지난 12주 · 위가 월요일 · 짙을수록 점수가 많고, 테두리는 오늘이에요
mypage-topics = 주제별 점수
mypage-topic = { $topic } · { $score }점 · 질문 { $questions }개
mypage-weakest = 지금은 ‘{ $topic }’ 쪽이 가장 약해요.
mypage-answers = 지난 답 보기
mypage-answers-title = 🗂 지난 답
mypage-open = { $place }번 · { $score }점
mypage-back = 내 기록으로
mypage-back-to-answers = 지난 답으로
mypage-said = { $date } 질문에 이렇게 답했어요.
mypage-not-kept = 오래되어 글은 남아 있지 않아요.
mypage-gone = 지금은 묶음에 없는 질문이에요.
mypage-export = 내보내기
mypage-export-title = 📦 나에 대한 기록
mypage-export-about = 나에 대해 저장된 기록을 담았어요. 이 파일은 나만 볼 수 있어요.
mypage-export-readme = quizmaster에 저장된 나에 대한 기록 전부예요. 이름마다 표 하나이고, 시각은 UTC예요. 연결된 다른 계정의 기록도 들어 있어요. 아직 마감하지 않은 질문에서 놓친 핵심 내용은 글로 보여 드리지 않아요.
mypage-forget = 모두 지우기
mypage-forget-title = 🗑 나에 대한 기록을 모두 지울까요?
mypage-forget-goes = 답과 채점 결과, 점수와 연속 기록, 이름과 설정, 복습, 힌트, 이의, 나만 보던 메시지가 사라져요. 순위는 다시 매겨져요.
mypage-forget-stays = 제안한 질문과 변경 기록은 다른 사람에게 필요해서 이름만 지우고 남겨 둬요.
mypage-forget-final = 되돌릴 수 없어요. 필요하면 먼저 내보내 두세요.
mypage-forget-now = 모두 지우기
mypage-forgotten = 모두 지웠어요. 다시 답하면 처음부터 새로 시작해요.
