/* Sentences of the page, as the server put them into it: scripts hold none themselves. */
WQ.word = (function () {
  'use strict';
  var words = JSON.parse(document.body.getAttribute('data-words'));

  return function (key, values) {
    return words[key].replace(/\{(\w+)\}/g, function (whole, name) { return values[name]; });
  };
})();
