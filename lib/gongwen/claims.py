"""What an account says was done: quantities, dates, quotations, under one name."""

from .days import DateMention as DateMention
from .days import dates_in as dates_in
from .quantity import FIELDS as FIELDS
from .quantity import Quantity as Quantity
from .quantity import counted_in as counted_in
from .quantity import quantities as quantities
from .quantity import quantities_in as quantities_in
