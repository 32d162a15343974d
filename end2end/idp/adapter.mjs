/** What the provider remembers, all in memory, shared by the instances that follow one another when keys change. */
export class Memory {
  #things = new Map();
  #clients = new Map();

  /** Metadata of a client, new or in the place of the old. */
  register(metadata) {
    this.#clients.set(metadata.client_id, metadata);
  }

  /** The class that oidc-provider asks for, over this memory. */
  adapter() {
    const things = this.#things;
    const clients = this.#clients;
    return class Adapter {
      constructor(model) {
        this.model = model;
      }

      #key(id) {
        return `${this.model}:${id}`;
      }

      async upsert(id, payload, expiresIn) {
        const until = expiresIn ? Date.now() + expiresIn * 1000 : Infinity;
        things.set(this.#key(id), { payload, until });
      }

      async find(id) {
        if (this.model === 'Client') {
          return clients.get(id);
        }
        const thing = things.get(this.#key(id));
        return thing && thing.until > Date.now() ? thing.payload : undefined;
      }

      async findByUid(uid) {
        return this.#search((payload) => payload.uid === uid);
      }

      async findByUserCode(code) {
        return this.#search((payload) => payload.userCode === code);
      }

      async consume(id) {
        const payload = await this.find(id);
        if (payload) {
          payload.consumed = Math.floor(Date.now() / 1000);
        }
      }

      async destroy(id) {
        things.delete(this.#key(id));
      }

      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of things) {
          if (payload.grantId === grantId) {
            things.delete(key);
          }
        }
      }

      #search(holds) {
        for (const [key, { payload, until }] of things) {
          if (key.startsWith(`${this.model}:`) && until > Date.now() && holds(payload)) {
            return payload;
          }
        }
        return undefined;
      }
    };
  }
}
