import { setTimeout as later } from 'node:timers/promises';

/** More than anybody should be willing to read. */
const HUGE = 8 * 1024 * 1024;

/** Where a mode applies. */
const PLACES = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/token': 'token',
};

/** How an answer can go wrong. */
export const MODES = ['ok', 'reset', 'hanging', 'slow', 'rubbish', 'huge', 'error', 'redirect', 'empty'];

/** The ways in which the provider misbehaves, place by place, and how often each place was asked. */
export class Modes {
  #modes = {};
  #held = new Set();
  /** How long a slow answer takes. */
  slowMs = 1500;
  /** What `Cache-Control` says of the keys and of what is discovered: little, as keys change often here. */
  maxAge = 1;
  asked = { discovery: 0, jwks: 0, token: 0 };

  set({ slowMs, maxAge, ...modes }) {
    for (const [place, mode] of Object.entries(modes)) {
      if (!(place in this.asked) || !MODES.includes(mode)) {
        throw new Error(`no mode ${mode} for ${place}: choose among ${MODES.join(', ')}`);
      }
      this.#modes[place] = mode;
    }
    this.slowMs = slowMs ?? this.slowMs;
    this.maxAge = maxAge ?? this.maxAge;
  }

  reset() {
    this.#modes = {};
    this.maxAge = 1;
    for (const response of this.#held) {
      response.destroy();
    }
    this.#held.clear();
  }

  get now() {
    return { ...this.#modes };
  }

  /** Answers badly where it was told to; says whether the answer has been given. */
  async answer(request, response) {
    const place = PLACES[new URL(request.url, 'http://127.0.0.1').pathname];
    if (!place) {
      return false;
    }
    this.asked[place] += 1;
    if (place !== 'token') {
      response.setHeader('Cache-Control', `public, max-age=${this.maxAge}`);
    }
    switch (this.#modes[place]) {
      case 'reset':
        request.socket.destroy();
        return true;
      case 'hanging':
        this.#held.add(response);
        response.once('close', () => this.#held.delete(response));
        return true;
      case 'slow':
        await later(this.slowMs);
        return false;
      case 'rubbish':
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('<h1>Welcome to the hotel network</h1>');
        return true;
      case 'huge':
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(`{"keys":[],"filling":"${'x'.repeat(HUGE)}"}`);
        return true;
      case 'error':
        response.writeHead(500, { 'Content-Type': 'text/plain' }).end('oh');
        return true;
      case 'redirect':
        // Another host, as far as a name goes.
        response.writeHead(302, { Location: `http://localhost:${request.socket.localPort}${request.url}` }).end();
        return true;
      case 'empty':
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"keys":[]}');
        return true;
      default:
        return false;
    }
  }
}
