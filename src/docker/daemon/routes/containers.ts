// Routes of containers and execs. As moby's api/server/router/container.

import type { Sys } from '../../../abi/sys.ts';
import { encode } from '../../../userland/lib/io.ts';
import type { CreateRequest, ExecCreateRequest, ExecInspect, ExecStartRequest } from '../../api/container.ts';
import type { StatsResponse } from '../../api/stats.ts';
import { archivePath, containerChanges, exportContainer, extractTo, statPath } from '../container/archive.ts';
import { attachContainer, resize, startExec } from '../container/attach.ts';
import type { Container } from '../container/container.ts';
import {
  pauseContainer,
  renameContainer,
  restartContainer,
  type StopHow,
  stopContainer,
  type UpdateRequest,
  unpauseContainer,
  updateContainer,
  type WaitCondition,
  waitContainer,
} from '../container/control.ts';
import { createContainer } from '../container/create.ts';
import { checkExec, newExec } from '../container/exec-process.ts';
import { inspectContainer, listContainers } from '../container/inspect.ts';
import { killContainer } from '../container/kill.ts';
import { type LogLine, type LogQuery, readLog, selectLines } from '../container/log-file.ts';
import { removeContainer } from '../container/remove.ts';
import { startContainer } from '../container/start.ts';
import { frame } from '../container/streams.ts';
import { numberOr, stats, top } from '../container/usage.ts';
import { type Engine, type Exec, logContainer } from '../engine.ts';
import { ApiError, invalid, notFound, notImplemented } from '../errors.ts';
import { sizeOf } from '../files.ts';
import { Filters } from '../filters.ts';
import type { Request, Routes } from '../http.ts';
import { diffOf } from '../image/overlay.ts';
import { compareTimes, now, parseRfc3339, parseUnix, rfc3339Fixed } from '../time.ts';

const stopHow = (request: Request): StopHow => {
  const t = request.get('t');
  return { signal: request.get('signal') ?? '', seconds: t === undefined || t === '' ? undefined : numberOr(t, 0) };
};

/** X-Docker-Container-Path-Stat: JSON in base64. */
function base64(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes = encode(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    out += letters[a >> 2]! + letters[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    out += b === undefined ? '=' : letters[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    out += c === undefined ? '=' : letters[c & 63]!;
  }
  return out;
}

async function logs(request: Request, container: Container): Promise<void> {
  const { sys } = request;
  if (!request.flag('stdout') && !request.flag('stderr')) throw invalid('Bad parameters: you must choose at least one stream');
  if (!['json-file', 'local'].includes(container.hostConfig.LogConfig.Type))
    throw notImplemented('configured logging driver does not support reading');
  const tail = request.get('tail') ?? 'all';
  const query: LogQuery = {
    stdout: request.flag('stdout'),
    stderr: request.flag('stderr'),
    since: parseUnix(request.get('since') ?? ''),
    until: parseUnix(request.get('until') ?? '0') ?? undefined,
    tail: /^\d+$/.test(tail) ? Number(tail) : undefined,
  };
  if (query.until && query.until.seconds === 0) query.until = undefined;
  const multiplexed = !container.config.Tty;
  const out = await request.stream([
    ['Content-Type', multiplexed ? 'application/vnd.docker.multiplexed-stream' : 'application/vnd.docker.raw-stream'],
  ]);
  const send = async (lines: readonly LogLine[]): Promise<void> => {
    for (const { log, stream, time, attrs } of lines) {
      const stamp = request.flag('timestamps') ? `${rfc3339Fixed(parseRfc3339(time) ?? { seconds: 0, nanoseconds: 0 })} ` : '';
      const details = request.flag('details') ? `${detailsOf(attrs)} ` : '';
      const bytes = encode(`${stamp}${details}${log}`);
      await out.write(multiplexed ? frame(stream, bytes) : bytes);
    }
  };
  let { lines, end } = await readLog(sys, container.logPath, 0);
  await send(selectLines(lines, query));
  while (request.flag('follow') && !out.broken) {
    const over = (): boolean => container.removed || !container.state.Running;
    const stopped = over();
    ({ lines, end } = await readLog(sys, container.logPath, end));
    await send(selectLines(lines, { ...query, tail: undefined, since: undefined }));
    if (query.until && compareTimes(await now(sys), query.until) > 0) break;
    if (lines.length > 0) continue;
    if (stopped) break;
    await waitForMore(sys, container, over);
  }
  await out.end();
}

/** What a log's options keep of labels and environment: "key=value,key=value", escaped as in a query. */
const detailsOf = (attributes: Readonly<Record<string, string>> = {}): string =>
  Object.keys(attributes)
    .sort()
    .map(key => `${encodeURIComponent(key)}=${encodeURIComponent(attributes[key]!)}`)
    .join(',');

async function waitForMore(sys: Sys, container: Container, over: () => boolean): Promise<void> {
  let looked = false;
  // Either wakes: a new line, or the end (its last line wakes the log's waiters too).
  await container.logged.until(
    sys,
    () => {
      const again = looked;
      looked = true;
      return over() || again;
    },
    1000,
  );
}

async function wait(request: Request, container: Container): Promise<void> {
  const condition = (request.get('condition') || 'not-running') as WaitCondition;
  if (!['not-running', 'next-exit', 'removed'].includes(condition)) throw invalid(`invalid condition: "${condition}"`);
  // The head goes out before the waiting: the client starts the container once it has seen it.
  const out = await request.stream([['Content-Type', 'application/json']]);
  const status = await waitContainer(request.sys, container, condition);
  await out.write(`${JSON.stringify({ StatusCode: status })}\n`);
  await out.end();
}

async function streamStats(request: Request, engine: Engine, container: Container): Promise<unknown> {
  const { sys } = request;
  const first = await stats(sys, engine, container, undefined);
  if (!request.flag('stream', true)) {
    if (request.flag('one-shot') || !container.state.Running) return first;
    await sys.nanosleep(1000);
    return stats(sys, engine, container, first);
  }
  const out = await request.stream([['Content-Type', 'application/json']]);
  let last: StatsResponse = first;
  while (!out.broken && !container.removed) {
    last = await stats(sys, engine, container, last);
    await out.write(`${JSON.stringify(last)}\n`);
    await container.changed.until(sys, () => container.removed, 1000);
  }
  await out.end();
  return undefined;
}

const execInspect = (exec: Exec): ExecInspect => ({
  ID: exec.id,
  Running: exec.running,
  ExitCode: exec.exitCode,
  ProcessConfig: {
    tty: exec.tty,
    entrypoint: exec.entrypoint,
    arguments: exec.args,
    privileged: exec.privileged,
    ...(exec.user === '' ? {} : { user: exec.user }),
  },
  OpenStdin: exec.stdin,
  OpenStderr: exec.stderr,
  OpenStdout: exec.stdout,
  CanRemove: false,
  ContainerID: exec.containerId,
  DetachKeys: '',
  Pid: exec.pid,
});

async function createExec(request: Request, engine: Engine, container: Container): Promise<unknown> {
  const body = await request.json<ExecCreateRequest>();
  if (!body.Cmd?.length) throw invalid('No exec command specified');
  checkExec(container);
  const { sys } = request;
  const exec = await newExec(sys, container, body.Cmd, {
    tty: body.Tty ?? false,
    env: body.Env ?? [],
    user: body.User ?? '',
    workingDir: body.WorkingDir ?? '',
    privileged: body.Privileged ?? false,
    stdin: body.AttachStdin ?? false,
    stdout: body.AttachStdout ?? false,
    stderr: body.AttachStderr ?? false,
    detachKeys: body.DetachKeys ?? '',
    consoleSize: body.ConsoleSize ?? undefined,
  });
  engine.execs.set(exec.id, exec);
  container.execIds.add(exec.id);
  await logContainer(sys, engine, container, `exec_create: ${body.Cmd.join(' ')}`, { execID: exec.id });
  await request.sendJson({ Id: exec.id }, 201);
  return undefined;
}

function execOf(engine: Engine, id: string | undefined): { exec: Exec; container: Container } {
  const exec = engine.execs.get(id ?? '');
  const container = exec && engine.containers.find(exec.containerId);
  if (!exec || !container) throw notFound(`No such exec instance: ${id}`);
  return { exec, container };
}

async function prune(request: Request, engine: Engine): Promise<unknown> {
  const filters = Filters.parse(request.get('filters'));
  filters.accept('label', 'label!', 'until');
  const { sys } = request;
  const deleted: string[] = [];
  let reclaimed = 0;
  for (const container of engine.containers.all) {
    if (container.state.Running || container.state.Restarting || container.state.RemovalInProgress) continue;
    if (!filters.labels(container.config.Labels)) continue;
    if (filters.has('label!') && filters.labels(container.config.Labels, 'label!')) continue;
    const [until] = filters.get('until');
    const created = parseRfc3339(container.created);
    const limit = until === undefined ? undefined : (parseUnix(until) ?? parseRfc3339(until));
    if (limit && created && compareTimes(created, limit) >= 0) continue;
    const bytes = container.layer ? await sizeOf(sys, diffOf(container.layer.mountId)) : 0;
    try {
      await removeContainer(sys, engine, container, { force: false, volumes: false });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      continue;
    }
    deleted.push(container.id);
    reclaimed += bytes;
  }
  await engine.events.log(sys, 'container', 'prune', '', { reclaimed: String(reclaimed) });
  return { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed };
}

async function getArchive(request: Request, engine: Engine, container: Container): Promise<void> {
  const path = request.get('path') ?? '';
  if (path === '') throw invalid('bad parameters: path cannot be empty');
  const { shown, archive } = await archivePath(request.sys, engine, container, path, request.parameters.id!);
  const out = await request.stream([
    ['Content-Type', 'application/x-tar'],
    ['X-Docker-Container-Path-Stat', base64(JSON.stringify(shown))],
  ]);
  await out.write(archive);
  await out.end();
}

async function sendArchive(request: Request, archive: Uint8Array): Promise<void> {
  const out = await request.stream([['Content-Type', 'application/octet-stream']]);
  await out.write(archive);
  await out.end();
}

export const containerRoutes = (engine: Engine): Routes => {
  const of = (request: Request): Container => engine.containers.get(request.parameters.id ?? '');
  const done = async (request: Request, work: Promise<void>): Promise<void> => {
    await work;
    await request.noContent();
  };
  return {
    'GET /containers/json': request =>
      listContainers(request.sys, engine, {
        all: request.flag('all'),
        limit: numberOr(request.get('limit'), 0),
        size: request.flag('size'),
        filters: Filters.parse(request.get('filters')),
      }),
    'POST /containers/create': async request => {
      const name = request.get('name') ?? '';
      if (name !== '' && !/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
        throw invalid(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
      }
      const body = await request.json<CreateRequest>();
      if (Object.keys(body).length === 0) throw invalid('config cannot be empty in order to create a container');
      await request.sendJson(await createContainer(request.sys, engine, body, name, request.get('platform') ?? ''), 201);
    },
    'POST /containers/prune': request => prune(request, engine),
    'GET /containers/{id}/json': request => inspectContainer(request.sys, engine, of(request), request.flag('size')),
    'GET /containers/{id}/top': request => top(request.sys, engine, of(request), request.get('ps_args') || '-ef'),
    'GET /containers/{id}/logs': request => logs(request, of(request)),
    'GET /containers/{id}/stats': request => streamStats(request, engine, of(request)),
    'GET /containers/{id}/changes': async request => {
      const changes = await containerChanges(request.sys, of(request));
      return changes.length > 0 ? changes : null;
    },
    'GET /containers/{id}/export': async request => sendArchive(request, await exportContainer(request.sys, engine, of(request))),
    'HEAD /containers/{id}/archive': async request => {
      const shown = await statPath(request.sys, of(request), request.get('path') ?? '', request.parameters.id!);
      await request.send(200, new Uint8Array(0), [['X-Docker-Container-Path-Stat', base64(JSON.stringify(shown))]]);
    },
    'GET /containers/{id}/archive': request => getArchive(request, engine, of(request)),
    'PUT /containers/{id}/archive': async request => {
      const container = of(request);
      await extractTo(request.sys, engine, container, request.get('path') ?? '', request.parameters.id!, await request.body(), {
        noOverwriteDirNonDir: request.flag('noOverwriteDirNonDir'),
        copyOwner: request.flag('copyUIDGID'),
      });
    },
    'POST /containers/{id}/start': request => done(request, startContainer(request.sys, engine, of(request))),
    'POST /containers/{id}/stop': request => done(request, stopContainer(request.sys, engine, of(request), stopHow(request))),
    'POST /containers/{id}/restart': request =>
      done(request, restartContainer(request.sys, engine, of(request), stopHow(request), request.parameters.id ?? '')),
    'POST /containers/{id}/kill': request =>
      done(request, killContainer(request.sys, engine, request.parameters.id!, request.get('signal') || 'SIGKILL')),
    'POST /containers/{id}/pause': request => done(request, pauseContainer(request.sys, engine, of(request))),
    'POST /containers/{id}/unpause': request => done(request, unpauseContainer(request.sys, engine, of(request))),
    'POST /containers/{id}/rename': request => done(request, renameContainer(request.sys, engine, of(request), request.get('name') ?? '')),
    'POST /containers/{id}/update': async request => {
      const container = of(request);
      await updateContainer(request.sys, engine, container, await request.json<UpdateRequest>());
      return { Warnings: null };
    },
    'POST /containers/{id}/wait': request => wait(request, of(request)),
    'POST /containers/{id}/resize': async request =>
      resize(request.sys, of(request).streams?.console, numberOr(request.get('h'), 0), numberOr(request.get('w'), 0)),
    'POST /containers/{id}/attach': request => attachContainer(request, engine, of(request)),
    'POST /containers/{id}/exec': request => createExec(request, engine, of(request)),
    'DELETE /containers/{id}': request => {
      const how = { force: request.flag('force'), volumes: request.flag('v') };
      return done(request, removeContainer(request.sys, engine, of(request), how));
    },
    'GET /exec/{id}/json': async request => execInspect(execOf(engine, request.parameters.id).exec),
    'POST /exec/{id}/start': async request => {
      const { exec, container } = execOf(engine, request.parameters.id);
      const body = await request.json<ExecStartRequest>({ optional: true });
      if (body.ConsoleSize) exec.consoleSize = body.ConsoleSize;
      await startExec(request, engine, container, exec, body.Detach ?? false);
    },
    'POST /exec/{id}/resize': async request => {
      const { exec } = execOf(engine, request.parameters.id);
      await resize(request.sys, exec.console, numberOr(request.get('h'), 0), numberOr(request.get('w'), 0));
    },
  };
};
