"""Which issues were raised, and what became of each?"""
