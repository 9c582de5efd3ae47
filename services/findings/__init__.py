"""The rules a message is checked by: one subject a file, each rule a pure function of a dossier."""
