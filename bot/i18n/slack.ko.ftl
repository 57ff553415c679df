# 슬랙에서만 보이는 문장이에요.

## 앱 소개 (api.slack.com과 앱 프로필에 보여요)

slack-tagline = 매일 딥러닝 질문 하나, 이유를 알려 주는 채점, 직접 돌려 보는 데모.
slack-about =
    quizmaster는 매일 딥러닝 질문을 하나 올려요. ‘답하기’를 누르고 한국어나 영어로, 또는 섞어서 두세 문장을 써 보세요. 나만 보는 채점 결과가 잘 짚은 부분을 그대로 옮겨 보여 주고 빠진 부분을 알려 줘요. 이어지는 질문으로 더 깊이 들어갈 수 있고, 질문이 마감되면 풀이가 올라와요. /demo 명령은 작은 모델을 지금 학습시켜 그림으로 보여 줘요.

    대화는 읽지 않아요. 버튼과 입력 창, 명령으로 보낸 것만 알아요. 답과 점수는 나만 볼 수 있어요.
slack-command-quiz = 이 채널의 퀴즈를 관리하거나 도움말을 봐요
slack-command-settings = 내 언어, 시간대, 복습 알림, 답 인용을 정해요
slack-command-question = 질문을 제안하거나 살펴봐요, 도움말도 있어요
slack-shortcut-answer-about = 내가 쓴 이 메시지를 지금 질문의 답으로 보내요

## 입력한 명령

slack-unknown-command = ‘/{ $name }’ 명령은 없어요. 여기서 쓸 수 있는 명령: { $known }

## 관리자 명령

slack-admins-only = 관리자만 할 수 있어요 (채널을 만든 사람과 워크스페이스 관리자예요).
slack-admins-only-or-group = 관리자만 할 수 있어요 (채널을 만든 사람, 워크스페이스 관리자, @{ $group } 그룹이에요).

slack-maker-unknown = 이 채널을 누가 만들었는지 볼 수 없어요. 제가 아직 채널에 없어서일 수 있어요. 만든 분이라면 먼저 /invite 로 저를 초대하고 다시 해 보세요.

## 창과 홈 탭

slack-cancel = 취소
slack-set-up = 퀴즈를 올릴 채널을 골라 주세요. 시각과 요일을 정하는 창이 열려요.
slack-choose = 채널 고르기

## 파일을 받는 창

slack-no-files = 이 워크스페이스에서는 아직 파일을 읽을 수 없어요(files:read 권한). 봇을 운영하는 분이 앱을 다시 설치해야 해요.

## 앱이 받지 못한 권한

slack-no-scope = 이 워크스페이스에서는 아직 권한이 없어서 보여 드릴 수 없어요({ $scopes } 권한). 봇을 운영하는 분이 앱을 다시 설치해야 해요.

## 그림이 있는 카드

slack-picture-elsewhere = 그림이나 파일은 여기서 한 사람에게만 보여 드릴 수 없어서 다이렉트 메시지로 보냈어요.

## 봇이 없는 채널의 데모

slack-demo-elsewhere = 이 채널에는 제가 없어서 데모를 다이렉트 메시지에서 돌려 드려요.

## 메시지를 답으로 보내기

slack-not-your-message = 내가 쓴 메시지만 답으로 보낼 수 있어요.
