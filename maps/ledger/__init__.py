"""Releases as files: one JSON a period, canonical, hashed, chained, signed; checked without a database.

A release is one line of canonical JSON (RFC 8785: keys sorted, no spaces, UTF-8) and a line feed:

    schema        "hexrelease/1"
    id            "map-2026-01-01-2026-06-30": kind, first and last day
    kind          "bulletin" or "map"
    areas         [{id, sha256, cells, sparse}], sorted by id; a bulletin's have id and sha256 alone.
                  A city's cells are r7, the rest of a country's r6 or r5: H3 names, sorted; sparse ones are
                  never split to r9
    period        {from, to, closed_by}: days, both included; closed_by is month, quarter, volume or year
    published     the day it was published
    published_total  a map's: the sum of its bulletins' published totals, which closed it; null in a bulletin
    unit          "one report"
    neighbours    "add or remove one report"
    epsilon       {release, life}: life is 1; release sums the tables
    mechanism     {noise, library, profile}: "discrete Laplace", "OpenDP 0.16.0", "standard" or "wide"
    leaf_rule     {r9_at, r8_at, all_at}: the r7 counts from which a cell is split, and their mean in an area
                  from which all its cells are; null in a bulletin
    tables        [{name, epsilon, noise_sd, rows, columns, counts, checks}], each over its whole domain
    previous      sha256 of the entry before it, null for the first
    sha256        of the canonical JSON without sha256 and signature
    signature     Ed25519 over "hexrelease/1:" and sha256, hexadecimal

`counts` are signed integers, one list a row: counts[i][j] belongs to rows[i] and columns[j]. Tables:

    name        rows                                columns
    total       area ids, then "elsewhere"          ["n"]
    group_part  area ids                            "words:morning", ... 5 groups x 4 parts of day
    r6_group    r6 cells (r5 in an r5 rest)         words, looks, following, touching, other
    r6_part     the same                            morning, afternoon, evening, night
    r7          all r7 cells of the cities          ["n"]
    r7_group    the same; profile "wide" only       as r6_group
    leaf        leaves: r7, r8 and r9 cells mixed   ["n"]

A bulletin has total and, from 100 published on, group_part. A map has the others, or no table at all where
`published_total` is under 100. What has no group, part or precise place counts in the tables without it.

An erratum is an entry of the same chain: {schema: "hexerratum/1", id, release, release_sha256, withdraw,
cells, reason, published, previous, sha256, signature}. It marks cells, or withdraws the display; no number is
drawn anew.

May import PyNaCl and `maps.disclosure`; no clock, no database, no network.
"""
