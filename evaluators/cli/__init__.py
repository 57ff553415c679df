"""`quizmaster grader`: grade lines of a file, calibrate, benchmark."""
