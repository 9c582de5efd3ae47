"""The shell the carrier talks to: Flask routes that verify, look, call a service and answer in TwiML."""
