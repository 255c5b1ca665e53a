// ~/.docker/config.json: the client's own settings. As docker-cli 28.5.2's cli/config.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { goJson } from '../../userland/lib/go-json.ts';
import { readText, writeFile } from '../../userland/lib/io.ts';

/** What of the client its files need. */
export interface Home {
  readonly sys: Sys;
  readonly configFolder: string;
  err(text: string): Promise<void>;
}

export interface ConfigFile {
  auths?: Record<string, { auth?: string; identitytoken?: string }>;
  HttpHeaders?: Record<string, string>;
  psFormat?: string;
  imagesFormat?: string;
  networksFormat?: string;
  volumesFormat?: string;
  statsFormat?: string;
  detachKeys?: string;
  currentContext?: string;
  pruneFilters?: string[];
  proxies?: Record<string, Record<string, string>>;
  [more: string]: unknown;
}

const pathOf = (cli: Home): string => `${cli.configFolder}/config.json`;

/** Reads it; an empty one where there is none. A file that is no JSON is warned of and passed over. */
export async function readConfigFile(cli: Home): Promise<ConfigFile> {
  let text: string;
  try {
    text = await readText(cli.sys, pathOf(cli));
  } catch (error) {
    if (error instanceof Errno) return {};
    throw error;
  }
  try {
    return JSON.parse(text) as ConfigFile;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    await cli.err(`WARNING: Error parsing config file (${pathOf(cli)}): invalid character\n`);
    return {};
  }
}

/** Writes it as docker does: indented by tabs, keys in their order. */
export async function writeConfigFile(cli: Home, config: ConfigFile): Promise<void> {
  try {
    await cli.sys.mkdir(cli.configFolder, 0o700);
  } catch (error) {
    if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
  }
  await writeFile(cli.sys, pathOf(cli), goJson(config, { indent: '\t' }), 0o600);
}
