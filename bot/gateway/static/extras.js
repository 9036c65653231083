/* What a message asks for beside text: a date, a number, a place, a button to delete everything. */
WQ.extras = (function () {
  'use strict';
  var el = WQ.dom.el, id = WQ.dom.id;

  function show(message, send) {
    var box = id('extra'), kind = message && message.input ? message.input.kind : '';
    WQ.dom.clear(box);
    if (kind === 'date') WQ.dom.add(box, field('date', '选日期', send));
    if (kind === 'number') WQ.dom.add(box, field('number', '填数字', send));
    if (kind === 'region') WQ.dom.add(box, place(send));
    if (kind === 'erase') WQ.dom.add(box, el('button', { type: 'button', class: 'wide danger', 'data-act': 'erase', text: '删除我的信息' }));
    box.hidden = !box.firstChild;
  }

  function field(type, label, send) {
    var input = el('input', { type: type, id: 'extra-input', inputmode: type === 'number' ? 'decimal' : null, step: type === 'number' ? 'any' : null });
    var button = el('button', { type: 'button', text: '就填这个', onclick: function () { if (input.value) send(input.value); } });
    input.addEventListener('keydown', function (event) {
      if (event.key === 'Enter') { event.preventDefault(); button.click(); }
    });
    return [el('label', { 'for': 'extra-input', text: label }), input, button];
  }

  function place(send) {
    return el('button', { type: 'button', class: 'wide', text: '从列表里选地区', onclick: function () { WQ.picker.open(function (region) { send(region.full); }); } });
  }

  /* A link made in another conversation: go on with its case here. */
  function goOn(say, banner, offline) {
    var found = /^#continue=([\w.-]+)$/.exec(window.location.hash);
    if (!found) return;
    window.history.replaceState(null, '', window.location.pathname);
    WQ.turns.opened(function (opened) {
      if (!opened) { banner('没连上，请再打开一次链接。'); return; }
      WQ.api.call('POST', '/conversations/' + opened.id + '/continue', { key: found[1] }, opened.token, function (status, reply) {
        if (status === 200) say('接着办 ' + reply.code);
        else banner(status === 0 ? offline : '这个链接用不了：可能用过了，或者过了一天。请在原来的对话里再生成一个。');
      });
    });
  }

  return { show: show, goOn: goOn };
})();
