// kill: send a signal to processes; the program, not the shell's builtin. procps-ng 4.0.7.

import { Errno, strerror } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';
import { nameLines, nameTable, numberOf, type Sent, shortName, signalOf } from '../lib/signal-words.ts';
import { VERSION } from './frame.ts';
import { HELP } from './help/kill.ts';

const SIGNAL_WORD = /^-(\d+|(SIG)?[A-Za-z][A-Za-z0-9+]+)$/;

interface Asked {
  signal: Sent | undefined;
  words: string[];
}

export default program({ name: 'kill', summary: 'send a signal to a process', main });

async function main(sys: Sys, argv: string[]): Promise<number> {
  const called = argv[0] ?? 'kill';
  const words = argv.slice(1);
  if (words.length === 0) return usage(sys);
  const asked = takeSignal(words);
  for (let at = 0; at < asked.words.length; at++) {
    const word = asked.words[at]!;
    if (!word.startsWith('-') || word === '-') continue;
    if (word === '--') {
      asked.words.splice(at, 1);
      break;
    }
    const about = await aboutOption(sys, word, asked.words[at + 1]);
    if (about !== undefined) return about;
    const taken = signalOption(asked, at);
    if (taken === 'none') {
      if (/^-\d/.test(word)) continue;
      return usage(sys, `kill: invalid argument ${word.replace(/^-+/, '').charAt(0)}\n`);
    }
    at--;
  }
  return send(sys, called, asked);
}

async function usage(sys: Sys, words = ''): Promise<number> {
  await warn(sys, words + HELP);
  return 1;
}

/** -9 and -KILL, wherever they are: the first is the signal. */
function takeSignal(words: readonly string[]): Asked {
  const at = words.findIndex(word => SIGNAL_WORD.test(word) && (/^-\d+$/.test(word) || signalOf(word.slice(1)) !== undefined));
  if (at < 0) return { signal: 'SIGTERM', words: [...words] };
  return { signal: signalOf(words[at]!.slice(1)), words: words.filter((_, index) => index !== at) };
}

async function aboutOption(sys: Sys, word: string, next: string | undefined): Promise<number | undefined> {
  if (word === '-h' || word === '--help') await print(sys, HELP);
  else if (word === '-V' || word === '--version') await print(sys, `kill from ${VERSION}\n`);
  else if (word === '-L' || word === '--table') await print(sys, nameTable());
  else if (word.startsWith('-l') || word.startsWith('--list')) return list(sys, /^(?:-l|--list=?)(.+)$/.exec(word)?.[1] ?? next);
  else return undefined;
  return 0;
}

async function list(sys: Sys, which: string | undefined): Promise<number> {
  if (which === undefined) {
    await print(sys, nameLines());
    return 0;
  }
  const number = /^\d+$/.test(which) && Number(which) > 128 ? `${Number(which) - 128}` : which;
  const signal = signalOf(number);
  if (signal === undefined || signal === 0) {
    await warn(sys, `kill: unknown signal name ${which}\n`);
    return 1;
  }
  await print(sys, `${/^\d+$/.test(which) ? shortName(signal) : numberOf(signal)}\n`);
  return 0;
}

/** Takes -s NAME, --signal NAME and -q VALUE out of the words at this place. */
function signalOption(asked: Asked, at: number): 'taken' | 'none' {
  const word = asked.words[at]!;
  const joined = /^(-s|--signal=|-q|--queue=)(.+)$/.exec(word);
  const alone = /^(-s|--signal|-q|--queue)$/.test(word);
  const value = joined?.[2] ?? (alone ? asked.words[at + 1] : undefined);
  if (value === undefined) return 'none';
  if (!/q/.test(word.replace(/=.*/, '').slice(0, 3))) asked.signal = signalOf(value);
  asked.words.splice(at, joined ? 1 : 2);
  return 'taken';
}

async function send(sys: Sys, called: string, { signal, words }: Asked): Promise<number> {
  if (words.length === 0) return usage(sys);
  let status = 0;
  for (const word of words) {
    if (!/^-?\d+$/.test(word)) {
      await warn(sys, `${called}: failed to parse argument: '${word}'\n`);
      return 1;
    }
    try {
      if (signal === undefined) throw new Errno('EINVAL');
      await sys.kill(Number(word), signal === 0 ? undefined : signal);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(sys, `${called}: (${word}): ${strerror(error.code)}\n`);
      status = 1;
    }
  }
  return status;
}
