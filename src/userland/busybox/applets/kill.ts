// kill and killall.

import { Errno } from '../../../abi/errno.ts';
import { SIGNALS, type Signal, signalFromNumber, signalNumber } from '../../../abi/signal.ts';
import { pids, procArguments, procStat } from '../../lib/proc.ts';
import { applet, type Run } from '../applet.ts';

/** A signal by number or name, with or without SIG; 0 as null. */
function parseSignal(word: string): Signal | null | undefined {
  if (/^\d+$/.test(word)) return word === '0' ? null : signalFromNumber(Number(word));
  const upper = word.toUpperCase();
  return SIGNALS.find(name => name === upper || name === `SIG${upper}`);
}

/** Takes -l, -SIG, -s SIG and "--" off the front; undefined where the signals were listed. */
async function readSignal(run: Run, words: string[]): Promise<Signal | null | undefined> {
  const first = words[0];
  if (first === '-l') {
    if (words.length === 1) for (const name of SIGNALS) run.out.write(`${String(signalNumber(name)).padStart(2)}) ${name.slice(3)}\n`);
    for (const word of words.slice(1)) {
      const signal =
        parseSignal(/^\d+$/.test(word) && Number(word) > 128 ? `${Number(word) - 128}` : word) ?? run.die(`unknown signal '${word}'`);
      run.out.write(/^\d+$/.test(word) ? `${signal.slice(3)}\n` : `${signalNumber(signal)}\n`);
    }
    return undefined;
  }
  let signal: Signal | null = 'SIGTERM';
  if (first !== undefined && first.length > 1 && first.startsWith('-') && first !== '--') {
    words.shift();
    const word = first === '-s' ? (words.shift() ?? run.usage()) : first.slice(1);
    const parsed = parseSignal(word);
    signal = parsed === undefined ? run.die(`bad signal name '${word}'`) : parsed;
  }
  if (words[0] === '--') words.shift();
  return signal;
}

async function send(run: Run, pid: number, signal: Signal | null): Promise<string | undefined> {
  try {
    await run.sys.kill(pid, signal ?? undefined);
    return undefined;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return error.message;
  }
}

export default {
  kill: applet({
    name: 'kill',
    usage: 'Usage: kill [-l] [-SIG] PID...\n\nSend a signal (default: TERM) to given PIDs\n\n\t-l\tList all signal names and numbers',

    async run(run) {
      const words = run.argv.slice(1);
      const signal = await readSignal(run, words);
      if (signal === undefined) return;
      if (words.length === 0) run.die('you need to specify whom to kill');
      for (const word of words) {
        if (!/^-?\d+$/.test(word)) await run.warn(`invalid number '${word}'`);
        else {
          const refused = await send(run, Number(word), signal);
          if (refused !== undefined) await run.warn(`can't kill pid ${word}: ${refused}`);
        }
      }
    },
  }),

  killall: applet({
    name: 'killall',
    usage:
      "Usage: killall [-lq] [-SIG] PROCESS_NAME...\n\nSend a signal (default: TERM) to given processes\n\n\t-l\tList all signal names and numbers\n\t-q\tDon't complain if no processes were killed",

    async run(run) {
      const words = run.argv.slice(1);
      const quiet = words[0] === '-q' && words.shift() !== undefined;
      const signal = await readSignal(run, words);
      if (signal === undefined) return;
      if (words.length === 0) run.die('you need to specify whom to kill');
      const self = await run.sys.getpid();
      const all = await pids(run.sys);
      for (const name of words) {
        let hit = false;
        for (const pid of all) {
          const stat = pid === self ? undefined : await procStat(run.sys, pid);
          const called = (await procArguments(run.sys, pid))[0]?.replace(/^.*\//, '');
          if (!stat || (stat.comm !== name.slice(0, 15) && called !== name)) continue;
          hit = (await send(run, pid, signal)) === undefined || hit;
        }
        if (!hit && !quiet) await run.warn(`${name}: no process killed`);
        if (!hit) run.status = 1;
      }
    },
  }),
};
