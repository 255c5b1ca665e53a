// All containers, found by id, by the start of an id, or by name. As moby's container store and registrar.

import type { Sys } from '../../../abi/sys.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Container } from './container.ts';
import { randomName } from './names.ts';

const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

export class Containers {
  readonly #byId = new Map<string, Container>();
  readonly #byName = new Map<string, Container>();

  /** In the order they were made. */
  get all(): Container[] {
    return [...this.#byId.values()];
  }

  add(container: Container): void {
    this.#byId.set(container.id, container);
  }

  remove(container: Container): void {
    this.#byId.delete(container.id);
    for (const [name, holder] of this.#byName) if (holder === container) this.#byName.delete(name);
  }

  /** Gives a container its name. Throws ApiError where it is bad or taken. */
  reserve(name: string, container: Container): void {
    if (!NAME.test(name)) throw invalid(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
    const plain = name.replace(/^\//, '');
    const holder = this.#byName.get(plain);
    if (holder && holder !== container) {
      const words = 'You have to remove (or rename) that container to be able to reuse that name.';
      throw conflict(`Conflict. The container name "/${plain}" is already in use by container "${holder.id}". ${words}`);
    }
    this.#byName.set(plain, container);
    container.name = plain;
  }

  release(name: string): void {
    this.#byName.delete(name);
  }

  /** A name of the generator's that is free. */
  async reserveRandom(sys: Sys, container: Container): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const name = await randomName(sys, attempt);
      if (this.#byName.has(name)) continue;
      this.reserve(name, container);
      return;
    }
  }

  find(text: string): Container | undefined {
    const whole = this.#byId.get(text) ?? this.#byName.get(text.replace(/^\//, ''));
    if (whole || text === '') return whole;
    const starting = this.all.filter(({ id }) => id.startsWith(text));
    if (starting.length > 1) throw invalid(`multiple IDs found with provided prefix: ${text}`);
    return starting[0];
  }

  /** As find; throws ApiError "No such container: NAME". */
  get(text: string): Container {
    const container = this.find(text);
    if (!container) throw notFound(`No such container: ${text}`);
    return container;
  }
}
