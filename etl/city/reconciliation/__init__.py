"""Do the figures that units report agree with their sheets, and with themselves?"""
