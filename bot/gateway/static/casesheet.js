/* The sheet a guided flow ends with: facts, warnings, deadlines, routes, checklists, and its page and files. */
WQ.casesheet = (function () {
  'use strict';
  var el = WQ.dom.el;

  function sheet(value) {
    return el('div', { class: 'casesheet' },
      value.title ? el('h3', { text: value.title }) : null,
      value.code ? el('p', { class: 'code' }, '查询码 ', el('b', { text: value.code })) : null,
      value.code ? files(value.code) : null,
      part('特别注意', lines(value.warnings, 'warn')), part('期限', deadlines(value.deadlines)),
      (value.routes || []).map(route), part('您说的情况', facts(value.facts)), part('证据清单', checks(value.evidence)),
      (value.sections || []).map(section), (value.draft || []).map(draft), part('可以去的机构', offices(value.stations)));
  }

  function files(code) {
    var page = '/case/' + code;
    function link(text, href, file) {
      var attributes = { class: 'tool', href: href, target: '_blank', rel: 'noopener', text: text };
      if (file) { attributes['data-file'] = file; attributes.onclick = WQ.casefiles.click; }
      return el('a', attributes);
    }
    return el('p', { class: 'files' }, link('打开单子，可打印', page), ' ', link('下载Word', page + '.docx', code + '.docx'), ' ',
      link('存成图片', page + '.png', code + '.png'));
  }

  function part(title, body) {
    return body ? el('section', { class: 'part' }, el('h4', { text: title }), body) : null;
  }

  function facts(items) {
    if (!items || !items.length) return null;
    var list = el('dl', {});
    items.forEach(function (fact) { WQ.dom.add(list, [el('dt', { text: fact.label }), el('dd', { text: fact.value })]); });
    return list;
  }

  function lines(items, className) {
    if (!items || !items.length) return null;
    return el('ul', { class: className || '' }, items.map(function (item) { return el('li', { text: typeof item === 'string' ? item : item.text }); }));
  }

  function deadlines(items) {
    if (!items || !items.length) return null;
    return el('ul', { class: 'due' }, items.map(deadline));
  }

  function deadline(item) {
    if (!item.due) return el('li', {}, el('b', { text: item.name }), '：' + item.rule + '，从' + item.start_event + '起算；', el('em', { text: '具体日期看收到的文书' }));
    var left = item.days_left < 0 ? '已过 ' + -item.days_left + ' 天，请马上问律师或受理机构' : item.days_left === 0 ? '就是今天' : '还剩 ' + item.days_left + ' 天';
    var notes = [item.rough ? '起算日是大概的，请找准日子再核' : '', item.provisional ? '放假安排未公布，暂按周一至周五算' : '', item.transition ? '其间法律有修改，过渡办法未核实，先按最早的准备' : '',
      item.moved ? '末日遇休息日，已顺延' : '', item.note || ''].filter(Boolean).join('；');
    return el('li', { class: item.days_left < 0 ? 'over' : item.days_left <= 7 ? 'soon' : null }, el('b', { text: item.name }), ' 最晚 ' + item.due + '，',
      el('em', { text: left }), '（' + item.rule + '）', notes ? el('p', { class: 'fine', text: notes }) : null);
  }

  function route(item, index) {
    function row(label, text) { return text ? el('p', {}, el('b', { text: label }), text) : null; }
    var undated = (item.deadlines || []).filter(function (one) { return !one.due; });
    return el('details', index === 0 ? { class: 'route', open: '' } : { class: 'route' },
      el('summary', { text: (index + 1) + '. ' + item.name }),
      lines(item.why, 'why'), row('谁来定', item.decides), row('花费', item.cost), row('多久', item.time), row('风险', item.risk),
      item.steps ? el('ol', {}, item.steps.map(function (step) { return el('li', { text: step }); })) : null,
      part('要带的材料', checks((item.papers || []).map(blank))), part('证据', checks(item.evidence)), part('期限', deadlines(undated)));
  }

  function blank(text) { return { label: text }; }

  function checks(items) {
    if (!items || !items.length) return null;
    return el('ul', { class: 'checks' }, items.map(function (item) {
      var box = el('input', { type: 'checkbox' });
      box.checked = !!item.have;
      return el('li', {}, el('label', {}, box, item.label));
    }));
  }

  function section(item) {
    return part(item.title, item.checklist ? checks((item.lines || []).map(blank)) : lines(item.lines));
  }

  function draft(item) {
    return part(item.title, el('div', { class: 'draft' }, (item.lines || []).map(function (line) { return el('p', { text: line }); })));
  }

  function offices(items) {
    if (!items || !items.length) return null;
    return el('ul', { class: 'offices' }, items.map(function (item) {
      return el('li', {}, el('b', { text: item.name }), item.address ? el('p', { text: item.address }) : null,
        item.phone ? el('p', {}, WQ.dom.phone(item.phone), item.phone_kind ? '（' + item.phone_kind + '）' : '') : null,
        !item.address && !item.phone ? el('p', { text: '联系方式未核实，请先问12345' }) : null);
    }));
  }

  return sheet;
})();
