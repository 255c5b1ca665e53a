// The help pages of `docker compose`, from logs on; their flags are read from them. As docker-compose 2.40.3.

export const pages: Readonly<Record<string, string>> = {
  'compose logs': `Usage:  docker compose logs [OPTIONS] [SERVICE...]

View output from containers

Options:
      --dry-run         Execute command in dry run mode
  -f, --follow          Follow log output
      --index int       index of the container if service has multiple replicas
      --no-color        Produce monochrome output
      --no-log-prefix   Don't print prefix in logs
      --since string    Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)
  -n, --tail string     Number of lines to show from the end of the logs for each container (default "all")
  -t, --timestamps      Show timestamps
      --until string    Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)`,
  'compose ls': `Usage:  docker compose ls [OPTIONS]

List running compose projects

Options:
  -a, --all             Show all stopped Compose projects
      --dry-run         Execute command in dry run mode
      --filter filter   Filter output based on conditions provided
      --format string   Format the output. Values: [table | json] (default "table")
  -q, --quiet           Only display project names`,
  'compose pause': `Usage:  docker compose pause [SERVICE...]

Pause services

Options:
      --dry-run   Execute command in dry run mode`,
  'compose port': `Usage:  docker compose port [OPTIONS] SERVICE PRIVATE_PORT

Print the public port for a port binding

Options:
      --dry-run           Execute command in dry run mode
      --index int         Index of the container if service has multiple replicas
      --protocol string   tcp or udp (default "tcp")`,
  'compose ps': `Usage:  docker compose ps [OPTIONS] [SERVICE...]

List containers

Options:
  -a, --all                  Show all stopped containers (including those created by the run command)
      --dry-run              Execute command in dry run mode
      --filter string        Filter services by a property (supported filters: status)
      --format string        Format output using a custom template:
                             'table':            Print output in table format with column headers (default)
                             'table TEMPLATE':   Print output in table format using the given Go template
                             'json':             Print in JSON format
                             'TEMPLATE':         Print output using the given Go template.
                             Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with \
templates (default "table")
      --no-trunc             Don't truncate output
      --orphans              Include orphaned services (not declared by project) (default true)
  -q, --quiet                Only display IDs
      --services             Display services
      --status stringArray   Filter services by status. Values: [paused | restarting | removing | running | dead | created | exited]`,
  'compose publish': `Usage:  docker compose publish [OPTIONS] REPOSITORY[:TAG]

Publish compose application

Options:
      --app                     Published compose application (includes referenced images)
      --dry-run                 Execute command in dry run mode
      --oci-version string      OCI image/artifact specification version (automatically determined by default)
      --resolve-image-digests   Pin image tags to digests
      --with-env                Include environment variables in the published OCI artifact
  -y, --yes                     Assume "yes" as answer to all prompts`,
  'compose pull': `Usage:  docker compose pull [OPTIONS] [SERVICE...]

Pull service images

Options:
      --dry-run                Execute command in dry run mode
      --ignore-buildable       Ignore images that can be built
      --ignore-pull-failures   Pull what it can and ignores images with pull failures
      --include-deps           Also pull services declared as dependencies
      --policy string          Apply pull policy ("missing"|"always")
  -q, --quiet                  Pull without printing progress information`,
  'compose push': `Usage:  docker compose push [OPTIONS] [SERVICE...]

Push service images

Options:
      --dry-run                Execute command in dry run mode
      --ignore-push-failures   Push what it can and ignores images with push failures
      --include-deps           Also push images of services declared as dependencies
  -q, --quiet                  Push without printing progress information`,
  'compose restart': `Usage:  docker compose restart [OPTIONS] [SERVICE...]

Restart service containers

Options:
      --dry-run       Execute command in dry run mode
      --no-deps       Don't restart dependent services
  -t, --timeout int   Specify a shutdown timeout in seconds`,
  'compose rm': `Usage:  docker compose rm [OPTIONS] [SERVICE...]

Removes stopped service containers

By default, anonymous volumes attached to containers will not be removed. You
can override this with -v. To list all volumes, use "docker volume ls".

Any data which is not in a volume will be lost.

Options:
      --dry-run   Execute command in dry run mode
  -f, --force     Don't ask to confirm removal
  -s, --stop      Stop the containers, if required, before removing
  -v, --volumes   Remove any anonymous volumes attached to containers`,
  'compose run': `Usage:  docker compose run [OPTIONS] SERVICE [COMMAND] [ARGS...]

Run a one-off command on a service

Options:
      --build                       Build image before starting container
      --cap-add list                Add Linux capabilities
      --cap-drop list               Drop Linux capabilities
  -d, --detach                      Run container in background and print container ID
      --dry-run                     Execute command in dry run mode
      --entrypoint string           Override the entrypoint of the image
  -e, --env stringArray             Set environment variables
      --env-from-file stringArray   Set environment variables from file
  -i, --interactive                 Keep STDIN open even if not attached (default true)
  -l, --label stringArray           Add or override a label
      --name string                 Assign a name to the container
  -T, --no-TTY                      Disable pseudo-TTY allocation (default: auto-detected)
      --no-deps                     Don't start linked services
  -p, --publish stringArray         Publish a container's port(s) to the host
      --pull string                 Pull image before running ("always"|"missing"|"never") (default "policy")
  -q, --quiet                       Don't print anything to STDOUT
      --quiet-build                 Suppress progress output from the build process
      --quiet-pull                  Pull without printing progress information
      --remove-orphans              Remove containers for services not defined in the Compose file
      --rm                          Automatically remove the container when it exits
  -P, --service-ports               Run command with all service's ports enabled and mapped to the host
      --use-aliases                 Use the service's network useAliases in the network(s) the container connects to
  -u, --user string                 Run as specified username or uid
  -v, --volume stringArray          Bind mount a volume
  -w, --workdir string              Working directory inside the container`,
  'compose scale': `Usage:  docker compose scale [SERVICE=REPLICAS...]

Scale services

Options:
      --dry-run   Execute command in dry run mode
      --no-deps   Don't start linked services`,
  'compose start': `Usage:  docker compose start [SERVICE...]

Start services

Options:
      --dry-run   Execute command in dry run mode`,
  'compose stats': `Usage:  docker compose stats [OPTIONS] [SERVICE]

Display a live stream of container(s) resource usage statistics

Options:
  -a, --all             Show all containers (default shows just running)
      --dry-run         Execute command in dry run mode
      --format string   Format output using a custom template:
                        'table':            Print output in table format with column headers (default)
                        'table TEMPLATE':   Print output in table format using the given Go template
                        'json':             Print in JSON format
                        'TEMPLATE':         Print output using the given Go template.
                        Refer to https://docs.docker.com/engine/cli/formatting/ for more information about formatting output with \
templates
      --no-stream       Disable streaming stats and only pull the first result
      --no-trunc        Do not truncate output`,
  'compose stop': `Usage:  docker compose stop [OPTIONS] [SERVICE...]

Stop services

Options:
      --dry-run       Execute command in dry run mode
  -t, --timeout int   Specify a shutdown timeout in seconds`,
  'compose top': `Usage:  docker compose top [SERVICES...]

Display the running processes

Options:
      --dry-run   Execute command in dry run mode`,
  'compose unpause': `Usage:  docker compose unpause [SERVICE...]

Unpause services

Options:
      --dry-run   Execute command in dry run mode`,
  'compose up': `Usage:  docker compose up [OPTIONS] [SERVICE...]

Create and start containers

Options:
      --abort-on-container-exit      Stops all containers if any container was stopped. Incompatible with -d
      --abort-on-container-failure   Stops all containers if any container exited with failure. Incompatible with -d
      --always-recreate-deps         Recreate dependent containers. Incompatible with --no-recreate.
      --attach stringArray           Restrict attaching to the specified services. Incompatible with --attach-dependencies.
      --attach-dependencies          Automatically attach to log output of dependent services
      --build                        Build images before starting containers
  -d, --detach                       Detached mode: Run containers in the background
      --dry-run                      Execute command in dry run mode
      --exit-code-from string        Return the exit code of the selected service container. Implies --abort-on-container-exit
      --force-recreate               Recreate containers even if their configuration and image haven't changed
      --menu                         Enable interactive shortcuts when running attached. Incompatible with --detach. Can also be \
enable/disable by setting COMPOSE_MENU environment var.
      --no-attach stringArray        Do not attach (stream logs) to the specified services
      --no-build                     Don't build an image, even if it's policy
      --no-color                     Produce monochrome output
      --no-deps                      Don't start linked services
      --no-log-prefix                Don't print prefix in logs
      --no-recreate                  If containers already exist, don't recreate them. Incompatible with --force-recreate.
      --no-start                     Don't start the services after creating them
      --pull string                  Pull image before running ("always"|"missing"|"never") (default "policy")
      --quiet-build                  Suppress the build output
      --quiet-pull                   Pull without printing progress information
      --remove-orphans               Remove containers for services not defined in the Compose file
  -V, --renew-anon-volumes           Recreate anonymous volumes instead of retrieving data from the previous containers
      --scale scale                  Scale SERVICE to NUM instances. Overrides the scale setting in the Compose file if present.
  -t, --timeout int                  Use this timeout in seconds for container shutdown when attached or when containers are already \
running
      --timestamps                   Show timestamps
      --wait                         Wait for services to be running|healthy. Implies detached mode.
      --wait-timeout int             Maximum duration in seconds to wait for the project to be running|healthy
  -w, --watch                        Watch source code and rebuild/refresh containers when files are updated.
  -y, --yes                          Assume "yes" as answer to all prompts and run non-interactively`,
  'compose version': `Usage:  docker compose version [OPTIONS]

Show the Docker Compose version information

Options:
      --dry-run         Execute command in dry run mode
  -f, --format string   Format the output. Values: [pretty | json]. (Default: pretty)
      --short           Shows only Compose's version number`,
  'compose volumes': `Usage:  docker compose volumes [OPTIONS] [SERVICE...]

List volumes

Options:
      --dry-run         Execute command in dry run mode
      --format string   Format output using a custom template:
                        'table':            Print output in table format with column headers (default)
                        'table TEMPLATE':   Print output in table format using the given Go template
                        'json':             Print in JSON format
                        'TEMPLATE':         Print output using the given Go template.
                        Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates \
(default "table")
  -q, --quiet           Only display volume names`,
  'compose wait': `Usage:  docker compose wait SERVICE [SERVICE...] [OPTIONS]

Block until containers of all (or specified) services stop.

Options:
      --down-project   Drops project when the first container stops
      --dry-run        Execute command in dry run mode`,
  'compose watch': `Usage:  docker compose watch [SERVICE...]

Watch build context for service and rebuild/refresh containers when files are updated

Options:
      --dry-run   Execute command in dry run mode
      --no-up     Do not build & start services before watching
      --prune     Prune dangling images on rebuild (default true)
      --quiet     hide build output`,
};
