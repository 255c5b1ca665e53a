// docker info: the client, the daemon and the machine it is on. docker-cli 28.5.2.

import { goJson } from '../../../../userland/lib/go-json.ts';
import { ANY, type GoField, type GoType, struct } from '../../../../userland/lib/go-value.ts';
import { TemplateExecError, TemplateParseError } from '../../../../userland/lib/template.ts';
import { bytesSize } from '../../../../userland/lib/units.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { parse } from '../../format/functions.ts';
import { wordsOf } from '../../lib/each.ts';
import { listPlugins } from '../../plugins.ts';
import { clientVersion } from '../../version-info.ts';

/** What of GET /info is printed by name. */
interface Info {
  [key: string]: unknown;
}

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const format = flags.string('format');
    const plugins = (await listPlugins(cli)).map(({ name, path, metadata }) => ({ ...metadata, Name: name, Path: path }));
    const { Platform: _platform, ...client } = await clientVersion(cli);
    const ClientInfo = { Debug: cli.options.debug, ...client, Plugins: plugins, Warnings: null };
    let info: Info = {};
    let failure: unknown;
    try {
      info = await (await cli.client()).json<Info>('GET', '/info');
    } catch (error) {
      failure = error;
    }
    if (format !== '') return formatted(cli, format, { ...info, ...(failure ? { ServerErrors: [wordsOf(failure)] } : {}), ClientInfo });
    await cli.out(clientText(ClientInfo, plugins));
    await cli.out('\nServer:\n');
    if (failure) throw failure;
    await cli.out(serverText(info));
    for (const warning of (info.Warnings as string[] | null) ?? []) await cli.err(`${warning}\n`);
    return 0;
  },
});

async function formatted(cli: Cli, format: string, info: Info): Promise<number> {
  if (format === 'json') {
    await cli.out(`${goJson(info)}\n`);
    return 0;
  }
  const fields = Object.fromEntries(Object.keys(info).map(name => [name, ANY as GoField]));
  const type: GoType = struct('system.dockerInfo', fields);
  const template = (() => {
    try {
      return parse(format);
    } catch (error) {
      if (error instanceof TemplateParseError) throw new StatusError(64, `template parsing error: ${error.message}`);
      throw error;
    }
  })();
  try {
    await cli.out(`${template.execute({ type, value: info })}\n`);
  } catch (error) {
    await cli.out(`${error instanceof TemplateExecError ? error.partial : ''}\n`);
    throw error;
  }
  return 0;
}

function clientText(
  client: Info,
  plugins: readonly { Name: string; ShortDescription: string; Vendor: string; Version: string; Path: string }[],
): string {
  const lines = ['Client:', ` Version:    ${client.Version}`, ` Context:    ${client.Context}`, ` Debug Mode: ${client.Debug}`];
  if (plugins.length > 0) lines.push(' Plugins:');
  for (const { Name, ShortDescription, Vendor, Version, Path } of plugins) {
    lines.push(`  ${Name}: ${ShortDescription} (${Vendor})`, `    Version:  ${Version}`, `    Path:     ${Path}`);
  }
  return `${lines.join('\n')}\n`;
}

function serverText(info: Info): string {
  const lines: string[] = [];
  const add = (indent: number, name: string, value: unknown): void => {
    lines.push(`${' '.repeat(indent)}${name}: ${value ?? ''}`);
  };
  const optional = (name: string, value: unknown): void => {
    if (value !== undefined && value !== '' && value !== null) add(1, name, value);
  };
  const list = (name: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push(` ${name}:`, ...items.map(item => `  ${item}`));
  };
  add(1, 'Containers', info.Containers);
  add(2, 'Running', info.ContainersRunning);
  add(2, 'Paused', info.ContainersPaused);
  add(2, 'Stopped', info.ContainersStopped);
  add(1, 'Images', info.Images);
  optional('Server Version', info.ServerVersion);
  add(1, 'Storage Driver', info.Driver);
  for (const [name, value] of (info.DriverStatus as [string, string][] | null) ?? []) add(2, name, value);
  optional('Logging Driver', info.LoggingDriver);
  optional('Cgroup Driver', info.CgroupDriver);
  optional('Cgroup Version', info.CgroupVersion);
  pluginLines(lines, info.Plugins as Record<string, string[] | null>);
  list('CDI spec directories', (info.CDISpecDirs as string[] | null) ?? []);
  add(1, 'Swarm', (info.Swarm as { LocalNodeState?: string } | undefined)?.LocalNodeState);
  add(
    1,
    'Runtimes',
    Object.keys((info.Runtimes as object | null) ?? {})
      .sort()
      .join(' '),
  );
  add(1, 'Default Runtime', info.DefaultRuntime);
  add(1, 'Init Binary', info.InitBinary);
  for (const name of ['containerd', 'runc', 'init']) {
    const key = `${name[0]!.toUpperCase()}${name.slice(1)}Commit`;
    add(1, `${name} version`, (info[key] as { ID?: string } | undefined)?.ID);
  }
  securityLines(lines, (info.SecurityOptions as string[] | null) ?? []);
  optional('Kernel Version', info.KernelVersion);
  optional('Operating System', info.OperatingSystem);
  optional('OSType', info.OSType);
  optional('Architecture', info.Architecture);
  add(1, 'CPUs', info.NCPU);
  add(1, 'Total Memory', bytesSize(Number(info.MemTotal ?? 0)));
  optional('Name', info.Name);
  optional('ID', info.ID);
  add(1, 'Docker Root Dir', info.DockerRootDir);
  add(1, 'Debug Mode', info.Debug);
  if (info.Debug) {
    add(2, 'File Descriptors', info.NFd);
    add(2, 'Goroutines', info.NGoroutines);
    add(2, 'System Time', info.SystemTime);
    add(2, 'EventsListeners', info.NEventsListener);
  }
  list('Labels', (info.Labels as string[] | null) ?? []);
  add(1, 'Experimental', info.ExperimentalBuild);
  list('Insecure Registries', (info.RegistryConfig as { InsecureRegistryCIDRs?: string[] } | undefined)?.InsecureRegistryCIDRs ?? []);
  list('Registry Mirrors', (info.RegistryConfig as { Mirrors?: string[] | null } | undefined)?.Mirrors ?? []);
  add(1, 'Live Restore Enabled', info.LiveRestoreEnabled);
  return `${lines.join('\n')}\n\n`;
}

function pluginLines(lines: string[], plugins: Readonly<Record<string, string[] | null>> | undefined): void {
  lines.push(' Plugins:');
  for (const kind of ['Volume', 'Network', 'Authorization', 'Log']) {
    const names = plugins?.[kind];
    if (names && names.length > 0) lines.push(`  ${kind}: ${names.join(' ')}`);
  }
}

/** "name=seccomp,profile=builtin" as two lines. */
function securityLines(lines: string[], options: readonly string[]): void {
  if (options.length === 0) return;
  lines.push(' Security Options:');
  for (const option of options) {
    const pairs = option.split(',').map(pair => pair.split('=') as [string, string]);
    for (const [key, value] of pairs) lines.push(key === 'name' ? `  ${value}` : `   ${key[0]!.toUpperCase()}${key.slice(1)}: ${value}`);
  }
}
