## 내 설정

help-settings-me = 내 언어, 시간대, 복습 알림, 답 인용을 정해요
preferences-title = 내 설정
preferences-language = 나만 보는 글의 언어
preferences-platform = 앱 언어대로
preferences-timezone = 내 시간대
preferences-timezone-example = 비워도 돼요. 예: 서울, Asia/Seoul, kst
preferences-reminder = 복습할 게 있을 때 알림
preferences-off = 받지 않기
preferences-quote = 잘 쓴 내 답을 모두에게 보여 줘도 될까요?
preferences-no = 아니요
preferences-yes = 네, 이름과 함께
preferences-speaks = 언어: { $language }
preferences-lives = 시간대: { $timezone }
preferences-reminded = 복습할 게 있는 날 { $time }({ $timezone })에 나만 볼 수 있게 알려 드려요.
preferences-no-reminder = 복습 알림은 보내지 않아요.
preferences-quoted = 잘 쓴 답은 이름과 함께 모두에게 보여 드릴 수 있어요.
preferences-not-quoted = 내 답은 풀이에 인용하지 않아요.
