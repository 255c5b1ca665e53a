// The journal: a session that was recorded live is the same session when it is done again, byte for byte, and leaves the same world.

import { afterEach, expect, test } from 'vitest';
import { type Input, latin1, loadWorld } from '../../src/machine/journal.ts';
import { LiveMachine } from '../../src/machine/live-machine.ts';
import { LiveOutside } from '../../src/machine/live-outside.ts';
import { replayOutside } from '../../src/machine/node/outside.ts';
import { nodePrograms } from '../../src/machine/node/programs.ts';

const SEED = 42;
const STARTED_MS = 1_800_000_000_000;
/** By then a shell that has shown its prompt waits for a key. */
const QUIET_MS = 30;
const encoder = new TextEncoder();

/** What tells two worlds apart: processes, addresses, rules with their counters, files, ids of Docker's, chance. */
const DIGEST = `ps -eo pid,ppid,pgid,comm,args; ip addr; ip route; iptables-save -c
if [ -e /run/docker.pid ]; then docker ps -a --no-trunc; docker network ls; fi
find / -xdev -not -path '/proc/*' -not -path '/sys/*' | sort | sha256sum; cat /proc/net/tcp /proc/net/unix /proc/loadavg
head -c 16 /dev/urandom | od -x; date +%s.%N; cat /root/.bash_history; hostname`;

interface Session {
  live: LiveMachine;
  outside: LiveOutside;
  output: Map<number, string>;
  /** Waits until a terminal's output since the last call of it matches. */
  sees(pattern: RegExp, terminal?: number): Promise<void>;
  type(text: string, terminal?: number): void;
  /** The world's state, once nothing more of the session runs. */
  end(): Promise<string>;
}

const sessions: Session[] = [];
afterEach(() => {
  for (const { live } of sessions.splice(0)) live.world.scheduler.pause();
});

/** Follows the wall's clock, but as if it had stood for `hiddenMs` whenever `hide` was called. */
class HiddenOutside extends LiveOutside {
  hide(live: LiveMachine, hiddenMs: number): void {
    this.follow(live.world.clock.nowMs + hiddenMs);
  }
}

function listener(output: Map<number, string>, heard: () => void) {
  return {
    onOutput: (terminal: number, bytes: Uint8Array): void => {
      output.set(terminal, (output.get(terminal) ?? '') + latin1(bytes));
      heard();
    },
    onExit: (): void => {},
  };
}

async function state(live: LiveMachine): Promise<string> {
  const { scheduler, clock } = live.world;
  const before = `${scheduler.position} ${clock.nowMs}`;
  return `${before}\n${(await live.machine.sh(DIGEST)).output}`;
}

async function record(outside = new LiveOutside(then => void setImmediate(then))): Promise<Session> {
  const output = new Map<number, string>();
  const seen = new Map<number, number>();
  let heard = (): void => {};
  const options = { programs: await nodePrograms(), outside, setup: 'workshop' as const, seed: SEED, realtimeMs: STARTED_MS };
  const live = await LiveMachine.boot({ ...options, listener: listener(output, () => heard()) });
  const session: Session = {
    live,
    outside,
    output,
    sees: (pattern, terminal = 1) =>
      new Promise((resolve, reject) => {
        const text = (): string => (output.get(terminal) ?? '').slice(seen.get(terminal) ?? 0);
        const limit = setTimeout(() => reject(new Error(`${pattern} was not seen in:\n${text()}`)), 20_000);
        heard = () => {
          const match = pattern.exec(text());
          if (!match) return;
          heard = () => {};
          clearTimeout(limit);
          seen.set(terminal, (seen.get(terminal) ?? 0) + match.index + match[0].length);
          resolve();
        };
        heard();
      }),
    type: (text, terminal = 1) => live.input({ kind: 'type', terminal, bytes: latin1(encoder.encode(text)) }),
    async end() {
      await new Promise(resolve => setTimeout(resolve, QUIET_MS));
      live.input({ kind: 'time' });
      live.machine.rest();
      // Only a world at rest may leave the wall's clock: a running one would jump from timer to timer from here on.
      outside.leave();
      return state(live);
    },
  };
  sessions.push(session);
  outside.follow(live.world.clock.nowMs);
  live.machine.wake();
  live.input({ kind: 'open', terminal: 1, rows: 24, columns: 80 });
  return session;
}

/** Does a saved journal again on a fresh world. */
async function replay(text: string): Promise<{ output: Map<number, string>; state: string }> {
  const saved = loadWorld(text);
  const output = new Map<number, string>();
  const programs = await nodePrograms();
  const live = await LiveMachine.boot({ ...saved, programs, outside: replayOutside(), listener: listener(output, () => {}) });
  await live.replay(saved);
  const replayed = { output, state: await state(live) };
  expect(JSON.parse(live.save())).toEqual(JSON.parse(text));
  return replayed;
}

async function sameAgain({ live, output }: Session, left: string): Promise<void> {
  const again = await replay(live.save());
  for (const [terminal, text] of output) expect(again.output.get(terminal)).toBe(text);
  expect(again.state).toBe(left);
}

test('keys, sizes, Ctrl-C, sleeps and containers are the same again', async () => {
  const session = await record();
  const { live, type, sees } = session;
  await sees(/# $/);
  for (const key of 'echo one $RANDOM\r') {
    type(key);
    await new Promise(resolve => setTimeout(resolve, 3));
  }
  await sees(/one \d+\r\n.*# $/);
  const services = live.startServices();
  type('docker run --rm alpine sh -c "hostname; ip addr show eth0"\r');
  await services;
  await sees(/inet 172\.17\.0\.2[^#]*# $/);
  live.input({ kind: 'resize', terminal: 1, rows: 30, columns: 100 });
  type('sleep 0.2; echo $LINES $COLUMNS; date +%s.%N; yes\r');
  await sees(/\d+ \d+\r\n\d+\.\d+\r\ny\r\n(?:y\r\n)+/);
  type('\x03');
  await sees(/\^C\r\n.*# $/);
  live.input({ kind: 'open', terminal: 2, rows: 24, columns: 80 });
  await sees(/# $/, 2);
  type('while :; do :; done\r', 2);
  await new Promise(resolve => setTimeout(resolve, 100));
  type('docker run -d --name web -p 8080:80 nginx\r');
  await sees(/[0-9a-f]{64}\r\n.*# $/);
  type('\x03', 2);
  await sees(/\^C[^#]*# $/, 2);
  type('sleep 1; curl -s localhost:8080 | head -4; iptables -t nat -S | tail -1; history\r');
  await sees(/Welcome[^#]*history\r\n.*# $/);
  live.input({ kind: 'close', terminal: 2 });
  await new Promise(resolve => setTimeout(resolve, 30));
  await sameAgain(session, await session.end());
}, 60_000);

test('output that the window could not keep up with is the same again', async () => {
  const session = await record();
  const { live, type, sees } = session;
  await sees(/# $/);
  type('seq 20000; echo $((6*7))-done\r');
  await sees(/1000\r\n/);
  live.input({ kind: 'hold', terminal: 1 });
  await new Promise(resolve => setTimeout(resolve, 20));
  live.input({ kind: 'release', terminal: 1 });
  await sees(/42-done\r\n/);
  await sees(/# $/);
  await sameAgain(session, await session.end());
});

test('a tab that was hidden for an hour catches up at once, and is the same again', async () => {
  const outside = new HiddenOutside(then => void setImmediate(then));
  const session = await record(outside);
  const { live, type, sees } = session;
  await sees(/# $/);
  type('(while sleep 1; do echo tick >>/tmp/ticks; done) & sleep 3590; wc -l </tmp/ticks\r');
  await sees(/\[1\] \d+\r\n/);
  await new Promise(resolve => setTimeout(resolve, 20));
  const startedMs = performance.now();
  outside.hide(live, 3_600_000);
  live.input({ kind: 'time' });
  await sees(/^35[89]\d\r\n/m);
  expect(performance.now() - startedMs).toBeLessThan(5000);
  type('kill %1\r');
  await sees(/# $/);
  await sameAgain(session, await session.end());
});

test('a journal holds the seed, the start and the version, and what is none is refused', async () => {
  const { live, sees, end } = await record();
  await sees(/# $/);
  await end();
  const saved = loadWorld(live.save());
  expect(saved).toMatchObject({ version: 1, setup: 'workshop', seed: SEED, realtimeMs: STARTED_MS });
  const first: Input = { kind: 'open', terminal: 1, rows: 24, columns: 80 };
  expect(saved.journal[0]).toEqual({ position: expect.any(Number), atMs: expect.any(Number), what: first });
  expect(() => loadWorld('{"version":2,"journal":[]}')).toThrow(SyntaxError);
  expect(() => loadWorld('null')).toThrow(SyntaxError);
  expect(() => loadWorld('[')).toThrow(SyntaxError);
});
