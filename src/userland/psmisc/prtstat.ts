// prtstat: the numbers of /proc/PID/stat with their names. psmisc 23.7.

import type { Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { PAGE_BYTES, procText, TICKS_PER_SECOND } from '../lib/proc.ts';
import { psmisc, versionText } from './frame.ts';
import { HELP } from './help/prtstat.ts';

const STATES: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'disk sleep',
  Z: 'zombie',
  T: 'traced',
  W: 'paging',
};
const POLICIES = ['normal', 'fifo', 'rr', 'batch', 'iso', 'idle'];

const size = (bytes: number): string => (bytes < 10_000_000 ? `${Math.trunc(bytes / 1000)} kB` : `${Math.trunc(bytes / 1e6)} MB`);

/** The names of all fields, by their place in the file. */
const NAMES = [
  ...['pid', 'comm', 'state', 'ppid', 'pgrp', 'session', 'tty_nr', 'tpgid', 'flags', 'minflt', 'cminflt', 'majflt', 'cmajflt'],
  ...['utime', 'stime', 'cutime', 'cstime', 'priority', 'nice', 'num_threads', 'itrealvalue', 'starttime', 'vsize', 'rss', 'rsslim'],
  ...['startcode', 'endcode', 'startstack', 'kstkesp', 'kstkeip', '', '', '', '', 'wchan', 'nswap', 'cnswap', 'exit_signal'],
  ...['processor', 'rt_priority', 'policy', 'delayaccr_blkio_ticks', 'guest_time', 'cguest_time'],
];

export default psmisc({
  name: 'prtstat',
  summary: 'print statistics of a process',
  help: HELP.slice(HELP.indexOf('Usage:')),
  short: 'rV',
  long: { raw: '-r', version: '-V' },
  version: versionText('prtstat', '2009-2024', 'Craig Small'),

  async run(tool) {
    if (tool.operands.length === 0) {
      await warn(tool.sys, 'You must provide at least one PID.\n');
      tool.usage('');
    }
    for (const word of tool.operands) {
      const pid = Number.parseInt(word, 10) || 0;
      const text = await procText(tool.sys, `/proc/${pid}/stat`);
      if (text === undefined || pid === 0) {
        await tool.out.flush();
        await warn(tool.sys, `Process with pid ${pid} does not exist.\n`);
        return 1;
      }
      const close = text.lastIndexOf(')');
      const fields = [
        `${pid}`,
        text.slice(text.indexOf('(') + 1, close),
        ...text
          .slice(close + 2)
          .trimEnd()
          .split(' '),
      ];
      if (tool.has('-r')) raw(tool, fields);
      else formatted(tool, fields);
    }
    return 0;
  },
});

function raw(tool: Tool, fields: readonly string[]): void {
  const named = NAMES.flatMap((name, at) => (name === '' ? [] : [[name, fields[at] ?? '0'] as const]));
  named.forEach(([name, text], at) => {
    const shown = name === 'flags' ? Number(text).toString(16) : text;
    tool.out.write(at % 2 === 0 ? `${name.padStart(12)}: ${shown.padEnd(15)}\t` : `${name.padStart(22)}: ${shown}\n`);
  });
}

function formatted(tool: Tool, fields: readonly string[]): void {
  const of = (name: string): string => fields[NAMES.indexOf(name)] ?? '0';
  const seconds = (name: string): string => (Number(of(name)) / TICKS_PER_SECOND).toFixed(2).padStart(6);
  const tty = Number(of('tty_nr'));
  const state = of('state');
  const cpu = of('processor');
  const hex = (name: string): string => `0x${BigInt(of(name)).toString(16)}`;
  const hexOrZero = (name: string): string => (of(name) === '0' ? '0' : hex(name)).padStart(10);
  tool.out.write(
    `Process: ${of('comm').padEnd(14)}\t\tState: ${state} (${STATES[state] ?? 'unknown'})\n` +
      `  CPU#:  ${cpu.padEnd(3)}\t\tTTY: ${(tty >> 8) & 0xfff}:${tty & 0xff}\tThreads: ${of('num_threads')}\n` +
      'Process, Group and Session IDs\n' +
      `  Process ID: ${of('pid')}\t\t  Parent ID: ${of('ppid')}\n` +
      `    Group ID: ${of('pgrp')}\t\t Session ID: ${of('session')}\n` +
      `  T Group ID: ${of('tpgid')}\n\nPage Faults\n` +
      `  This Process    (minor major): ${of('minflt').padStart(8)}  ${of('majflt').padStart(8)}\n` +
      `  Child Processes (minor major): ${of('cminflt').padStart(8)}  ${of('cmajflt').padStart(8)}\nCPU Times\n` +
      `  This Process    (user system guest blkio): ${seconds('utime')} ${seconds('stime')} ${seconds('guest_time')} ` +
      `${seconds('delayaccr_blkio_ticks')}\n` +
      `  Child processes (user system guest):       ${seconds('cutime')} ${seconds('cstime')} ${seconds('cguest_time')}\nMemory\n` +
      `  Vsize:       ${size(Number(of('vsize'))).padEnd(10)}\n` +
      `  RSS:         ${size(Number(of('rss')) * PAGE_BYTES).padEnd(10)} \t\t RSS Limit: ${size(Number(of('rsslim')))}\n` +
      `  Code Start:  ${hex('startcode')}\t\t Code Stop:  ${hex('endcode')}\n` +
      `  Stack Start: ${hex('startstack')}\n` +
      `  Stack Pointer (ESP): ${hexOrZero('kstkesp')}\t Inst Pointer (EIP): ${hexOrZero('kstkeip')}\n` +
      `Scheduling\n  Policy: ${POLICIES[Number(of('policy'))] ?? 'unknown'}\n` +
      `  Nice:   ${of('nice')} \t\t RT Priority: ${of('rt_priority')} ${of('rt_priority') === '0' ? '(non RT)' : ''}\n`,
  );
}
