/* The ground under a map, from our own server: one PMTiles file read by ranges, drawn by the vendored protomaps-leaflet.
 * Streets lie over the hexagons as thin lines that let their colours through. Layers and kinds: maps/basemap/shapes.py. */
(function (safelight) {
  "use strict";
  const DEEPEST = 14;
  const LIGHT = { line: "60,40,32", water: "#3d7ea6", green: "#5c8a4a", ink: "#3a241d", halo: "#fffaf5" };
  const DARK = { line: "255,233,221", water: "#4f93bd", green: "#6fa35c", ink: "#f8e9e1", halo: "#170b09" };
  const ROADS = [
    { kind: "path", from: 15, width: 0.6, alpha: 0.3 },
    { kind: "minor", from: 13, width: 0.9, alpha: 0.35 },
    { kind: "medium", from: 11, width: 1.5, alpha: 0.45 },
    { kind: "major", from: 8, width: 2.2, alpha: 0.55 },
  ];

  function is(kind) {
    return function (zoom, feature) { return feature.props.kind === kind; };
  }

  function line(layer, kind, colour, width, from, more) {
    const look = Object.assign({ color: colour, width: function (zoom) { return width * Math.pow(1.25, Math.max(0, zoom - 13)); } }, more);
    return { dataLayer: layer, filter: is(kind), minzoom: from, symbolizer: new protomapsL.LineSymbolizer(look) };
  }

  function paint(colour) {
    const roads = ROADS.map(function (road) {
      return line("roads", road.kind, "rgba(" + colour.line + "," + road.alpha + ")", road.width, road.from);
    });
    return [
      { dataLayer: "green", symbolizer: new protomapsL.PolygonSymbolizer({ fill: colour.green, opacity: 0.22 }) },
      { dataLayer: "water", filter: is("water"), symbolizer: new protomapsL.PolygonSymbolizer({ fill: colour.water, opacity: 0.45 }) },
      line("water", "river", colour.water, 2, 9),
      line("water", "stream", colour.water, 1, 12),
      line("water", "shore", colour.water, 1.2, 8),
      line("rail", "tram", "rgba(" + colour.line + ",0.45)", 1, 12, { dash: [2, 3] }),
      line("rail", "rail", "rgba(" + colour.line + ",0.6)", 1.4, 10, { dash: [6, 3] }),
    ].concat(roads);
  }

  /* A name as it is written there, and in the reader's language where that differs: found once, kept on the feature. */
  function both(language) {
    return function (zoom, feature) {
      const props = feature.props, other = props["name:" + language];
      props.shown = other ? other + " · " + props.name : props.name;
      return ["shown"];
    };
  }

  function labels(colour, language) {
    const family = getComputedStyle(document.body).fontFamily;
    const text = { labelProps: both(language), fill: colour.ink, stroke: colour.halo, width: 2.5 };
    const font = function (weight, size) { return { font: weight + " " + size + "px " + family }; };
    const point = function (kind, weight, size, from) {
      return { dataLayer: "names", filter: is(kind), minzoom: from, symbolizer: new protomapsL.CenteredTextSymbolizer(Object.assign({ lineHeight: 1.2 }, text, font(weight, size))) };
    };
    const along = function (kind, size, from) {
      return { dataLayer: "roads", filter: is(kind), minzoom: from, symbolizer: new protomapsL.LineLabelSymbolizer(Object.assign({}, text, font(500, size))) };
    };
    return [
      point("city", 700, 15, 8), point("quarter", 600, 13, 11), point("stop", 600, 12, 14),
      along("major", 12, 13), along("medium", 12, 14), along("minor", 11, 15), point("water", "italic 500", 12, 13), point("park", "italic 500", 12, 14),
    ];
  }

  /* Put the ground on a map, where the page names a file; gives whether it did. */
  safelight.ground = function (map) {
    const named = document.querySelector("[data-basemap]");
    if (!named || !window.protomapsL) return false;
    const language = document.documentElement.lang.split("-")[0];
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const pane = map.createPane("ground");
    pane.style.zIndex = 350;
    pane.style.pointerEvents = "none";
    const layer = protomapsL.leafletLayer({
      url: new URL(named.dataset.basemap, window.location.href).href, maxDataZoom: DEEPEST, attribution: "", pane: "ground", noWrap: true,
      paintRules: paint(dark.matches ? DARK : LIGHT), labelRules: labels(dark.matches ? DARK : LIGHT, language), lang: language,
    }).addTo(map);
    dark.addEventListener("change", function () {
      layer.paintRules = paint(dark.matches ? DARK : LIGHT);
      layer.labelRules = labels(dark.matches ? DARK : LIGHT, language);
      layer.clearLayout();
      layer.rerenderTiles();
    });
    return true;
  };
})(window.Safelight);
