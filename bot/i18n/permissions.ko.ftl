# 봇에 필요한 권한을 디스코드 서버 설정에 보이는 이름 그대로 적었어요.

permission-view-channel = 채널 보기
permission-send-messages = 메시지 보내기
permission-create-public-threads = 공개 스레드 만들기
permission-send-messages-in-threads = 스레드에서 메시지 보내기
permission-attach-files = 파일 첨부
permission-read-message-history = 메시지 기록 보기

permissions-lacking = { $channel } 채널에서 제 권한이 모자라 스레드나 그림이 빠질 수 있어요. 이 채널에서 저에게 다음 권한을 주세요: { $missing }.
permissions-lacking-meanwhile = 질문은 그대로 올렸어요.
ping-gone = { $channel } 채널의 질문이 부르던 { $name } 역할이 없어져서 멘션 없이 올려요. 다른 역할을 부르려면 그 채널에서 /quiz reminders를 써 주세요.
