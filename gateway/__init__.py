"""Settings, wiring, the bell, logs, metrics and the embedded Redis."""
