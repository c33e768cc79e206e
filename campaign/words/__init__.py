"""How are words typed, compared and judged, whatever they are about?"""
