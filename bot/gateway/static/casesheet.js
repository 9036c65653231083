/* The sheet a guided flow ends with: its code and files, and the parts the server sends, in their order. */
WQ.casesheet = (function () {
  'use strict';
  var el = WQ.dom.el, word = WQ.word;

  /* Sources are left out: the card lists them with their quotes. */
  function sheet(value) {
    var parts = (value.parts || []).filter(function (one) { return one.kind !== 'sources'; });
    return el('div', { class: 'casesheet' },
      value.title ? el('h3', { text: value.title }) : null,
      value.code ? [el('p', { class: 'code' }, word('code') + ' ', el('b', { text: value.code })), files(value.code)] : null,
      parts.map(part));
  }

  function files(code) {
    var page = '/case/' + code;
    function link(text, href, file) {
      var attributes = { class: 'tool', href: href, target: '_blank', rel: 'noopener', text: text };
      if (file) { attributes['data-file'] = file; attributes.onclick = WQ.casefiles.click; }
      return el('a', attributes);
    }
    return el('p', { class: 'files' }, link(word('open_sheet'), page), ' ', link(word('word_file'), page + '.docx', code + '.docx'), ' ',
      link(word('image_file'), page + '.png', code + '.png'));
  }

  function part(one, index, all) {
    if (one.kind !== 'route') return el('section', { class: 'part ' + one.kind }, el('h4', { text: one.title }), lines(one.lines));
    var first = all.filter(function (other) { return other.kind === 'route'; })[0] === one;
    return el('details', { class: 'route', open: first ? '' : null }, el('summary', { text: one.title }), lines(one.lines));
  }

  function lines(items) { return el('ul', {}, items.map(line)); }

  function line(item) {
    if (item.ticked === null) return el('li', { class: item.strong ? 'strong ' + item.mark : item.mark }, WQ.dom.linked(item.text));
    var box = el('input', { type: 'checkbox' });
    box.checked = item.ticked;
    return el('li', { class: 'check' }, el('label', {}, box, item.text));
  }

  return sheet;
})();
