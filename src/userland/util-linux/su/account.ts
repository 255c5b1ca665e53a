// Whether a user may become another: what pam_rootok and pam_unix decide, in Linux-PAM's words.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { User } from '../../lib/accounts.ts';
import { askUnseen } from '../../lib/ask-unseen.ts';
import type { Tool } from '../../lib/command.ts';
import { verifyPassword } from '../../lib/crypt.ts';
import { readText, warn } from '../../lib/io.ts';

interface ShadowEntry {
  password: string;
  /** Days since 1970; undefined where the field is empty. */
  changed: number | undefined;
  maximum: number | undefined;
  inactive: number | undefined;
  expires: number | undefined;
}

async function shadowEntry(sys: Sys, name: string): Promise<ShadowEntry | undefined> {
  let text: string;
  try {
    text = await readText(sys, '/etc/shadow');
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
  const fields = text
    .split('\n')
    .map(line => line.split(':'))
    .find(([first]) => first === name);
  if (!fields) return undefined;
  const day = (field: string | undefined): number | undefined => (field ? Number(field) : undefined);
  return {
    password: fields[1] ?? '',
    changed: day(fields[2]),
    maximum: day(fields[4]),
    inactive: day(fields[6]),
    expires: day(fields[7]),
  };
}

const SECONDS_PER_DAY = 86400;
/** What pam_unix asks to wait after a wrong password. */
const FAILURE_DELAY_MS = 2000;
const REFUSED = 'Authentication failure';

/** Ends the program where the caller may not become this user: by the password, unless root asks, and by the account's dates. */
export async function authenticate(tool: Tool, user: User): Promise<void> {
  const { sys } = tool;
  const entry = await shadowEntry(sys, user.name);
  if ((await sys.getids()).uid !== 0 && !(await passwordFits(sys, entry))) {
    await sys.nanosleep(FAILURE_DELAY_MS);
    tool.fail(REFUSED);
  }
  // The account's entry cannot be read or is not there: pam_unix says no, and pam_deny follows it.
  if (!entry) return tool.fail(REFUSED);
  const today = Math.floor((await sys.clockGettime('realtime')).seconds / SECONDS_PER_DAY);
  if (entry.expires !== undefined && today >= entry.expires) {
    await warn(sys, 'Your account has expired; please contact your system administrator.\n');
    tool.fail(REFUSED);
  }
  if (entry.changed === 0) return demandChange(tool, user, 'administrator enforced');
  if (entry.changed === undefined || entry.maximum === undefined || today <= entry.changed + entry.maximum) return;
  if (entry.inactive !== undefined && today > entry.changed + entry.maximum + entry.inactive) {
    await warn(sys, 'Your account has expired; please contact your system administrator.\n');
    tool.fail(REFUSED);
  }
  return demandChange(tool, user, 'password expired');
}

async function passwordFits(sys: Sys, entry: ShadowEntry | undefined): Promise<boolean> {
  if (entry?.password === '') return true;
  const given = await askUnseen(sys, 'Password: ');
  return given !== undefined && entry !== undefined && verifyPassword(given, entry.password);
}

async function demandChange(tool: Tool, user: User, reason: string): Promise<never> {
  await warn(tool.sys, `You are required to change your password immediately (${reason}).\n`);
  tool.out.write(`Changing password for ${user.name}.\n`);
  const given = await askUnseen(tool.sys, 'Current password: ');
  if (given !== undefined) tool.fail('changing a password at login is not simulated here: passwd(1) does it');
  return tool.fail('Authentication token manipulation error');
}
