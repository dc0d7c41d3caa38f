"""What an account says was done: tables of quantities, dates, quotations and persons, and sums.

Positions are characters of the sentence's text; `Corpus.to_page` turns them into positions on the
page.
"""

from ..language.dates import DateMention, dates_in
from ..language.people import Person, people_in
from . import findings, plots, scores
from .days import events, reach
from .quotes import Quotation, quotations_in
from .scores import accuracy, as_coded, counted
from .tables import (
    CLAIMS,
    by_role,
    dates,
    documents,
    joined,
    once,
    persons,
    quantities,
    quantities_in,
    quotations,
    select,
    speakers,
    table,
    voices,
)
from .totals import LEFT_OUT, given, money, sums
