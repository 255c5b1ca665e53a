// nginx: a master and its workers, serving HTTP as nginx.conf says. nginx 1.29.3.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { civilOf, MONTH_NAMES } from '../lib/dates.ts';
import { header } from '../lib/http.ts';
import { acceptLoop, listenOn, type ServedRequest } from '../lib/http-server.ts';
import { encode, program, readText, warn, writeAll, writeFile } from '../lib/io.ts';
import { ConfigError, readConfig } from './config.ts';
import { respond, SERVER } from './respond.ts';
import { argsOf, type Configuration, configure } from './servers.ts';

const HELP = `nginx version: ${SERVER}
Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
             [-e filename] [-c filename] [-g directives]

Options:
  -?,-h         : this help
  -v            : show version and exit
  -V            : show version and configure options then exit
  -t            : test configuration and exit
  -s signal     : send signal to a master process: stop, quit, reopen, reload
  -c filename   : set configuration file (default: /etc/nginx/nginx.conf)
  -g directives : set global directives out of configuration file

`;

const two = (value: number): string => String(value).padStart(2, '0');

async function stamp(sys: Sys): Promise<string> {
  const now = civilOf((await sys.clockGettime('realtime')).seconds);
  return `${now.year}/${two(now.month)}/${two(now.day)} ${two(now.hour)}:${two(now.minute)}:${two(now.second)}`;
}

class Log {
  readonly #fd: Fd;

  constructor(fd: Fd) {
    this.#fd = fd;
  }

  async say(sys: Sys, level: 'notice' | 'error' | 'emerg', words: string): Promise<void> {
    const pid = await sys.getpid();
    await writeAll(sys, this.#fd, encode(`${await stamp(sys)} [${level}] ${pid}#${pid}: ${words}\n`));
  }
}

export default program({
  name: 'nginx',
  summary: 'HTTP and reverse proxy server',

  async main(sys, argv) {
    let file = '/etc/nginx/nginx.conf';
    let more = '';
    let test = false;
    for (let at = 1; at < argv.length; at++) {
      const word = argv[at]!;
      if (word === '-v') return warn(sys, `nginx version: ${SERVER}\n`);
      if (word === '-h' || word === '-?') return warn(sys, HELP);
      if (word === '-t') test = true;
      else if (word === '-c') file = argv[++at] ?? '';
      else if (word === '-g') more = argv[++at] ?? '';
      else if (word === '-s') return signalMaster(sys, argv[++at] ?? '');
      else {
        await warn(sys, `nginx: invalid option: "${word}"\n`);
        return 1;
      }
    }
    let configuration: Configuration;
    try {
      const processors = (await readText(sys, '/proc/stat')).split('\n').filter(line => /^cpu\d/.test(line)).length;
      configuration = configure(await readConfig(sys, file), Math.max(1, processors));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      await warn(
        sys,
        `${test ? '' : `${await stamp(sys)} [emerg] ${await sys.getpid()}#${await sys.getpid()}: ${error.message}\n`}nginx: [emerg] ${error.message}\n`,
      );
      if (test) await warn(sys, `nginx: configuration file ${file} test failed\n`);
      return 1;
    }
    if (test)
      return warn(sys, `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`);
    const foreground = /\bdaemon\s+off\b/.test(more) || argsOf(configuration.directives, 'daemon')?.[0] === 'off';
    if (foreground) return master(sys, configuration, argv);
    await sys.clone(async child => {
      await child.setsid();
      return master(child, configuration, argv);
    });
    return 0;
  },
});

async function signalMaster(sys: Sys, word: string): Promise<number> {
  const signals = { stop: 'SIGTERM', quit: 'SIGQUIT', reload: 'SIGHUP', reopen: 'SIGUSR1' } as const;
  const signal = signals[word as keyof typeof signals];
  if (!signal) {
    await warn(sys, `nginx: invalid option: "-s ${word}"\n`);
    return 1;
  }
  try {
    await sys.kill(Number((await readText(sys, '/run/nginx.pid')).trim()), signal);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `nginx: [error] open() "/run/nginx.pid" failed (2: ${error.message})\n`);
    return 1;
  }
}

async function openLog(sys: Sys, path: string): Promise<Fd> {
  return sys.open(path, { write: true, create: true, append: true, cloexec: true }, 0o644).catch(() => 2);
}

async function master(sys: Sys, configuration: Configuration, argv: readonly string[]): Promise<number> {
  const log = new Log(await openLog(sys, argsOf(configuration.directives, 'error_log')?.[0] ?? '/var/log/nginx/error.log'));
  const access = await openLog(sys, argsOf(configuration.http, 'access_log')?.[0] ?? '/var/log/nginx/access.log');
  const listeners: Fd[] = [];
  const seen = new Set<string>();
  for (const listen of configuration.servers.flatMap(server => server.listens)) {
    const key = `${listen.address}:${listen.port}`;
    if (seen.has(key)) continue;
    seen.add(key);
    try {
      listeners.push(await listenOn(sys, listen, false));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (listen.family === 'inet6' && error.code === 'EAFNOSUPPORT') continue;
      const shown = listen.family === 'inet6' ? `[${listen.address}]:${listen.port}` : `${listen.address}:${listen.port}`;
      const words = `bind() to ${shown} failed (${error.code === 'EADDRINUSE' ? 98 : 13}: ${error.message})`;
      await log.say(sys, 'emerg', words);
      await warn(sys, `nginx: [emerg] ${words}\n`);
      return 1;
    }
  }
  await writeFile(sys, '/run/nginx.pid', `${await sys.getpid()}\n`).catch(() => undefined);
  const { release } = await sys.uname();
  const { soft, hard } = await sys.prlimit(0, 'nofile');
  for (const words of [
    'using the "epoll" event method',
    SERVER,
    'built by gcc 14.2.0 (Debian 14.2.0-19) ',
    `OS: Linux ${release}`,
    `getrlimit(RLIMIT_NOFILE): ${soft}:${hard}`,
    'start worker processes',
  ]) {
    await log.say(sys, 'notice', words);
  }
  await sys.prctl('PR_SET_MM_ARG', [`nginx: master process ${argv.join(' ')}`]);
  const workers: number[] = [];
  for (let at = 0; at < configuration.workers; at++) {
    const pid = await sys.clone(child => work(child, configuration, listeners, log, access));
    workers.push(pid);
    await log.say(sys, 'notice', `start worker process ${pid}`);
  }
  return supervise(sys, workers, log);
}

/** Waits for a signal to stop, then for the workers. */
async function supervise(sys: Sys, workers: readonly number[], log: Log): Promise<number> {
  let stopping: 'SIGTERM' | 'SIGQUIT' | 'SIGINT' | undefined;
  for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const) await sys.sigaction(signal, () => void (stopping = signal));
  await sys.sigaction('SIGCHLD', () => {});
  let left = workers.length;
  while (left > 0) {
    if (stopping) {
      await log.say(
        sys,
        'notice',
        `signal ${stopping === 'SIGQUIT' ? '3 (SIGQUIT) received, shutting down' : `${stopping === 'SIGTERM' ? '15 (SIGTERM)' : '2 (SIGINT)'} received, exiting`}`,
      );
      for (const pid of workers) await sys.kill(pid, 'SIGTERM').catch(() => undefined);
      stopping = undefined;
    }
    try {
      const ended = await sys.wait('any');
      if (ended) {
        left--;
        await log.say(sys, 'notice', `worker process ${ended.pid} exited with code 0`);
      }
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
  await log.say(sys, 'notice', 'exit');
  return 0;
}

async function work(sys: Sys, configuration: Configuration, listeners: readonly Fd[], log: Log, access: Fd): Promise<never> {
  await sys.prctl('PR_SET_MM_ARG', ['nginx: worker process']);
  for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT', 'SIGCHLD'] as const) await sys.sigaction(signal, 'default');
  const user = argsOf(configuration.directives, 'user')?.[0];
  if (user !== undefined) {
    const line = (await readText(sys, '/etc/passwd').catch(() => '')).split('\n').find(each => each.startsWith(`${user}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) {
      await sys.setgroups([Number(gid)]).catch(() => undefined);
      await sys.setresgid(Number(gid), Number(gid), Number(gid)).catch(() => undefined);
      await sys.setresuid(Number(uid), Number(uid), Number(uid)).catch(() => undefined);
    }
  }
  return acceptLoop(sys, listeners, async (thread, request) => {
    const { reply, error } = await respond(thread, configuration, request);
    if (error !== undefined)
      await log.say(
        thread,
        'error',
        `*1 ${error}, client: ${clientOf(request)}, server: localhost, request: "${requestLine(request)}", host: "${header(request.head.headers, 'Host') ?? ''}"`,
      );
    await writeAll(
      thread,
      access,
      encode(await accessLine(thread, request, reply.status, request.head.method === 'HEAD' ? 0 : reply.body.length)),
    );
    return reply;
  });
}

const clientOf = ({ peer }: ServedRequest): string => ('address' in peer ? (peer.address ?? '').replace('::ffff:', '') : '-');
const requestLine = ({ head }: ServedRequest): string => `${head.method} ${head.target} ${head.version}`;

async function accessLine(sys: Sys, request: ServedRequest, status: number, bytes: number): Promise<string> {
  const now = civilOf((await sys.clockGettime('realtime')).seconds);
  const time = `${two(now.day)}/${MONTH_NAMES[now.month - 1]!.slice(0, 3)}/${now.year}:${two(now.hour)}:${two(now.minute)}:${two(now.second)} +0000`;
  const field = (name: string): string => header(request.head.headers, name) ?? '-';
  return `${clientOf(request)} - - [${time}] "${requestLine(request)}" ${status} ${bytes} "${field('Referer')}" "${field('User-Agent')}" "${field('X-Forwarded-For')}"\n`;
}
