"""The provider's REST protocol: the same paths, parameters, answers and errors."""
