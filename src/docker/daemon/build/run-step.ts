// RUN: a command in a container of its own, on top of the layers so far. As buildkit's executor/runcexecutor, with the daemon's shim and networks.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { writeFile } from '../../../userland/lib/io.ts';
import type { OciMount, OciSpec } from '../../api/oci.ts';
import { completeHostConfig } from '../container/config-merge.ts';
import { newEndpointSettings } from '../container/container.ts';
import { askShim, startShim, watchShim } from '../container/shim-client.ts';
import { capabilitySets, DEFAULT_CAPABILITIES, defaultMounts, defaultSeccomp } from '../container/spec.ts';
import { newStreams, pump } from '../container/streams.ts';
import { lookUpUser } from '../container/users.ts';
import type { Engine } from '../engine.ts';
import { ApiError } from '../errors.ts';
import { exists, mkdirAll, removeAll } from '../files.ts';
import { newId, randomHex } from '../ids.ts';
import type { Sandbox } from '../network/network.ts';
import { closeSandbox, NETNS_FOLDER, openSandbox, writeEtcFiles } from '../network/sandbox.ts';
import { Condition } from '../sync.ts';

export interface RunRequest {
  /** The mounted root. */
  root: string;
  command: string[];
  env: string[];
  cwd: string;
  user: string;
  network: 'default' | 'host' | 'none';
  mounts: OciMount[];
  extraHosts: { address: string; names: string }[];
  output: (sys: Sys, stream: 1 | 2, text: string) => Promise<void>;
}

const HOSTNAME = 'buildkitsandbox';

/** Runs it and gives its status. Throws ApiError where the user is unknown. */
export async function runStep(sys: Sys, engine: Engine, request: RunRequest): Promise<number> {
  const id = await newId(sys);
  const folder = `/var/lib/docker/buildkit/executor/${id.slice(0, 25)}`;
  const bundle = `/var/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${id}`;
  await mkdirAll(sys, folder);
  await mkdirAll(sys, bundle);
  const sandbox = await sandboxFor(sys, id, folder);
  await writeEtcFiles(sys, sandbox, [...request.extraHosts], request.network === 'host');
  const spec = await specFor(sys, engine, request, id, folder);
  const stubs = await missingStubs(sys, request.root, spec.mounts);
  await writeFile(sys, `${bundle}/config.json`, JSON.stringify(spec), 0o644);
  const address = await startShim(sys, id);
  try {
    return await supervise(sys, engine, { request, address, bundle, sandbox, id });
  } finally {
    await askShim(sys, address, { method: 'delete' });
    await askShim(sys, address, { method: 'shutdown' });
    await sys.unlink(address);
    for (const stub of stubs.reverse()) await removeStub(sys, stub);
    await removeAll(sys, bundle);
    await removeAll(sys, folder);
  }
}

async function sandboxFor(sys: Sys, id: string, folder: string): Promise<Sandbox> {
  const own = await randomHex(sys, 32);
  return {
    id: own,
    containerId: id,
    path: `${NETNS_FOLDER}/${own.slice(0, 12)}`,
    hostname: HOSTNAME,
    domainname: '',
    hostsPath: `${folder}/hosts`,
    resolvPath: `${folder}/resolv.conf`,
    endpoints: [],
    gateway: undefined,
    bindings: {},
    published: [],
    resolver: undefined,
    dns: { servers: [], search: [], options: [] },
  };
}

async function specFor(sys: Sys, engine: Engine, request: RunRequest, id: string, folder: string): Promise<OciSpec> {
  const user = await lookUpUser(sys, request.root, request.user, []);
  const hostConfig = completeHostConfig({}, engine.config);
  const etc = (name: string): OciMount => ({
    destination: `/etc/${name}`,
    type: 'bind',
    source: `${folder}/${name}`,
    options: ['rbind', 'rprivate'],
  });
  return {
    ociVersion: '1.2.1',
    process: {
      user: { uid: user.uid, gid: user.gid, additionalGids: user.groups },
      args: request.command,
      env: request.env,
      cwd: request.cwd || '/',
      capabilities: capabilitySets(DEFAULT_CAPABILITIES, user.uid),
    },
    root: { path: request.root },
    hostname: HOSTNAME,
    mounts: [...defaultMounts(hostConfig), etc('resolv.conf'), etc('hosts'), ...request.mounts],
    linux: {
      sysctl: {},
      resources: {},
      cgroupsPath: `/docker/buildkit/${id.slice(0, 25)}`,
      namespaces: [
        { type: 'mount' },
        ...(request.network === 'host' ? [] : [{ type: 'network' as const }]),
        { type: 'uts' },
        { type: 'pid' },
        { type: 'ipc' },
        { type: 'cgroup' },
      ],
      seccomp: defaultSeccomp(hostConfig),
      maskedPaths: hostConfig.MaskedPaths ?? [],
      readonlyPaths: hostConfig.ReadonlyPaths ?? [],
    },
  };
}

interface Running {
  request: RunRequest;
  address: string;
  bundle: string;
  sandbox: Sandbox;
  id: string;
}

async function supervise(sys: Sys, engine: Engine, { request, address, bundle, sandbox, id }: Running): Promise<number> {
  const { response, fds } = await askShim(sys, address, { method: 'create', bundle, terminal: false, stdin: false });
  if (!response.ok) {
    await request.output(sys, 2, `runc run failed: ${response.error.replace(/^OCI runtime create failed: runc create failed: /, '')}\n`);
    return 1;
  }
  const streams = newStreams(fds, new Set());
  const over = new Condition();
  let status: number | undefined;
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  await sys.clone(
    async thread => {
      const sink = (own: Sys, stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> =>
        request.output(own, stream === 'stdout' ? 1 : 2, decoders[stream].decode(bytes, { stream: true }));
      await pump(thread, streams, sink, over);
    },
    { thread: true },
  );
  await sys.clone(
    thread =>
      watchShim(thread, address, async exit => {
        if (exit.execId === undefined) ({ status } = exit);
        await over.notify(thread);
      }),
    { thread: true },
  );
  const joined = request.network === 'host' ? [] : await plugIn(sys, engine, sandbox, response.pid ?? 0, id, request.network);
  const started = await askShim(sys, address, { method: 'start' });
  if (started.response.ok) await over.until(sys, () => status !== undefined && streams.drained);
  for (const endpoint of joined) await engine.sandboxes.leave(sys, sandbox, endpoint, false);
  if (request.network !== 'host') await closeSandbox(sys, sandbox);
  return status ?? 1;
}

async function plugIn(sys: Sys, engine: Engine, sandbox: Sandbox, pid: number, id: string, mode: 'default' | 'none') {
  await openSandbox(sys, sandbox, pid);
  const network = engine.networks.all.find(({ name }) => name === 'bridge');
  if (mode === 'none' || !network) return [];
  return [
    await engine.sandboxes.join(sys, sandbox, {
      network,
      settings: newEndpointSettings(),
      containerId: id,
      containerName: id.slice(0, 25),
    }),
  ];
}

/** Places of mounts that are not in the root yet: runc makes them, and they are no part of the step's result. */
async function missingStubs(sys: Sys, root: string, mounts: readonly OciMount[]): Promise<string[]> {
  const missing: string[] = [];
  for (const { destination } of mounts) {
    let path = root;
    for (const part of destination.split('/').filter(Boolean)) {
      path += `/${part}`;
      if (!missing.includes(path) && !(await exists(sys, path))) missing.push(path);
    }
  }
  return missing;
}

async function removeStub(sys: Sys, path: string): Promise<void> {
  try {
    const stat = await sys.stat(path, { nofollow: true });
    if (stat.kind === 'directory') await sys.rmdir(path);
    else if (stat.sizeBytes === 0) await sys.unlink(path);
  } catch (error) {
    // Something was put into it: then it belongs to the result.
    if (!(error instanceof Errno || error instanceof ApiError)) throw error;
  }
}
