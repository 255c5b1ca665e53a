// base64 and base32, in and out. As GNU coreutils 9.10.

import type { Program } from '../../abi/program.ts';
import { command, type Tool } from '../lib/command.ts';
import { chunks, concat } from '../lib/io.ts';
import { quote, quoteName } from '../lib/quote.ts';

export interface Base {
  name: string;
  /** Bytes that make a group, characters of a group, bits of a character. */
  bytes: number;
  characters: number;
  bits: number;
  alphabet: string;
  padded: boolean;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = `${UPPER}${UPPER.toLowerCase()}0123456789`;
export const BASE64: Base = { name: 'base64', bytes: 3, characters: 4, bits: 6, alphabet: `${LETTERS}+/`, padded: true };
export const BASE64URL: Base = { ...BASE64, name: 'base64url', alphabet: `${LETTERS}-_` };
export const BASE32: Base = { name: 'base32', bytes: 5, characters: 8, bits: 5, alphabet: `${UPPER}234567`, padded: true };
export const BASE32HEX: Base = { ...BASE32, name: 'base32hex', alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUV' };
export const BASE16: Base = { name: 'base16', bytes: 1, characters: 2, bits: 4, alphabet: '0123456789ABCDEF', padded: false };

function encode(bytes: Uint8Array, base: Base): string {
  let text = '';
  let held = 0;
  let heldBits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    heldBits += 8;
    while (heldBits >= base.bits) {
      heldBits -= base.bits;
      text += base.alphabet[(held >> heldBits) & ((1 << base.bits) - 1)];
    }
    held &= (1 << heldBits) - 1;
  }
  if (heldBits > 0) text += base.alphabet[(held << (base.bits - heldBits)) & ((1 << base.bits) - 1)];
  return base.padded ? text + '='.repeat((base.characters - (text.length % base.characters)) % base.characters) : text;
}

/** What could be decoded, and whether that was all. */
function decode(text: string, base: Base): { bytes: Uint8Array; good: boolean } {
  const bytes: number[] = [];
  let held = 0;
  let heldBits = 0;
  let inGroup = 0;
  for (let at = 0; at < text.length; at++) {
    const value = base.alphabet.indexOf(base.bits === 6 ? text[at]! : text[at]!.toUpperCase());
    if (value < 0) {
      const padding = /^=+/.exec(text.slice(at))?.[0].length ?? 0;
      const fits = padding > 0 && inGroup > 0 && (inGroup + padding) % base.characters === 0;
      if (!fits) return { bytes: Uint8Array.from(bytes), good: false };
      at += padding - 1;
      held = heldBits = inGroup = 0;
      continue;
    }
    held = ((held << base.bits) | value) & 0xffff;
    heldBits += base.bits;
    inGroup = (inGroup + 1) % base.characters;
    if (heldBits >= 8) {
      heldBits -= 8;
      bytes.push((held >> heldBits) & 255);
    }
  }
  // Characters that make no whole byte are too few.
  return { bytes: Uint8Array.from(bytes), good: heldBits < base.bits };
}

/** base64 and base32 themselves. */
export function baseProgram(base: Base): Program {
  return command({
    name: base.name,
    summary: `${base.name} encode or decode FILE, or standard input, to standard output`,
    usage: '[OPTION]... [FILE]',
    help: `With no FILE, or when FILE is -, read standard input.

  -d, --decode          decode data
  -i, --ignore-garbage  when decoding, ignore non-alphabet characters
  -w, --wrap=COLS       wrap encoded lines after COLS character (default 76).
                          Use 0 to disable line wrapping`,
    short: 'diw:',
    long: { decode: '-d', 'ignore-garbage': '-i', wrap: '-w' },
    run: tool => runBase(tool, base),
  });
}

/** Encodes or decodes the operand by the options -d, -i and -w. */
export async function runBase(tool: Tool, base: Base): Promise<void> {
  const [path = '-', extra] = tool.operands;
  if (extra !== undefined) tool.usage(`extra operand ${quote(extra)}`);
  const wrapText = tool.value('-w') ?? '76';
  if (!/^\d+$/.test(wrapText)) tool.fail(`invalid wrap size: ${quote(wrapText)}`);
  const fd = await tool.input(path);
  if (fd === undefined) return;
  try {
    if (tool.has('-d')) await decodeAll(tool, fd, base);
    else await encodeAll(tool, fd, base, Number(wrapText));
  } catch (error) {
    await tool.complain(path === '-' ? 'read error' : quoteName(path), error);
  }
}

async function encodeAll(tool: Tool, fd: number, base: Base, wrap: number): Promise<void> {
  let held: Uint8Array = new Uint8Array(0);
  let column = 0;
  const show = (text: string): void => {
    if (wrap === 0) return tool.out.write(text);
    for (let at = 0; at < text.length; ) {
      const part = text.slice(at, at + wrap - column);
      tool.out.write(part);
      at += part.length;
      column += part.length;
      if (column < wrap) continue;
      tool.out.write('\n');
      column = 0;
    }
  };
  for await (const bytes of chunks(tool.sys, fd)) {
    const all = held.length > 0 ? concat([held, bytes]) : bytes;
    const whole = all.length - (all.length % base.bytes);
    show(encode(all.subarray(0, whole), base));
    held = all.subarray(whole);
    await tool.out.settle();
  }
  show(encode(held, base));
  if (column > 0) tool.out.write('\n');
}

async function decodeAll(tool: Tool, fd: number, base: Base): Promise<void> {
  let held = '';
  for await (const bytes of chunks(tool.sys, fd)) {
    let text = held;
    for (const byte of bytes) if (byte !== 10) text += String.fromCharCode(byte);
    if (tool.has('-i')) text = [...text].filter(char => char === '=' || base.alphabet.includes(char)).join('');
    const whole = text.length - (text.length % base.characters);
    const { bytes: decoded, good } = decode(text.slice(0, whole), base);
    await tool.out.bytes(decoded);
    if (!good) tool.fail('invalid input');
    held = text.slice(whole);
  }
  const { bytes, good } = decode(held, base);
  await tool.out.bytes(bytes);
  if (!good) tool.fail('invalid input');
}
