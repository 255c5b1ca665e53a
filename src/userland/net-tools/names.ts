// Names of users by number, from /etc/passwd.

import type { Sys } from '../../abi/sys.ts';
import { procText } from '../lib/proc.ts';

/** A user's name by the number's text. */
export async function userNames(sys: Sys): Promise<Map<string, string>> {
  const lines = ((await procText(sys, '/etc/passwd')) ?? '').split('\n').map(line => line.split(':'));
  return new Map(lines.flatMap(([name, , uid]) => (name && uid ? [[uid, name] as const] : [])));
}
