/* One message as a card. */
WQ.cards = (function () {
  'use strict';
  var el = WQ.dom.el, prose = WQ.dom.prose;
  var STATUS = {
    in_force: '现行有效', amended: '已修改', draft_for_comment: '征求意见稿', repealed: '已废止',
    not_yet_in_force: '尚未施行', plan_period_over: '规划期已结束'
  };
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
      el('progress', { max: value.of, value: value.step, 'aria-label': '进度' }),
      el('span', { text: '第 ' + value.step + ' 步，最多 ' + value.of + ' 步' }));
  }

  function tags(message) {
    if (!message.region || message.type === 'question') return null;
    var region = message.region, row = el('div', { class: 'tags' });
    WQ.dom.add(row, el('button', { type: 'button', class: 'tag region', 'data-act': 'region', title: '换个地区' },
      WQ.dom.icon(PIN), region.name + (region.code === 'national' ? '通用' : '')));
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
      details.next_step ? el('p', { class: 'next' }, el('b', { text: '下一步' }), el('strong', { text: plain(details.next_step) })) : null,
      details.upcoming ? el('p', { class: 'upcoming' }, el('b', { text: '即将变化' }), plain(details.upcoming).replace(/^注意：/, '')) : null,
      list('办理步骤', details.steps, 'ol', 'steps'), list('要准备的材料', details.materials, 'ul', 'materials'),
      list('期限', details.deadlines, 'ul', 'deadlines'), row('费用', details.fees), row('多久', details.time)
    ]);
    return box.firstChild ? box : null;
  }

  /* A field may be a sentence or an object that carries one. */
  function plain(value) {
    if (value === null || value === undefined) return '';
    if (typeof value !== 'object') return String(value);
    if (value.rule) return value.name + '：' + value.rule + (value.start_event ? '，从' + value.start_event + '起算' : '') + (value.note ? '（' + value.note + '）' : '');
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
      el('summary', {}, el('b', { text: '依据 ' + items.length + ' 条' }), el('span', { text: items[0].title })));
    WQ.dom.add(box, el('ul', {}, items.map(citation)));
    return box;
  }

  function citation(item) {
    var note = item.status && item.status !== 'in_force' ? el('em', { class: 'status ' + item.status, text: STATUS[item.status] || item.status }) : null;
    var head = el('p', { class: 'source' }, el('b', { text: item.title }), item.section ? ' ' + item.section : '', note);
    var url = /^https?:\/\//.test(item.url || '') ? el('a', { href: item.url, target: '_blank', rel: 'noopener noreferrer', text: '看原文' }) : null;
    return el('li', {}, head, item.quote ? el('blockquote', { text: item.quote }) : null, url);
  }

  function validity(message) {
    var details = message.details || {}, parts = [];
    if (message.as_of && message.type === 'answer') parts.push('按 ' + message.as_of + ' 的规定回答');
    if (message.valid_from) parts.push(message.valid_from + ' 起适用');
    if (message.valid_to) parts.push('适用到 ' + message.valid_to);
    if (details.checked_on) parts.push('内容核对于 ' + details.checked_on);
    if (message.entry_id) parts.push(details.reviewer ? '审核：' + details.reviewer : '没有人工审核过');
    if (!parts.length && !details.notice) return null;
    return el('p', { class: 'validity' }, parts.join(' · '), details.notice ? el('span', { text: details.notice }) : null);
  }

  function stations(items) {
    if (!items || !items.length) return null;
    return el('ul', { class: 'stations' }, items.map(station));
  }

  function station(item) {
    var source = [item.phone_kind, item.note, item.source_title ? '来源：' + item.source_title : '', item.source_date ? '资料日期 ' + item.source_date : '', item.needs_check ? '资料较旧，去之前请先打电话核对' : ''].filter(Boolean).join('；');
    return el('li', { class: 'station' },
      el('h4', { text: item.name }),
      (item.region_path || []).length ? el('p', { class: 'path', text: item.region_path.join(' › ') }) : null,
      item.address ? el('p', {}, el('b', { text: '地址' }), item.address) : null,
      item.hours ? el('p', {}, el('b', { text: '时间' }), item.hours) : null,
      item.phone ? el('p', { class: 'call' }, el('b', { text: '电话' }), WQ.dom.phone(item.phone)) : el('p', { class: 'unverified', text: '电话未核实，请先问12345' }),
      source ? el('p', { class: 'fine', text: source }) : null,
      /^https?:\/\//.test(item.source_url || '') ? el('a', { class: 'fine', href: item.source_url, target: '_blank', rel: 'noopener noreferrer', text: '信息来源' }) : null);
  }

  function choices(message, act) {
    if (!message.choices || !message.choices.length) return null;
    var edits = message.type === 'case_sheet';
    var buttons = message.choices.map(function (choice) {
      return el('button', { type: 'button', class: 'choice', onclick: function () { act.choose(choice, message); }, text: choice.label });
    });
    if (edits) return el('details', { class: 'choices edits' }, el('summary', { text: '改一改前面的回答' }), buttons);
    return el('div', { class: 'choices', role: 'group', 'aria-label': '可以点选' }, buttons);
  }

  function tools(message, act) {
    if (['answer', 'station_list', 'case_sheet'].indexOf(message.type) < 0) return null;
    function tool(label, name, kind) {
      return el('button', { type: 'button', class: kind || 'tool', 'data-tool': name, onclick: function (event) { act.tool(name, message, event.currentTarget); }, text: label });
    }
    return el('div', { class: 'tools' }, el('span', { class: 'thumbs', role: 'group', 'aria-label': '评价' }, tool('有用', 'up'), tool('没帮上', 'down')),
      tool('复制', 'copy'), tool('分享', 'share'));
  }

  return { card: card };
})();
