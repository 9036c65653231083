/* What the page remembers between visits; falls back to memory where storage is refused. */
var WQ = window.WQ || {};
window.WQ = WQ;

WQ.store = (function () {
  'use strict';
  var memory = {};

  function read(name) {
    try {
      var raw = window.localStorage.getItem('wq.' + name);
      return raw === null ? (name in memory ? memory[name] : null) : JSON.parse(raw);
    } catch (error) {
      return name in memory ? memory[name] : null;
    }
  }

  function write(name, value) {
    memory[name] = value;
    try {
      if (value === null) window.localStorage.removeItem('wq.' + name);
      else window.localStorage.setItem('wq.' + name, JSON.stringify(value));
    } catch (error) { /* private mode: memory must do */ }
  }

  /* Forget everything but what belongs to the reader: the size of the type. */
  function clear() {
    var larger = read('larger'), i, key;
    memory = {};
    try {
      for (i = window.localStorage.length - 1; i >= 0; i--) {
        key = window.localStorage.key(i);
        if (key.indexOf('wq.') === 0) window.localStorage.removeItem(key);
      }
    } catch (error) { /* private mode: there is nothing else */ }
    write('larger', larger);
  }

  /* Tell of what another tab of this browser changes. */
  function watch(done) {
    window.addEventListener('storage', function (event) {
      if (event.key === null) done('');
      else if (event.key.indexOf('wq.') === 0) done(event.key.slice(3));
    });
  }

  function uuid() {
    var bytes = new Uint8Array(16), hex = [], i;
    if (window.crypto && window.crypto.getRandomValues) window.crypto.getRandomValues(bytes);
    else for (i = 0; i < 16; i++) bytes[i] = Math.floor(Math.random() * 256);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    for (i = 0; i < 16; i++) hex.push((bytes[i] + 256).toString(16).slice(1));
    return hex.slice(0, 4).join('') + '-' + hex.slice(4, 6).join('') + '-' + hex.slice(6, 8).join('') + '-' +
      hex.slice(8, 10).join('') + '-' + hex.slice(10).join('');
  }

  return { read: read, write: write, clear: clear, watch: watch, uuid: uuid };
})();
