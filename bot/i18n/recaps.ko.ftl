## 한 주 정리

recap-title = 📅 한 주 정리 · { $since } ~ { $until }
recap-new = 새로 등장
column-moved = 변동
recap-improved = 가장 많이 오른 사람: { $name }, 지난주보다 { $points }점 더 받았어요
recap-hardest = 가장 어려웠던 질문: “{ $question }” (평균 { $points }점)
recap-liked = 한 주 동안 👍를 가장 많이 받은 질문: “{ $question }” ({ $day } 질문, 👍 { $likes })
recap-weak = 다시 볼 만한 주제: { $topics }
recap-topic = { $topic } (평균 { $points }점)
recap-chart = 질문별 평균 점수
recap-earned = 한 주 동안 받은 점수
recap-points = { $points }점
recap-footer = { $members }명이 함께했어요
