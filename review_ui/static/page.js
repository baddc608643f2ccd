// Fetches a page of ours as a document. The browser parses it by itself: no script of ours hands text to a parser,
// so that the browser may forbid exactly that to every script (Trusted Types).
export function getPage(address, form) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(form ? "POST" : "GET", address);
    request.responseType = "document";
    request.onload = () => done({ page: request.responseXML, status: request.status, address: request.responseURL });
    request.onerror = request.onabort = request.ontimeout = () => failed(new Error("no answer"));
    request.send(form ?? null);
  });
}
