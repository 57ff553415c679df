## 쉬는 날, 공휴일, 잠시 쉬기

help-quiz-calendar = 앞으로 2주 동안 질문이 올라오는 날을 보고 쉬는 날을 정해요
help-quiz-pause = 질문을 잠시 쉬어요
help-quiz-resume = 쉬던 질문을 다시 시작해요
param-quiz-pause-until = 다시 시작할 날 (예: 12/1)

calendar-title = 🗓️ 앞으로 2주
calendar-day = 날짜
calendar-what = 올라오는 시각
calendar-question = { $times }
calendar-days = { $first } ~ { $last }
calendar-none = 쉼 · { $reason }
calendar-off = 쉬는 날
calendar-pause = 잠시 쉬는 중
calendar-later = 그 뒤에 쉬는 날: { $days }
calendar-unasked = ⚠️ 이제 질문을 올리지 않는 때라, 예약해 둔 질문이 나오지 않아요: { $days }. /quiz plan에서 다른 날로 예약해 주세요.
calendar-holidays = { $country } 공휴일에는 쉬어요.
calendar-no-holidays = 공휴일에도 질문을 올려요.
calendar-paused = 다시 시작할 때까지 질문을 쉬어요.
calendar-paused-until = 질문을 쉬고 있어요. { $date }에 다시 시작해요.
calendar-until-resumed = 다시 시작할 때까지
calendar-saved = 저장했어요. 쉬는 날에는 질문을 올리지 않고, 연속 기록도 끊기지 않아요.
calendar-pause-begun = 질문을 쉴게요. 쉬는 동안 연속 기록은 끊기지 않아요.
calendar-resumed = 질문을 다시 올려요.
action-days-off = 쉬는 날 정하기
action-pause = 잠시 쉬기
action-resume = 다시 시작

calendar-form-title = 쉬는 날
calendar-form-intro = 한 줄에 하나씩 날짜나 기간을 적어 주세요. 이유는 뒤에 적으면 돼요. 줄을 지우면 그날도 질문을 올려요.
calendar-form-days = 쉬는 날
calendar-form-example = 12/25 성탄절
    12월 30일 ~ 1월 2일 연말 휴가
calendar-form-holidays = 쉬는 공휴일 (한 나라, 비우면 안 쉬어요)
calendar-form-country = 예: 대한민국
pause-form-title = 잠시 쉬기
pause-form-intro = 쉬는 동안에는 질문을 올리지 않고, 연속 기록도 끊기지 않아요.
pause-form-until = 다시 시작할 날 (비우면 계속 쉬어요)
pause-form-example = 예: 12/1, 12월 1일, 다음 주 월요일

error-bad-date = ‘{ $given }’에서 날짜를 읽지 못했어요. 12/25, 12월 25일, 2026-12-25처럼 적어 주세요.
error-far-date = ‘{ $given }’ 날짜는 너무 멀어요. 지난 1년부터 앞으로 2년까지 적을 수 있어요.
error-backward-days = ‘{ $given }’ 기간은 끝나는 날이 시작하는 날보다 앞이에요.
error-too-many-days-off = 쉬는 날은 { $limit }줄까지 적을 수 있어요.
error-days-off-too-long = 쉬는 날은 연도까지 적어서 모두 { $limit }자까지예요 (지금 { $given }자). 이유를 줄여 주세요.
error-unknown-country = ‘{ $given }’의 공휴일은 몰라요. 대한민국이나 JP처럼 한 나라만 적어 주세요.
error-pause-past = 다시 시작할 날은 내일이나 그 뒤여야 해요 (지금 ‘{ $given }’).
error-pause-far = ‘{ $given }’ 날짜는 너무 멀어요. 2년 안의 날을 적거나 비워 두세요.
error-not-paused = 지금은 쉬고 있지 않아요.

settings-calendar = 지금은 쉬는 중이라 질문을 올리지 않아요.
audit-days-off = 쉬는 날: { $before } → { $after }
audit-holidays = 쉬는 공휴일: { $before } → { $after }
audit-pause = 잠시 쉬기: { $before } → { $after }
error-long-days = ‘{ $given }’ 기간은 반년이 넘어요. 그만큼 쉬려면 ‘잠시 쉬기’를 써 주세요.
