// A further process in a running container: its settings and how the shim starts it. As moby's daemon/exec.go.

import { CAPABILITIES } from '../../../abi/caps.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import type { OciProcess } from '../../api/oci.ts';
import { type Engine, type Exec, logContainer } from '../engine.ts';
import { ApiError, conflict, internal, invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import { folderOf } from '../image/overlay.ts';
import type { Container } from './container.ts';
import { askShim } from './shim-client.ts';
import { capabilitiesOf, capabilitySets, environmentOf, noNewPrivileges } from './spec.ts';
import { lookUpUser } from './users.ts';

/** Throws ApiError where nothing can be run in the container now. */
export function checkExec(container: Container): void {
  const { state } = container;
  if (!state.Running) throw conflict(`container ${container.id} is not running`);
  if (state.Paused) throw conflict(`Container ${container.name} is paused, unpause the container before exec`);
  if (state.Restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
}

export async function newExec(sys: Sys, container: Container, command: readonly string[], more: Partial<Exec>): Promise<Exec> {
  return {
    id: await newId(sys),
    containerId: container.id,
    running: false,
    started: false,
    exitCode: null,
    pid: 0,
    tty: false,
    entrypoint: command[0] ?? '',
    args: command.slice(1),
    env: [],
    user: '',
    workingDir: '',
    privileged: false,
    stdin: false,
    stdout: true,
    stderr: true,
    detachKeys: '',
    consoleSize: undefined,
    console: undefined,
    ...more,
  };
}

async function processOf(sys: Sys, container: Container, exec: Exec): Promise<OciProcess> {
  const { config, hostConfig } = container;
  const root = `${folderOf(container.layer!.mountId)}/merged`;
  const user = await lookUpUser(sys, root, exec.user || config.User, hostConfig.GroupAdd ?? []);
  const capabilities = exec.privileged ? [...CAPABILITIES] : capabilitiesOf(hostConfig);
  const names = new Set(exec.env.map(variable => variable.split('=')[0]));
  const inherited = environmentOf(container, exec.tty).filter(variable => !names.has(variable.split('=')[0]));
  const [height, width] = exec.consoleSize ?? [0, 0];
  return {
    ...(exec.tty ? { terminal: true, consoleSize: { height, width } } : {}),
    user: { uid: user.uid, gid: user.gid, additionalGids: user.groups },
    args: [exec.entrypoint, ...exec.args],
    env: [...inherited, ...exec.env.filter(variable => variable.includes('='))],
    cwd: exec.workingDir || config.WorkingDir || '/',
    capabilities: capabilitySets(capabilities, user.uid),
    ...(noNewPrivileges(hostConfig) ? { noNewPrivileges: true } : {}),
    oomScoreAdj: hostConfig.OomScoreAdj,
  };
}

/** Has the shim start it. Gives the ends of its pipes. Throws ApiError with runc's words; the exec's status is set then. */
export async function launchExec(sys: Sys, engine: Engine, container: Container, exec: Exec): Promise<Map<string, Fd>> {
  checkExec(container);
  exec.started = true;
  exec.running = true;
  engine.execs.set(exec.id, exec);
  container.execIds.add(exec.id);
  await logContainer(sys, engine, container, `exec_start: ${[exec.entrypoint, ...exec.args].join(' ')}`, { execID: exec.id });
  let process: OciProcess;
  try {
    process = await processOf(sys, container, exec);
  } catch (error) {
    if (error instanceof ApiError) Object.assign(exec, { running: false, exitCode: 126 });
    throw error;
  }
  const { response, fds } = await askShim(sys, container.shimAddress, {
    method: 'exec',
    execId: exec.id,
    process,
    stdin: exec.stdin,
    stdout: exec.stdout,
    stderr: exec.stderr,
  });
  if (!response.ok) {
    exec.running = false;
    exec.exitCode = /permission denied/.test(response.error) ? 126 : 127;
    const isCommand = /executable file not found|no such file or directory|permission denied/.test(response.error);
    throw isCommand ? invalid(response.error) : internal(response.error);
  }
  exec.pid = response.pid ?? 0;
  exec.console = fds.get('console');
  return fds;
}
