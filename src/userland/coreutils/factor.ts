// factor: prime factors. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'factor',
  summary: 'print the prime factors of each specified integer NUMBER',
  usage: '[OPTION] [NUMBER]...',
  help: '  -h, --exponents   print repeated factors in form p^e unless e is 1',
  short: 'h',
  long: { exponents: '-h' },
  async run(tool: Tool) {
    if (tool.operands.length > 0) {
      for (const text of tool.operands) await show(tool, text);
      return;
    }
    for await (const { lines } of lineBatches(tool.sys, 0)) {
      for (const line of lines) for (const text of line.split(/\s+/)) if (text !== '') await show(tool, text);
      await tool.out.settle();
    }
  },
});

async function show(tool: Tool, text: string): Promise<void> {
  const digits = /^\s*\+?(\d+)\s*$/.exec(text)?.[1];
  if (digits === undefined) return tool.warn(`${quote(text)} is not a valid positive integer`);
  const factors = factorsOf(BigInt(digits));
  let shown = factors.map(String);
  if (tool.has('-h')) {
    const counts = new Map<bigint, number>();
    for (const factor of factors) counts.set(factor, (counts.get(factor) ?? 0) + 1);
    shown = [...counts].map(([factor, count]) => (count > 1 ? `${factor}^${count}` : String(factor)));
  }
  tool.out.write(`${[`${BigInt(digits)}:`, ...shown].join(' ')}\n`);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const WITNESSES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

/** Miller and Rabin's test, exact below 3.3e24. */
function isPrime(number: bigint): boolean {
  if (number < 2n) return false;
  for (const small of WITNESSES) if (number % small === 0n) return number === small;
  let odd = number - 1n;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos++;
  }
  return WITNESSES.every(witness => {
    let value = power(witness, odd, number);
    if (value === 1n || value === number - 1n) return true;
    for (let round = 1; round < twos; round++) {
      value = (value * value) % number;
      if (value === number - 1n) return true;
    }
    return false;
  });
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** Pollard's rho: some factor of a composite number. */
function someFactor(number: bigint): bigint {
  for (let step = 1n; ; step++) {
    let slow = 2n;
    let fast = 2n;
    let found = 1n;
    while (found === 1n) {
      slow = (slow * slow + step) % number;
      fast = (fast * fast + step) % number;
      fast = (fast * fast + step) % number;
      found = gcd(slow > fast ? slow - fast : fast - slow, number);
    }
    if (found !== number) return found;
  }
}

function factorsOf(number: bigint): bigint[] {
  const factors: bigint[] = [];
  let left = number;
  for (let small = 2n; small < 5000n && small * small <= left; small += small === 2n ? 1n : 2n) {
    while (left % small === 0n) {
      factors.push(small);
      left /= small;
    }
  }
  const split = (part: bigint): void => {
    if (part <= 1n) return;
    if (isPrime(part)) factors.push(part);
    else {
      const factor = someFactor(part);
      split(factor);
      split(part / factor);
    }
  };
  split(left);
  return factors.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
