/* Turns that are neither lost nor doubled: each waits in the outbox under its own id until its reply has come. */
WQ.turns = (function () {
  'use strict';
  var store = WQ.store, PAUSES = [1000, 2000, 4000, 8000, 15000];
  var listener = null, busy = false, failures = 0, timer = null;
  var seen = 0, known = '';  /* of this tab: the last message it shows, the conversation it shows */

  function outbox() { return store.read('outbox') || []; }

  function conversation() { return store.read('conversation'); }

  function put(turn) {
    turn.client_id = store.uuid();
    store.write('outbox', outbox().concat([turn]));
    listener.queued(turn);
    flush();
    return turn;
  }

  function drop(turn) {
    store.write('outbox', outbox().filter(function (one) { return one.client_id !== turn.client_id; }));
  }

  function flush() {
    var turn = outbox()[0];
    if (busy || !turn) return;
    clearTimeout(timer);
    busy = true;
    listener.sending(turn);
    withConversation(function (opened, status, reply) {
      if (!opened) { later(turn, status, reply); return; }
      var body = { client_id: turn.client_id };
      if (turn.choice) { body.choice = turn.choice; body.message_id = turn.message; } else body.text = turn.text;
      WQ.api.call('POST', '/conversations/' + opened.id + '/messages', body, opened.token, function (status, reply) {
        settle(turn, opened, status, reply);
      });
    });
  }

  function settle(turn, opened, status, reply) {
    if (status === 200) { listener.noted(reply.record_lines || 0); answered(turn, reply.messages); return; }
    if (status === 401 || status === 404) {
      store.write('conversation', null);
      known = '';
      busy = false;
      if (turn.choice) { drop(turn); listener.refused(turn, WQ.word('ended')); } else { listener.restarted(); }
      flush();
      return;
    }
    if (status === 409 || status === 413 || status === 422) {
      drop(turn);
      busy = false;
      listener.refused(turn, WQ.api.message(reply, WQ.word('not_sent')));
      flush();
      return;
    }
    later(turn, status, reply);
  }

  /* What came in between, as from another tab, is shown first. */
  function answered(turn, messages) {
    failures = 0;
    drop(turn);
    busy = false;
    var complete = messages.length && messages[0].seq <= seen + 2;
    if (complete) shown(turn, messages); else catchUp(function () { shown(turn, messages); });
    flush();
  }

  function shown(turn, messages) {
    listener.answered(turn, messages);
    if (messages.length) seenUpTo(messages[messages.length - 1].seq);
  }

  /* Other tabs learn from the store that there is something to fetch. */
  function seenUpTo(seq) {
    if (seq > seen) seen = seq;
    if (seq > (store.read('seen') || 0)) store.write('seen', seq);
  }

  function later(turn, status, reply) {
    var pause = PAUSES[Math.min(failures, PAUSES.length - 1)];
    failures += 1;
    busy = false;
    listener.waiting(turn, status, (reply && reply.error) || {});
    timer = setTimeout(flush, status === 429 ? 20000 : pause);
  }

  function withConversation(done) {
    var opened = conversation(), region = store.read('region');
    if (opened) { done(opened); return; }
    WQ.api.call('POST', '/conversations', { channel: 'web', region: region ? region.code : null }, '', function (status, made) {
      if (status === 422 && region) { store.write('region', null); withConversation(done); return; }
      if (status !== 200) { done(null, status, made); return; }
      opened = { id: made.conversation_id, token: made.token };
      known = opened.id;
      seen = 0;
      store.write('seen', 0);
      store.write('conversation', opened);
      done(opened);
    });
  }

  /* Everything of the transcript that this tab has not shown yet. */
  function catchUp(done) {
    var opened = conversation();
    if (!opened) { if (done) done(); return; }
    if (opened.id !== known) { known = opened.id; seen = 0; }
    WQ.api.call('GET', '/conversations/' + opened.id + '/messages?after=' + seen, null, opened.token, function (status, body) {
      if (status === 200) {
        listener.noted(body.record_lines || 0);
        body.messages.forEach(function (message) { listener.message(message); seenUpTo(message.seq); });
      } else if (status === 401 || status === 404) { store.write('conversation', null); store.write('seen', 0); }
      if (done) done(status);
    });
  }

  /* Another tab wrote something: show the same, or start anew when it left the conversation. */
  function elsewhere(name) {
    var opened = conversation();
    if (known && (!opened || opened.id !== known) && (name === 'conversation' || !name)) listener.left();
    else if ((name === 'seen' || name === 'conversation') && opened && !busy && (store.read('seen') || 0) > seen) catchUp();
  }

  function forget() {
    store.write('conversation', null);
    store.write('outbox', []);
    store.write('seen', 0);
    seen = 0;
    known = '';
    busy = false;
    failures = 0;
    clearTimeout(timer);
  }

  function retry() { failures = 0; flush(); }

  function start(given) {
    listener = given;
    store.watch(elsewhere);
    window.addEventListener('online', retry);
    document.addEventListener('visibilitychange', function () { if (!document.hidden) { retry(); if (conversation() && !busy) catchUp(); } });
    catchUp(function () {
      outbox().forEach(listener.queued);
      flush();
    });
  }

  return { put: put, start: start, retry: retry, forget: forget, conversation: conversation, opened: withConversation, outbox: outbox, catchUp: catchUp };
})();
