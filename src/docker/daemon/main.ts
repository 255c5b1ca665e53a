// dockerd: the Docker Engine 28.5.2. It starts containerd, makes the default networks, serves the API, and ends its containers when it ends.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd, Pid } from '../../abi/types.ts';
import { folderNames } from '../../userland/lib/folder.ts';
import { encode, print, program, readText, warn, writeAll, writeFile } from '../../userland/lib/io.ts';
import type { HostConfig } from '../api/container.ts';
import { ENGINE_VERSION } from '../api/system.ts';
import { activatedSockets } from './activation.ts';
import { BuildCache } from './build/cache.ts';
import { type Config, DATA_ROOT } from './config.ts';
import { restored, type SavedContainer } from './container/container.ts';
import { stopContainer } from './container/control.ts';
import { Containers } from './container/registry.ts';
import { CONTAINERD_SOCKET } from './container/shim-client.ts';
import { reattach, startContainer } from './container/start.ts';
import type { Engine } from './engine.ts';
import { ApiError, goWords, unless } from './errors.ts';
import { Events } from './events.ts';
import { exists, mkdirAll, readJson } from './files.ts';
import { randomHex } from './ids.ts';
import { Layers } from './image/layers.ts';
import { Images } from './image/store.ts';
import { Networks } from './network/controller.ts';
import { NO_FIREWALL } from './network/firewall.ts';
import { IptablesFirewall } from './network/iptables-firewall.ts';
import { waitFor } from './network/netns.ts';
import { SandboxControl } from './network/sandbox.ts';
import { parseOptions } from './options.ts';
import { containerRoutes } from './routes/containers.ts';
import { imageRoutes } from './routes/images.ts';
import { networkRoutes } from './routes/networks.ts';
import { systemRoutes } from './routes/system.ts';
import { volumeRoutes } from './routes/volumes.ts';
import { Server } from './server.ts';
import { Condition } from './sync.ts';
import { now, rfc3339Fixed } from './time.ts';
import { Volumes } from './volume/store.ts';

const COMMIT = '9cc6dea35e9a963f281434761c656fba4ac43aed';

/** A line of the daemon's log, as logrus writes text. */
async function logLine(sys: Sys, level: string, message: string): Promise<void> {
  const text = /^[\w./:-]+$/.test(message) ? message : JSON.stringify(message);
  await warn(sys, `time="${rfc3339Fixed(await now(sys))}" level=${level} msg=${text}\n`);
}

/** Throws Error where another daemon has it. */
async function writePidfile(sys: Sys, path: string): Promise<void> {
  const text = await unless(['ENOENT'], () => readText(sys, path));
  const pid = Number(text?.trim());
  if (text !== undefined && pid > 0 && (await exists(sys, `/proc/${pid}`))) {
    throw new Error(`failed to start daemon, ensure docker is not running or delete ${path}: process with PID ${pid} is still running`);
  }
  await mkdirAll(sys, path.slice(0, path.lastIndexOf('/')));
  await writeFile(sys, path, String(await sys.getpid()), 0o644);
}

/** Starts containerd and waits until it listens. */
async function startContainerd(sys: Sys): Promise<Pid> {
  const folder = CONTAINERD_SOCKET.slice(0, CONTAINERD_SOCKET.lastIndexOf('/'));
  await mkdirAll(sys, folder, 0o711);
  await writeFile(sys, `${folder}/containerd.toml`, `version = 2\nroot = "${DATA_ROOT}/containerd/daemon"\n`, 0o600);
  await unless(['ENOENT'], () => sys.unlink(CONTAINERD_SOCKET));
  const argv = ['containerd', '--config', `${folder}/containerd.toml`];
  const pid = await sys.clone(child => child.execve('/usr/bin/containerd', argv, { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }));
  for (let tries = 0; tries < 1000 && !(await exists(sys, CONTAINERD_SOCKET)); tries++) await sys.nanosleep(1);
  return pid;
}

async function engineId(sys: Sys): Promise<string> {
  const path = `${DATA_ROOT}/engine-id`;
  const known = await unless(['ENOENT'], () => readText(sys, path));
  if (known) return known.trim();
  const text = await randomHex(sys, 16);
  const id = [text.slice(0, 8), text.slice(8, 12), `4${text.slice(13, 16)}`, `a${text.slice(17, 20)}`, text.slice(20)].join('-');
  await writeFile(sys, path, id, 0o600);
  return id;
}

async function makeEngine(sys: Sys, config: Config): Promise<Engine> {
  for (const folder of ['containers', 'overlay2/l', 'image/overlay2', 'volumes', 'tmp', 'buildkit', 'runtimes', 'plugins', 'swarm']) {
    await mkdirAll(sys, `${DATA_ROOT}/${folder}`, 0o710);
  }
  const firewall = config.iptables
    ? new IptablesFirewall({
        userlandProxy: config.userlandProxy,
        ip6tables: config.ip6tables,
        allowDirectRouting: config.allowDirectRouting,
      })
    : NO_FIREWALL;
  const networks = new Networks(config, firewall);
  return {
    config,
    id: await engineId(sys),
    events: new Events(),
    images: new Images(new Layers()),
    volumes: new Volumes(),
    networks,
    sandboxes: new SandboxControl(networks),
    containers: new Containers(),
    execs: new Map(),
    buildCache: new BuildCache(),
    stopping: false,
    log: (own, level, message) => (level === 'debug' && !config.debug ? Promise.resolve() : logLine(own, level, message)),
  };
}

async function loadContainers(sys: Sys, engine: Engine): Promise<void> {
  const folder = `${DATA_ROOT}/containers`;
  const found = [];
  for (const name of await folderNames(sys, folder)) {
    const saved = await readJson<SavedContainer>(sys, `${folder}/${name}/config.v2.json`);
    const hostConfig = await readJson<HostConfig>(sys, `${folder}/${name}/hostconfig.json`);
    if (!saved || !hostConfig) continue;
    const container = restored(saved, hostConfig);
    container.layer = await engine.images.layers.loadContainerLayer(sys, container.id);
    found.push(container);
  }
  found.sort((left, right) => (left.created < right.created ? -1 : 1));
  for (const container of found) {
    engine.containers.add(container);
    engine.containers.reserve(container.name, container);
    for (const mount of container.mounts.values()) if (mount.Type === 'volume' && mount.Name) engine.volumes.use(mount.Name, container.id);
    if (container.state.Running || container.state.Restarting) {
      if (!(await reattach(sys, engine, container))) await container.save(sys);
    }
  }
}

/** Containers whose policy says so are started with the daemon. */
async function restartContainers(sys: Sys, engine: Engine): Promise<void> {
  for (const container of engine.containers.all) {
    const { Name: policy } = container.hostConfig.RestartPolicy;
    const again =
      policy === 'always' ||
      (policy === 'unless-stopped' && !container.hasBeenManuallyStopped) ||
      (policy === 'on-failure' && container.state.ExitCode !== 0);
    if (container.state.Running || !again || !container.hasBeenStartedBefore) continue;
    try {
      await startContainer(sys, engine, container);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await engine.log(sys, 'error', `failed to start container: ${error.message}`);
    }
  }
}

async function listenOn(sys: Sys, host: string, env: Env): Promise<Fd[]> {
  if (host.startsWith('fd://')) return activatedSockets(sys, env);
  const tcp = /^tcp:\/\/(\[[^\]]+\]|[^:/]*)(?::(\d+))?\/?$/.exec(host);
  if (tcp) {
    const address = (tcp[1] ?? '').replace(/^\[|\]$/g, '') || '127.0.0.1';
    const family = address.includes(':') ? 'inet6' : 'inet';
    const fd = await sys.socket(family, 'stream');
    await sys.setfl(fd, { cloexec: true });
    await sys.setsockopt(fd, 'SO_REUSEADDR', 1);
    await sys.bind(fd, { family, address: address === 'localhost' ? '127.0.0.1' : address, port: Number(tcp[2] ?? 2375) });
    await sys.listen(fd, 128);
    return [fd];
  }
  const path = host.replace(/^unix:\/\//, '') || '/var/run/docker.sock';
  await unless(['ENOENT'], () => sys.unlink(path));
  const fd = await sys.socket('unix', 'stream');
  await sys.setfl(fd, { cloexec: true });
  await sys.bind(fd, { family: 'unix', path });
  await sys.chmod(path, 0o660);
  await sys.listen(fd, 4096);
  return [fd];
}

async function shutDown(sys: Sys, engine: Engine, containerd: Pid, config: Config): Promise<void> {
  engine.stopping = true;
  await engine.events.wake(sys);
  await engine.log(sys, 'info', "Processing signal 'terminated'");
  if (!config.liveRestore) {
    const running = engine.containers.all.filter(({ state }) => state.Running || state.Restarting);
    let left = running.length;
    const done = new Condition();
    for (const container of running) {
      await sys.clone(
        async thread => {
          try {
            const manually = container.hasBeenManuallyStopped;
            const seconds = container.config.StopTimeout ?? 10;
            await stopContainer(thread, engine, container, { signal: '', seconds });
            container.hasBeenManuallyStopped = manually;
            await container.save(thread);
          } catch (error) {
            if (!(error instanceof ApiError || error instanceof Errno)) throw error;
          }
          left--;
          await done.notify(thread);
        },
        { thread: true },
      );
    }
    await done.until(sys, () => left === 0, config.shutdownTimeoutSeconds * 1000);
  }
  await unless(['ESRCH'], () => sys.kill(containerd, 'SIGTERM'));
  await waitFor(sys, containerd);
  for (const host of config.hosts) if (!/^(tcp|fd):/.test(host)) await unless(['ENOENT'], () => sys.unlink(host.replace(/^unix:\/\//, '')));
  await unless(['ENOENT'], () => sys.unlink(config.pidfile));
  await engine.log(sys, 'info', 'Daemon shutdown complete');
}

async function serve(sys: Sys, config: Config, env: Env): Promise<number> {
  await engineLess(sys, 'Starting up');
  await writePidfile(sys, config.pidfile);
  await sys.sigaction('SIGPIPE', 'ignore');
  const wake = await sys.eventfd();
  await sys.setfl(wake, { cloexec: true });
  const stop = async (): Promise<void> => {
    await sys.write(wake, new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) await sys.sigaction(signal, stop, { restart: true });
  await sys.sigaction('SIGHUP', () => {}, { restart: true });
  const listeners: Fd[] = [];
  for (const host of config.hosts) listeners.push(...(await listenOn(sys, host, env)));
  const containerd = await startContainerd(sys);
  const engine = await makeEngine(sys, config);
  await engine.images.load(sys);
  await engine.volumes.load(sys);
  await engine.log(sys, 'info', 'Loading containers: start.');
  await engine.networks.firewall.setUp(sys);
  await engine.networks.load(sys);
  await loadContainers(sys, engine);
  await restartContainers(sys, engine);
  await engine.log(sys, 'info', 'Loading containers: done.');
  const routes = {
    ...systemRoutes(engine),
    ...containerRoutes(engine),
    ...imageRoutes(engine),
    ...networkRoutes(engine),
    ...volumeRoutes(engine),
  };
  const server = new Server(routes, (own, message) => engine.log(own, 'error', message));
  for (const listener of listeners) await sys.clone(thread => server.accept(thread, listener), { thread: true });
  await engine.log(sys, 'info', 'Daemon has completed initialization');
  for (const host of config.hosts) await engine.log(sys, 'info', `API listen on ${host.replace(/^unix:\/\//, '')}`);
  for (;;) {
    try {
      await sys.read(wake, 8);
      break;
    } catch (error) {
      if (!(error instanceof Errno && error.code === 'EINTR')) throw error;
    }
  }
  await shutDown(sys, engine, containerd, config);
  return 0;
}

const engineLess = (sys: Sys, message: string): Promise<void> => logLine(sys, 'info', message);

const USAGE = `
Usage:  dockerd [OPTIONS]

A self-sufficient runtime for containers.

`;

export default program({
  name: 'dockerd',
  summary: 'the Docker daemon',

  async main(sys, argv, env) {
    try {
      const { config, help, version, validate } = await parseOptions(sys, argv);
      if (help) return void (await print(sys, USAGE));
      if (version) return void (await print(sys, `Docker version ${ENGINE_VERSION}, build ${COMMIT}\n`));
      if (validate) return void (await writeAll(sys, 2, encode('configuration OK\n')));
      return await serve(sys, config, env);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      await warn(sys, `${error instanceof Errno || error instanceof ApiError ? goWords(error) : error.message}\n`);
      return 1;
    }
  },
});
