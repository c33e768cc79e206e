"""Who was visited, by whom and when?"""
