"""Characters, word lists, files, statistics, the style of figures: nothing of this genre."""
