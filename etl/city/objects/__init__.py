"""Which enterprises, 名士 and organisations were visited?"""
