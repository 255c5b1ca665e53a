// -m u32: numbers at computed places of the packet. As xt_u32.c and libxt_u32.c of iptables 1.8.13.

import { defineMatch, type Skb, Usage } from '../extension.ts';
import { hex, not } from '../values.ts';

interface Step {
  operator: '&' | '<<' | '>>' | '@';
  number: number;
}
interface Test {
  start: number;
  steps: Step[];
  ranges: [number, number][];
}

class Reader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }
  space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
  get ended(): boolean {
    this.space();
    return this.#at >= this.#text.length;
  }
  number(): number {
    this.space();
    const found = /^(0x[0-9a-fA-F]+|\d+)/.exec(this.#text.slice(this.#at));
    const value = found ? (/^0[0-7]+$/.test(found[0]) ? Number.parseInt(found[0], 8) : Number(found[0])) : Number.NaN;
    if (!found || value > 0xffffffff) throw new Usage(`u32: at char ${this.#at}: not a number or out of range`);
    this.#at += found[0].length;
    return value;
  }
  take(...tokens: string[]): string | undefined {
    this.space();
    const found = tokens.find(token => this.#text.startsWith(token, this.#at));
    if (found !== undefined) this.#at += found.length;
    return found;
  }
  fail(words: string): Usage {
    return new Usage(`u32: at char ${this.#at}: ${words}`);
  }
}

function parseTests(text: string): Test[] {
  const reader = new Reader(text);
  const tests: Test[] = [];
  for (;;) {
    if (reader.ended) throw new Usage('u32: abrupt end of input after location specifier');
    const test: Test = { start: reader.number(), steps: [], ranges: [] };
    for (;;) {
      if (reader.ended) throw new Usage('u32: abrupt end of input after location specifier');
      if (reader.take('=') !== undefined) break;
      const operator = reader.take('<<', '>>', '&', '@');
      if (operator === undefined) throw reader.fail('operator expected');
      test.steps.push({ operator: operator as Step['operator'], number: reader.number() });
    }
    do {
      const low = reader.number();
      test.ranges.push([low, reader.take(':') === undefined ? low : reader.number()]);
    } while (reader.take(',') !== undefined);
    tests.push(test);
    if (reader.ended) return tests;
    if (reader.take('&&') === undefined) throw reader.fail('"&&" was expected');
  }
}

const printTests = (tests: readonly Test[]): string =>
  tests
    .map(
      ({ start, steps, ranges }) =>
        `${hex(start)}${steps.map(({ operator, number }) => `${operator}${hex(number)}`).join('')}=${ranges
          .map(([low, high]) => (low === high ? hex(low) : `${hex(low)}:${hex(high)}`))
          .join(',')}`,
    )
    .join('&&');

function holds({ start, steps, ranges }: Test, skb: Skb): boolean {
  let base = skb.network;
  const word = (at: number): number | undefined => {
    if (at < base || at + 4 > skb.end) return undefined;
    const { bytes } = skb;
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  };
  let value = word(base + start);
  for (const { operator, number } of steps) {
    if (value === undefined) return false;
    if (operator === '&') value = (value & number) >>> 0;
    else if (operator === '<<') value = (value << number) >>> 0;
    else if (operator === '>>') value >>>= number;
    else {
      base += value;
      value = word(base + number);
    }
  }
  return value !== undefined && ranges.some(([low, high]) => value >= low && value <= high);
}

export default defineMatch<{ tests: Test[]; inverted: boolean }>({
  name: 'u32',
  eager: true,
  options: { '--u32': { type: 'string', mandatory: true, invertible: true } },
  parse: ([given]) => ({ tests: parseTests(given!.text), inverted: given!.inverted }),
  save: ({ tests, inverted }) => `${not(inverted)}--u32 "${printTests(tests)}"`,
  list: ({ tests, inverted }) => `u32 ${not(inverted)}"${printTests(tests)}"`,
  matches: ({ tests, inverted }, skb) => tests.every(test => holds(test, skb)) !== inverted,
});
