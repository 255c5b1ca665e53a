// capsh: shows and changes the capabilities of a shell that it starts. libcap 2.78.

import { CAPABILITIES } from '../../../abi/caps.ts';
import { Errno } from '../../../abi/errno.ts';
import { signalFromNumber } from '../../../abi/signal.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Env, Pid } from '../../../abi/types.ts';
import { print, program, warn } from '../../lib/io.ts';
import { HELP } from '../help/capsh.ts';
import { LICENSE } from '../license.ts';
import { capByName, capNames } from '../text.ts';
import * as change from './change.ts';
import { CapshError } from './change.ts';
import { currentText, MODES, type Mode, modeOf, stateText } from './state.ts';

/** What earlier options left for later ones. */
interface Run {
  env: Record<string, string>;
  shell: string;
  userVariables: boolean;
  child: Pid | undefined;
  name: string;
}

export default program({
  name: 'capsh',
  summary: 'capability shell wrapper',

  async main(sys, argv, env) {
    const run: Run = { env: { ...env }, shell: '/bin/bash', userVariables: true, child: undefined, name: argv[0] ?? 'capsh' };
    try {
      return await options(sys, run, argv.slice(1));
    } catch (error) {
      if (!(error instanceof CapshError)) throw error;
      await warn(sys, error.message);
      return 1;
    }
  },
});

const REFUSED = /^(--explain=|--suggest=|-\+$|=\+$)/;

async function options(sys: Sys, run: Run, words: readonly string[]): Promise<number> {
  for (const [at, word] of words.entries()) {
    if (word === '--') return start(sys, run, [run.shell, ...words.slice(at + 1)]);
    if (word === '==') return start(sys, run, ['/proc/self/exe', ...words.slice(at + 1)]);
    if (word === '--license') return print(sys, LICENSE('capsh')).then(() => 0);
    if (word === '--help' || word === '-h') return print(sys, HELP).then(() => 0);
    if (REFUSED.test(word)) throw new CapshError(`capsh: option ${word.replace(/=.+/, '')} is not simulated here\n`);
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? undefined : word.slice(equals + 1);
    const step = value === undefined ? PLAIN[name] : WITH_VALUE[name];
    if (!step) throw new CapshError(HELP);
    await step(sys, value ?? '', run);
  }
  return 0;
}

type Step = (sys: Sys, value: string, run: Run) => Promise<void>;

const PLAIN: Readonly<Record<string, Step>> = {
  '--print': async sys => print(sys, await stateText(sys)),
  '--current': async sys => print(sys, await currentText(sys)),
  '--mode': async sys => print(sys, `Mode: ${await modeOf(sys)}\n`),
  '--modes': sys => print(sys, `Supported modes: ${MODES.slice(1).join(' ')}\n`),
  '--noamb': sys => change.clearAmbient(sys),
  '--no-new-privs': async sys => {
    await sys.prctl('PR_SET_NO_NEW_PRIVS');
  },
  '--has-no-new-privs': async sys => {
    if (!(await sys.prctl('PR_GET_NO_NEW_PRIVS'))) throw new CapshError('no-new-privs not set\n');
  },
  '--has-ambient': async () => undefined,
  '--quiet': async () => undefined,
  '--strict': async () => undefined,
  '--noenv': async (_sys, _value, run) => {
    run.userVariables = false;
  },
};

/** Whether a set has the capability: the words where it has not. */
const has =
  (words: (name: string) => string, present: (sys: Sys, name: string) => Promise<boolean>): Step =>
  async (sys, value) => {
    if (!(await present(sys, value))) throw new CapshError(words(value));
  };

const inSet =
  (set: 'ambient' | 'bounding' | 'inheritable' | 'permitted') =>
  async (sys: Sys, name: string): Promise<boolean> => {
    const capability = capByName(name);
    if (capability === undefined) throw new CapshError(`cap[${name}] not recognized by library\n`);
    return (await sys.capget())[set].has(capability);
  };

const idIs =
  (kind: 'uid' | 'gid'): Step =>
  async (sys, value) => {
    const got = (await sys.getids())[kind];
    if (got !== Number(value)) throw new CapshError(`${kind}: got=${got}, want=${Number(value)}\n`);
  };

const WITH_VALUE: Readonly<Record<string, Step>> = {
  '--drop': change.dropBounding,
  '--inh': change.setInheritable,
  '--caps': change.setCaps,
  '--iab': change.setIab,
  '--addamb': (sys, value) => change.changeAmbient(sys, value, true),
  '--delamb': (sys, value) => change.changeAmbient(sys, value, false),
  '--uid': change.setUid,
  '--gid': change.setGid,
  '--groups': change.setGroups,
  '--cap-uid': change.capUid,
  '--user': async (sys, value, run) => {
    const variables = await change.becomeUser(sys, value);
    if (run.userVariables) Object.assign(run.env, variables);
  },
  '--keep': async (sys, value) => {
    if (!/^[01]$/.test(value)) throw new CapshError('invalid --keep value\n');
    await sys.prctl('PR_SET_KEEPCAPS', value === '1');
  },
  '--secbits': async (sys, value) => {
    await sys.prctl('PR_SET_SECUREBITS', Number(value)).catch(error => {
      if (!(error instanceof Errno)) throw error;
      throw new CapshError(`failed to set securebits to 0${Number(value).toString(8)}/0x${Number(value).toString(16)}\n`);
    });
  },
  '--chroot': async (sys, value) => {
    await sys.chroot(value).catch(error => {
      if (!(error instanceof Errno)) throw error;
      throw new CapshError(`Unable to chroot to [${value}]: ${error.message}\n`);
    });
    await sys.chdir('/');
  },
  '--mode': async (sys, value) => {
    if (!MODES.slice(1).includes(value as Mode)) throw new CapshError(`unsupported mode: ${value}\n`);
    await change.setMode(sys, value as Mode);
  },
  '--inmode': async (sys, value) => {
    const mode = await modeOf(sys);
    if (mode !== value) throw new CapshError(`mismatched mode: got=${mode} want=${value}\n`);
  },
  '--decode': async (sys, value) => print(sys, decoded(value)),
  '--supports': async (_sys, value) => {
    if (capByName(value) === undefined) throw new CapshError(`cap[${value}] not recognized by library\n`);
  },
  '--has-p': has(name => `cap[${name}] not permitted\n`, inSet('permitted')),
  '--has-i': has(name => `cap[${name}] not inheritable\n`, inSet('inheritable')),
  '--has-a': has(name => `cap[${name}] not in ambient vector\n`, inSet('ambient')),
  '--has-b': has(name => `cap[${name}] not in bounding vector\n`, inSet('bounding')),
  '--is-uid': idIs('uid'),
  '--is-gid': idIs('gid'),
  '--shell': async (_sys, value, run) => {
    run.shell = value;
  },
  '--forkfor': async (sys, value, run) => {
    if (run.child !== undefined) throw new CapshError('already forked\n');
    const seconds = Number(value);
    run.child = await sys.clone(async self => self.nanosleep(seconds * 1000));
  },
  '--killit': async (sys, value, run) => {
    if (run.child === undefined) throw new CapshError('no forked process to kill\n');
    const signal = signalFromNumber(Number(value));
    await sys.kill(run.child, signal).catch(error => {
      if (!(error instanceof Errno)) throw error;
      throw new CapshError(`Unable to kill child process: ${error.message}\n`);
    });
    const ended = await sys.wait(run.child);
    if (ended?.how !== 'killed') throw new CapshError('Unable to kill child process\n');
    run.child = undefined;
  },
};

/** "0x00000000a80425fb=cap_chown,…"; a bit without a name is its number. */
function decoded(text: string): string {
  const hex = /^(?:0x)?([0-9a-f]*)/i.exec(text)![1]!;
  const value = BigInt(`0x${hex || '0'}`) & 0xffffffffffffffffn;
  const known = capNames(new Set(CAPABILITIES.filter((_, bit) => (value >> BigInt(bit)) & 1n)));
  const numbers = Array.from({ length: 64 - CAPABILITIES.length }, (_, index) => index + CAPABILITIES.length).filter(
    bit => (value >> BigInt(bit)) & 1n,
  );
  return `0x${value.toString(16).padStart(16, '0')}=${[known, ...numbers].filter(word => word !== '').join(',')}\n`;
}

async function start(sys: Sys, run: Run, argv: readonly string[]): Promise<number> {
  const env: Env = run.env;
  try {
    return await sys.execve(argv[0]!, argv[0] === '/proc/self/exe' ? [run.name, ...argv.slice(1)] : argv, env);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CapshError(`execve '${argv[0]}' failed!\n`);
  }
}
