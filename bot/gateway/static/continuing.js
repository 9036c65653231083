/* A link made in another conversation: go on with its case here. */
WQ.continuing = (function () {
  'use strict';

  return function (say, banner) {
    var found = /^#continue=([\w.-]+)$/.exec(window.location.hash);
    if (!found) return;
    window.history.replaceState(null, '', window.location.pathname);
    WQ.turns.opened(function (opened) {
      if (!opened) { banner(WQ.word('continue_offline')); return; }
      WQ.api.call('POST', '/conversations/' + opened.id + '/continue', { key: found[1] }, opened.token, function (status, reply) {
        if (status === 200) say(WQ.word('continue_said', reply));
        else banner(WQ.word(status === 0 ? 'offline' : 'continue_used'));
      });
    });
  };
})();
