// Signals as the process tools name them: procps-ng 4.0.7 and psmisc 23.7 share one list, in two lines.

import { SIGNALS, type Signal, signalFromNumber, signalNumber } from '../../abi/signal.ts';

/** A signal that may be none: 0 only asks. */
export type Sent = Signal | 0;

const COLUMNS = 7;
const LINE = 16;

/** "HUP", "KILL"; SIGIO is POLL there. */
export const shortName = (signal: Signal): string => (signal === 'SIGIO' ? 'POLL' : signal.slice('SIG'.length));

/** A name, with SIG or without, or a number; undefined where it is neither. */
export function signalOf(text: string): Sent | undefined {
  if (/^\d+$/.test(text)) return Number(text) === 0 ? 0 : signalFromNumber(Number(text));
  const name = text.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.find(each => each.slice('SIG'.length) === name || shortName(each) === name);
}

export const numberOf = (signal: Sent): number => (signal === 0 ? 0 : signalNumber(signal));

/** All names in two lines. */
export function nameLines(): string {
  const names = SIGNALS.map(shortName);
  return `${names.slice(0, LINE).join(' ')}\n${names.slice(LINE).join(' ')}\n`;
}

/** Numbers and names in seven columns. */
export function nameTable(): string {
  let text = '';
  SIGNALS.forEach((signal, index) => {
    text += `${String(signalNumber(signal)).padStart(2)} ${shortName(signal)}`;
    const ends = (index + 1) % COLUMNS === 0;
    text += ends ? '\n' : ' '.repeat(Math.max(0, 8 - shortName(signal).length));
  });
  return SIGNALS.length % COLUMNS === 0 ? text : `${text.trimEnd()}     \n`;
}
