"""Where in the city is it? The districts as a map, the towns and streets as tiles, each coloured by one number.

The borders are shipped with the house, and a browser fetches them from this server once: no map comes from elsewhere. Towns
have no border in any source, and 经开区 has none either: they are tiles, and a block that is marked so.
"""

from pages.parts.maps.colours import Scale, colour_of, legend, scale
from pages.parts.maps.on_page import (
    address_of,
    number_chooser,
    show_areas,
    show_own,
    show_towns,
    where,
)
from pages.parts.maps.outline import districts
from pages.parts.maps.places import (
    CHOSEN,
    NUMBERS,
    Place,
    areas_of,
    is_of_one,
    number_in_address,
    smallest_of,
    state,
    towns_of,
)
from pages.parts.maps.tiles import ACROSS, tiles
from pages.parts.maps.words import judged, meaning, seen

__all__ = [
    "ACROSS", "CHOSEN", "NUMBERS", "Place", "Scale",
    "address_of", "areas_of", "colour_of", "districts", "is_of_one", "judged", "legend", "meaning", "number_chooser", "number_in_address",
    "scale", "seen", "show_areas", "show_own", "show_towns", "smallest_of", "state", "tiles", "towns_of", "where",
]  # fmt: skip
