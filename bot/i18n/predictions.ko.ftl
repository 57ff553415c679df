## 먼저 맞혀 보기

action-predict = 먼저 맞혀 보기
action-prediction-run = 실행해서 확인하기
action-more = 자세히
prediction-how = 고른 답은 나만 볼 수 있고, 실행하기 전까지 바꿀 수 있어요. 맞히면 { $points }점이에요(하루 한 번).
prediction-known = 이 채널에서 답이 나온 적이 있어서 이번에는 맞혀도 점수가 없어요. 고른 답은 나만 볼 수 있고, 실행하기 전까지 바꿀 수 있어요.
prediction-posted = 채널에 물어봤어요. 다들 고르면 그 글의 마지막 버튼으로 실행해 주세요.
prediction-kept = 이렇게 골랐어요
prediction-may-change = 실행하기 전까지는 다른 버튼을 눌러 바꿀 수 있어요.
prediction-told = 결과를 채널에 올렸어요.
prediction-right = 맞힌 사람: { $names } ({ $count }명 중 { $right }명)
prediction-nobody = { $count ->
    [1] 한 명이 골랐는데 맞히지 못했어요.
   *[other] { $count }명이 골랐는데 아무도 맞히지 못했어요.
}
error-predict-what = 어떤 데모를 맞혀 볼지 이름을 먼저 적어 주세요. 예: /demo gd-1d predict
error-no-prediction = ‘{ $name }’ 데모에는 맞혀 볼 질문이 없어요. 바로 실행해 보세요: /demo { $name }
error-prediction-gone = 이 질문은 이제 없어요. /demo로 새로 시작해 주세요.
error-prediction-over = 벌써 실행해서 답이 나왔어요. 채널에서 결과를 볼 수 있어요.
error-nobody-guessed = 아직 아무도 고르지 않았어요. 먼저 하나를 골라 보세요.
