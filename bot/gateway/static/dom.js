/* Building the page: every text becomes a text node, never HTML. */
WQ.dom = (function () {
  'use strict';
  var SVG = 'http://www.w3.org/2000/svg';
  var NUMBERS = /(1[3-9]\d{9}(?!\d)|1[2]\d{3}(?!\d)|(?:0\d{2,3}-?)?[2-9]\d{6,7}(?!\d)|400-?\d{3}-?\d{4}(?!\d))/g;

  function el(tag, attributes) {
    var node = document.createElement(tag), i, name;
    for (name in attributes || {}) {
      if (name === 'text') node.appendChild(document.createTextNode(attributes.text));
      else if (name === 'onclick') node.addEventListener('click', attributes.onclick);
      else if (attributes[name] !== null && attributes[name] !== undefined) node.setAttribute(name, attributes[name]);
    }
    for (i = 2; i < arguments.length; i++) add(node, arguments[i]);
    return node;
  }

  function add(node, child) {
    if (child === null || child === undefined || child === '') return;
    if (Array.isArray(child)) child.forEach(function (one) { add(node, one); });
    else node.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  }

  function icon(path) {
    var svg = document.createElementNS(SVG, 'svg'), shape = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    shape.setAttribute('d', path);
    svg.appendChild(shape);
    return svg;
  }

  /* A telephone number as a link; several in one string become several links. */
  function phone(text) {
    return dialled(text, /\+?\d[\d-]{3,}\d/g);
  }

  /* A line of text whose service numbers and telephone numbers are links. */
  function linked(text) { return dialled(text, NUMBERS); }

  function dialled(text, pattern) {
    var parts = [], last = 0, match;
    pattern.lastIndex = 0;
    while ((match = pattern.exec(text)) !== null) {
      var before = text.charAt(match.index - 1);
      if (/[\d.\-年〔]/.test(before)) continue;
      parts.push(text.slice(last, match.index));
      parts.push(el('a', { href: 'tel:' + match[0].replace(/[^\d+]/g, ''), class: 'tel', text: match[0] }));
      last = match.index + match[0].length;
    }
    parts.push(text.slice(last));
    return parts;
  }

  /* Running text: line breaks kept, service numbers dialled by a touch. */
  function prose(text, className) {
    var box = el('div', { class: className || 'prose' });
    String(text).split(/\n+/).forEach(function (line) {
      if (line.trim()) add(box, el('p', {}, linked(line)));
    });
    return box;
  }

  function clear(node) {
    while (node.firstChild) node.removeChild(node.firstChild);
  }

  function id(name) { return document.getElementById(name); }

  /* A box over the page: Tab stays inside, Escape closes it. */
  function modal(box, close) {
    document.addEventListener('keydown', function (event) {
      if (box.hidden || event.defaultPrevented) return;
      if (event.key === 'Escape') { event.preventDefault(); close(); return; }
      if (event.key !== 'Tab') return;
      var inside = Array.prototype.filter.call(box.querySelectorAll('button,select,input'), function (b) { return b.offsetParent !== null; });
      var first = inside[0], last = inside[inside.length - 1];
      if (event.shiftKey && document.activeElement === first) { last.focus(); event.preventDefault(); }
      else if (!event.shiftKey && document.activeElement === last) { first.focus(); event.preventDefault(); }
    });
    box.addEventListener('click', function (event) { if (event.target === box) close(); });
  }

  function say(text) { id('announce').textContent = text; }

  return { el: el, add: add, icon: icon, phone: phone, linked: linked, prose: prose, clear: clear, modal: modal, id: id, say: say };
})();
