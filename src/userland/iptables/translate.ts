// iptables-translate and ip6tables-translate: a command in nft's words. As xtables-translate.c of iptables 1.8.13.

import type { Sys } from '../../abi/sys.ts';
import type { Family } from '../../xtables/extension.ts';
import { print, warn } from '../lib/io.ts';
import { FileNames, withNames } from '../lib/xtables/names.ts';
import { translateRule } from '../lib/xtables/nft-words.ts';
import { CommandLine } from './command-line.ts';
import type { Command } from './command-state.ts';
import { Failure, VERSION } from './failure.ts';
import { helpText } from './help.ts';

/** Undefined where the command has no words of nft's. */
function translated(command: Command, argv: readonly string[], family: Family, names: FileNames): string | undefined {
  const { letter, table, chain, number, rules } = command;
  const ip = family === 'ipv4' ? 'ip' : 'ip6';
  switch (letter) {
    case 'A':
    case 'I': {
      const place = `${letter === 'A' ? 'add' : 'insert'} rule ${ip} ${table} ${chain}${number !== undefined && number > 1 ? ` index ${number}` : ''}`;
      const lines = rules.map(rule => {
        const { text, complete } = translateRule(rule, 'counter', { family, names, advised: true });
        return complete ? `nft '${place} ${text}'\n` : `nft # ${argv.slice(1).join(' ')} \n`;
      });
      return lines.join('');
    }
    case 'N':
      return `nft add chain ${ip} ${table} ${chain}\n`;
    case 'F':
      return `nft flush ${chain === undefined ? `table ${ip} ${table}` : `chain ${ip} ${table} ${chain}`}\n`;
    case 'X':
      return `nft delete chain ${ip} ${table}${chain === undefined ? '' : ` ${chain}`}\n`;
    case 'L':
      return `nft list ${chain === undefined ? `table ${ip} ${table}` : `chain ${ip} ${table} ${chain}`}\n`;
    default:
      return undefined;
  }
}

export async function translate(sys: Sys, argv: string[], family: Family, name: string): Promise<number> {
  const speaker = { name };
  const names = new FileNames(sys);
  try {
    const warnings: string[] = [];
    const parsed = await withNames(names, () =>
      new CommandLine(argv, { family, speaker, names, warn: words => void warnings.push(words) }).parse(),
    );
    if (parsed.what === 'version') await print(sys, `${name} v${VERSION} (nf_tables)\n`);
    else if (parsed.what === 'help') await print(sys, helpText(name, family, parsed.matches, parsed.target));
    else {
      const text = await withNames(names, () => translated(parsed.command, argv, family, names));
      if (text === undefined) {
        await print(sys, 'Translation not implemented\nnft ');
        return 1;
      }
      await print(sys, text);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await warn(sys, error.text);
    return error.status;
  }
}
