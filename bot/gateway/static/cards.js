/* One message as a card. */
WQ.cards = (function () {
  'use strict';
  var el = WQ.dom.el, prose = WQ.dom.prose, word = WQ.word;
  var PIN = 'M12 21s-6.5-5.7-6.5-11a6.5 6.5 0 0 1 13 0c0 5.3-6.5 11-6.5 11z';

  function card(message, act) {
    var box = el('article', { class: 'card ' + message.type });
    WQ.dom.add(box, [
      progress(message.progress), tags(message), title(message), lead(message), body(message.details || {}),
      stations(message.stations), message.sheet ? WQ.casesheet(message.sheet) : null, citations(message.citations),
      validity(message), choices(message, act), tools(message, act)
    ]);
    return box;
  }

  function progress(value) {
    if (!value || !value.of) return null;
    return el('div', { class: 'progress' },
      el('progress', { max: value.of, value: value.step, 'aria-label': word('progress') }),
      el('span', { text: word('step', { step: value.step, most: value.of }) }));
  }

  function tags(message) {
    if (!message.region || message.type === 'question') return null;
    var region = message.region, row = el('div', { class: 'tags' });
    WQ.dom.add(row, el('button', { type: 'button', class: 'tag region', 'data-act': 'region', title: word('other_region') },
      WQ.dom.icon(PIN), region.code === 'national' ? word('nationwide', region) : region.name));
    return row;
  }

  function title(message) {
    var text = (message.details || {}).title;
    return text ? el('h3', { text: text }) : null;
  }

  function lead(message) {
    var text = (message.details || {}).lead || withoutLists(message);
    return prose(text, message.type === 'answer' ? 'prose lead' : 'prose');
  }

  /* The text stands alone in a messenger; here its numbered lines are buttons or cards already. */
  function withoutLists(message) {
    var labels = (message.choices || []).map(function (choice) { return choice.label; });
    var names = (message.stations || []).map(function (station) { return station.name; });
    return message.text.split('\n').filter(function (line) {
      var item = /^\d+[.．]\s*(.*)$/.exec(line);
      if (!item) return true;
      return labels.indexOf(item[1]) < 0 && !names.some(function (name) { return item[1].indexOf(name) === 0; });
    }).join('\n');
  }

  function body(details) {
    var box = el('div', { class: 'parts' });
    WQ.dom.add(box, [
      details.next_step ? el('p', { class: 'next' }, el('b', { text: word('next_step') }), el('strong', { text: plain(details.next_step) })) : null,
      details.upcoming ? el('p', { class: 'upcoming' }, plain(details.upcoming)) : null,
      row(word('explain'), details.explain), list(word('steps'), details.steps, 'ol', 'steps'), list(word('materials'), details.materials, 'ul', 'materials'),
      list(word('deadlines'), details.deadlines, 'ul', 'deadlines'), row(word('fees'), details.fees), row(word('time'), details.time)
    ]);
    return box.firstChild ? box : null;
  }

  /* A field may be a sentence or an object that carries one. */
  function plain(value) {
    if (value === null || value === undefined) return '';
    if (typeof value !== 'object') return String(value);
    if (value.rule) return value.name + '：' + value.rule + (value.start_event ? word('from', { event: value.start_event }) : '') + (value.note ? '（' + value.note + '）' : '');
    var head = value.name || value.label || value.title || '', text = value.text || value.value || value.note || '';
    return head && text ? head + '：' + text : head || text;
  }

  function list(label, items, tag, className) {
    if (typeof items === 'string') return row(label, items);
    if (!items || !items.length) return null;
    var body = el(tag, {}, items.map(function (item) { return el('li', {}, prose(plain(item), 'inline')); }));
    return el('section', { class: 'part ' + className }, el('h4', { text: label }), body);
  }

  function row(label, value) {
    var text = Array.isArray(value) ? value.map(plain).join('；') : plain(value);
    return text ? el('section', { class: 'part row' }, el('h4', { text: label }), prose(text, 'inline')) : null;
  }

  function citations(items) {
    if (!items || !items.length) return null;
    var box = el('details', { class: 'sources' },
      el('summary', {}, el('b', { text: word('sources', { count: items.length }) }), el('span', { text: items[0].title })));
    WQ.dom.add(box, el('ul', {}, items.map(citation)));
    return box;
  }

  function citation(item) {
    var note = item.status_words ? el('em', { class: 'status ' + item.status, text: item.status_words }) : null;
    var head = el('p', { class: 'source' }, el('b', { text: item.title }), item.section ? ' ' + item.section : '', note);
    var url = /^https?:\/\//.test(item.url || '') ? el('a', { href: item.url, target: '_blank', rel: 'noopener noreferrer', text: word('original') }) : null;
    return el('li', {}, head, item.quote ? el('blockquote', { text: item.quote }) : null, url);
  }

  function validity(message) {
    var details = message.details || {}, parts = [];
    if (message.as_of && message.type === 'answer') parts.push(word('as_of', { date: message.as_of }));
    if (message.valid_from) parts.push(word('valid_from', { date: message.valid_from }));
    if (message.valid_to) parts.push(word('valid_to', { date: message.valid_to }));
    if (details.checked_on) parts.push(word('checked_on', { date: details.checked_on }));
    if (message.entry_id) parts.push(details.reviewer ? word('reviewer', { name: details.reviewer }) : word('not_reviewed'));
    if (!parts.length && !details.notice) return null;
    return el('p', { class: 'validity' }, parts.join(' · '), details.notice ? el('span', { text: details.notice }) : null);
  }

  function stations(items) {
    if (!items || !items.length) return null;
    return el('ul', { class: 'stations' }, items.map(station));
  }

  function station(item) {
    var source = [item.phone_kind, item.note, item.source_title ? word('source_of', { title: item.source_title }) : '',
      item.source_date ? word('source_date', { date: item.source_date }) : '', item.needs_check ? word('needs_check') : ''].filter(Boolean).join('；');
    return el('li', { class: 'station' },
      el('h4', { text: item.name }),
      (item.region_path || []).length ? el('p', { class: 'path', text: item.region_path.join(' › ') }) : null,
      item.address ? el('p', {}, el('b', { text: word('address') }), item.address) : null,
      item.hours ? el('p', {}, el('b', { text: word('hours') }), item.hours) : null,
      item.phone ? el('p', { class: 'call' }, el('b', { text: word('phone') }), WQ.dom.phone(item.phone)) : el('p', { class: 'unverified', text: word('phone_unverified') }),
      source ? el('p', { class: 'fine', text: source }) : null,
      /^https?:\/\//.test(item.source_url || '') ? el('a', { class: 'fine', href: item.source_url, target: '_blank', rel: 'noopener noreferrer', text: word('source_link') }) : null);
  }

  function choices(message, act) {
    if (!message.choices || !message.choices.length) return null;
    var edits = message.type === 'case_sheet';
    var buttons = message.choices.map(function (choice) {
      return el('button', { type: 'button', class: 'choice', onclick: function () { act.choose(choice, message); }, text: choice.label });
    });
    if (edits) return el('details', { class: 'choices edits' }, el('summary', { text: word('edits') }), buttons);
    return el('div', { class: 'choices', role: 'group', 'aria-label': word('choices') }, buttons);
  }

  function tools(message, act) {
    if (['answer', 'station_list', 'case_sheet'].indexOf(message.type) < 0) return null;
    function tool(label, name, kind) {
      return el('button', { type: 'button', class: kind || 'tool', 'data-tool': name, onclick: function (event) { act.tool(name, message, event.currentTarget); }, text: label });
    }
    return el('div', { class: 'tools' }, el('span', { class: 'thumbs', role: 'group', 'aria-label': word('rating') }, tool(word('up'), 'up'), tool(word('down'), 'down')),
      tool(word('copy'), 'copy'), tool(word('share'), 'share'));
  }

  return { card: card };
})();
