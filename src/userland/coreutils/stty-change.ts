// What each word of stty's command line does to a terminal's settings. As GNU coreutils 9.10.

import type { Termios } from '../../abi/tty.ts';
import type { Fd } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { CHARACTER_SLOTS, CHARACTERS, COMBINATIONS, flagOf, MODE_ALIASES, MODES, type Mode, SLOTS, SPEEDS } from './stty-modes.ts';
import { speedOfCode } from './stty-print.ts';

/** The settings as they become; rows and cols go to the kernel at once. */
export interface Settings {
  termios: Termios;
  drain: boolean;
}

export type Change = (tool: Tool, settings: Settings, fd: Fd) => Promise<void> | void;

const WITH_NUMBER = new Set(['rows', 'cols', 'columns', 'min', 'time', 'line', 'ispeed', 'ospeed']);

/** The changes that the words ask for, in order. Fails in stty's words at the first that is none. */
export function changes(tool: Tool, words: readonly string[]): Change[] {
  const list: Change[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const takesValue = WITH_NUMBER.has(word) || CHARACTERS.some(({ name }) => name === word);
    const value = takesValue ? words[++at] : undefined;
    if (takesValue && value === undefined) tool.usage(`missing argument to ${quote(word)}`);
    list.push(...changesOf(tool, word, value ?? ''));
  }
  return list;
}

function changesOf(tool: Tool, word: string, value: string): Change[] {
  if (WITH_NUMBER.has(word)) return [numberChange(tool, word, value)];
  const character = CHARACTERS.find(({ name }) => name === word);
  if (character) return [setCharacter(character.key, parseCharacter(tool, value))];
  const off = word.startsWith('-');
  const name = off ? word.slice(1) : word;
  const mode = MODES.find(known => known.name === (MODE_ALIASES[name] ?? name));
  if (mode && !(off && mode.field !== undefined)) return [setMode(mode, !off)];
  const combination = Object.hasOwn(COMBINATIONS, name) ? COMBINATIONS[name] : undefined;
  const meant = off ? combination?.off : combination?.on;
  if (meant !== undefined) return changes(tool, meant.split(' '));
  return [otherChange(tool, word, name, off)];
}

function otherChange(tool: Tool, word: string, name: string, off: boolean): Change {
  if (name === 'drain') return (_tool, settings) => void (settings.drain = !off);
  if (word === 'sane') return makeSane;
  if (word === 'size') return printSize;
  if (word === 'speed') return (self, { termios }) => self.out.write(`${termios.speed}\n`);
  if (/^\d+$/.test(word) && SPEEDS.has(Number(word))) return setSpeed(Number(word));
  const saved = parseSaved(word);
  if (saved) return (_tool, settings) => void (settings.termios = saved);
  return tool.usage(`invalid argument ${quote(word)}`);
}

function parseNumber(tool: Tool, text: string, most: number): number {
  if (!/^(0[xX][0-9a-fA-F]+|\d+)$/.test(text)) return tool.fail(`invalid integer argument: ${quote(text)}`);
  const number = /^0\d/.test(text) ? Number.parseInt(text, 8) : Number(text);
  if (Number.isNaN(number)) return tool.fail(`invalid integer argument: ${quote(text)}`);
  if (number > most) return tool.fail(`invalid integer argument: ${quote(text)}: Value too large for defined data type`);
  return number;
}

function parseCharacter(tool: Tool, text: string): number {
  if (text === '^-' || text === 'undef') return 0;
  if (text.length === 1) return text.charCodeAt(0);
  if (text.length === 2 && text[0] === '^') return text[1] === '?' ? 127 : text.charCodeAt(1) & 0x1f;
  return parseNumber(tool, text, 255);
}

function numberChange(tool: Tool, word: string, value: string): Change {
  if (word === 'line') return tool.fail('setting line is not simulated here');
  if (word === 'ispeed' || word === 'ospeed') {
    const speed = Number(value);
    if (!/^\d+$/.test(value) || !SPEEDS.has(speed)) tool.usage(`invalid ${word} ${quote(value)}`);
    return (self, settings) => {
      if (speed !== settings.termios.speed) self.fail(`a different ${word} is not simulated here`);
    };
  }
  if (word === 'min' || word === 'time') return setCharacter(word === 'min' ? 'VMIN' : 'VTIME', parseNumber(tool, value, 255));
  const size = parseNumber(tool, value, 0x7fffffff) & 0xffff;
  return async (self, _settings, fd) => {
    const window = await self.sys.ioctl(fd, 'TIOCGWINSZ');
    await self.sys.ioctl(fd, 'TIOCSWINSZ', word === 'rows' ? { ...window, rows: size } : { ...window, columns: size });
  };
}

const setCharacter =
  (key: string, value: number): Change =>
  (_tool, settings) => {
    settings.termios = { ...settings.termios, characters: { ...settings.termios.characters, [key]: value } };
  };

const setSpeed =
  (speed: number): Change =>
  (_tool, settings) => {
    settings.termios = { ...settings.termios, speed };
  };

function withMode(flags: ReadonlySet<string>, mode: Mode, on: boolean): Set<string> {
  const changed = new Set(flags);
  if (mode.field !== undefined) for (const other of MODES) if (other.field === mode.field) changed.delete(flagOf(other));
  if (on) changed.add(flagOf(mode));
  else changed.delete(flagOf(mode));
  return changed;
}

const setMode =
  (mode: Mode, on: boolean): Change =>
  (_tool, settings) => {
    settings.termios = { ...settings.termios, flags: withMode(settings.termios.flags, mode, on) };
  };

const makeSane: Change = (_tool, settings) => {
  let { flags } = settings.termios;
  for (const mode of MODES) {
    if (mode.sane === undefined || (mode.field !== undefined && !mode.sane)) continue;
    flags = withMode(flags, mode, mode.sane);
  }
  const characters = { ...settings.termios.characters, ...Object.fromEntries(CHARACTERS.map(({ key, sane }) => [key, sane])) };
  settings.termios = { ...settings.termios, flags, characters: { ...characters, VMIN: 1, VTIME: 0 } };
};

const printSize: Change = async (tool, _settings, fd) => {
  const { rows, columns } = await tool.sys.ioctl(fd, 'TIOCGWINSZ');
  tool.out.write(`${rows} ${columns}\n`);
};

/** What -g printed, read again; undefined where the word is something else. */
function parseSaved(word: string): Termios | undefined {
  const parts = word.split(':');
  if (parts.length !== 4 + SLOTS || !parts.every(part => /^[0-9a-f]+$/.test(part))) return undefined;
  const numbers = parts.map(part => Number.parseInt(part, 16));
  const words = { input: numbers[0]!, output: numbers[1]!, control: numbers[2]!, local: numbers[3]! };
  const masks = new Map<string, number>();
  for (const { field, bit } of MODES) if (field !== undefined) masks.set(field, (masks.get(field) ?? 0) | bit);
  const flags = new Set<string>();
  for (const mode of MODES) {
    const bits = words[mode.group];
    const on = mode.field === undefined ? (bits & mode.bit) !== 0 : (bits & masks.get(mode.field)!) === mode.bit;
    if (on) flags.add(flagOf(mode));
  }
  const characters = Object.fromEntries(CHARACTER_SLOTS.map((key, at) => [key, numbers[4 + at]!]));
  return { flags, characters, speed: speedOfCode(words.control & 0x100f) };
}
