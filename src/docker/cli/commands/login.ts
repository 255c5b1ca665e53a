// docker login: credentials for a registry, kept in ~/.docker/config.json. docker-cli 28.5.2.

import { decode, encode, readAll, STDIN } from '../../../userland/lib/io.ts';
import type { Cli } from '../cli.ts';
import { defineCommand } from '../command.ts';
import { writeConfigFile } from '../config-file.ts';
import { base64 } from '../lib/base64.ts';

const HUB = 'https://index.docker.io/v1/';
const INSECURE = 'WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n';

export const command = defineCommand({
  args: [0, 1],
  async run(cli, flags, [server]) {
    const address = server === undefined || server === 'docker.io' ? HUB : server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    const username = flags.string('username').trim();
    let password = flags.string('password');
    if (flags.has('password')) {
      await cli.err(INSECURE);
      if (flags.bool('password-stdin')) throw new Error('--password and --password-stdin are mutually exclusive');
    }
    if (flags.bool('password-stdin')) {
      if (username === '') throw new Error('Must provide --username with --password-stdin');
      password = decode(await readAll(cli.sys, STDIN)).replace(/\r?\n$/, '');
    }
    if (username === '' || password === '') {
      if (!(await cli.stdinIsTerminal())) throw new Error('Error: Cannot perform an interactive login from a non TTY device');
      return interactive(cli, address, username);
    }
    return login(cli, address, username, password);
  },
});

async function login(cli: Cli, serveraddress: string, username: string, password: string): Promise<void> {
  const { Status } = await (await cli.client()).json<{ Status: string }>('POST', '/auth', { body: { username, password, serveraddress } });
  const config = await cli.configFile();
  const auths = { ...config.auths, [serveraddress]: { auth: base64(encode(`${username}:${password}`)) } };
  await writeConfigFile(cli, { ...config, auths });
  await cli.err(
    `\nWARNING! Your credentials are stored unencrypted in '${cli.configFolder}/config.json'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
  );
  if (Status !== '') await cli.out(`${Status}\n`);
}

async function interactive(cli: Cli, address: string, known: string): Promise<void> {
  const line = async (prompt: string, secret: boolean): Promise<string> => {
    await cli.out(prompt);
    const before = await cli.sys.ioctl(STDIN, 'TCGETS');
    if (secret) await cli.sys.ioctl(STDIN, 'TCSETS', { ...before, flags: new Set([...before.flags].filter(flag => flag !== 'ECHO')) });
    let text = '';
    while (!text.includes('\n')) {
      const bytes = await cli.sys.read(STDIN, 4096);
      if (bytes.length === 0) break;
      text += decode(bytes);
    }
    if (secret) {
      await cli.sys.ioctl(STDIN, 'TCSETS', before);
      await cli.out('\n');
    }
    return text.trim();
  };
  const username = known === '' ? await line('Username: ', false) : known;
  if (username === '') throw new Error('Error: Non-null Username Required');
  const password = await line('Password: ', true);
  if (password === '') throw new Error('Error: Password Required');
  await login(cli, address, username, password);
}
