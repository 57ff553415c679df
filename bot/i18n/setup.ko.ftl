# 퀴즈를 설정하고 운영하는 관리자가 읽는 말.

now-title = 열려 있는 질문을 먼저 마감할까요?
now-open = { $count ->
    [0] 이 질문이 열려 있고 아직 아무도 답하지 않았어요. 원래는 { $when }에 마감해요.
   *[other] 이 질문이 열려 있고 지금까지 { $count }명이 답했어요. 원래는 { $when }에 마감해요.
}
now-lost = 계속하면 바로 마감하고 풀이를 공개해요. 그 뒤에 쓰기 시작한 답에는 점수가 없어요. 지금 쓰고 있는 답은 10분 안에 보내면 점수를 받아요.
skip-title = 열려 있는 질문을 건너뛸까요?
skip-lost = 계속하면 풀이를 공개하지 않고 다른 질문을 올려요. 그 뒤에 쓰기 시작한 답에는 점수가 없어요. 이미 받은 점수는 그대로 남아요.
action-yes-skip = 건너뛰고 다른 질문 올리기
now-posted-already = 다른 관리자가 방금 올렸어요.
audit-now = 새 질문을 바로 올렸어요: { $question }
audit-skip = 열려 있던 질문을 건너뛰고 다른 질문을 올렸어요: { $question }
now-expired = 10분도 더 전에 요청한 거라 올리지 않았어요. 새 질문이 필요하면 다시 요청해 주세요.
action-yes-now = 마감하고 다음 질문 올리기

plan-title = 📅 { $channel } 질문 예약
plan-none = 예약한 질문이 없어요. 평소처럼 골라서 올려요.
plan-else = 다른 날은 평소처럼 골라서 올려요.
plan-question-gone = 이제 없는 질문이에요. 평소처럼 골라서 올려요.
plan-not-due = ⚠️ 그때는 질문을 올리지 않아서 이 질문도 나오지 않아요.
plan-remove = { $day } 취소
plan-which = 어느 질문인가요?
plan-narrow = 더 있어요. 낱말을 더해서 좁혀 보세요.
plan-when = 언제 올릴까요?
plan-form-title = 질문 예약하기
plan-question = 질문 (질문 속 낱말이나 id)
plan-question-example = 예: ReLU 시그모이드
plan-date = 날짜
plan-added = { $day }에 올리기로 했어요.
plan-follow-up = 찾은 질문은 이어지는 질문이라, 앞 질문에 답하면 나와요.
plan-removed = { $day } 예약을 취소했어요.
plan-gone = { $channel } 채널에서 { $day }에 올리려던 질문이 없어져서 다른 질문을 올렸어요.
plan-not-found = 이 채널에는 ‘{ $given }’ 낱말이 들어간 질문이 없어요. 다른 낱말로 찾아 주세요.
plan-several = 이 낱말이 들어간 질문이 { $count }개예요. 하나를 골라 주세요.
plan-no-days = 설정에서 고른 요일이 없어서 예약할 날이 없어요.
plan-bad-day = 날짜는 목록에서 골라 주세요 (지금 ‘{ $given }’).
action-plan = 질문 예약하기
help-quiz-plan = 어느 날에 올릴 질문을 미리 골라요
param-quiz-plan-question = 질문 속 낱말 (비우면 예약 보기)
audit-planned = { $day }에 올릴 질문을 예약했어요: { $question }
audit-unplanned = { $day } 예약을 취소했어요

reminder = ⏰ { $when }에 마감해요. { $count ->
    [0] 아직 아무도 답하지 않았어요.
   *[other] 지금까지 { $count }명이 답했어요.
}
reminder-label = 질문 아래에 알림 남기기
reminder-hours = { $hours ->
    [0] 남기지 않기
   *[other] 마감 { $hours }시간 전
}
reminder-fact = ⏰ 마감 { $hours }시간 전
help-quiz-reminders = 마감 전 알림과, 질문을 올릴 때 멘션할 대상을 정해요
audit-reminder = 알림: { $before } → { $after }

greeting-title = 👋 안녕하세요, quizmaster예요
greeting-what = 하루에 질문을 하나 올리고, 자기 말로 쓴 답을 채점해서 왜 그런지 알려 드려요.
greeting-start = 관리자가 아래 버튼으로 시각, 요일, 질문을 정하고 저장하면 시작해요.
greeting-later = 그 전에는 아무것도 올리지 않아요. 할 수 있는 일은 도움말 명령으로 볼 수 있어요.
action-start = 퀴즈 설정하기

reminder-title = 알림
reminder-and-ping-title = 알림과 멘션
ping-label = 매일 질문을 올릴 때 멘션할 대상
ping-example = @스터디 (비워 두면 아무도 멘션하지 않아요)
audit-ping = 멘션: { $before } → { $after }
error-unknown-ping = 여기에는 ‘{ $given }’ 역할이나 사용자 그룹이 없어요. 이름을 그대로 적거나 멘션해 주세요.
discord-several-roles = 이름이 ‘{ $given }’인 역할이 여러 개예요. <@&id> 모양으로 역할 ID를 적어 주세요.
discord-may-not-ping = 제가 @{ $name } 역할을 멘션할 수 없어요. 역할 설정에서 누구나 멘션할 수 있게 하거나, 저에게 모든 역할을 멘션할 권한을 주세요.
discord-may-not-ping-all = 제가 { $name } 멘션을 쓸 수 없어요. 먼저 저에게 @everyone, @here와 모든 역할을 멘션할 권한을 주세요.
