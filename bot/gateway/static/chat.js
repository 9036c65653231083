/* The page: the log, the composer, the menu. */
(function () {
  'use strict';
  var el = WQ.dom.el, id = WQ.dom.id, store = WQ.store, turns = WQ.turns, word = WQ.word;
  var bubbles = {}, shown = {}, slow = [], lastInput = null, polling = null;
  var wechat = /MicroMessenger/i.test(navigator.userAgent);

  /* The log */

  function item(className, child) {
    var node = el('li', { class: className }, child);
    id('log').appendChild(node);
    document.body.classList.add('talking');
    return node;
  }

  function showTurn(turn) {
    if (bubbles[turn.client_id]) return;
    var state = el('p', { class: 'state', role: 'status' });
    var node = item('mine', [el('div', { class: 'bubble' }, WQ.dom.prose(turn.text)), state]);
    bubbles[turn.client_id] = { node: node, state: state };
    retireChoices();
    node.scrollIntoView({ block: 'end' });
  }

  function mark(turn, text, retry) {
    var bubble = bubbles[turn.client_id];
    if (!bubble) return;
    WQ.dom.clear(bubble.state);
    bubble.node.classList.toggle('pending', !!text);
    WQ.dom.add(bubble.state, text);
    if (retry) WQ.dom.add(bubble.state, el('button', { type: 'button', class: 'retry', text: word('retry'), onclick: turns.retry }));
  }

  function showMessage(message) {
    if (shown[message.seq]) return null;
    shown[message.seq] = true;
    if (message.author === 'visitor') {
      if (message.client_id && bubbles[message.client_id]) { keepOrder(bubbles[message.client_id].node); return null; }
      var mine = item('mine', el('div', { class: 'bubble' }, WQ.dom.prose(message.text)));
      if (message.client_id) bubbles[message.client_id] = { node: mine, state: mine.appendChild(el('p', { class: 'state' })) };
      return mine;
    }
    retireChoices();
    var node = item(message.author === 'staff' ? 'theirs staff' : 'theirs', WQ.cards.card(message, { choose: choose, tool: tool }));
    node.setAttribute('data-seq', message.seq);
    lastInput = message;
    WQ.inputs.show(message, say);
    if (message.region && message.region.requested && message.region.requested !== 'national') rememberRegion(message.region);
    if (message.type === 'handoff') poll(['returned', 'closed'].indexOf((message.handoff || {}).state) < 0);
    return node;
  }

  /* A bubble that waited while another tab went on stands where the transcript has it. */
  function keepOrder(node) {
    var waiting = node.parentNode.querySelectorAll('.mine.pending');
    if (node.nextElementSibling && !waiting.length) node.parentNode.appendChild(node);
  }

  function retireChoices() {
    Array.prototype.forEach.call(document.querySelectorAll('.choices .choice'), function (button) { button.disabled = true; });
    WQ.inputs.show(null, say);
  }

  function rememberRegion(region) {
    if (region.code === region.requested && region.code !== 'national') setRegion({ code: region.code, name: region.name, full: region.name });
  }

  /* Sending */

  function say(text) {
    text = String(text).trim();
    if (text) turns.put({ text: text });
  }

  function choose(choice, message) {
    turns.put({ text: choice.label, choice: choice.id, message: message.id });
  }

  function typing(on) {
    slow.forEach(clearTimeout);
    slow = [];
    id('typing').hidden = !on;
    id('typing-text').textContent = word('looking');
    if (!on) return;
    slow.push(setTimeout(function () { id('typing-text').textContent = word('still_looking'); }, 3000));
    slow.push(setTimeout(function () { id('typing-text').textContent = word('slow'); }, 8000));
  }

  var listener = {
    queued: showTurn,
    message: showMessage,
    sending: function (turn) { showTurn(turn); mark(turn, ''); typing(true); banner(''); },
    answered: function (turn, messages) {
      typing(false);
      mark(turn, '');
      var first = null;
      messages.forEach(function (message) { first = showMessage(message) || first; });
      if (first) first.scrollIntoView({ block: 'start', behavior: 'smooth' });
      banner('');
    },
    waiting: function (turn, status, error) {
      typing(false);
      var offline = status === 0, kept = error.code === 'engine_unavailable';
      mark(turn, word(offline ? 'no_reply' : kept ? 'kept' : 'not_kept'), true);
      banner(offline ? word('offline') : error.message || word('no_answer'));
    },
    refused: function (turn, message) {
      typing(false);
      mark(turn, message);
      if (!turn.choice && !id('text').value) { id('text').value = turn.text; grow(); }
      turns.catchUp();
    },
    noted: WQ.record.count,
    restarted: function () { shown = {}; },
    left: function () { window.location.reload(); }
  };

  function banner(text) {
    id('banner').textContent = text;
    id('banner').hidden = !text;
  }

  /* While a person may write, the page looks for new messages. */
  function poll(on) {
    if (!on) { clearInterval(polling); polling = null; return; }
    if (!polling) polling = setInterval(function () { if (!document.hidden) turns.catchUp(); }, 5000);
  }

  /* The composer */

  function grow() {
    var box = id('text');
    box.style.height = 'auto';
    box.style.height = Math.min(box.scrollHeight, 160) + 'px';
    var over = box.value.length > 2000;
    id('hint').hidden = !over;
    id('hint').textContent = over ? word('too_long', { count: box.value.length }) : '';
    id('send').disabled = over || !box.value.trim();
  }

  function submit(event) {
    if (event) event.preventDefault();
    var box = id('text');
    if (!box.value.trim() || box.value.length > 2000) return;
    say(box.value);
    box.value = '';
    store.write('draft', null);
    grow();
  }

  /* Region, type size, menu */

  function setRegion(region) {
    store.write('region', region);
    id('region-name').textContent = region ? region.name : word('pick_county');
    id('region').classList.toggle('set', !!region);
    id('where').hidden = !!region;
  }

  function pickRegion() {
    WQ.picker.open(function (region) {
      setRegion(region);
      if (turns.conversation()) say(word('i_am_in', { region: region.full }));
      else WQ.dom.say(word('picked', { region: region.full }));
    });
  }

  function setLarger(on) {
    document.documentElement.classList.toggle('larger', on);
    id('larger').setAttribute('aria-pressed', on ? 'true' : 'false');
    store.write('larger', on);
  }

  function menu(open) {
    id('menu').hidden = !open;
    id('menu-open').setAttribute('aria-expanded', open ? 'true' : 'false');
    if (open) id('menu').querySelector('button:not([hidden])').focus();
  }

  function fresh() {
    turns.forget();
    window.location.reload();
  }

  function erase() {
    var opened = turns.conversation();
    if (!window.confirm(word('erase_sure'))) return;
    if (!opened) { erased(); return; }
    WQ.api.call('DELETE', '/conversations/' + opened.id, null, opened.token, function (status) {
      if (status !== 200 && status !== 404) { banner(word('erase_failed')); return; }
      erased();
    });
  }

  function erased() {
    store.clear();
    id('text').value = '';
    fresh();
  }

  function everything() {
    var lines = Array.prototype.map.call(document.querySelectorAll('.mine .bubble, .theirs .card'), function (node) { return node.innerText.trim(); });
    return lines.join('\n\n');
  }

  var ACTS = {
    print: function () { openDetails(); window.print(); },
    copy: function () { copy(everything()); },
    fresh: fresh, erase: erase, region: pickRegion
  };

  function openDetails() {
    Array.prototype.forEach.call(document.querySelectorAll('.card details:not(.edits)'), function (node) { node.open = true; });
  }

  /* Tools of a card */

  function tool(name, message, button) {
    if (name === 'copy') copy(plainText(message), button);
    else if (name === 'share') share(message, button);
    else rate(name, message, button);
  }

  function plainText(message) {
    var sources = (message.citations || []).map(function (citation) { return citation.words; }).join('；');
    return message.text + (sources ? '\n' + word('signature', { sources: sources }) : '') + '\n' + word('disclaimer');
  }

  function share(message, button) {
    if (navigator.share) navigator.share({ text: plainText(message) })['catch'](function () { /* closed by the visitor */ });
    else copy(plainText(message), button);
  }

  function copy(text, button) {
    var area = el('textarea', { class: 'hidden', readonly: '' });
    area.value = text;
    document.body.appendChild(area);
    area.select();
    area.setSelectionRange(0, text.length);
    var done = document.execCommand('copy');
    document.body.removeChild(area);
    WQ.dom.say(word(done ? 'copied' : 'not_copied'));
    if (button) flash(button, word(done ? 'copied' : 'hold_to_copy'));
  }

  function flash(button, text) {
    var before = button.textContent;
    button.textContent = text;
    setTimeout(function () { button.textContent = before; }, 1600);
  }

  function rate(value, message, button) {
    var box = button.parentNode, opened = turns.conversation();
    function send(reason, done) {
      WQ.api.call('POST', '/conversations/' + opened.id + '/feedback', { message_id: message.id, value: value, reason: reason }, opened.token, done);
    }
    send('', function (status) {
      if (status !== 200) { flash(button, word('not_noted')); return; }
      WQ.dom.clear(box);
      WQ.dom.add(box, el('span', { class: 'thanks', role: 'status', text: word('thanks_' + value) }));
      if (value === 'down') WQ.dom.add(box, reasons(send, box));
    });
  }

  function reasons(send, box) {
    return ['other', 'vague', 'wrong', 'local', 'unclear'].map(function (name) {
      var reason = word('reason_' + name);
      return el('button', { type: 'button', class: 'tool', text: reason, onclick: function () {
        send(reason, function () { WQ.dom.clear(box); WQ.dom.add(box, el('span', { class: 'thanks', text: word('thanks_reason') })); });
      } });
    });
  }

  function start() {
    setRegion(store.read('region'));
    setLarger(!!store.read('larger'));
    id('text').value = store.read('draft') || '';
    id('composer').addEventListener('submit', submit);
    id('text').addEventListener('input', function () { store.write('draft', id('text').value || null); grow(); });
    id('text').addEventListener('keydown', function (event) {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
    });
    id('region').addEventListener('click', pickRegion);
    id('where').addEventListener('click', pickRegion);
    id('larger').addEventListener('click', function () { setLarger(id('larger').getAttribute('aria-pressed') !== 'true'); });
    id('menu-open').addEventListener('click', function () { menu(id('menu').hidden); });
    document.addEventListener('click', function (event) {
      var target = event.target.closest ? event.target.closest('[data-act],[data-say]') : null;
      if (target && target.getAttribute('data-say')) say(target.getAttribute('data-say'));
      else if (target) ACTS[target.getAttribute('data-act')]();
      if (!id('menu-open').contains(event.target)) menu(false);
    });
    document.addEventListener('keydown', function (event) { if (event.key === 'Escape' && !id('menu').hidden) { menu(false); id('menu-open').focus(); } });
    window.addEventListener('beforeprint', openDetails);
    window.addEventListener('offline', function () { banner(word('offline')); });
    window.addEventListener('online', function () { banner(''); });
    if (wechat) id('menu').querySelector('[data-act=print]').hidden = true;
    WQ.picker.start();
    WQ.record.start();
    grow();
    turns.start(listener);
    WQ.continuing(say, banner);
  }

  start();
})();
