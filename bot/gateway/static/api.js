/* The HTTP API. Every call ends in done(status, body); status 0 means the network failed. */
WQ.api = (function () {
  'use strict';
  var BASE = '/api/v1';

  function call(method, path, body, token, done) {
    var request = new XMLHttpRequest();
    request.open(method, BASE + path, true);
    request.timeout = 30000;
    request.setRequestHeader('Content-Type', 'application/json');
    if (token) request.setRequestHeader('Authorization', 'Bearer ' + token);
    request.onload = function () { done(request.status, parse(request.responseText)); };
    request.onerror = request.ontimeout = request.onabort = function () { done(0, {}); };
    request.send(body === null ? null : JSON.stringify(body));
  }

  function parse(text) {
    try { return JSON.parse(text); } catch (error) { return {}; }
  }

  function message(body, otherwise) {
    return body && body.error && body.error.message ? body.error.message : otherwise;
  }

  return { call: call, message: message };
})();
