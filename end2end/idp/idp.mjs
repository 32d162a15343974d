import { createServer } from 'node:http';
import { Memory } from './adapter.mjs';
import { controlServer } from './control.mjs';
import { Keys } from './keys.mjs';
import { ADMIN_CLIENT, adminClient, application, APPLICATIONS, CONFIDENTIAL_ADMIN_CLIENT } from './known.mjs';
import { Modes } from './modes.mjs';
import { interact, makeProvider } from './provider.mjs';

const HOST = '127.0.0.1';

const listen = (server, port) =>
  new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, HOST, () => {
      server.off('error', fail);
      done(server.address().port);
    });
  });

const close = (server) =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

/** A running identity provider with its control door. */
export class Idp {
  memory = new Memory();
  modes = new Modes();
  /** How long access tokens live, and what is wrong with ID tokens. */
  settings = { tokenSeconds: 600, idToken: 'ok' };

  static async start(port = 0) {
    const idp = new Idp();
    idp.keys = await Keys.generate();
    for (const client of APPLICATIONS) {
      idp.memory.register(application(client));
    }
    for (const id of [ADMIN_CLIENT, CONFIDENTIAL_ADMIN_CLIENT]) {
      // Where to go back to is said later, once the server has its port.
      idp.memory.register(adminClient({ id, redirectUris: [`http://${HOST}/nowhere`] }));
    }
    idp.port = await idp.#open(port);
    idp.issuer = `http://${HOST}:${idp.port}`;
    idp.renew();
    idp.controlServer = controlServer(idp);
    idp.control = `http://${HOST}:${await listen(idp.controlServer, 0)}`;
    return idp;
  }

  async #open(port) {
    this.server = createServer((request, response) => this.#answer(request, response));
    return listen(this.server, port);
  }

  /** A new provider over the keys of now. */
  renew() {
    this.provider = makeProvider(this.issuer, this);
    this.callback = this.provider.callback();
  }

  async #answer(request, response) {
    try {
      if ((await this.modes.answer(request, response)) || (await interact(this.provider, request, response))) {
        return;
      }
      await this.callback(request, response);
    } catch (error) {
      if (!response.headersSent) {
        response.writeHead(400, { 'Content-Type': 'text/plain' });
      }
      response.end(String(error?.message ?? error));
    }
  }

  state() {
    return {
      issuer: this.issuer,
      keys: this.keys.jwks.map(({ kid, alg }) => ({ kid, alg, signs: this.keys.signing(alg)?.kid === kid })),
      modes: this.modes.now,
      asked: { ...this.modes.asked },
      ...this.settings,
    };
  }

  /** Connections are refused from now on. */
  async down() {
    if (this.server.listening) {
      await close(this.server);
    }
    return this.state();
  }

  /** And taken again, at the same address. */
  async up() {
    if (!this.server.listening) {
      await this.#open(this.port);
    }
    return this.state();
  }

  reset() {
    this.modes.reset();
    this.settings.idToken = 'ok';
    this.settings.tokenSeconds = 600;
  }

  async stop() {
    this.modes.reset();
    await Promise.all([this.down(), close(this.controlServer)]);
  }
}
