## 풀이

action-explanation = 해설 보기
explanation-title = 📖 해설
action-like = { $likes ->
    [0] 👍
   *[other] 👍 { $likes }
}
action-unlike = 좋아요 취소
liked = 이 질문에 ‘좋아요’를 눌렀어요.
liked-no-more = ‘좋아요’를 취소했어요.
reveal-best-answer = { $name } 님의 답: “{ $text }”
reveal-day = 오늘의 순위: { $ranks }
reveal-rank = { $rank }위 { $name } { $points }점
reveal-next = 다음 질문: { $when } · { $topic }
error-not-revealed = 풀이는 질문이 마감되면 볼 수 있어요.
error-dispute-unanswered = 이 질문에 낸 답이 없어서 이의를 낼 채점도 없어요. 풀이가 틀린 것 같으면 채널 관리자에게 알려 주세요.
error-dispute-ungraded = 답을 아직 채점하고 있어요. 점수가 나오면 다시 눌러 주세요.
