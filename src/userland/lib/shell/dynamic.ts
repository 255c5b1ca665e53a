// The variables that the shell makes when they are asked for: RANDOM, SECONDS, LINENO, FUNCNAME and the rest. As bash 5.3's variables.c.

import { printNode } from './print-tree.ts';
import type { Shell } from './state.ts';

const BASH_VERSION = '5.3.15(1)-release';

/** bash's generator: Park and Miller's, its halves mixed. */
function nextRandom(shell: Shell): number {
  const seed = shell.randomSeed === 0 ? 123459876 : shell.randomSeed;
  const high = Math.floor(seed / 127773);
  const low = seed % 127773;
  const next = 16807 * low - 2836 * high;
  shell.randomSeed = next < 0 ? next + 0x7fffffff : next;
  return ((shell.randomSeed >> 16) ^ (shell.randomSeed & 0xffff)) & 0x7fff;
}

/** The letters of "$-". */
export function optionLetters(shell: Shell): string {
  const letters: readonly (readonly [string, string])[] = [
    ['allexport', 'a'],
    ['notify', 'b'],
    ['errexit', 'e'],
    ['noglob', 'f'],
    ['hashall', 'h'],
    ['interactive', 'i'],
    ['keyword', 'k'],
    ['monitor', 'm'],
    ['noexec', 'n'],
    ['privileged', 'p'],
    ['onecmd', 't'],
    ['nounset', 'u'],
    ['verbose', 'v'],
    ['xtrace', 'x'],
    ['braceexpand', 'B'],
    ['noclobber', 'C'],
    ['errtrace', 'E'],
    ['histexpand', 'H'],
    ['physical', 'P'],
    ['functrace', 'T'],
  ];
  const on = letters.filter(([name]) => (name === 'interactive' ? shell.interactive : shell.options.has(name))).map(([, letter]) => letter);
  return on.join('') + (shell.fromString ? 'c' : '') + (shell.fromStdin ? 's' : '');
}

/** The call stack as FUNCNAME and BASH_SOURCE show it, innermost first. */
function stack(shell: Shell): { names: string[]; sources: string[]; lines: string[] } {
  const frames = [...shell.frames].reverse();
  const script = !shell.fromString && !shell.fromStdin && !shell.interactive;
  const names = frames.map(frame => frame.name);
  const sources = frames.map(frame => frame.source);
  const lines = frames.map(frame => String(frame.callLine));
  if (script) {
    sources.push(shell.name);
    lines.push('0');
    if (frames.some(frame => frame.kind === 'function')) names.push('main');
  } else if (frames.length === 0) return { names: [], sources: [], lines: ['0'] };
  return { names, sources, lines };
}

const epoch = (shell: Shell): string => String(shell.now.seconds);

/** Gives a shell its made variables. */
export function installDynamics(shell: Shell): void {
  const { dynamic } = shell.variables;
  dynamic.set('_', { read: () => shell.lastArgument, write: () => {} });
  dynamic.set('-', { read: () => optionLetters(shell) });
  if (shell.dialect.kind === 'dash') return;
  dynamic.set('LINENO', { read: () => String(shell.line), write: () => {} });
  dynamic.set('RANDOM', { read: () => String(nextRandom(shell)), write: value => void (shell.randomSeed = Number(value) | 0) });
  if (shell.dialect.kind !== 'bash') return;
  dynamic.set('SRANDOM', { read: () => String(nextRandom(shell) * 131072 + nextRandom(shell) * 4) });
  dynamic.set('SECONDS', {
    read: () => String(shell.now.seconds - shell.secondsBase),
    write: value => void (shell.secondsBase = shell.now.seconds - (Number(value) || 0)),
  });
  dynamic.set('EPOCHSECONDS', { read: () => epoch(shell), write: () => {} });
  dynamic.set('EPOCHREALTIME', {
    read: () => `${epoch(shell)}.${String(Math.floor(shell.now.nanoseconds / 1000)).padStart(6, '0')}`,
    write: () => {},
  });
  dynamic.set('BASHPID', { read: () => String(shell.ownPid), write: () => {} });
  dynamic.set('BASH_SUBSHELL', { read: () => String(shell.subshellDepth), write: () => {} });
  dynamic.set('BASH_COMMAND', { read: () => (shell.command === undefined ? '' : printNode(shell.command)), write: () => {} });
  dynamic.set('FUNCNAME', { read: () => stack(shell).names[0], write: () => {}, values: () => stack(shell).names });
  dynamic.set('BASH_SOURCE', { read: () => stack(shell).sources[0], write: () => {}, values: () => stack(shell).sources });
  dynamic.set('BASH_LINENO', { read: () => stack(shell).lines[0], write: () => {}, values: () => stack(shell).lines });
  dynamic.set('PIPESTATUS', { read: () => String(shell.pipeStatus[0] ?? 0), write: () => {}, values: () => shell.pipeStatus.map(String) });
  dynamic.set('DIRSTACK', {
    read: () => shell.variables.get('PWD'),
    write: () => {},
    values: () => [shell.variables.get('PWD') ?? '', ...shell.directoryStack],
  });
  dynamic.set('GROUPS', {
    read: () => String(shell.gid),
    write: () => {},
    values: () => [...new Set([shell.gid, ...shell.groups])].map(String),
  });
  dynamic.set('HISTCMD', { read: () => String(shell.historyBase + shell.history.length), write: () => {} });
  dynamic.set('BASHOPTS', { read: () => [...shell.shopts.names()].sort().join(':') });
  dynamic.set('SHELLOPTS', { read: () => [...shell.options.names()].sort().join(':') });
  dynamic.set('BASH_VERSION', { read: () => BASH_VERSION, write: () => {} });
  dynamic.set('BASH_VERSINFO', {
    read: () => '5',
    values: () => ['5', '3', '15', '1', 'release', 'x86_64-pc-linux-gnu'],
  });
  for (const [name, value] of Object.entries({ HOSTTYPE: 'x86_64', MACHTYPE: 'x86_64-pc-linux-gnu', OSTYPE: 'linux-gnu' }))
    dynamic.set(name, { read: () => value });
  dynamic.set('HOSTNAME', { read: () => shell.hostName });
  dynamic.set('BASH', { read: () => (shell.startedAs.includes('/') ? shell.startedAs : '/usr/bin/bash') });
}

/** Whether a source text asks for the time, which has to be read from the clock first. */
export const asksForTime = (text: string): boolean => /SECONDS|EPOCH/.test(text);
