// Credentials for a registry, from ~/.docker/config.json to the X-Registry-Auth header. As docker-cli 28.5.2.

import type { Headers } from '../../../userland/lib/http.ts';
import { decode, encode } from '../../../userland/lib/io.ts';
import type { Cli } from '../cli.ts';
import { base64, fromBase64 } from './base64.ts';

/** The key of a registry in the config file. */
export const authKey = (domain: string): string => (domain === 'docker.io' ? 'https://index.docker.io/v1/' : domain);

/** The header for a registry: an empty object where nothing is known of it. */
export async function registryAuth(cli: Cli, domain: string): Promise<Headers> {
  const key = authKey(domain);
  const known = (await cli.configFile()).auths?.[key]?.auth;
  let auth: Record<string, string> = {};
  if (known !== undefined) {
    const [username = '', ...password] = decode(fromBase64(known)).split(':');
    auth = { username, password: password.join(':'), serveraddress: key };
  }
  return [
    [
      'X-Registry-Auth',
      base64(encode(JSON.stringify(auth)))
        .replaceAll('+', '-')
        .replaceAll('/', '_'),
    ],
  ];
}
