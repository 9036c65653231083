/* “我记下的”: what is kept of the case, each line changed or removed where it stands. */
WQ.record = (function () {
  'use strict';
  var el = WQ.dom.el, id = WQ.dom.id, word = WQ.word;
  var before = null;

  /* How many lines there are, as the server said with the last messages. */
  function count(lines) {
    id('noted-count').textContent = lines;
    id('noted').hidden = !lines;
    id('noted').setAttribute('aria-label', word('record_open', { count: lines }));
  }

  function open() {
    before = document.activeElement;
    id('record').hidden = false;
    document.body.classList.add('covered');
    note(word('record_use'));
    WQ.dom.clear(id('record-lines'));
    id('record-close').focus();
    ask('GET', '', null, show);
  }

  function close() {
    id('record').hidden = true;
    document.body.classList.remove('covered');
    if (before && before.focus && !before.hidden) before.focus(); else id('text').focus();
  }

  function note(text) { id('record-note').textContent = text; }

  function ask(method, name, body, done) {
    var opened = WQ.turns.conversation();
    if (!opened) { show({ facts: [], events: [] }); return; }
    WQ.api.call(method, '/conversations/' + opened.id + '/record' + (name ? '/' + name : ''), body, opened.token, function (status, reply) {
      if (status === 200) done(reply); else note(word('record_failed'));
    });
  }

  function show(record) {
    var list = id('record-lines'), lines = record.facts.concat(record.events);
    WQ.dom.clear(list);
    WQ.dom.add(list, lines.length ? lines.map(line) : el('li', { class: 'none', text: word('record_empty') }));
    count(lines.length);
  }

  function line(item) {
    return el('li', { 'data-line': item.id },
      el('p', {}, el('span', { text: item.label }), el('b', { text: item.text }), item.how === 'inferred' ? el('i', { text: word('record_inferred') }) : null),
      el('div', { class: 'acts' },
        item.how === 'inferred' ? act('record_right', item, function () { change(item, value(item)); }) : null,
        act('record_change', item, function () { edit(item); }),
        act('record_remove', item, function () { remove(item); })));
  }

  function act(key, item, done) {
    return el('button', { type: 'button', text: word(key), 'data-act-of': key, 'aria-label': word(key) + ' ' + item.label, onclick: done });
  }

  function value(item) { return item.date !== undefined ? { date: item.date } : { value: item.value }; }

  function of(item) { return id('record-lines').querySelector('[data-line="' + item.id + '"]'); }

  function edit(item) {
    var place = of(item), field = editor(item);
    var form = el('form', {}, field.node, el('div', { class: 'acts' },
      el('button', { type: 'submit', class: 'save', text: word('record_save') }),
      el('button', { type: 'button', text: word('record_keep'), onclick: function () { place.parentNode.replaceChild(line(item), place); back(item); } })));
    form.addEventListener('submit', function (event) {
      var given = field.read();
      event.preventDefault();
      if (given !== null) change(item, given);
    });
    WQ.dom.clear(place);
    WQ.dom.add(place, form);
    (form.querySelector('select,input') || form).focus();
  }

  function editor(item) {
    if (item.kind === 'choice') return chosen(item);
    if (item.kind === 'multi') return several(item);
    var type = item.date !== undefined ? 'date' : item.kind === 'text' || item.kind === 'region' ? 'text' : 'number';
    var input = el('input', { type: type, step: type === 'number' ? 'any' : null, min: type === 'number' ? 0 : null, maxlength: type === 'text' ? 200 : null });
    input.value = item.date !== undefined ? item.date : item.kind === 'region' ? item.text : typeof item.value === 'object' ? '' : item.value;
    return { node: labelled(item, input), read: function () {
      if (!input.value) return null;
      if (type === 'date') return { date: input.value };
      return { value: type === 'number' ? Number(input.value) : input.value };
    } };
  }

  function chosen(item) {
    var select = el('select', {}, item.options.map(function (option) {
      return el('option', { value: option.id, selected: option.id === item.value ? '' : null, text: option.label });
    }));
    return { node: labelled(item, select), read: function () { return { value: select.value }; } };
  }

  function several(item) {
    var box = el('fieldset', {}, el('legend', { text: item.label }), item.options.map(function (option) {
      var checked = item.value.indexOf(option.id) >= 0 ? '' : null;
      return el('label', {}, el('input', { type: 'checkbox', value: option.id, checked: checked }), option.label);
    }));
    return { node: box, read: function () {
      var picked = Array.prototype.map.call(box.querySelectorAll('input:checked'), function (one) { return one.value; });
      return picked.length ? { value: picked } : null;
    } };
  }

  function labelled(item, field) { return el('label', {}, el('span', { text: item.label }), field); }

  function change(item, given) {
    ask('PATCH', item.id, given, function (record) {
      show(record);
      note(word('record_changed', { label: item.label }));
      back(item);
    });
  }

  function remove(item) {
    ask('DELETE', item.id, null, function (record) {
      show(record);
      note(word('record_removed', { label: item.label }));
      id('record-close').focus();
    });
  }

  function back(item) {
    var place = of(item), button = place && place.querySelector('[data-act-of=record_change]');
    (button || id('record-close')).focus();
  }

  function start() {
    id('noted').addEventListener('click', open);
    id('record-close').addEventListener('click', close);
    WQ.dom.modal(id('record'), close);
  }

  return { start: start, count: count };
})();
