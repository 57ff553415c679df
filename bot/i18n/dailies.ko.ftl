# 하루에 여러 번 올라오는 질문의 시각을 정하는 글이에요.

help-quiz-times = 하루에 질문을 여러 번, 시각마다 다른 묶음으로 올려요
action-times = 하루에 여러 번
times-title = ⏰ 질문이 올라오는 시각
times-add = 시각 추가하기
times-remove = { $at } 빼기
audit-times = 하루에 더 올리는 질문: { $before } → { $after }
error-time-taken = { $at }에는 이미 질문이 올라와요. 다른 시각을 골라 주세요.
error-enough-times = 질문은 하루에 { $total }번까지 올릴 수 있어요. 하나를 빼고 다시 해 주세요.
error-no-deck = 질문 묶음을 하나 이상 골라 주세요.
