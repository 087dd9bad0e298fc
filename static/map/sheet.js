/* A canvas in a map pane that moves and zooms with the map; what is on it is drawn by the function it is given. */
(function (safelight) {
  "use strict";

  /* `draw(context, toPixel, scale, view)`: toPixel maps a Mercator unit point to canvas pixels, scale is the world's
   * width in pixels, view the rectangle in Mercator units that is on the canvas. */
  safelight.Sheet = L.Renderer.extend({
    options: { padding: 0.15 },

    initialize: function (draw, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._draw = draw;
    },
    redraw: function () {
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
      const size = this._bounds.getSize(), ratio = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      const scale = 256 * Math.pow(2, this._zoom);
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      const toPixel = function (point) {
        return [point[0] * scale - origin.x, point[1] * scale - origin.y];
      };
      this._draw(context, toPixel, scale, {
        west: origin.x / scale, north: origin.y / scale,
        east: (origin.x + size.x) / scale, south: (origin.y + size.y) / scale,
        width: size.x, height: size.y, ratio: ratio,
      });
    },
  });
})(window.Safelight);
