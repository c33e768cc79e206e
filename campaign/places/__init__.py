"""Which unit and which village does a written name mean?"""
