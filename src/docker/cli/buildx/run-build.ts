// A build from its request to its end: progress to standard error, the image's id, and the excerpt of a mistake. As docker-buildx 0.29.1.

import { STDERR } from '../../../userland/lib/io.ts';
import type { BuildMessage } from '../../api/build.ts';
import type { Query, Reply } from '../../client/connection.ts';
import type { Cli } from '../cli.ts';
import { windowSize } from '../run/terminal.ts';
import { PlainPrinter } from './progress/plain.ts';
import { errorLogs, Trace } from './progress/trace.ts';
import { TtyPrinter } from './progress/tty.ts';
import { excerpt } from './source.ts';

export interface BuildRequest {
  tar: Uint8Array;
  query: Query;
  /** The line of step 0. */
  description?: string;
}

/** The interval between two refreshes, as the real one limits them. */
const REFRESH_MS = 100;
const IDLE_MS = 150;

interface Display {
  refresh(last: boolean): Promise<void>;
}

/** Builds; gives the image's id. Throws the daemon's error after the excerpt was printed. */
export async function runBuild(cli: Cli, request: BuildRequest, mode: string): Promise<string> {
  const reply = await (await cli.client()).call('POST', '/build', {
    query: request.query,
    headers: [['Content-Type', 'application/x-tar']],
    stream: parts(request.tar),
  });
  const trace = new Trace();
  const quiet = mode === 'quiet' || mode === 'none' || mode === 'rawjson';
  const terminal = mode === 'tty' || (mode === 'auto' && (await cli.isTerminal(STDERR)));
  const display = quiet ? { refresh: async () => {} } : await displayOf(cli, trace, terminal, request.description ?? '');
  const end = await follow(cli, reply, trace, display, mode === 'rawjson');
  await display.refresh(true);
  if (!quiet) await cli.err(warningList(trace));
  if (!end.failure) {
    if (mode === 'quiet') await cli.out(`${end.id}\n`);
    return end.id;
  }
  if (!quiet) await cli.err(errorLogs(trace));
  if (end.failure.source) await cli.err(excerpt(end.failure.source));
  throw new Error(`failed to solve: ${end.failure.message}`);
}

/** The findings of the checks, after the build. */
function warningList(trace: Trace): string {
  const warnings = [...trace.steps.values()].flatMap(step => step.warnings);
  if (warnings.length === 0) return '';
  const head = `${warnings.length} warning${warnings.length === 1 ? '' : 's'} found (use docker --debug to expand):`;
  return `\n ${head}\n${warnings.map(words => ` - ${words}\n`).join('')}`;
}

async function* parts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
}

async function displayOf(cli: Cli, trace: Trace, terminal: boolean, description: string): Promise<Display> {
  const context = await cli.contextName();
  if (!terminal) {
    const plain = new PlainPrinter(description || `building with ${JSON.stringify(context)} instance using docker driver`);
    return { refresh: () => cli.err(plain.print(trace)) };
  }
  const tty = new TtyPrinter(`docker:${context}`);
  // A terminal of no size is taken for one of 80 columns.
  const columns = (await windowSize(cli.sys, STDERR))?.columns || 80;
  return { refresh: async last => cli.err(tty.print(trace, await cli.now(), columns, last)) };
}

interface End {
  id: string;
  failure: Extract<BuildMessage, { errorDetail: unknown }>['errorDetail'] | undefined;
}

/** Reads the daemon's stream; the display is refreshed at most each tenth of a second, and when nothing comes for a while. */
async function follow(cli: Cli, reply: Reply, trace: Trace, display: Display, raw: boolean): Promise<End> {
  const end: End = { id: '', failure: undefined };
  const decoder = new TextDecoder();
  let rest = '';
  let shownMs = Number.NEGATIVE_INFINITY;
  for await (const part of reply.parts()) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.trim() === '') continue;
      const message = JSON.parse(line) as BuildMessage;
      if ('errorDetail' in message) end.failure = message.errorDetail;
      else if ('aux' in message && 'ID' in message.aux) end.id = message.aux.ID;
      else if ('id' in message && message.id === 'moby.buildkit.trace') {
        trace.update(message.aux as never);
        if (raw) await cli.err(`${JSON.stringify(message.aux)}\n`);
      }
    }
    const nowMs = (await cli.now()) * 1000;
    if (!raw && trace.updates.size > 0 && (nowMs - shownMs >= REFRESH_MS || !(await reply.comes(IDLE_MS)))) {
      await display.refresh(false);
      shownMs = nowMs;
    }
  }
  return end;
}
