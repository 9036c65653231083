/* The page of a case sheet: printing, ticks that stay in this browser, and the visitor's own data. */
(function () {
  'use strict';
  var code = document.body.getAttribute('data-code'), name = 'ticks.' + code;

  function each(selector, work) { Array.prototype.forEach.call(document.querySelectorAll(selector), work); }

  function start() {
    var ticks = WQ.store.read(name) || {};
    each('[data-tick]', function (box) {
      var key = box.getAttribute('data-tick');
      if (key in ticks) box.checked = ticks[key];
      onPaper(box);
      box.addEventListener('change', function () {
        ticks[key] = box.checked;
        WQ.store.write(name, ticks);
        onPaper(box);
      });
    });
    each('[data-act=print]', function (button) { button.addEventListener('click', function () { window.print(); }); });
    each('[data-act=link]', function (button) {
      button.hidden = !WQ.casefiles.token();
      button.addEventListener('click', function () { makeLink(button); });
    });
    each('[data-file]', function (link) { link.addEventListener('click', WQ.casefiles.click); });
  }

  /* A link with which the same person goes on in another browser, once. */
  function makeLink(button) {
    var opened = WQ.store.read('conversation'), shown = document.querySelector('[data-link]');
    WQ.api.call('POST', '/conversations/' + opened.id + '/cases/' + code + '/link', null, opened.token, function (status, made) {
      shown.textContent = status === 200 ? WQ.word('continue_link', { address: window.location.origin + made.path }) :
        WQ.word(status === 404 ? 'continue_refused' : 'continue_failed');
      if (status === 200) button.hidden = true;
    });
  }

  /* What is ticked here is ticked on paper too. */
  function onPaper(box) {
    var text = box.parentNode.textContent.trim();
    each('[data-copy]', function (copy) { if (copy.getAttribute('data-copy') === text) copy.classList.toggle('ticked', box.checked); });
  }

  /* The same page asked for with the visitor's token shows what is hidden from strangers. */
  function reveal() {
    if (document.body.getAttribute('data-personal') !== 'hidden' || !WQ.casefiles.token()) { start(); return; }
    WQ.casefiles.fetchAs(window.location.pathname, 'document', function (status, page) {
      var full = status === 200 && page ? page.getElementById('case') : null;
      if (full) {
        var here = document.getElementById('case');
        here.parentNode.replaceChild(document.adoptNode(full), here);
        document.body.setAttribute('data-personal', page.body.getAttribute('data-personal'));
      }
      start();
    });
  }

  reveal();
})();
