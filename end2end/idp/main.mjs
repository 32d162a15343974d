#!/usr/bin/env node
/**
 * A real identity provider for tests and for trying out, on loopback.
 *
 *     node idp/main.mjs [--port 9000] [--with-parent]
 *
 * Prints one line of JSON: its address (`issuer`), the address of its control door (`control.mjs`), the audience and the clients. With
 * `--with-parent` it ends when the process that started it does, however that ends.
 */
import { parseArgs } from 'node:util';
import { APPLICATIONS, AUDIENCE, SCOPE, secretOf } from './known.mjs';

// What oidc-provider has to say (of plain HTTP, of the version of Node.js) it says while it is loaded, so this comes before.
console.info = () => {};
console.warn = () => {};

/** How often (in milliseconds) it looks whether who started it is still there. */
const LOOK_AROUND = 200;

const { Idp } = await import('./idp.mjs');

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, 'with-parent': { type: 'boolean', default: false } },
});

const idp = await Idp.start(Number(values.port));
console.log(
  JSON.stringify({
    issuer: idp.issuer,
    control: idp.control,
    audience: AUDIENCE,
    scope: SCOPE,
    clients: APPLICATIONS.map(({ id, alg }) => ({ id, alg, secret: secretOf(id) })),
  }),
);

async function stop() {
  await idp.stop();
  process.exit(0);
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (values['with-parent']) {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stop(), LOOK_AROUND).unref();
}
