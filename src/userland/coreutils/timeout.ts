// timeout: a program that is stopped when it takes too long. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { SIGNALS, type Signal, signalNumber } from '../../abi/signal.ts';
import type { Waited } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { spawn } from '../lib/run-program.ts';
import { parseDuration } from './durations.ts';

export default command({
  name: 'timeout',
  summary: 'start COMMAND, and kill it if still running after DURATION',
  usage: '[OPTION]... DURATION COMMAND [ARG]...',
  help: `  -f, --foreground  allow COMMAND to read from the TTY and get TTY signals
  -k, --kill-after=DURATION  also send a KILL signal if COMMAND is still
                             running this long after the initial signal
  -p, --preserve-status  exit with the same status as COMMAND
  -s, --signal=SIGNAL  specify the signal to be sent on timeout
  -v, --verbose     diagnose to stderr any signal sent upon timeout`,
  short: '+fk:ps:v',
  long: { foreground: '-f', 'kill-after': '-k', 'preserve-status': '-p', signal: '-s', verbose: '-v' },
  usageStatus: 125,
  run: timeout,
});

function signalOf(tool: Tool, text: string): Signal {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const found = SIGNALS.find(signal => signal === name) ?? SIGNALS.find(signal => String(signalNumber(signal)) === text);
  return found ?? tool.usage(`${quote(text)}: invalid signal`);
}

async function timeout(tool: Tool): Promise<number> {
  const { sys, operands } = tool;
  const signal = signalOf(tool, tool.value('-s') ?? 'TERM');
  const duration = (text: string): number => parseDuration(text) ?? tool.usage(`invalid time interval ${quote(text)}`);
  const killText = tool.value('-k');
  const killAfterMs = killText === undefined ? undefined : duration(killText);
  if (operands.length < 2) {
    tool.usage('');
  }
  const lengthMs = duration(operands[0]!);
  const words = operands.slice(1);
  if (!tool.has('-f')) await sys.setpgid(0, 0).catch(ignoreErrno);
  const runner = new Runner(tool, signal, killAfterMs);
  await runner.prepare();
  const pid = await spawn(sys, words, tool.env, {
    async prepare(child) {
      await child.sigaction('SIGTTIN', 'default');
      await child.sigaction('SIGTTOU', 'default');
    },
    async failed(child, error) {
      const text = `${tool.name}: failed to run command ${quote(words[0]!)}: ${error.message}\n`;
      await child.write(2, new TextEncoder().encode(text));
      return error.code === 'ENOENT' ? 127 : 126;
    },
  });
  return runner.watch(pid, lengthMs, words[0]!);
}

function ignoreErrno(error: unknown): void {
  if (!(error instanceof Errno)) throw error;
}

class Runner {
  readonly #tool: Tool;
  readonly #signal: Signal;
  #killAfterMs: number | undefined;
  #timedOut = false;
  #pid = 0;
  #name = '';
  #sent: Signal | undefined;

  constructor(tool: Tool, signal: Signal, killAfterMs: number | undefined) {
    this.#tool = tool;
    this.#signal = signal;
    this.#killAfterMs = killAfterMs;
  }

  async prepare(): Promise<void> {
    const { sys } = this.#tool;
    await sys.sigaction('SIGTTIN', 'ignore');
    await sys.sigaction('SIGTTOU', 'ignore');
    await sys.sigaction('SIGALRM', () => this.#expire(this.#signal));
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) await sys.sigaction(signal, () => this.#passOn(signal));
    await sys.sigaction('SIGCHLD', 'default');
  }

  async #passOn(signal: Signal): Promise<void> {
    // What it sends its own group comes back to it.
    if (this.#sent === signal || this.#pid === 0) return;
    await this.#send(signal);
  }

  async #expire(signal: Signal): Promise<void> {
    this.#timedOut = true;
    if (this.#pid === 0) return;
    if (this.#tool.has('-v')) await this.#tool.warn(`sending signal ${signal.replace(/^SIG/, '')} to command ${quote(this.#name)}`, 0);
    await this.#send(signal);
    if (this.#killAfterMs !== undefined && signal !== 'SIGKILL') {
      await this.#tool.sys.sigaction('SIGALRM', () => this.#expire('SIGKILL'));
      await this.#tool.sys.setitimer(this.#killAfterMs);
      this.#killAfterMs = undefined;
    }
  }

  async #send(signal: Signal): Promise<void> {
    const { sys } = this.#tool;
    await sys.kill(this.#pid, signal).catch(ignoreErrno);
    if (this.#tool.has('-f')) return;
    this.#sent = signal;
    if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') await sys.sigaction(signal, 'ignore');
    if (signal !== 'SIGKILL') {
      await sys.kill(0, signal).catch(ignoreErrno);
      if (signal !== 'SIGCONT') await sys.kill(0, 'SIGCONT').catch(ignoreErrno);
    }
  }

  async watch(pid: number, lengthMs: number, name: string): Promise<number> {
    const { sys } = this.#tool;
    this.#pid = pid;
    this.#name = name;
    if (lengthMs > 0 && lengthMs !== Number.POSITIVE_INFINITY) await sys.setitimer(lengthMs);
    let waited: Waited | undefined;
    while (waited === undefined || waited.how === 'stopped' || waited.how === 'continued') {
      try {
        waited = await sys.wait(pid);
      } catch (error) {
        if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
      }
    }
    await sys.setitimer(0);
    return this.#statusOf(waited);
  }

  async #statusOf(waited: Extract<Waited, { how: 'exited' | 'killed' }>): Promise<number> {
    const { sys } = this.#tool;
    if (waited.how === 'exited') return this.#timedOut && !this.#tool.has('-p') ? 124 : waited.status;
    const number = 128 + signalNumber(waited.signal);
    if (this.#timedOut && !this.#tool.has('-p') && waited.signal !== 'SIGKILL') return 124;
    if (this.#timedOut && waited.signal !== 'SIGKILL') return number;
    if (waited.core && !this.#timedOut) await this.#tool.warn('the monitored command dumped core', 0);
    // Its own end tells the same as the command's.
    await sys.sigaction(waited.signal === 'SIGKILL' ? 'SIGTERM' : waited.signal, 'default').catch(ignoreErrno);
    await sys.kill(await sys.getpid(), waited.signal);
    return number;
  }
}
