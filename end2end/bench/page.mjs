import { instrument } from './inpage.mjs';

/** A window of its own, signed in, with nothing in its cache. */
export async function open(browser, { origin, cookie }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name, value] = [cookie.slice(0, cookie.indexOf('=')), cookie.slice(cookie.indexOf('=') + 1)];
  await context.addCookies([{ name, value, url: origin }]);
  await context.addInitScript(instrument);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { context, page };
}

/** Loads an address twice: with nothing in the cache, and again. */
export async function loads(browser, subject, address, mark, report) {
  const { context, page } = await open(browser, subject);
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  let bytes = 0;
  network.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  for (const kind of ['cold load', 'repeat load']) {
    bytes = 0;
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForFunction((mark) => globalThis.bench.load(mark), mark);
    const { paint, interactive } = await page.evaluate((mark) => globalThis.bench.load(mark), mark);
    report(`${kind}, bytes`, 'kB', bytes / 1000);
    report(`${kind}, first paint`, 'ms', paint);
    report(`${kind}, interactive`, 'ms', interactive);
    // Caches are written beside the page.
    await page.waitForLoadState('networkidle');
  }
  await context.close();
}

/** Presses a key once something has the focus, and gives the milliseconds to the frame in which the state is reached. */
export async function pressUntil(page, key, state) {
  await page.evaluate((state) => globalThis.bench.watch(state), state);
  await page.keyboard.press(key);
  let timer;
  const patience = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`"${state}" was not reached by ${key}`)), 30_000);
  });
  try {
    return await Promise.race([page.evaluate(() => globalThis.benched), patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Presses a key that leads to another document, and gives the milliseconds until that one is painted, or built. */
export async function pressAway(page, key, done = 'arrived') {
  await page.evaluate(() => globalThis.bench.leave());
  const arrived = page.waitForEvent('load');
  await page.keyboard.press(key);
  await arrived;
  await page.waitForFunction(() => performance.getEntriesByType('navigation')[0]?.loadEventEnd > 0);
  return page.evaluate((done) => globalThis.bench[done](), done);
}

/** The one in the middle. */
export const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
