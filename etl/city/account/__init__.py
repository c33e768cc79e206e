"""Is every row that was read accounted for?"""
