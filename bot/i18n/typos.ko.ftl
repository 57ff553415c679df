error-mistyped-command = ‘{ $name }’ 명령은 없어요. 혹시 /{ $nearest }인가요?
