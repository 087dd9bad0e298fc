/* Place names to find one's way by, most important first, each under its dot so that the cell stays visible; a name
 * that would cover another is left out. */
(function (safelight) {
  "use strict";

  safelight.drawNames = function (scene, labels) {
    const context = scene.context, colour = safelight.colours(), taken = [];
    context.font = "600 13px " + getComputedStyle(document.body).fontFamily;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = colour.paper;
    context.fillStyle = colour.ink;
    labels.forEach(function (label) {
      const point = safelight.mercator(label[1], label[2]), x = scene.x(point[0]), y = scene.y(point[1]);
      if (x < 0 || y < 0 || x > scene.width || y > scene.height) return;
      const half = context.measureText(label[0]).width / 2 + 6;
      const box = [x - half, y - 4, x + half, y + 24];
      const covers = taken.some(function (other) {
        return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
      });
      if (covers) return;
      taken.push(box);
      context.beginPath();
      context.arc(x, y, 2.2, 0, 2 * Math.PI);
      context.stroke();
      context.fill();
      context.strokeText(label[0], x, y + 13);
      context.fillText(label[0], x, y + 13);
    });
  };
})(window.Safelight);
