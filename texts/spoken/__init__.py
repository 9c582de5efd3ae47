"""From what is written to what is said: numerals, moments, amounts, addresses, abbreviations, signs."""
