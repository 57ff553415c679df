"""What an answer shows of a question's points and misconceptions, as plain numbers."""
