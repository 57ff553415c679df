# 관리자가 퀴즈를 돌볼 때 보는 문장이에요.

help-quiz-members = 누가 참여하는지 보고, 점수를 빼거나 공개된 글을 가려요
param-quiz-members-name = 찾을 이름
moderation-title = 👤 참여하는 사람
moderation-choose = 살펴볼 사람을 골라 주세요. 최근에 답한 사람이 먼저 나와요.
moderation-nobody = 아직 아무도 참여하지 않았어요.
moderation-nobody-named = 그 이름으로 참여한 사람이 없어요.
moderation-private = 나만 볼 수 있어요. 여기서 한 일은 변경 기록에 남아요.
moderation-muted-name = { $name } (참여 멈춤)
moderation-is-muted = 이 채널에서 참여를 멈춰 두었어요.
moderation-nothing = 이 채널에서 답하거나 공유한 것이 없어요.
moderation-points = { $points }점
moderation-answer = { $number }번째 답
moderation-review = { $number }번째 복습
moderation-guess = 데모 결과 예측
moderation-is-void = 점수에 넣지 않음 ({ $points }점이었어요)
moderation-share = 채널에 올라간 글: { $share }
moderation-is-public = 모두 볼 수 있어요
moderation-is-hidden = 가렸어요
moderation-hidden = 관리자가 이 글을 가렸어요.
moderation-erased = 이 글을 올린 분이 기록을 모두 지웠어요.
moderation-everyone = ← 모두 보기
action-void = { $number }번 점수 빼기
action-unvoid = { $number }번 점수 되살리기
action-hide = { $number }번 가리기
action-unhide = { $number }번 다시 보이기
action-mute = 참여 멈추기
action-unmute = 다시 참여하게 하기

audit-mute = { $name }의 참여를 멈췄어요
audit-unmute = { $name }이 다시 참여할 수 있게 했어요
audit-void = { $name }의 답을 점수에서 뺐어요 ({ $points }점): { $question }
audit-unvoid = { $name }의 답을 다시 점수에 넣었어요 ({ $points }점): { $question }
audit-void-review = { $name }의 복습을 점수에서 뺐어요 ({ $points }점): { $question }
audit-unvoid-review = { $name }의 복습을 다시 점수에 넣었어요 ({ $points }점): { $question }
audit-void-guess = { $name }의 예측을 점수에서 뺐어요 ({ $points }점): { $question }
audit-unvoid-guess = { $name }의 예측을 다시 점수에 넣었어요 ({ $points }점): { $question }
audit-hide = { $name }이 공유한 글을 가렸어요: { $share }
audit-unhide = { $name }이 공유한 글을 다시 보이게 했어요: { $share }

error-muted = 관리자가 이 채널의 퀴즈 참여를 멈춰 두었어요. 궁금한 점은 관리자에게 물어보세요.
error-answer-gone = 이제 남아 있지 않은 기록이에요.
error-share-gone = 이 글은 더 이상 없어요.
error-member-gone = 이 멤버는 더 이상 없어요.
