"""What does the office set, give and note of its campaign?"""
