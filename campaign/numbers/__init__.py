"""What is every number, how is it asked for, and how is it written?"""
