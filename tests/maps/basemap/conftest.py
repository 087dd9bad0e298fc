from __future__ import annotations

from pathlib import Path

import pytest

TOWN = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6" generator="tests">
  <node id="1" version="1" lat="-1.2860" lon="36.8180"/>
  <node id="2" version="1" lat="-1.2840" lon="36.8220"/>
  <node id="3" version="1" lat="-1.2820" lon="36.8260"/>
  <node id="4" version="1" lat="-1.2900" lon="36.8150"/>
  <node id="5" version="1" lat="-1.2900" lon="36.8250"/>
  <node id="6" version="1" lat="-1.2950" lon="36.8250"/>
  <node id="7" version="1" lat="-1.2950" lon="36.8150"/>
  <node id="8" version="1" lat="-1.2830" lon="36.8200">
    <tag k="place" v="suburb"/><tag k="name" v="Old Town"/><tag k="name:ar" v="المدينة القديمة"/>
  </node>
  <node id="9" version="1" lat="-1.2000" lon="36.9000"><tag k="place" v="city"/></node>
  <way id="10" version="1"><nd ref="1"/><nd ref="2"/>
    <tag k="highway" v="primary"/><tag k="name" v="Market Road"/></way>
  <way id="11" version="1"><nd ref="2"/><nd ref="3"/>
    <tag k="highway" v="primary"/><tag k="name" v="Market Road"/></way>
  <way id="12" version="1"><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="4"/>
    <tag k="leisure" v="park"/><tag k="name" v="Lake Park"/></way>
  <way id="13" version="1"><nd ref="1"/><nd ref="4"/>
    <tag k="highway" v="residential"/><tag k="tunnel" v="yes"/></way>
  <way id="14" version="1"><nd ref="3"/><nd ref="99"/><tag k="highway" v="residential"/></way>
</osm>
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """An invented town: a street in two pieces, a park, a quarter, a tunnel, a line that leaves the file."""
    file = tmp_path / "town.osm"
    file.write_text(TOWN, encoding="utf-8")
    return file
