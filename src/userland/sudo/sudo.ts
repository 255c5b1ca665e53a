// sudo: a command as another user, where the policy allows it. sudo 1.9.17p2, with the sudoers plugin.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { type Group, groups, groupsOf, parseId, type User, users } from '../lib/accounts.ts';
import { print, program, warn } from '../lib/io.ts';
import { joinPath } from '../lib/path.ts';
import { execProgram, shellStatus, waitFor } from '../lib/run-program.ts';
import { type Options, readOptions, VERSION } from './options.ts';
import { authenticate } from './password.ts';
import { allowed, type Policy, type Rule, readPolicy, rulesFor } from './policy.ts';

/** Variables that pass into a fresh environment (env_keep and env_check). */
const KEPT =
  /^(?:COLORS|DISPLAY|HOSTNAME|KRB5CCNAME|LS_COLORS|PS1|PS2|XAUTHORITY|XAUTHORIZATION|XDG_CURRENT_DESKTOP|COLORTERM|LANG|LANGUAGE|LC_\w+|LINGUAS|TERM|TZ)$/;

export default program({
  name: 'sudo',
  summary: 'execute a command as another user',

  async main(sys, argv, env) {
    const options = readOptions(argv);
    if (typeof options === 'string') {
      await warn(sys, options);
      return 1;
    }
    if (options.help) return print(sys, options.help);
    if (options.version) return print(sys, VERSION);
    try {
      return await run(sys, options, env);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await warn(sys, error.message);
      return 1;
    }
  },
});

/** Ends with these words and status 1. */
class Refusal extends Error {}

function userNamed(all: readonly User[], word: string): User {
  const id = word.startsWith('#') ? parseId(word.slice(1)) : undefined;
  const found = all.find(each => (id === undefined ? each.name === word : each.uid === id));
  if (found) return found;
  if (id !== undefined) return { name: `${id}`, uid: id, gid: id, gecos: '', home: '/', shell: '/bin/sh' };
  throw new Refusal(`sudo: unknown user ${word}\nsudo: error initializing audit plugin sudoers_audit\n`);
}

function groupNamed(all: readonly Group[], word: string): Group {
  const found = all.find(each => each.name === word || `#${each.gid}` === word);
  if (!found) throw new Refusal(`sudo: unknown group ${word}\nsudo: error initializing audit plugin sudoers_audit\n`);
  return found;
}

async function run(sys: Sys, options: Options, env: Env): Promise<number> {
  const { uid, euid } = await sys.getids();
  if (euid !== 0) throw new Refusal('sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set\n');
  if (options.forget) return 0;
  const [allUsers, allGroups] = [await users(sys), await groups(sys)];
  const caller = allUsers.find(each => each.uid === uid) ?? userNamed(allUsers, `#${uid}`);
  const target = userNamed(allUsers, options.user ?? (options.group === undefined ? 'root' : caller.name));
  const group = options.group === undefined ? undefined : groupNamed(allGroups, options.group);
  const { nodename } = await sys.uname();
  const policy = await policyOf(sys);
  const rules = rulesFor(policy, caller, allGroups, nodename);
  const command = await commandOf(sys, options, target, env, policy);
  const rule = uid === 0 ? { noPassword: true } : allowed(rules, command ?? ['/'], target, group);
  const asking = { prompt: options.prompt, fromStdin: options.stdin, never: options.never };
  // Who may nothing at all is told so only after having shown who it is.
  if (!rule?.noPassword && caller.uid !== 0 && !(rules.length > 0 && rules.every(each => each.noPassword))) {
    if (!(await authenticate(sys, caller, nodename, asking))) return 1;
  }
  if (options.list) return list(sys, caller, nodename, rules);
  if (options.validate) return 0;
  if (rules.length === 0 && uid !== 0) throw new Refusal(`${caller.name} is not in the sudoers file.\n`);
  if (!rule) {
    const as = group === undefined ? target.name : `${target.name}:${group.name}`;
    throw new Refusal(`Sorry, user ${caller.name} is not allowed to execute '${command!.join(' ')}' as ${as} on ${nodename}.\n`);
  }
  return execute(sys, {
    options,
    caller,
    target,
    group,
    allGroups,
    command: command!,
    env: environment({ options, caller, target, env, policy, command: command! }),
  });
}

async function policyOf(sys: Sys): Promise<Policy> {
  try {
    const policy = await readPolicy(sys);
    for (const problem of policy.problems) await warn(sys, `${problem}\n`);
    return policy;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Refusal(
      `sudo: unable to open /etc/sudoers: ${error.message}\nsudo: no valid sudoers sources found, quitting\nsudo: error initializing audit plugin sudoers_audit\n`,
    );
  }
}

/** The command with its path, and its words; a shell where -i or -s asks for one; undefined where there is none to run. */
async function commandOf(sys: Sys, options: Options, target: User, env: Env, policy: Policy): Promise<string[] | undefined> {
  const [name, ...args] = options.command;
  if (options.login || options.shell) {
    const shell = options.login ? target.shell || '/bin/sh' : (env.SHELL ?? '/bin/sh');
    return name === undefined ? [shell] : [shell, '-c', options.command.map(word => word.replace(/[^\w@%+=:,./-]/g, '\\$&')).join(' ')];
  }
  if (name === undefined) return undefined;
  if (name.includes('/')) return [name, ...args];
  for (const folder of (policy.securePath ?? env.PATH ?? '/usr/bin:/bin').split(':')) {
    const path = joinPath(folder, name);
    const stat = await sys.stat(path).catch(() => undefined);
    if (stat?.kind === 'file' && (stat.mode & 0o111) !== 0) return [path, ...args];
  }
  throw new Refusal(`sudo: ${name}: command not found\n`);
}

interface Setting {
  options: Options;
  caller: User;
  target: User;
  env: Env;
  policy: Policy;
  command: readonly string[];
}

/** env_reset: little of the caller's environment is left, and the target's own is put in. */
function environment({ options, caller, target, env, policy, command }: Setting): Env {
  const kept = options.keepEnvironment
    ? env
    : Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.test(name) || options.keep.includes(name)));
  const path = policy.securePath ?? env.PATH;
  return {
    ...kept,
    ...(path === undefined ? {} : { PATH: path }),
    HOME: options.keepEnvironment && !options.home ? (env.HOME ?? target.home) : target.home,
    MAIL: `/var/mail/${target.name}`,
    LOGNAME: target.name,
    USER: target.name,
    SHELL: target.shell || '/bin/sh',
    SUDO_COMMAND: command.join(' '),
    SUDO_USER: caller.name,
    SUDO_UID: `${caller.uid}`,
    SUDO_GID: `${caller.gid}`,
    SUDO_HOME: caller.home,
    ...options.variables,
  };
}

async function execute(
  sys: Sys,
  how: {
    options: Options;
    caller: User;
    target: User;
    group: Group | undefined;
    allGroups: readonly Group[];
    command: readonly string[];
    env: Env;
  },
): Promise<number> {
  const { options, target, group, command, env } = how;
  const gid = group?.gid ?? target.gid;
  const child = await sys.clone(async self => {
    await self.setgroups(options.preserveGroups ? (await self.getids()).groups : [...new Set([gid, ...groupsOf(target, how.allGroups)])]);
    await self.setresgid(gid, gid, gid);
    await self.setresuid(target.uid, target.uid, target.uid);
    const folder = options.login ? target.home : options.folder;
    if (folder !== undefined) {
      try {
        await self.chdir(folder);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await warn(self, `sudo: unable to change directory to ${folder}: ${error.message}\n`);
        if (!options.login) return 1;
      }
    }
    try {
      if (!options.login) return await execProgram(self, command, env);
      const [shell = '', ...args] = command;
      return await self.execve(shell, [`-${shell.slice(shell.lastIndexOf('/') + 1)}`, ...args], env);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(
        self,
        error.code === 'ENOENT' ? `sudo: ${command[0]}: command not found\n` : `sudo: unable to execute ${command[0]}: ${error.message}\n`,
      );
      return 1;
    }
  });
  if (options.background) return 0;
  // What the terminal sends goes to the command, which is of the same group.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTSTP'] as const) await sys.sigaction(signal, 'ignore');
  return shellStatus(await waitFor(sys, child));
}

async function list(sys: Sys, caller: User, hostname: string, rules: readonly Rule[]): Promise<number> {
  if (rules.length === 0) {
    await warn(sys, `Sorry, user ${caller.name} may not run sudo on ${hostname}.\n`);
    return 1;
  }
  const defaults = 'env_reset, mail_badpass, secure_path=/usr/local/sbin\\:/usr/local/bin\\:/usr/sbin\\:/usr/bin\\:/sbin\\:/bin, use_pty';
  const lines = rules.map(rule => {
    const as = [rule.runasUsers.join(', '), ...(rule.runasGroups.length > 0 ? [rule.runasGroups.join(', ')] : [])].join(' : ');
    return `    (${as}) ${rule.noPassword ? 'NOPASSWD: ' : ''}${rule.commands.join(', ')}\n`;
  });
  await print(
    sys,
    `Matching Defaults entries for ${caller.name} on ${hostname}:\n    ${defaults}\n\nUser ${caller.name} may run the following commands on ${hostname}:\n${lines.join('')}`,
  );
  return 0;
}
