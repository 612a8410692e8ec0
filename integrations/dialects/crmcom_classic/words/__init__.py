"""What stands in requests and answers, word by word."""
