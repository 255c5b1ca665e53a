// dockerd's command line and /etc/docker/daemon.json. As cmd/dockerd of Docker 28.5, in what is simulated.

import type { Sys } from '../../abi/sys.ts';
import { readText } from '../../userland/lib/io.ts';
import { type Config, DEFAULTS, SETTINGS } from './config.ts';
import { unless } from './errors.ts';

const CONFIG_FILE = '/etc/docker/daemon.json';
const SHORT: Readonly<Record<string, string>> = { H: 'host', D: 'debug', l: 'log-level', G: 'group', s: 'storage-driver' };
/** Options that change nothing here but take a value, or none. */
const TAKEN_VALUED = new Set([
  'log-level',
  'log-format',
  'group',
  'storage-driver',
  'exec-root',
  'data-root',
  'containerd',
  'firewall-backend',
]);
const TAKEN_FLAGS = new Set(['experimental', 'selinux-enabled', 'tls', 'tlsverify', 'raw-logs', 'ipv6']);

export interface Parsed {
  config: Config;
  help: boolean;
  version: boolean;
  validate: boolean;
}

interface Given {
  name: string;
  value: string | boolean;
}

/** Throws Error in the words of Go's pflag. */
function readOptions(argv: readonly string[]): Given[] {
  const given: Given[] = [];
  const byOption = new Map(Object.entries(SETTINGS).map(([name, setting]) => [setting.option ?? name, setting] as const));
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    if (!word.startsWith('-')) throw new Error(`unknown command: dockerd ${word}`);
    const isShort = !word.startsWith('--');
    const [raw = '', inline] = (isShort ? word.slice(1) : word.slice(2)).split(/=(.*)/s);
    const name = isShort ? (SHORT[raw[0]!] ?? raw) : raw;
    const attached = isShort && raw.length > 1 ? raw.slice(1) : inline;
    const setting = byOption.get(name);
    const isFlag = setting ? setting.kind === 'flag' : TAKEN_FLAGS.has(name) || ['help', 'version', 'validate', 'h', 'v'].includes(name);
    if (!setting && !isFlag && name !== 'config-file' && !TAKEN_VALUED.has(name)) {
      throw new Error(isShort ? `unknown shorthand flag: '${raw[0]}' in ${word}` : `unknown flag: --${name}`);
    }
    if (isFlag) {
      const value = inline ?? 'true';
      if (!['true', 'false', '1', '0'].includes(value))
        throw new Error(`invalid argument "${value}" for "--${name}" flag: strconv.ParseBool: parsing "${value}": invalid syntax`);
      given.push({ name, value: value === 'true' || value === '1' });
      continue;
    }
    const value = attached ?? argv[++at];
    if (value === undefined) throw new Error(`flag needs an argument: --${name}`);
    given.push({ name, value });
  }
  return given;
}

async function applyFile(sys: Sys, path: string, required: boolean, config: Config, flags: ReadonlySet<string>): Promise<void> {
  const text = await unless(required ? [] : ['ENOENT'], () => readText(sys, path));
  if (text === undefined || text.trim() === '') return;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`unable to configure the Docker daemon with file ${path}: ${(error as Error).message}`);
  }
  for (const [name, setting] of Object.entries(value)) {
    const known = SETTINGS[name];
    if (!known) {
      if (TAKEN_VALUED.has(name) || TAKEN_FLAGS.has(name) || name === 'features' || name === 'exec-opts') continue;
      throw new Error(
        `unable to configure the Docker daemon with file ${path}: the following directives don't match any configuration option: ${name}`,
      );
    }
    if (flags.has(known.option ?? name)) {
      const both = `${name}: (from flag: ${name}, from file: ${JSON.stringify(setting)})`;
      throw new Error(
        `unable to configure the Docker daemon with file ${path}: the following directives are specified both as a flag and in the configuration file: ${both}`,
      );
    }
    known.set(config, setting);
  }
}

/** All settings. Throws Error with what dockerd prints. */
export async function parseOptions(sys: Sys, argv: readonly string[]): Promise<Parsed> {
  const given = readOptions(argv);
  const config: Config = structuredCopy(DEFAULTS);
  const has = (...names: string[]): boolean => given.some(({ name }) => names.includes(name));
  const file = given.find(({ name }) => name === 'config-file')?.value;
  for (const { name, value } of given) {
    const setting = Object.entries(SETTINGS).find(([key, one]) => (one.option ?? key) === name)?.[1];
    setting?.set(config, value);
  }
  await applyFile(sys, typeof file === 'string' ? file : CONFIG_FILE, file !== undefined, config, new Set(given.map(({ name }) => name)));
  if (config.hosts.length === 0) config.hosts.push('unix:///var/run/docker.sock');
  return { config, help: has('help', 'h'), version: has('version', 'v'), validate: has('validate') };
}

const structuredCopy = (config: Config): Config => JSON.parse(JSON.stringify(config)) as Config;
