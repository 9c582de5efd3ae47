"""Telephone carriers that speak the Twilio protocol; the only place that knows their errors."""
