// sudo's command line. sudo 1.9.17p2.

import { getopt, UsageError } from '../lib/getopt.ts';

export const VERSION = 'Sudo version 1.9.17p2\nSudoers policy plugin version 1.9.17p2\nSudoers file grammar version 50\n';

export const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user]
            [-u user] [command [arg ...]]
usage: sudo [-ABbEHkNnPS] [-C num] [-D directory]
            [-g group] [-h host] [-p prompt] [-R directory] [-T timeout]
            [-u user] [VAR=value] [-i | -s] [command [arg ...]]
usage: sudo -e [-ABkNnS] [-C num] [-D directory]
            [-g group] [-h host] [-p prompt] [-R directory] [-T timeout]
            [-u user] file ...
`;

export interface Options {
  user: string | undefined;
  group: string | undefined;
  prompt: string | undefined;
  folder: string | undefined;
  login: boolean;
  shell: boolean;
  list: boolean;
  validate: boolean;
  forget: boolean;
  never: boolean;
  stdin: boolean;
  background: boolean;
  home: boolean;
  keepEnvironment: boolean;
  /** Variables that -E names. */
  keep: string[];
  preserveGroups: boolean;
  /** Text of -h, where it is asked for. */
  help: string;
  version: boolean;
  variables: Record<string, string>;
  command: string[];
}

/** What is not done here, by option. */
const REFUSED: Readonly<Record<string, string>> = {
  '-A': '--askpass',
  '-C': '--close-from',
  '-e': '--edit',
  '-R': '--chroot',
  '-T': '--command-timeout',
  '-U': '--other-user',
};

/** The options; or what is wrong with them, as it is printed. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    const { given, operands } = getopt(argv, '+ABbC:D:Eeg:Hh::iKklNnPp:R:SsT:U:u:Vv', {
      askpass: '-A',
      background: '-b',
      'close-from': '-C',
      chdir: '-D',
      'preserve-env': 'optional',
      edit: '-e',
      group: '-g',
      'set-home': '-H',
      help: 'none',
      login: '-i',
      'remove-timestamp': '-K',
      'reset-timestamp': '-k',
      list: '-l',
      'non-interactive': '-n',
      'preserve-groups': '-P',
      prompt: '-p',
      chroot: '-R',
      stdin: '-S',
      shell: '-s',
      'command-timeout': '-T',
      'other-user': '-U',
      user: '-u',
      version: '-V',
      validate: '-v',
    });
    const refused = given.find(({ option }) => REFUSED[option] !== undefined);
    if (refused) return `sudo: ${REFUSED[refused.option]} is not simulated here\n`;
    const has = (...names: string[]): boolean => given.some(({ option }) => names.includes(option));
    const value = (name: string): string | undefined => given.findLast(({ option }) => option === name)?.value;
    const variables: Record<string, string> = {};
    while (/^[A-Za-z_]\w*=/.test(operands[0] ?? '')) {
      const [name, ...rest] = operands.shift()!.split('=');
      variables[name!] = rest.join('=');
    }
    const keep = given
      .filter(({ option, value: names }) => option === '--preserve-env' && names !== undefined)
      .flatMap(({ value: names }) => names!.split(','));
    const options: Options = {
      user: value('-u'),
      group: value('-g'),
      prompt: value('-p'),
      folder: value('-D'),
      login: has('-i'),
      shell: has('-s'),
      list: has('-l'),
      validate: has('-v'),
      forget: has('-K') || (has('-k') && operands.length === 0 && !has('-i', '-s', '-l', '-v')),
      never: has('-n'),
      stdin: has('-S'),
      background: has('-b'),
      home: has('-H'),
      keepEnvironment: has('-E') || (has('--preserve-env') && keep.length === 0),
      keep,
      preserveGroups: has('-P'),
      help:
        has('--help') || (has('-h') && value('-h') === undefined && operands.length === 0)
          ? `sudo - execute a command as another user\n\n${USAGE}`
          : '',
      version: has('-V'),
      variables,
      command: operands,
    };
    if (options.login && options.shell) return `sudo: you may not specify both the -i and -s options\n${USAGE}`;
    const nothing =
      operands.length === 0 &&
      !options.login &&
      !options.shell &&
      !options.list &&
      !options.validate &&
      !options.forget &&
      !options.version;
    return nothing && options.help === '' ? USAGE : options;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return `sudo: ${error.message}\n${USAGE}`;
  }
}
