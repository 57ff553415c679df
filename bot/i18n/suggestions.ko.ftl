# 멤버가 제안하는 질문에 나오는 문장이에요.

topic-suggested = 함께 만든 질문

## 제안하기

suggestion-form-title = 질문 제안하기
suggestion-form-intro = 관리자가 채택하면 이 채널의 질문으로 올라와요.
suggestion-form-submit = 제안하기
suggestion-question = 질문 ({ $least }–{ $most }자)
suggestion-question-placeholder = 예: 배치 정규화는 왜 학습을 빠르게 해 주나요?
suggestion-reference = 모범 답안 ({ $least }–{ $most }자)
suggestion-reference-placeholder = 다른 사람의 답을 이 답과 견주어 채점해요. 두세 문장이면 충분해요.
suggestion-key-points = 핵심 (한 줄에 하나, { $limit }개까지)
suggestion-key-points-placeholder = 답에 꼭 나와야 하는 내용이에요. 비우면 모범 답안의 문장을 하나씩 핵심으로 봐요.
suggestion-checking = 제안을 저장했고 모범 답안을 채점해 보고 있어요.
suggestion-taken = 📝 제안을 받았어요
suggestion-taken-next = 관리자가 정하면 알려 드릴게요.
action-suggest-another = 하나 더 제안하기

## 채점해 본 결과

suggestion-checked = 모범 답안을 다른 답처럼 채점해 봤어요.
suggestion-score = { $score }점 · { $needed }점 이상이면 채택할 수 있어요
suggestion-unchecked = 모범 답안을 아직 채점해 보지 못했어요. 관리자가 살펴볼 때 다시 채점해요.
suggestion-no-answer = 채점기가 이 모범 답안을 답으로 읽지 못했어요. 질문을 되풀이하지 않고 내용을 문장으로 쓰면 나아져요.
suggestion-missed = 모범 답안에서 찾지 못했어요
suggestion-out-of-reach = 모범 답안에 없는 핵심이 있어요. 이대로라면 모범 답안을 그대로 써도 만점이 아니에요.
suggestion-repeats = 비슷한 질문이 이미 있어요: “{ $question }”

## 정하기

suggestion-new = 📝 새 질문 제안
suggestion-review = 📝 질문 제안 { $place }/{ $total }
suggestion-credit = 제안: { $name }
suggestion-edit-title = 제안 고치기
suggestion-reword-title = 채택한 질문 고치기
suggestion-reject-title = 제안 거절하기
suggestion-reason = 이유
suggestion-reason-placeholder = 안 적어도 돼요. 적으면 제안한 사람에게 그대로 전해요.
action-approve = 채택하기
action-edit = 고치기
action-reject = 거절하기
action-next-suggestion = 다음 제안 →
suggestion-too-weak = 모범 답안이 { $needed }점에 못 미쳐서 아직 채택할 수 없어요. 모범 답안을 고친 뒤 다시 눌러 주세요.
suggestion-too-little = 모범 답안이 { $needed }점에 못 미쳐서 아직 채택할 수 없어요. 이 핵심을 모범 답안에 더하거나 핵심에서 빼 주세요: { $missed }
suggestion-not-checkable = 채점기가 쉬고 있어서 아직 채택할 수 없어요. 조금 뒤에 다시 눌러 주세요.
suggestion-approved = 📝 제안을 채택했어요
suggestion-approved-next = 차례가 되면 이 채널에 올라와요.
suggestion-rejected = 📝 제안을 거절했어요
suggestion-rejected-next = 제안한 사람에게 알려 줄게요.
suggestion-left = { $count ->
    [0] 검토할 제안이 더 없어요
   *[other] 검토할 제안 { $count }개
}
suggestions-none = 검토할 제안이 없어요.

## 제안한 사람에게

suggestion-outcome-approved-title = 📝 제안한 질문이 채택됐어요
suggestion-outcome-approved = 차례가 되면 { $channel } 채널에 올라와요. 고마워요!
suggestion-outcome-rejected-title = 📝 제안한 질문이 채택되지 않았어요
suggestion-outcome-reason = 관리자가 남긴 말: { $reason }

## 도움말

help-question-suggest = 이 채널에 올릴 질문을 제안해요
help-question-review = 들어온 질문 제안을 채택하거나 거절해요

## 문제가 생겼을 때

error-suggestion-question = 질문은 { $least }–{ $most }자로 적어 주세요 (지금 { $given }자).
error-suggestion-reference = 모범 답안은 { $least }–{ $most }자로 적어 주세요 (지금 { $given }자).
error-suggestion-points = 핵심은 { $limit }개까지 적을 수 있어요 (지금 { $given }개).
error-suggestion-point = 핵심은 한 줄에 { $least }–{ $most }자로 적어 주세요 ({ $given }자인 줄이 있어요).
error-suggestion-reason = 이유는 { $most }자까지 적을 수 있어요 (지금 { $given }자).
error-suggestions-of-member = 검토를 기다리는 내 제안이 이미 { $limit }개예요. 결과가 나오면 다시 제안해 주세요.
error-suggestions-of-channel = 이 채널에는 검토를 기다리는 제안이 이미 { $limit }개예요. 관리자가 살펴본 뒤에 다시 제안해 주세요.
error-suggestion-changed = 그사이 제안이 고쳐졌어요. 바뀐 내용을 확인하고 다시 정해 주세요 (/question review).
error-suggestion-gone = 이 제안은 더 이상 없어요.
error-suggestion-approved = 이미 채택된 제안이에요 (채택한 사람: { $name }).
error-suggestion-rejected = 이미 거절된 제안이에요 (거절한 사람: { $name }).
error-suggestion-approved-by-nobody = 기록을 지운 분이 이미 채택한 제안이에요.
error-suggestion-rejected-by-nobody = 기록을 지운 분이 이미 거절한 제안이에요.
error-suggestion-withdrawn = 제안한 사람이 거둬들인 제안이에요.
error-suggestion-retired = 이제 내지 않는 질문이에요. 다시 낸 뒤에 고쳐 주세요.
error-suggestion-decided = 관리자가 이미 정한 제안이라 거둬들일 수 없어요.
error-suggestion-not-yours = 내가 한 제안만 거둬들일 수 있어요.

## 그 뒤의 제안

help-question-mine = 내가 제안한 질문이 어떻게 됐는지 봐요
help-question-approved = 채택한 질문을 고치거나 그만 내게 해요
suggestions-mine = 📝 내가 제안한 질문
suggestions-none-of-mine = 이 채널에 제안한 질문이 없어요.
suggestions-none-approved = 아직 채택한 질문이 없어요.
suggestion-state-pending = 검토를 기다리고 있어요
suggestion-state-approved = 채택됐어요
suggestion-state-rejected = 채택되지 않았어요
suggestion-state-withdrawn = 거둬들였어요
suggestion-state-retired = 이제 내지 않아요
suggestion-not-asked-yet = 아직 나온 적이 없어요
suggestion-asked = { $times }번 나왔어요
suggestion-answered = { $members }명이 답했어요
suggestion-mean = 평균 { $points }점
suggestion-approved-one = 📝 채택한 질문 { $place }/{ $total }
suggestion-reworded = 📝 질문을 고쳤어요
suggestion-reworded-next = 지금부터 이렇게 물어요. 전에 매긴 점수는 그대로예요.
action-withdraw = 거둬들이기
action-withdraw-one = { $number }번 거둬들이기
action-my-suggestions = 내 제안 보기
action-suggest = 질문 제안하기
action-retire = 더 내지 않기
action-ask-again = 다시 내기
action-approved-questions = 채택한 질문 보기
audit-suggestion-approved = 제안한 질문을 채택했어요: { $question }
audit-suggestion-rejected = 제안한 질문을 거절했어요: { $question }
audit-suggestion-reworded = 채택한 질문을 고쳤어요: { $before } → { $after }
audit-suggestion-retired = 채택한 질문을 더 내지 않기로 했어요: { $question }
audit-suggestion-again = 채택한 질문을 다시 내기로 했어요: { $question }
