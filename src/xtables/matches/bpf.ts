// -m bpf: a classic BPF program decides. As xt_bpf.c and libxt_bpf.c of iptables 1.8.13; pinned programs are not simulated.

import { defineMatch, type Skb, Usage } from '../extension.ts';

interface Instruction {
  code: number;
  whenTrue: number;
  whenFalse: number;
  k: number;
}

const INSTRUCTIONS_MAX = 64;

function parseProgram(text: string): Instruction[] {
  const [count, ...lines] = text.split(',');
  if (!/^\d+$/.test(count!) || Number(count) === 0) throw new Usage('bpf: error parsing program length');
  if (Number(count) > INSTRUCTIONS_MAX) throw new Usage('bpf: number of instructions exceeds maximum');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length !== Number(count)) throw new Usage('bpf: program length does not match number of instructions');
  return lines.map(line => {
    const match = /^\s*(\d+) (\d+) (\d+) (\d+)\s*$/.exec(line);
    if (!match) throw new Usage(`bpf: error at instr ${lines.indexOf(line)}`);
    return { code: Number(match[1]), whenTrue: Number(match[2]), whenFalse: Number(match[3]), k: Number(match[4]) };
  });
}

const print = (program: readonly Instruction[]): string =>
  program.map(({ code, whenTrue, whenFalse, k }) => `${code} ${whenTrue} ${whenFalse} ${k}`).join(',');

/** Runs it over the packet from the network header on; any load outside ends it with no match. */
function run(program: readonly Instruction[], skb: Skb): boolean {
  const memory = new Uint32Array(16);
  let a = 0;
  let x = 0;
  const load = (offset: number, size: number): number | undefined => {
    const at = skb.network + offset;
    if (offset < 0 || at + size > skb.end) return undefined;
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + skb.bytes[at + index]!;
    return value;
  };
  for (let at = 0; at < program.length; at++) {
    const { code, whenTrue, whenFalse, k } = program[at]!;
    const kind = code & 7;
    const operand = code & 8 ? x : k;
    if (kind === 6) return (code & 0x18) === 0x10 ? a !== 0 : k !== 0;
    if (kind === 0 || kind === 1) {
      const mode = code & 0xe0;
      const size = [4, 2, 1][(code & 0x18) >> 3] ?? 4;
      const value =
        mode === 0x20
          ? load(k, size)
          : mode === 0x40
            ? load(x + k, size)
            : mode === 0x60
              ? memory[k & 15]!
              : mode === 0x80
                ? skb.length
                : mode === 0xa0
                  ? ((load(k, 1) ?? 0) & 15) * 4
                  : k;
      if (value === undefined) return false;
      if (kind === 0) a = value >>> 0;
      else x = value >>> 0;
    } else if (kind === 2 || kind === 3) memory[k & 15] = kind === 2 ? a : x;
    else if (kind === 4) {
      if ((code & 0xf0) === 0x30 && operand === 0) return false;
      a = compute(code & 0xf0, a, operand);
    } else if (kind === 5) {
      const jump = code & 0xf0;
      if (jump === 0) at += k;
      else {
        const taken = jump === 0x10 ? a === operand : jump === 0x20 ? a > operand : jump === 0x30 ? a >= operand : (a & operand) !== 0;
        at += taken ? whenTrue : whenFalse;
      }
    } else if (code & 0x80) a = x;
    else x = a;
  }
  return false;
}

function compute(operation: number, a: number, b: number): number {
  switch (operation) {
    case 0x00:
      return (a + b) >>> 0;
    case 0x10:
      return (a - b) >>> 0;
    case 0x20:
      return Math.imul(a, b) >>> 0;
    case 0x30:
      return Math.floor(a / b) >>> 0;
    case 0x40:
      return (a | b) >>> 0;
    case 0x50:
      return (a & b) >>> 0;
    case 0x60:
      return (a << b) >>> 0;
    case 0x70:
      return a >>> b;
    case 0xa0:
      return (a ^ b) >>> 0;
    default:
      return -a >>> 0;
  }
}

export default defineMatch<{ program: Instruction[] }>({
  name: 'bpf',
  eager: true,
  options: {
    '--bytecode': { type: 'string', excludes: ['--object-pinned'] },
    '--object-pinned': { type: 'string', excludes: ['--bytecode'] },
  },
  parse([given]) {
    if (!given) throw new Usage('bpf: one of the --bytecode or --object-pinned options must be specified');
    if (given.option === '--object-pinned') throw new Usage('bpf: option --object-pinned is not simulated here');
    return { program: parseProgram(given.text) };
  },
  save: ({ program }) => `--bytecode "${program.length},${print(program)}"`,
  // The list's line lacks the space that others put in front.
  list: ({ program }) => `\bmatch bpf ${print(program)}`,
  matches: ({ program }, skb) => run(program, skb),
});
