/* Choosing a county: by position, or province, city, county in three touches. */
WQ.picker = (function () {
  'use strict';
  var el = WQ.dom.el, id = WQ.dom.id;
  var FIRST = ['230000', '520000', '330000'];
  var path = [], chosen = null, before = null;

  function open(done) {
    chosen = done;
    before = document.activeElement;
    id('picker').hidden = false;
    document.body.classList.add('covered');
    path = [];
    note(WQ.word('position_use'));
    show('');
    id('locate').hidden = !(navigator.geolocation && window.isSecureContext !== false);
    id('picker-close').focus();
  }

  function close() {
    id('picker').hidden = true;
    document.body.classList.remove('covered');
    if (before && before.focus) before.focus();
  }

  function note(text) { id('picker-note').textContent = text; }

  function show(code) {
    var places = id('places');
    crumbs();
    WQ.dom.clear(places);
    WQ.dom.add(places, el('p', { class: 'fine', text: WQ.word('reading') }));
    WQ.api.call('GET', '/regions?parent=' + code, null, '', function (status, body) {
      WQ.dom.clear(places);
      if (status !== 200) {
        WQ.dom.add(places, el('button', { type: 'button', class: 'place', onclick: function () { show(code); }, text: WQ.word('not_read') }));
        return;
      }
      if (!body.regions.length) { finish(path[path.length - 1]); return; }
      if (path.length) WQ.dom.add(places, whole(path[path.length - 1]));
      WQ.dom.add(places, sorted(body.regions).map(place));
    });
  }

  function sorted(regions) {
    if (path.length) return regions;
    return regions.slice().sort(function (a, b) { return rank(a) - rank(b); });
  }

  function rank(region) {
    var place = FIRST.indexOf(region.code);
    return place < 0 ? FIRST.length : place;
  }

  function place(region) {
    var local = !path.length && FIRST.indexOf(region.code) >= 0;
    return el('button', {
      type: 'button', class: local ? 'place local' : 'place', 'data-code': region.code, text: region.name,
      onclick: function () {
        if (region.level === 'county') { finish(region); return; }
        path.push(region);
        show(region.code);
      }
    });
  }

  function whole(region) {
    return el('button', { type: 'button', class: 'place whole', text: WQ.word('whole', { region: region.name }), onclick: function () { finish(region); } });
  }

  function crumbs() {
    var box = id('crumbs');
    WQ.dom.clear(box);
    if (!path.length) return;
    WQ.dom.add(box, el('button', { type: 'button', text: WQ.word('country'), onclick: function () { path = []; show(''); } }));
    path.forEach(function (region, index) {
      WQ.dom.add(box, el('button', { type: 'button', text: region.name, onclick: function () { path = path.slice(0, index + 1); show(region.code); } }));
    });
  }

  function finish(region) {
    close();
    if (chosen) chosen({ code: region.code, name: region.name, full: region.path.join('') });
  }

  function locate() {
    note(WQ.word('locating'));
    navigator.geolocation.getCurrentPosition(function (position) {
      var query = '?lat=' + position.coords.latitude.toFixed(3) + '&lon=' + position.coords.longitude.toFixed(3);
      WQ.api.call('GET', '/regions/nearest' + query, null, '', function (status, body) {
        if (status === 200) offer(body.regions[0]);
        else note(WQ.word('not_located'));
      });
    }, function () { note(WQ.word('no_position')); }, { timeout: 8000, maximumAge: 600000 });
  }

  function offer(region) {
    var places = id('places');
    note(WQ.word('here'));
    WQ.dom.clear(places);
    var yes = el('button', { type: 'button', class: 'place whole', text: region.path.join(' '), onclick: function () { finish(region); } });
    WQ.dom.add(places, [yes, el('button', { type: 'button', class: 'place', text: WQ.word('not_here'), onclick: function () { show(''); } })]);
    yes.focus();
  }

  function start() {
    id('picker-close').addEventListener('click', close);
    id('locate').addEventListener('click', locate);
    WQ.dom.modal(id('picker'), close);
  }

  return { open: open, start: start };
})();
