import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';

const ALGORITHMS = ['RS256', 'ES256'];

/** The signing keys: the first of each algorithm signs, the others are only published. */
export class Keys {
  #counter = 0;
  /** Private keys by name, ready for use. */
  #ready = new Map();
  /** Private keys, the newest first. */
  jwks = [];

  /** One key of each algorithm. */
  static async generate() {
    const keys = new Keys();
    for (const alg of ALGORITHMS) {
      await keys.rotate(alg);
    }
    return keys;
  }

  /** A new key that signs from now on; the old one stays published. */
  async rotate(alg = 'RS256') {
    const key = await this.#make(alg);
    this.jwks = [key, ...this.jwks];
    return key.kid;
  }

  /** Takes away the key of that name, or all but those that sign. */
  withdraw(kid) {
    const signing = new Set(ALGORITHMS.map((alg) => this.signing(alg)?.kid));
    this.jwks = this.jwks.filter((key) => (kid ? key.kid !== kid : signing.has(key.kid)));
  }

  signing(alg) {
    return this.jwks.find((key) => key.alg === alg);
  }

  /** Signs whatever it is told to, for tokens that the provider itself would never issue. */
  async sign(claims, { kid, alg = 'RS256', header = {}, foreign = false } = {}) {
    const key = foreign ? { ...(await this.#make(alg)), kid: this.signing(alg).kid } : this.#find(kid, alg);
    if (!key) {
      throw new Error(`there is no key ${kid ?? alg}`);
    }
    return new SignJWT(claims)
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(foreign ? await importJWK(key, key.alg) : await this.#imported(key));
  }

  async #imported(key) {
    if (!this.#ready.has(key.kid)) {
      this.#ready.set(key.kid, await importJWK(key, key.alg));
    }
    return this.#ready.get(key.kid);
  }

  #find(kid, alg) {
    return kid ? this.jwks.find((key) => key.kid === kid) : this.signing(alg);
  }

  async #make(alg) {
    const { privateKey } = await generateKeyPair(alg, { modulusLength: 2048, extractable: true });
    this.#counter += 1;
    return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `${alg.toLowerCase()}-${this.#counter}` };
  }
}
