// What the client says of itself. As docker-cli 28.5.2.

import { CLIENT_API_VERSION } from '../client/connection.ts';
import type { Cli } from './cli.ts';

export const CLIENT_VERSION = '28.5.2+dfsg4';
export const CLIENT_COMMIT = '9cc6dea35e9a963f281434761c656fba4ac43aed';
const BUILT = 'Tue Sep 15 11:02:57 2026';
const GO = 'go1.27.1';

export interface ClientVersion {
  Platform?: { Name: string };
  Version: string;
  ApiVersion: string;
  DefaultAPIVersion: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  BuildTime: string;
  Context: string;
}

/** The client's versions, in the order of its JSON. */
export async function clientVersion(cli: Cli): Promise<ClientVersion> {
  return {
    Version: CLIENT_VERSION,
    ApiVersion: cli.env.DOCKER_API_VERSION || CLIENT_API_VERSION,
    DefaultAPIVersion: CLIENT_API_VERSION,
    GitCommit: CLIENT_COMMIT,
    GoVersion: GO,
    Os: 'linux',
    Arch: 'amd64',
    BuildTime: BUILT,
    Context: await cli.contextName(),
  };
}
