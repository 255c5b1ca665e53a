// iptables and ip6tables: one command. As xtables-standalone.c of iptables 1.8.13.

import type { Sys } from '../../abi/sys.ts';
import type { Family } from '../../xtables/extension.ts';
import { print, warn } from '../lib/io.ts';
import { FileNames, withNames } from '../lib/xtables/names.ts';
import { CommandLine } from './command-line.ts';
import { execute } from './execute.ts';
import { Pending } from './execute-how.ts';
import { Failure, VERSION } from './failure.ts';
import { helpText } from './help.ts';
import { Ruleset } from './ruleset.ts';

/** The program, for a family, under the name it is called by. */
export async function iptables(sys: Sys, argv: string[], family: Family, name: string): Promise<number> {
  const speaker = { name };
  const names = new FileNames(sys);
  let warnings: string[] = [];
  const output: string[] = [];
  const say = async (): Promise<void> => {
    if (warnings.length > 0) await warn(sys, warnings.splice(0).join(''));
    if (output.length > 0) await print(sys, output.splice(0).join(''));
  };
  try {
    const parsed = await withNames(names, () => {
      warnings = [];
      return new CommandLine(argv, { family, speaker, names, warn: words => void warnings.push(words) }).parse();
    });
    if (parsed.what === 'version') output.push(`${name} v${VERSION} (nf_tables)\n`);
    else if (parsed.what === 'help') output.push(helpText(name, family, parsed.matches, parsed.target));
    else {
      const ruleset = new Ruleset(sys, speaker, family);
      await execute(ruleset, parsed.command, { family, speaker, names, pending: new Pending(), print: text => void output.push(text) });
      await ruleset.commit();
    }
    await say();
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await say();
    await warn(sys, error.text);
    return error.status;
  }
}
