// --env and --env-file, --label and --label-file. As docker-cli 28.5.2's kvfile.

import { Errno } from '../../../abi/errno.ts';
import type { Env } from '../../../abi/types.ts';
import { readText } from '../../../userland/lib/io.ts';
import type { Cli } from '../cli.ts';

/** Lines of "NAME=value"; a name alone takes its value from `env`, or is left out where that has none. Throws in docker's words. */
async function readPairs(cli: Cli, path: string, kind: 'env' | 'label', env: Env | undefined): Promise<string[]> {
  let text: string;
  try {
    text = await readText(cli.sys, path);
  } catch (error) {
    if (error instanceof Errno) throw new Error(`open ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
  const pairs: string[] = [];
  for (const raw of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const line = raw.replace(/^[ \t]+/, '');
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    const wrong = (words: string): never => {
      throw new Error(`invalid ${kind} file (${path}): ${words}`);
    };
    if (/[ \t]/.test(name)) wrong(`variable '${name}' contains whitespaces`);
    if (name === '') wrong(`no variable name on line '${line}'`);
    if (at >= 0) pairs.push(line);
    else if (!env) pairs.push(name);
    else if (env[name] !== undefined) pairs.push(`${name}=${env[name]}`);
  }
  return pairs;
}

/** The environment that the flags give a container. */
export async function environmentOf(cli: Cli, files: readonly string[], given: readonly string[]): Promise<string[]> {
  const pairs: string[] = [];
  for (const path of files) pairs.push(...(await readPairs(cli, path, 'env', cli.env)));
  for (const text of given) {
    const known = text.includes('=') ? undefined : cli.env[text];
    pairs.push(known === undefined ? text : `${text}=${known}`);
  }
  return pairs;
}

/** The labels that the flags give. */
export async function labelsOf(cli: Cli, files: readonly string[], given: readonly string[]): Promise<Record<string, string>> {
  const pairs: string[] = [];
  for (const path of files) pairs.push(...(await readPairs(cli, path, 'label', undefined)));
  return pairsOf([...pairs, ...given]);
}

/** "a=b" pairs as an object; a name alone has an empty value. */
export function pairsOf(pairs: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const text of pairs) {
    const at = text.indexOf('=');
    if (at < 0) out[text] = '';
    else out[text.slice(0, at)] = text.slice(at + 1);
  }
  return out;
}
