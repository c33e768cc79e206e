"""Is every rule of the campaign kept?"""
