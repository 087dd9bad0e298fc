/* Solves the form's small task (app/work.py) while the reporter writes: SHA-256 of "TOKEN:number" must begin with
 * sixteen zero bits. In slices, so that typing never waits; without scripts the form is sent without it. */
(function () {
  "use strict";
  var K = new Uint32Array(64), H = new Uint32Array(8), W = new Uint32Array(64), prime = 1, found = 0;

  // FIPS 180-4, 4.2.2 and 5.3.3: fractional parts of the roots of the first primes.
  function fraction(root) { return Math.floor((root - Math.floor(root)) * 4294967296); }
  while (found < 64) {
    prime += 1;
    for (var d = 2; d * d <= prime && prime % d; d += 1);
    if (d * d <= prime) continue;
    if (found < 8) H[found] = fraction(Math.sqrt(prime));
    K[found] = fraction(Math.cbrt(prime));
    found += 1;
  }

  function turn(x, n) { return (x >>> n) | (x << (32 - n)); }

  /* The first 32 bits of the digest of a text of at most 55 ASCII characters: one block. */
  function begin(text) {
    var i, s = Array.prototype.slice.call(H), length = text.length;
    for (i = 0; i < 16; i += 1) W[i] = 0;
    for (i = 0; i < length; i += 1) W[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    W[length >> 2] |= 0x80 << (24 - 8 * (length & 3));
    W[15] = 8 * length;
    for (i = 16; i < 64; i += 1) {
      var a = W[i - 15], b = W[i - 2];
      W[i] = W[i - 16] + W[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    for (i = 0; i < 64; i += 1) {
      var e = s[4], one = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25), pick = (e & s[5]) ^ (~e & s[6]);
      var up = (s[7] + one + pick + K[i] + W[i]) | 0, f = s[0];
      var two = turn(f, 2) ^ turn(f, 13) ^ turn(f, 22), most = (f & s[1]) ^ (f & s[2]) ^ (s[1] & s[2]);
      s = [(up + two + most) | 0, f, s[1], s[2], (s[3] + up) | 0, e, s[5], s[6]];
    }
    return (H[0] + s[0]) >>> 0;
  }

  var form = document.querySelector("form[data-work]"), number = 0;
  if (!form) return;
  var field = form.elements.work, limit = Math.pow(2, 32 - Number(form.dataset.bits));

  function solve() {
    for (var until = number + 2000; number < until; number += 1) {
      if (begin(form.dataset.work + ":" + number) < limit) { field.value = String(number); return; }
    }
    window.setTimeout(solve, 0);
  }
  solve();
}());
