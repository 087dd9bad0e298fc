/* The way out (P10): one press on the exit link, or Escape three times, and this page is gone from the screen and
 * from the back button. Without scripts the link still works as a plain link. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  function leave(link) {
    document.title = " ";
    document.documentElement.hidden = true;
    try {
      // Some browsers list every visited address of a tab: ours becomes the site's bare front door.
      window.history.replaceState(null, "", "/");
    } catch (refused) {
      // A page opened from a file has no address to change; the replace below is all there is.
    }
    window.location.replace(link.href);
  }

  var presses = [];
  document.addEventListener("keydown", function (event) {
    var link = document.querySelector("a.exit");
    if (!link) return;
    if (event.key !== "Escape") { presses = []; return; }
    presses = presses.concat(event.timeStamp).slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 1500) leave(link);
  });

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a.exit");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(link);
  });

  // Pages kept in memory by the back button must not come back as they were left.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.documentElement.hidden = false;
  });
})();
