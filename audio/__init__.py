"""Turns words into voice before anybody is called: engines, telephone sound, the shelf of verified clips."""
