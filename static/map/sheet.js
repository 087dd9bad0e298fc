/* A canvas in a map pane that moves and zooms with the map; what is on it is drawn by the function it is given. */
(function (safelight) {
  "use strict";

  /* What a drawing function gets: a canvas context in CSS pixels, and where the world is under it. */
  function Scene(context, map, bounds, zoom, ratio) {
    const size = bounds.getSize();
    this.context = context;
    this.ratio = ratio;
    this.width = size.x;
    this.height = size.y;
    this.scale = 256 * Math.pow(2, zoom);
    this.origin = map.getPixelOrigin().add(bounds.min);
  }
  Scene.prototype.x = function (x) { return x * this.scale - this.origin.x; };
  Scene.prototype.y = function (y) { return y * this.scale - this.origin.y; };
  Scene.prototype.shows = function (shape) {
    const x = this.x(shape.x), y = this.y(shape.y), margin = shape.reach * this.scale * 1.3;
    return x > -margin && x < this.width + margin && y > -margin && y < this.height + margin;
  };
  Scene.prototype.trace = function (corners) {
    for (let k = 0; k < corners.length; k++) {
      if (k) this.context.lineTo(this.x(corners[k][0]), this.y(corners[k][1]));
      else this.context.moveTo(this.x(corners[k][0]), this.y(corners[k][1]));
    }
    this.context.closePath();
  };

  /* Leaflet's own renderer does the moving and the zoom animation; only the drawing is ours. */
  safelight.Sheet = L.Renderer.extend({
    options: { padding: 0.15 },

    draw: function (draw) {
      this._paint = draw;
      if (this._map) this._update();
    },
    _initContainer: function () {
      this._container = document.createElement("canvas");
      // The table under the map says the same in words.
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer: function () {
      this._container.remove();
      delete this._container;
    },
    _updatePaths: function () {},
    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const canvas = this._container, size = this._bounds.getSize(), ratio = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      if (this._paint) this._paint(new Scene(context, this._map, this._bounds, this._zoom, ratio));
    },
  });
})(window.Safelight);
