/* Downloads of a sheet: the visitor's own browser sends its token, so that the file holds the personal data too. */
WQ.casefiles = (function () {
  'use strict';

  function token() {
    var opened = WQ.store.read('conversation');
    return opened ? opened.token : '';
  }

  /* Fetch with the token; done(status, response). */
  function fetchAs(url, type, done) {
    var request = new XMLHttpRequest();
    request.open('GET', url, true);
    request.responseType = type;
    request.setRequestHeader('Authorization', 'Bearer ' + token());
    request.onload = function () { done(request.status, request.response); };
    request.onerror = request.ontimeout = function () { done(0, null); };
    request.send();
  }

  /* A click on a link to a file; without a token, or in a browser that cannot save, the link itself works. */
  function click(event) {
    var link = event.currentTarget;
    if (!token() || !window.URL || !('download' in link) || /MicroMessenger/i.test(navigator.userAgent)) return;
    event.preventDefault();
    fetchAs(link.getAttribute('href'), 'blob', function (status, body) {
      if (status !== 200) { window.location.href = link.getAttribute('href'); return; }
      save(body, link.getAttribute('data-file'));
    });
  }

  function save(body, name) {
    var link = document.createElement('a');
    link.href = window.URL.createObjectURL(body);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    setTimeout(function () { window.URL.revokeObjectURL(link.href); }, 60000);
  }

  return { click: click, fetchAs: fetchAs, token: token };
})();
