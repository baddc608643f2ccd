// A clock that a test turns, for browsers whose driver has none. Served before every script of the page (doorway.py), with `AT`, the
// time in milliseconds, in front. Nothing moves by itself; `turned.run` takes every timer that comes due with it.
{
  const RealDate = Date;
  const due = new Map();
  let wall = AT, steady = 0, last = 0;
  const step = (ms) => { wall += ms; steady += ms; };
  const after = (every) => (act, ms = 0, ...given) => {
    const wait = Math.max(1, Number(ms) || 0);
    due.set(++last, { id: last, at: steady + wait, every: every ? wait : 0, act: () => act(...given) });
    return last;
  };
  globalThis.Date = class extends RealDate {
    constructor(...given) { if (given.length) super(...given); else super(wall); }
    static now() { return wall; }
  };
  performance.now = () => steady;
  globalThis.setTimeout = after(false);
  globalThis.setInterval = after(true);
  globalThis.clearTimeout = globalThis.clearInterval = (id) => { due.delete(id); };
  globalThis.turned = {
    set(ms) { wall = ms; },
    run(ms) {
      const end = steady + ms;
      for (;;) {
        const next = [...due.values()].filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        step(next.at - steady);
        if (next.every) next.at += next.every; else due.delete(next.id);
        next.act();
      }
      step(end - steady);
    },
  };
}
