// docker version: the versions of client and daemon. docker-cli 28.5.2.

import { goJson } from '../../../userland/lib/go-json.ts';
import { ANY, map, pointer, STRING, slice, struct } from '../../../userland/lib/go-value.ts';
import { TemplateExecError, TemplateParseError } from '../../../userland/lib/template.ts';
import type { VersionResponse } from '../../api/system.ts';
import type { Cli } from '../cli.ts';
import { defineCommand } from '../command.ts';
import { StatusError } from '../errors.ts';
import { parse } from '../format/functions.ts';
import { dateTime } from '../format/words.ts';
import { secondsOf } from '../lib/since.ts';
import { type ClientVersion, clientVersion } from '../version-info.ts';

const platform = struct('struct { Name string }', { Name: STRING });

const CLIENT = struct('system.clientVersion', {
  Platform: pointer(platform),
  Version: STRING,
  APIVersion: { json: 'ApiVersion', type: STRING },
  DefaultAPIVersion: STRING,
  GitCommit: STRING,
  GoVersion: STRING,
  Os: STRING,
  Arch: STRING,
  BuildTime: STRING,
  Context: STRING,
});

const SERVER = struct('types.Version', {
  Platform: platform,
  Components: slice(struct('types.ComponentVersion', { Name: STRING, Version: STRING, Details: map(STRING) })),
  Version: STRING,
  APIVersion: { json: 'ApiVersion', type: STRING },
  MinAPIVersion: STRING,
  GitCommit: STRING,
  GoVersion: STRING,
  Os: STRING,
  Arch: STRING,
  KernelVersion: STRING,
  Experimental: ANY,
  BuildTime: STRING,
});

const VERSIONS = struct('system.versionInfo', { Client: CLIENT, Server: pointer(SERVER) });

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const format = flags.string('format');
    const client = await clientVersion(cli);
    const template = format === '' || format === 'json' ? undefined : parseFormat(format);
    let server: VersionResponse | undefined;
    let failure: unknown;
    try {
      const connection = await cli.client();
      server = await connection.json<VersionResponse>('GET', '/version');
      client.ApiVersion = await connection.version();
    } catch (error) {
      failure = error;
    }
    if (format === 'json') await cli.out(`${goJson({ Client: client, Server: server ?? null })}\n`);
    else if (template) await execute(cli, template, { Client: client, Server: server });
    else await cli.out(clientText(client) + (server ? serverText(server) : ''));
    if (failure) throw failure;
  },
});

function parseFormat(format: string): ReturnType<typeof parse> {
  try {
    return parse(format, 'version');
  } catch (error) {
    if (error instanceof TemplateParseError) throw new StatusError(64, `template parsing error: ${error.message}`);
    throw error;
  }
}

async function execute(cli: Cli, template: ReturnType<typeof parse>, value: object): Promise<void> {
  try {
    await cli.out(`${template.execute({ type: VERSIONS, value })}\n`);
  } catch (error) {
    await cli.out(`${error instanceof TemplateExecError ? error.partial : ''}\n`);
    throw error;
  }
}

const line = (indent: number, name: string, value: string): string =>
  `${' '.repeat(indent)}${`${name}:`.padEnd(20 - indent - 1)} ${value}\n`;

function clientText(client: ClientVersion): string {
  const api = client.ApiVersion === client.DefaultAPIVersion ? '' : ` (downgraded from ${client.DefaultAPIVersion})`;
  return `Client:\n${[
    line(1, 'Version', client.Version),
    line(1, 'API version', client.ApiVersion + api),
    line(1, 'Go version', client.GoVersion),
    line(1, 'Git commit', client.GitCommit),
    line(1, 'Built', client.BuildTime),
    line(1, 'OS/Arch', `${client.Os}/${client.Arch}`),
    line(1, 'Context', client.Context),
  ].join('')}`;
}

const ORDER = ['Go version', 'API version', 'Git commit', 'Built', 'OS/Arch'];

function serverText(server: VersionResponse): string {
  const title = server.Platform.Name === '' ? '' : ` ${server.Platform.Name}`;
  let text = `\nServer:${title}\n`;
  for (const { Name, Version, Details } of server.Components) {
    text += ` ${Name}:\n${line(2, 'Version', Version)}`;
    if (Name !== 'Engine') {
      const names = Object.keys(Details ?? {}).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b) || (a < b ? -1 : 1));
      text += names.map(name => line(2, name, Details[name]!)).join('');
      continue;
    }
    text +=
      line(2, 'API version', `${Details.ApiVersion} (minimum version ${Details.MinAPIVersion})`) +
      line(2, 'Go version', Details.GoVersion ?? '') +
      line(2, 'Git commit', Details.GitCommit ?? '') +
      line(2, 'Built', built(Details.BuildTime ?? '')) +
      line(2, 'OS/Arch', `${Details.Os}/${Details.Arch}`) +
      line(2, 'Experimental', Details.Experimental ?? '');
  }
  return text;
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A build's time as C's asctime writes it, where it is a time. */
function built(text: string): string {
  const seconds = secondsOf(text);
  if (seconds === 0) return text;
  const [date, time] = dateTime(seconds);
  const [year, month, day] = date.split('-').map(Number);
  return `${DAYS[Math.floor(seconds / 86400) % 7]} ${MONTHS[month! - 1]} ${String(day).padStart(2)} ${time} ${year}`;
}
