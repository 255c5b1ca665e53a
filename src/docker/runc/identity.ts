// Who the container's process is and what it may: limits, user, capabilities, refused system calls. As runc's finalizeNamespace.

import { CAPABILITIES, type Capability } from '../../abi/caps.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Resource } from '../../abi/types.ts';
import { readText, writeFile } from '../../userland/lib/io.ts';
import type { OciProcess, OciSpec } from '../api/oci.ts';
import { step, unless } from './failure.ts';

const UNLIMITED = 2 ** 64;

/** setrlimit(2) for each of the config's limits ("RLIMIT_NOFILE"). */
export async function applyLimits(sys: Sys, process: OciProcess): Promise<void> {
  for (const { type, soft, hard } of process.rlimits ?? []) {
    const limit = (value: number): number => (value < 0 || value >= UNLIMITED ? Number.POSITIVE_INFINITY : value);
    const resource = type.replace('RLIMIT_', '').toLowerCase() as Resource;
    await step(`error setting rlimits for ready process: error setting rlimit type ${type}`, () =>
      sys.prlimit(0, resource, { soft: limit(soft), hard: limit(hard) }),
    );
  }
  if (process.oomScoreAdj) await writeFile(sys, '/proc/self/oom_score_adj', String(process.oomScoreAdj));
}

const known = (names: readonly string[] | undefined): Set<Capability> => new Set((names ?? []) as Capability[]);

/** The system calls that the config refuses; none where it has no seccomp section. */
const deniedCalls = (seccomp: OciSpec['linux']['seccomp']): string[] =>
  seccomp ? seccomp.syscalls.filter(({ action }) => action === 'SCMP_ACT_ERRNO').flatMap(({ names }) => names) : [];

async function applySeccomp(sys: Sys, seccomp: OciSpec['linux']['seccomp']): Promise<void> {
  if (!seccomp) return;
  await sys.prctl('PR_SET_SECCOMP', { denied: deniedCalls(seccomp) });
}

/** Drops what is not in the bounding set, becomes the user, and sets the other sets. Nothing that needs privileges may follow. */
export async function becomeUser(sys: Sys, process: OciProcess, seccomp: OciSpec['linux']['seccomp']): Promise<void> {
  const { uid, gid, additionalGids = [], umask } = process.user;
  if (process.noNewPrivileges) await sys.prctl('PR_SET_NO_NEW_PRIVS');
  const sets = process.capabilities;
  if (sets) {
    const bounding = known(sets.bounding);
    for (const capability of CAPABILITIES) {
      if (!bounding.has(capability)) await sys.prctl('PR_CAPBSET_DROP', capability);
    }
    await sys.prctl('PR_SET_KEEPCAPS', true);
  }
  // Without no_new_privs a filter takes privileges to set.
  if (!process.noNewPrivileges) await applySeccomp(sys, seccomp);
  await step('setgroups', () => sys.setgroups(additionalGids));
  await step('setgid', () => sys.setresgid(gid, gid, gid));
  await step('setuid', () => sys.setresuid(uid, uid, uid));
  if (sets) {
    await sys.prctl('PR_SET_KEEPCAPS', false);
    await step('unable to apply caps', () =>
      sys.capset({
        effective: known(sets.effective),
        permitted: known(sets.permitted),
        inheritable: known(sets.inheritable),
        ambient: known(sets.ambient),
      }),
    );
  }
  if (process.noNewPrivileges) await applySeccomp(sys, seccomp);
  await sys.umask(umask ?? 0o022);
}

/** Enters the working folder. Throws Failure. */
export async function enterCwd(sys: Sys, cwd: string): Promise<void> {
  await step(`chdir to cwd ("${cwd}") set in config.json failed`, () => sys.chdir(cwd));
}

/** Splits "A=b" into an environment; the last of a name counts. */
export function environmentOf(lines: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals > 0) env[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return env;
}

/** The home of a user by the container's /etc/passwd, or "/". */
export async function homeOf(sys: Sys, uid: number): Promise<string> {
  const passwd = await unless(['ENOENT', 'ENOTDIR', 'EACCES'], () => readText(sys, '/etc/passwd'));
  for (const line of (passwd ?? '').split('\n')) {
    const fields = line.split(':');
    if (fields[2] === String(uid) && fields[5]) return fields[5];
  }
  return '/';
}
