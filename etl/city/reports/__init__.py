"""What did the units report themselves, and what do they owe?"""
