"""What do the numbers mean for whoever has to act: who is behind, what to ask, what to decide?"""
