"""Every word that is said or sent, in French, Dutch, German and English."""
