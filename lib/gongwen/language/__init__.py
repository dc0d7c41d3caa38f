"""What a sentence contains: words, terms, dates, quantities, people, places, speech."""

from .dates import DateMention, dates_in
from .people import Person, masker, people_in, without_names
from .places import Place
from .quantities import Quantity
from .words import cut
