"""How do the papers beside visits, issues and reports become tables?"""
