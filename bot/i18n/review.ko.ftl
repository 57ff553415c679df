## 복습

help-review = 놓친 질문을 복습해요
review-title = 🔁 복습 · { $topic }
review-left = { $count ->
    [0] 더 복습할 질문이 없어요
   *[other] 복습할 질문 { $count }개
}
review-form-label = 내 답
review-hint-free = 복습에서는 힌트를 봐도 점수가 줄지 않아요.
review-added = 🔁 복습에 넣었어요
review-again = 다음 복습: { $when }
review-points = 오늘 첫 복습 +{ $points }점
review-next = 다음 질문
review-topic = { $topic } 복습하기
review-begin = 복습하기
review-none-title = 🔁 복습
review-none = 아직 복습할 질문이 없어요. 오늘의 질문에서 100점을 받지 못하면 여기에 모아 두었다가 잊을 때쯤 다시 물어봐요.
review-none-open = 놓친 질문은 마감된 뒤에 다시 물어볼게요. 지금은 복습할 질문이 없어요.
review-none-muted = 놓친 질문이 있지만, 관리자가 그 채널의 퀴즈 참여를 멈춰 두어서 지금은 복습할 수 없어요.
review-none-due = 지금은 복습할 질문이 없어요. 다음 복습: { $when }
review-in-minutes = { $minutes }분 뒤
review-in-days = { $days }일 뒤 ({ $date })
review-reminder-title = 🔁 복습할 시간이에요
review-reminder = 복습할 질문이 { $count }개 있어요.
review-reminder-off = 알림은 /settings me에서 끌 수 있어요.
error-review-gone = 이 질문은 지금 복습할 수 없어요. /review로 다른 질문을 복습해 보세요.
error-review-done = 이 복습에는 이미 답했어요. /review로 다음 질문을 복습해 보세요.
