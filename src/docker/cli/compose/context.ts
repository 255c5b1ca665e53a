// What compose's own flags say, kept beside the client that commands are given. As docker-compose 2.40.3's ProjectOptions.

import type { Flags } from '../../../userland/lib/cobra.ts';
import type { Cli } from '../cli.ts';
import { Engine } from './engine/engine.ts';
import { type Progress, progressOf } from './engine/progress.ts';
import type { Use } from './file/interpolate.ts';
import { type LoadHow, loadProject, normalName } from './file/load.ts';
import type { Project } from './file/model.ts';
import { ComposeError } from './file/yaml.ts';

const given = new WeakMap<Cli, Flags>();

/** Remembers compose's own flags for the commands. */
export const setProjectFlags = (cli: Cli, flags: Flags): void => {
  given.set(cli, flags);
};

export class Context {
  readonly cli: Cli;
  readonly #flags: Flags;
  #engine: Engine | undefined;
  #progress: Progress | undefined;

  constructor(cli: Cli) {
    this.cli = cli;
    this.#flags = given.get(cli)!;
  }

  /** The project of the compose files. */
  project(how: { interpolates?: boolean; uses?: Use[]; profiles?: readonly string[] } = {}): Promise<Project> {
    const flags = this.#flags;
    const options: LoadHow = {
      files: flags.list('file'),
      projectDirectory: flags.has('project-directory') ? flags.string('project-directory') : undefined,
      projectName: flags.has('project-name') ? flags.string('project-name') : undefined,
      profiles: [...flags.list('profile'), ...(how.profiles ?? [])],
      envFiles: flags.list('env-file'),
      ...(how.interpolates === undefined ? {} : { interpolates: how.interpolates }),
      ...(how.uses ? { uses: how.uses } : {}),
    };
    return loadProject(this.cli, options);
  }

  /** The project, or only its name where there is no file but a name is given. */
  async projectOrName(): Promise<{ name: string; project: Project | undefined }> {
    const name = this.#flags.has('project-name') ? this.#flags.string('project-name') : this.cli.env.COMPOSE_PROJECT_NAME;
    try {
      const project = await this.project();
      return { name: project.name, project };
    } catch (error) {
      if (!(error instanceof ComposeError) || !name || !error.message.startsWith('no configuration file')) throw error;
      return { name: normalName(name), project: undefined };
    }
  }

  async engine(): Promise<Engine> {
    this.#engine ??= new Engine(this.cli, await this.cli.client());
    return this.#engine;
  }

  async progress(): Promise<Progress> {
    this.#progress ??= await progressOf(this.cli, this.#flags.has('progress') ? this.#flags.string('progress') : 'auto');
    return this.#progress;
  }
}
