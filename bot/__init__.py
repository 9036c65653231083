"""Weiquan: an assistant for intellectual-property rights protection."""
