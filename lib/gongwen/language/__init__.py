"""What a sentence contains: words, terms, dates, quantities, people, places, speech."""
