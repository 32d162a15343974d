import { expect, test } from '../fixtures/test.ts';
import { Shell } from '../pages/shell.ts';

test('every answer carries its policy, also errors and files', async ({ page, guard }) => {
  guard.expect(/404/);
  for (const address of ['/admin', '/admin/users/integration-users', '/sign-in', '/favicon.svg', '/nothing']) {
    const headers = (await page.request.get(address)).headers();
    expect(headers['content-security-policy'], address).toMatch(/default-src 'self'.*object-src 'none'/);
    expect(headers['content-security-policy'], address).not.toContain('unsafe-inline');
    expect(headers['x-content-type-options'], address).toBe('nosniff');
    expect(headers['referrer-policy'], address).toBeTruthy();
    expect(headers['cross-origin-opener-policy'], address).toBeTruthy();
  }
  expect((await page.request.get('/admin')).headers()['cache-control']).toContain('no-store');
});

test('files of the site are open to all, and asked for again only when they changed', async ({ server }) => {
  for (const path of ['/favicon.svg', '/robots.txt']) {
    const file = await fetch(server.origin + path);
    expect(file.status, path).toBe(200);
    expect(file.headers.get('cache-control'), path).toBe('no-cache');
    expect(file.headers.get('vary'), path).toBe('accept-encoding');
    const again = await fetch(server.origin + path, { headers: { 'If-None-Match': file.headers.get('etag')! } });
    expect([again.status, await again.text()], path).toEqual([304, '']);
  }
});

test('no request leaves the origin', async ({ page, server }) => {
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  const shell = new Shell(page);
  await shell.goto('/admin/users/integration-users/ATLAS_001');
  await page.getByRole('dialog').waitFor();
  expect([...origins]).toEqual([server.origin]);
});

test('a script that slipped into the markup would not run', async ({ page, guard }) => {
  guard.expect(/Content Security Policy/i);
  await new Shell(page).goto('/admin');
  const title = await page.evaluate(async () => {
    const slipped = document.createElement('div');
    slipped.innerHTML = '<img src="data:," onerror="document.title = 1"><a href="javascript:void (document.title = 2)">x</a>';
    document.body.append(slipped);
    slipped.querySelector('a')!.click();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return document.title;
  });
  expect(title).toBe('Admin Home · Integration Users');
});

test('another site cannot change anything in the name of who is signed in', async ({ page, guard }) => {
  guard.expect(/403/);
  for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://elsewhere.example' }]) {
    for (const address of ['/api/users/set-status', '/sign-out']) {
      const answer = await page.request.post(address, { headers, data: { party_number: 'ATLAS_001', status: 'Inactive' } });
      expect(answer.status(), `${address} ${JSON.stringify(headers)}`).toBe(403);
    }
  }
  expect((await page.request.get('/sign-out')).status()).not.toBe(200);
  await new Shell(page).goto('/admin');
});

test('what the browser loads before anybody has signed in holds nothing of the server', async ({ page, server, session }) => {
  const files = new Set<string>();
  page.on('request', (request) => files.add(request.url()));
  await new Shell(page).goto('/admin/users/integration-users');
  const assets = [...files].filter((url) => new URL(url).pathname.startsWith('/pkg/'));
  expect(assets.filter((url) => /\.wasm$/.test(url))).not.toEqual([]);
  const secrets = session.cookies.filter((cookie) => cookie.name.includes('session')).map((cookie) => cookie.value);
  expect(secrets).not.toEqual([]);
  for (const url of assets) {
    // Without a cookie: anybody may have them.
    const file = await fetch(url);
    expect(file.headers.get('cache-control'), url).toContain('immutable');
    const text = Buffer.from(await file.arrayBuffer()).toString('latin1');
    for (const canary of [
      ...secrets,
      server.firstLink.split('/').at(-1)!,
      'atlas-001',
      'ATLAS_001',
      'INSERT INTO',
      'SELECT ',
      'IU_DATABASE_URL',
      'IU_ADMIN_OIDC_CLIENT_SECRET',
    ]) {
      expect(text.includes(canary), `${canary} in ${url}`).toBe(false);
    }
  }
});
