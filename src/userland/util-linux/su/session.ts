// The new user's process and the one that watches over it. As login-utils/su-common.c, util-linux 2.42, with the session modules of
// Debian's /etc/pam.d: pam_limits, and for su pam_env, pam_mail and pam_umask.

import { Errno } from '../../../abi/errno.ts';
import { SIGNALS, type Signal, signalNumber, strsignal } from '../../../abi/signal.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Env, Pid } from '../../../abi/types.ts';
import { groups } from '../../lib/accounts.ts';
import type { Tool } from '../../lib/command.ts';
import { readText, warn } from '../../lib/io.ts';
import { applyLimits } from '../../lib/pam-limits.ts';
import { execProgram } from '../../lib/run-program.ts';
import { reported } from '../exec.ts';
import { enterPty, openPty, watchPty } from '../pty-session.ts';
import type { Request } from './options.ts';

/** Which of PAM's session modules take part. */
export interface SessionModules {
  mail: boolean;
  umask: boolean;
}

/** Runs the request in a child and ends as it ends. */
export async function runSession(tool: Tool, request: Request, modules: SessionModules): Promise<number> {
  const { sys } = tool;
  try {
    await sys.setgroups(request.groups);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`cannot set groups: ${error.message}`);
  }
  const pty = request.pty ? await openPty(sys) : undefined;
  const child = await sys.clone(self =>
    reported(tool.name, self, async () => {
      await changeIdentity(tool, self, request, modules);
      if (pty) await enterPty(self, pty);
      else if (!request.sameSession) await self.setsid();
      return start(tool, self, request, modules);
    }),
  );
  if (pty) return endWords(sys, await watchPty(sys, pty.master, child, {}));
  return watchOver(sys, child, request.sameSession);
}

async function changeIdentity(tool: Tool, sys: Sys, { user, gid }: Request, modules: SessionModules): Promise<void> {
  await applyLimits(sys, user);
  if (modules.umask) await userUmask(sys, user.uid, user.name, user.gid);
  const attempt = async (words: string, call: Promise<void>): Promise<void> => {
    try {
      await call;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail(`${words}: ${error.message}`);
    }
  };
  await attempt('cannot set group id', sys.setresgid(gid, gid, gid));
  await attempt('cannot set user id', sys.setresuid(user.uid, user.uid, user.uid));
}

/** pam_umask: where a user's group is its own, the group may do what the user may. */
async function userUmask(sys: Sys, uid: number, name: string, gid: number): Promise<void> {
  const settings = await readText(sys, '/etc/login.defs').catch(() => '');
  const setting = (key: string): string | undefined => new RegExp(`^\\s*${key}\\s+(\\S+)`, 'm').exec(settings)?.[1];
  const fixed = setting('UMASK');
  const before = fixed === undefined ? await sys.umask(0o777) : Number.parseInt(fixed, 8);
  const own = (await groups(sys)).find(group => group.gid === gid)?.name === name;
  const shared = setting('USERGROUPS_ENAB') === 'yes' && uid !== 0 && own;
  await sys.umask(shared ? (before & ~0o070) | ((before >> 3) & 0o070) : before);
}

const PATHS = { ENV_PATH: '/usr/local/bin:/bin:/usr/bin', ENV_SUPATH: '/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin' };

async function searchPath(sys: Sys, uid: number): Promise<string> {
  const key = uid === 0 ? 'ENV_SUPATH' : 'ENV_PATH';
  const settings = await readText(sys, '/etc/login.defs').catch(() => '');
  return new RegExp(`^\\s*${key}\\s+(?:PATH=)?(\\S+)`, 'm').exec(settings)?.[1] ?? PATHS[key];
}

const KEPT_ALWAYS = ['TERM', 'COLORTERM', 'NO_COLOR'];

async function environment(tool: Tool, sys: Sys, { user, login, preserve, kept, shell }: Request, modules: SessionModules): Promise<Env> {
  const env: Record<string, string> = {};
  const before = Object.entries(tool.env);
  for (const [name, value] of before) if (!login || KEPT_ALWAYS.includes(name) || kept.includes(name)) env[name] = value;
  if (!preserve) {
    env.HOME = user.home;
    if (shell !== undefined) env.SHELL = shell;
    if (login || user.uid !== 0) {
      env.USER = user.name;
      env.LOGNAME = user.name;
    }
    if (login) env.PATH = await searchPath(sys, user.uid);
  }
  if (modules.mail) {
    for (const line of (await readText(sys, '/etc/environment').catch(() => '')).split('\n')) {
      const setting = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(["']?)(.*?)\2\s*$/.exec(line);
      if (setting) env[setting[1]!] = setting[3]!;
    }
    env.MAIL = `/var/mail/${user.name}`;
  }
  return env;
}

/** Becomes the shell or the program. */
async function start(tool: Tool, sys: Sys, request: Request, modules: SessionModules): Promise<number> {
  const { user, shell, login, fast, command, rest } = request;
  const env = await environment(tool, sys, request, modules);
  if (login) {
    await sys.chdir(user.home).catch(async error => {
      if (!(error instanceof Errno)) throw error;
      await warn(sys, `${tool.name}: warning: cannot change directory to ${user.home}: ${error.message}\n`);
    });
  }
  const path = shell ?? rest[0]!;
  const base = path.slice(path.lastIndexOf('/') + 1);
  const options = [...(fast ? ['-f'] : []), ...(command === undefined ? [] : ['-c', command])];
  try {
    return shell === undefined
      ? await execProgram(sys, rest, env)
      : await sys.execve(shell, [login ? `-${base}` : base, ...options, ...rest], env);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `${tool.name}: failed to execute ${path}: ${error.message}\n`);
    return shell === undefined ? 1 : error.code === 'ENOENT' ? 127 : 126;
  }
}

/** How long the shell of a session that is ended has to go by itself. */
const GRACE_MS = 2000;

/** Waits for the child, stops with it, and takes it along where it is told to end. */
async function watchOver(sys: Sys, child: Pid, sameSession: boolean): Promise<number> {
  let caught: Signal | undefined;
  const catching: Signal[] = sameSession ? ['SIGTERM'] : ['SIGTERM', 'SIGINT', 'SIGQUIT'];
  await sys.sigprocmask(
    'block',
    SIGNALS.filter(signal => !catching.includes(signal) && signal !== 'SIGCHLD'),
  );
  for (const signal of catching) {
    await sys.sigaction(signal, () => {
      caught = signal;
    });
  }
  while (caught === undefined) {
    try {
      const waited = await sys.wait(child, { untraced: true });
      if (waited?.how === 'stopped') {
        await sys.kill(await sys.getpid(), 'SIGSTOP');
        await sys.kill(child, 'SIGCONT');
      } else if (waited?.how === 'exited' || waited?.how === 'killed') return endWords(sys, waited);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
  await warn(sys, '\nSession terminated, killing shell...');
  await sys.kill(child, 'SIGTERM').catch(() => undefined);
  await sys.nanosleep(GRACE_MS).catch(() => undefined);
  await sys.kill(child, 'SIGKILL').catch(() => undefined);
  await warn(sys, ' ...killed.\n');
  await sys.sigaction(caught, 'default');
  await sys.kill(await sys.getpid(), caught);
  return 128 + signalNumber(caught);
}

async function endWords(
  sys: Sys,
  waited: { how: 'exited'; status: number } | { how: 'killed'; signal: Signal; core: boolean },
): Promise<number> {
  if (waited.how === 'exited') return waited.status;
  await warn(sys, `${strsignal(waited.signal)}${waited.core ? ' (core dumped)' : ''}\n`);
  return 128 + signalNumber(waited.signal);
}
