/**
 * What runs inside of the page: it takes the time between an event, as the browser stamps it, and the end of the first frame in which
 * something holds. No message between the browser and the script is in that time.
 */
export function instrument() {
  const text = (selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent).join('\n');
  const rows = () => text('main table tbody td a.id');
  const options = (side) => `dialog[open] [role=listbox][id*="sales"][id*="${side}"] [role=option]`;

  /** What can be waited for: a value before, and whether it is reached. */
  const states = {
    rows: { now: rows, holds: (before) => rows() !== '' && rows() !== before },
    panel: {
      now: () => '',
      holds: () =>
        [...document.querySelectorAll('dialog[open] form input')].some((input) => input.value !== '') &&
        document.querySelectorAll('dialog[open] form [aria-expanded]').length >= 2,
    },
    closed: { now: () => '', holds: () => !document.querySelector('dialog[open]') },
    statuses: { now: () => text('main table tbody .badge'), holds: (before) => text('main table tbody .badge') !== before },
    options: { now: () => text('dialog[open] [role=option]'), holds: (before) => text('dialog[open] [role=option]') !== before },
    moved: {
      now: () => '',
      holds: () => !document.querySelector(options('available')) && Boolean(document.querySelector(options('selected'))),
    },
    djangoOptions: {
      now: () => String(document.querySelectorAll('#id_groups_from option').length),
      holds: (before) => String(document.querySelectorAll('#id_groups_from option').length) !== before,
    },
  };

  const afterFrame = (then) =>
    requestAnimationFrame(() => {
      // A message comes after the frame has been painted; a timer might come later.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(0);
    });

  globalThis.bench = {
    /** From the next key on, to the frame in which the state is reached. */
    watch(name) {
      const state = states[name];
      const before = state.now();
      globalThis.benched = new Promise((resolve) => {
        let began;
        const look = () => {
          if (began === undefined || !state.holds(before)) return;
          observer.disconnect();
          afterFrame(() => resolve(performance.now() - began));
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        addEventListener('keydown', (event) => (began = event.timeStamp), { capture: true, once: true });
        // A check box is pressed when Space comes up; until then nothing is asked for.
        addEventListener('keyup', (event) => event.code === 'Space' && (began = event.timeStamp), { capture: true, once: true });
      });
    },
    /** The same to another document: keeps when the next key is pressed. */
    leave() {
      addEventListener('keydown', (event) => sessionStorage.setItem('benchBegan', performance.timeOrigin + event.timeStamp), {
        capture: true,
        once: true,
      });
    },
    /** In the other document, once it is loaded: what has passed since until all of it was painted. */
    async arrived() {
      const began = Number(sessionStorage.getItem('benchBegan'));
      const [navigation] = performance.getEntriesByType('navigation');
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
      return performance.timeOrigin + Math.max(paint, navigation.domContentLoadedEventEnd) - began;
    },
    /** The same, until its scripts have built what they build when all is loaded. */
    async built() {
      const began = Number(sessionStorage.getItem('benchBegan'));
      const [navigation] = performance.getEntriesByType('navigation');
      return performance.timeOrigin + navigation.loadEventEnd - began;
    },
    /** How the load of this page went, in milliseconds since it was asked for. */
    load(mark) {
      const [navigation] = performance.getEntriesByType('navigation');
      const paint = performance.getEntriesByName('first-contentful-paint')[0];
      const interactive = mark ? performance.getEntriesByName(mark)[0]?.startTime : navigation.domContentLoadedEventEnd;
      return paint && interactive ? { paint: paint.startTime, interactive: Math.max(interactive, paint.startTime) } : undefined;
    },
  };
}
