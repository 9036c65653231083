"""Solves the systems of equations of a fit."""
