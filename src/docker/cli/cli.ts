// What every command is given: the process, the streams, the daemon's connection and the client's own files. As docker-cli 28.5.2's command.Cli.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd } from '../../abi/types.ts';
import { print, STDERR, STDIN, STDOUT } from '../../userland/lib/io.ts';
import { Connection } from '../client/connection.ts';
import type { ConfigFile } from './config-file.ts';

export interface GlobalOptions {
  config: string | undefined;
  context: string | undefined;
  hosts: readonly string[];
  debug: boolean;
  tls: boolean;
}

export class Cli {
  readonly sys: Sys;
  readonly env: Env;
  readonly options: GlobalOptions;
  #client: Connection | undefined;
  #config: ConfigFile | undefined;

  constructor(sys: Sys, env: Env, options: GlobalOptions) {
    this.sys = sys;
    this.env = env;
    this.options = options;
  }

  out(text: string): Promise<void> {
    return print(this.sys, text, STDOUT);
  }

  err(text: string): Promise<void> {
    return print(this.sys, text, STDERR);
  }

  /** Where the client keeps its files: ~/.docker. */
  get configFolder(): string {
    return this.options.config ?? this.env.DOCKER_CONFIG ?? `${this.env.HOME ?? '/root'}/.docker`;
  }

  async configFile(): Promise<ConfigFile> {
    if (!this.#config) {
      const { readConfigFile } = await import('./config-file.ts');
      this.#config = await readConfigFile(this);
    }
    return this.#config;
  }

  /** The connection to the daemon that the flags, the environment and the context name. */
  async client(): Promise<Connection> {
    this.#client ??= new Connection(this.sys, await this.host(), this.env.DOCKER_API_VERSION || undefined);
    return this.#client;
  }

  /** A second connection, for what is asked while the first is busy. */
  async fresh(): Promise<Connection> {
    const first = await this.client();
    return new Connection(this.sys, first.host, await first.version());
  }

  /** The name of the context in use: "default" where a host is given. */
  async contextName(): Promise<string> {
    if (this.options.context !== undefined) return this.options.context;
    if (this.options.hosts.length > 0 || this.env.DOCKER_HOST) return 'default';
    if (this.env.DOCKER_CONTEXT) return this.env.DOCKER_CONTEXT;
    try {
      await this.sys.access(`${this.configFolder}/config.json`, { read: true });
    } catch (error) {
      if (error instanceof Errno) return 'default';
      throw error;
    }
    return (await this.configFile()).currentContext || 'default';
  }

  /** The daemon's address. Throws in docker's words where the context does not exist. */
  async host(): Promise<string> {
    const name = await this.contextName();
    if (name !== 'default') return (await import('./contexts.ts')).hostOfContext(this, name);
    const given = this.options.hosts.at(-1) ?? this.env.DOCKER_HOST ?? '';
    return given === '' ? 'unix:///var/run/docker.sock' : parseHost(given);
  }

  async isTerminal(fd: Fd): Promise<boolean> {
    try {
      await this.sys.ioctl(fd, 'TCGETS');
      return true;
    } catch (error) {
      if (error instanceof Errno) return false;
      throw error;
    }
  }

  stdinIsTerminal(): Promise<boolean> {
    return this.isTerminal(STDIN);
  }

  stdoutIsTerminal(): Promise<boolean> {
    return this.isTerminal(STDOUT);
  }

  /** Seconds since 1970. */
  async now(): Promise<number> {
    const { seconds, nanoseconds } = await this.sys.clockGettime('realtime');
    return seconds + nanoseconds / 1e9;
  }
}

/** A daemon's address as it is typed, made whole: "nowhere" is tcp://nowhere:2375. Throws in docker's words. */
export function parseHost(text: string): string {
  const at = text.indexOf('://');
  const scheme = at < 0 ? '' : text.slice(0, at);
  const rest = at < 0 ? text : text.slice(at + 3);
  if (scheme === 'unix') return rest === '' ? 'unix:///var/run/docker.sock' : text;
  if (scheme === 'ssh' || scheme === 'fd' || scheme === 'npipe') return text;
  if (scheme !== '' && scheme !== 'tcp' && scheme !== 'http') throw new Error(`invalid bind address format: ${text}`);
  if (scheme === '' && rest.startsWith('/')) throw new Error(`invalid bind address format: ${text}`);
  const [address, ...path] = rest.split('/');
  const withPort = /:\d+$/.test(address!) ? address! : `${address === '' ? 'localhost' : address}:2375`;
  return `tcp://${[withPort.startsWith(':') ? `localhost${withPort}` : withPort, ...path].join('/')}`;
}
