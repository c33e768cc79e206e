"""What did a month say when it was closed, and what has moved since?"""
