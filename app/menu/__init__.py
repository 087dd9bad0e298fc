"""Menus by USSD and voice: the dialog in turns, with numbered choices, where no trace stays.

A session is remembered like a dialog, under its own id and not the number: it ends with the call (P1). The
report is stored with the first thing said; what comes after fills it in, so that whoever hangs up loses
nothing (P12). On a keypad nobody can write: there the places to choose from are the area's best known.
"""
