/* What a message asks for beside text: a date, a number, a place, a button to delete everything. */
WQ.inputs = (function () {
  'use strict';
  var el = WQ.dom.el, id = WQ.dom.id, word = WQ.word;

  function show(message, send) {
    var box = id('inputs'), kind = message && message.input ? message.input.kind : '';
    WQ.dom.clear(box);
    if (kind === 'date') WQ.dom.add(box, field('date', word('pick_date'), send));
    if (kind === 'number') WQ.dom.add(box, field('number', word('enter_number'), send));
    if (kind === 'region') WQ.dom.add(box, place(send));
    if (kind === 'erase') WQ.dom.add(box, el('button', { type: 'button', class: 'wide danger', 'data-act': 'erase', text: word('erase') }));
    box.hidden = !box.firstChild;
  }

  function field(type, label, send) {
    var input = el('input', { type: type, id: 'inputs-field', inputmode: type === 'number' ? 'decimal' : null, step: type === 'number' ? 'any' : null });
    var button = el('button', { type: 'button', text: word('take_this'), onclick: function () { if (input.value) send(input.value); } });
    input.addEventListener('keydown', function (event) {
      if (event.key === 'Enter') { event.preventDefault(); button.click(); }
    });
    return [el('label', { 'for': 'inputs-field', text: label }), input, button];
  }

  function place(send) {
    return el('button', { type: 'button', class: 'wide', text: word('list_regions'), onclick: function () { WQ.picker.open(function (region) { send(region.full); }); } });
  }

  return { show: show };
})();
