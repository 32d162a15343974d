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

test('no request leaves the origin', async ({ page, server }) => {
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  const shell = new Shell(page);
  await shell.goto('/admin/users/integration-users/ATLAS_001');
  await page.getByRole('dialog').waitFor();
  expect([...origins]).toEqual([server.origin]);
});

test('a script that slipped into the page would not run', async ({ page, guard }) => {
  guard.expect(/Content Security Policy|content security policy/i);
  await new Shell(page).goto('/admin');
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "ran"';
    document.head.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="data:," onerror="document.title = \'ran\'">';
    document.body.append(image);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return document.title;
  });
  expect(ran).not.toBe('ran');
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
