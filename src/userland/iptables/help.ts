// What iptables -h prints: its own options, then those of the extensions that were named. As iptables 1.8.13.

import type { Family } from '../../xtables/extension.ts';
import { VERSION } from './failure.ts';
import { MATCH_HELP_6, TARGET_HELP_6 } from './help-ipv6.ts';
import { MATCH_HELP } from './help-matches.ts';
import { MORE_MATCH_HELP } from './help-matches-more.ts';
import { TARGET_HELP } from './help-targets.ts';

const OWN = `Usage: NAME -[ACD] chain rule-specification [options]
       NAME -I chain [rulenum] rule-specification [options]
       NAME -R chain rulenum rule-specification [options]
       NAME -D chain rulenum [options]
       NAME -[LS] [chain [rulenum]] [options]
       NAME -[FZ] [chain] [options]
       NAME -[NX] chain
       NAME -E old-chain-name new-chain-name
       NAME -P chain target [options]
       NAME -h (print this help information)

Commands:
Either long or short options are allowed.
  --append  -A chain		Append to chain
  --check   -C chain		Check for the existence of a rule
  --delete  -D chain		Delete matching rule from chain
  --delete  -D chain rulenum
				Delete rule rulenum (1 = first) from chain
  --insert  -I chain [rulenum]
				Insert in chain as rulenum (default 1=first)
  --replace -R chain rulenum
				Replace rule rulenum (1 = first) in chain
  --list    -L [chain [rulenum]]
				List the rules in a chain or all chains
  --list-rules -S [chain [rulenum]]
				Print the rules in a chain or all chains
  --flush   -F [chain]		Delete all rules in  chain or all chains
  --zero    -Z [chain [rulenum]]
				Zero counters in chain or all chains
  --new     -N chain		Create a new user-defined chain
  --delete-chain
            -X [chain]		Delete a user-defined chain
  --policy  -P chain target
				Change policy on chain to target
  --rename-chain
            -E old-chain new-chain
				Change chain name, (moving any references)

Options:
    --ipv4	-4		Nothing (line is ignored by ip6tables-restore)
    --ipv6	-6		Error (line is ignored by iptables-restore)
[!] --protocol	-p proto	protocol: by number or name, eg. \`tcp'
[!] --source	-s address[/mask][...]
				source specification
[!] --destination -d address[/mask][...]
				destination specification
[!] --in-interface -i input name[+]
				network interface name ([+] for wildcard)
 --jump	-j target
				target for rule (may load target extension)
  --goto      -g chain
			       jump to chain with no return
  --match	-m match
				extended match (may load extension)
  --numeric	-n		numeric output of addresses and ports
[!] --out-interface -o output name[+]
				network interface name ([+] for wildcard)
  --table	-t table	table to manipulate (default: \`filter')
  --verbose	-v		verbose mode
  --wait	-w [seconds]	maximum wait to acquire xtables lock before give up
  --line-numbers		print line numbers when listing
  --exact	-x		expand numbers (display exact values)
[!] --fragment	-f		match second or further fragments only
  --modprobe=<command>		try to insert modules using this command
  --set-counters -c PKTS BYTES	set the counter during insert/append
[!] --version	-V		print package version.
`;

const STANDARD = 'standard match options:\n(If target is DROP, ACCEPT, RETURN or nothing)\n';

/** The whole text, with the named extensions' parts behind it. */
export function helpText(name: string, family: Family, matches: readonly string[], target: string | undefined): string {
  let text = `${name} v${VERSION} (nf_tables)\n\n${OWN.replaceAll('NAME', name)}`;
  if (target !== undefined) {
    const help = target === 'standard' ? STANDARD : ((family === 'ipv6' ? TARGET_HELP_6[target] : undefined) ?? TARGET_HELP[target] ?? '');
    text += `\n${help}`;
  }
  for (const match of matches) {
    const help = (family === 'ipv6' ? MATCH_HELP_6[match] : undefined) ?? MATCH_HELP[match] ?? MORE_MATCH_HELP[match] ?? '';
    text += `\n${help}`;
  }
  return text;
}
