# 답하는 동안 읽는 것

hint-price = 힌트 1개마다 점수가 10%씩 줄어요
hint-last = 힌트를 모두 봤어요
grade-no-answer-hint = 아는 만큼만 한두 문장으로 적어 보세요. 막히면 힌트를 볼 수 있어요 (1개마다 점수가 10%씩 줄어요).
time-left-days = ⏳ { $days }일{ $hours ->
    [0] {""}
   *[other] {" "}{ $hours }시간
} 남았어요
time-left-hours = ⏳ { $hours }시간{ $minutes ->
    [0] {""}
   *[other] {" "}{ $minutes }분
} 남았어요
time-left-minutes = ⏳ { $minutes }분 남았어요
time-over = ⏳ 마감된 질문이라 점수에는 들어가지 않아요

## 어느 질문의 답인지

which-title = 어느 질문의 답인가요?
which-open = 열린 질문이 여러 개예요. 어느 질문인가요?
which-main = 첫 질문
which-follow-up = 이어지는 질문 { $place }/{ $total }
which-question = { $number }번 질문
which-kept = 답은 그대로 있어요. 질문을 고르면 채점할게요.
which-graded = 고른 질문의 답으로도 채점할게요. 앞에서 받은 점수는 그대로예요.
action-elsewhere = 다른 질문에 대한 답이었어요
error-no-other-question = 지금은 이 답을 낼 다른 질문이 없어요.

## 마감 뒤

action-solutions = 이어지는 질문 풀이
