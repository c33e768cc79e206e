"""Who may see what: which roles there are, what part of the city somebody is shown, which texts name nobody?"""
