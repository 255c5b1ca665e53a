// The keys that leave a container's terminal while it goes on: "ctrl-p,ctrl-q". As moby/term's proxy and ToBytes.

const CONTROL: Readonly<Record<string, number>> = { '@': 0, '[': 27, '\\': 28, ']': 29, '^': 30, _: 31 };

/** Bytes of a key sequence; the usual one where none is given. Throws in docker's words. */
export function parseDetachKeys(text: string): number[] {
  if (text === '') return [16, 17];
  return text.split(',').map(key => {
    const control = /^ctrl-(.)$/.exec(key)?.[1];
    if (control !== undefined && /[a-z]/.test(control)) return control.charCodeAt(0) - 96;
    if (control !== undefined && Object.hasOwn(CONTROL, control)) return CONTROL[control]!;
    if (key.length === 1) return key.charCodeAt(0);
    throw new Error(`Unknown character: '${key}'`);
  });
}

/** Watches what is typed for the sequence. */
export class DetachWatch {
  readonly #keys: readonly number[];
  #matched = 0;

  constructor(keys: readonly number[]) {
    this.#keys = keys;
  }

  /** What of `bytes` is to be passed on; `detached` once the whole sequence came. */
  push(bytes: Uint8Array): { pass: Uint8Array; detached: boolean } {
    const pass: number[] = [];
    for (const byte of bytes) {
      if (byte === this.#keys[this.#matched]) {
        this.#matched++;
        if (this.#matched === this.#keys.length) return { pass: Uint8Array.from(pass), detached: true };
        continue;
      }
      pass.push(...this.#keys.slice(0, this.#matched));
      this.#matched = byte === this.#keys[0] ? 1 : 0;
      if (this.#matched === 0) pass.push(byte);
    }
    return { pass: Uint8Array.from(pass), detached: false };
  }
}
