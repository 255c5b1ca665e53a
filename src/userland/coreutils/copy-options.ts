// What cp, mv and install may do to a file that is copied. As GNU coreutils 9.10.

import type { Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export type Attribute = 'mode' | 'ownership' | 'timestamps' | 'links' | 'xattr' | 'context';

export interface CopyOptions {
  /** The words of what is done ("renamed"): mv tries rename(2) first. */
  move: boolean;
  recursive: boolean;
  /** Which links of the source are followed. */
  follow: 'always' | 'arguments' | 'never';
  preserve: Set<Attribute>;
  /** Attributes that must be kept, or the copy fails. */
  interactive: boolean;
  force: boolean;
  noClobber: boolean | 'fail';
  update: boolean;
  hardLink: boolean;
  symbolicLink: boolean;
  removeDestination: boolean;
  oneFilesystem: boolean;
  verbose: boolean;
  backup: 'none' | 'simple' | 'numbered' | 'existing';
  suffix: string;
  sparse: 'auto' | 'always' | 'never';
  attributesOnly: boolean;
  exchange: boolean;
  noCopy: boolean;
}

/** The options of a plain cp. */
export const copyDefaults = (tool: Tool): CopyOptions => ({
  move: false,
  recursive: false,
  follow: 'always',
  preserve: new Set(),
  interactive: false,
  force: false,
  noClobber: false,
  update: false,
  hardLink: false,
  symbolicLink: false,
  removeDestination: false,
  oneFilesystem: false,
  verbose: false,
  backup: 'none',
  suffix: tool.env.SIMPLE_BACKUP_SUFFIX ?? '~',
  sparse: 'auto',
  attributesOnly: false,
  exchange: false,
  noCopy: false,
});

const CONTROLS: Readonly<Record<string, CopyOptions['backup']>> = {
  none: 'none',
  off: 'none',
  simple: 'simple',
  never: 'simple',
  existing: 'existing',
  nil: 'existing',
  numbered: 'numbered',
  t: 'numbered',
};

/** The argument of --backup, else of VERSION_CONTROL. */
export function backupControl(tool: Tool, text: string | undefined): CopyOptions['backup'] {
  const control = text ?? tool.env.VERSION_CONTROL ?? 'existing';
  const found = CONTROLS[control];
  if (found === undefined) {
    const valid = '  - ‘none’, ‘off’\n  - ‘simple’, ‘never’\n  - ‘existing’, ‘nil’\n  - ‘numbered’, ‘t’';
    tool.usage(`invalid argument ${quote(control)} for ‘backup type’\nValid arguments are:\n${valid}`);
  }
  return found;
}
