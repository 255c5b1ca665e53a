// The help pages of `docker compose`, up to kill; their flags are read from them. As docker-compose 2.40.3.

export const pages: Readonly<Record<string, string>> = {
  compose: `Usage:  docker compose [OPTIONS] COMMAND

Define and run multi-container applications with Docker

Options:
      --all-resources              Include all resources, even those not used by services
      --ansi string                Control when to print ANSI control characters ("never"|"always"|"auto") (default "auto")
      --compatibility              Run compose in backward compatibility mode
      --dry-run                    Execute command in dry run mode
      --env-file stringArray       Specify an alternate environment file
  -f, --file stringArray           Compose configuration files
      --parallel int               Control max parallelism, -1 for unlimited (default -1)
      --profile stringArray        Specify a profile to enable
      --progress string            Set type of progress output (auto, tty, plain, json, quiet)
      --project-directory string   Specify an alternate working directory
                                   (default: the path of the, first specified, Compose file)
  -p, --project-name string        Project name

Management Commands:
  bridge      Convert compose files into another model

Commands:
  attach      Attach local standard input, output, and error streams to a service's running container
  build       Build or rebuild services
  commit      Create a new image from a service container's changes
  config      Parse, resolve and render compose file in canonical format
  cp          Copy files/folders between a service container and the local filesystem
  create      Creates containers for a service
  down        Stop and remove containers, networks
  events      Receive real time events from containers
  exec        Execute a command in a running container
  export      Export a service container's filesystem as a tar archive
  images      List images used by the created containers
  kill        Force stop service containers
  logs        View output from containers
  ls          List running compose projects
  pause       Pause services
  port        Print the public port for a port binding
  ps          List containers
  publish     Publish compose application
  pull        Pull service images
  push        Push service images
  restart     Restart service containers
  rm          Removes stopped service containers
  run         Run a one-off command on a service
  scale       Scale services\x20
  start       Start services
  stats       Display a live stream of container(s) resource usage statistics
  stop        Stop services
  top         Display the running processes
  unpause     Unpause services
  up          Create and start containers
  version     Show the Docker Compose version information
  volumes     List volumes
  wait        Block until containers of all (or specified) services stop.
  watch       Watch build context for service and rebuild/refresh containers when files are updated

Run 'docker compose COMMAND --help' for more information on a command.`,
  'compose bridge': `Usage:  docker compose bridge [OPTIONS] COMMAND

Convert compose files into another model

Options:
      --dry-run   Execute command in dry run mode

Management Commands:
  transformations Manage transformation images

Commands:
  convert         Convert compose files to Kubernetes manifests, Helm charts, or another model

Run 'docker compose bridge COMMAND --help' for more information on a command.`,
  'compose bridge convert': `Usage:  docker compose bridge convert

Convert compose files to Kubernetes manifests, Helm charts, or another model

Options:
      --dry-run                      Execute command in dry run mode
  -o, --output string                The output directory for the Kubernetes resources (default "out")
      --templates string             Directory containing transformation templates
  -t, --transformation stringArray   Transformation to apply to compose model (default: docker/compose-bridge-kubernetes)`,
  'compose attach': `Usage:  docker compose attach [OPTIONS] SERVICE

Attach local standard input, output, and error streams to a service's running container

Options:
      --detach-keys string   Override the key sequence for detaching from a container.
      --dry-run              Execute command in dry run mode
      --index int            index of the container if service has multiple replicas.
      --no-stdin             Do not attach STDIN
      --sig-proxy            Proxy all received signals to the process (default true)`,
  'compose build': `Usage:  docker compose build [OPTIONS] [SERVICE...]

Build or rebuild services

Options:
      --build-arg stringArray   Set build-time variables for services
      --builder string          Set builder to use
      --check                   Check build configuration
      --dry-run                 Execute command in dry run mode
  -m, --memory bytes            Set memory limit for the build container. Not supported by BuildKit.
      --no-cache                Do not use cache when building the image
      --print                   Print equivalent bake file
      --provenance string       Add a provenance attestation
      --pull                    Always attempt to pull a newer version of the image
      --push                    Push service images
  -q, --quiet                   Suppress the build output
      --sbom string             Add a SBOM attestation
      --ssh string              Set SSH authentications used when building service images. (use 'default' for using your default SSH \
Agent)
      --with-dependencies       Also build dependencies (transitively)`,
  'compose commit': `Usage:  docker compose commit [OPTIONS] SERVICE [REPOSITORY[:TAG]]

Create a new image from a service container's changes

Options:
  -a, --author string    Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")
  -c, --change list      Apply Dockerfile instruction to the created image
      --dry-run          Execute command in dry run mode
      --index int        index of the container if service has multiple replicas.
  -m, --message string   Commit message
  -p, --pause            Pause container during commit (default true)`,
  'compose config': `Usage:  docker compose config [OPTIONS] [SERVICE...]

Parse, resolve and render compose file in canonical format

Options:
      --dry-run                 Execute command in dry run mode
      --environment             Print environment used for interpolation.
      --format string           Format the output. Values: [yaml | json]
      --hash string             Print the service config hash, one per line.
      --images                  Print the image names, one per line.
      --lock-image-digests      Produces an override file with image digests
      --models                  Print the model names, one per line.
      --networks                Print the network names, one per line.
      --no-consistency          Don't check model consistency - warning: may produce invalid Compose output
      --no-env-resolution       Don't resolve service env files
      --no-interpolate          Don't interpolate environment variables
      --no-normalize            Don't normalize compose model
      --no-path-resolution      Don't resolve file paths
  -o, --output string           Save to file (default to stdout)
      --profiles                Print the profile names, one per line.
  -q, --quiet                   Only validate the configuration, don't print anything
      --resolve-image-digests   Pin image tags to digests
      --services                Print the service names, one per line.
      --variables               Print model variables and default values.
      --volumes                 Print the volume names, one per line.`,
  'compose cp': `Usage:  docker compose cp [OPTIONS] SERVICE:SRC_PATH DEST_PATH|-
	docker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH

Copy files/folders between a service container and the local filesystem

Options:
      --all           Include containers created by the run command
  -a, --archive       Archive mode (copy all uid/gid information)
      --dry-run       Execute command in dry run mode
  -L, --follow-link   Always follow symbol link in SRC_PATH
      --index int     Index of the container if service has multiple replicas`,
  'compose create': `Usage:  docker compose create [OPTIONS] [SERVICE...]

Creates containers for a service

Options:
      --build            Build images before starting containers
      --dry-run          Execute command in dry run mode
      --force-recreate   Recreate containers even if their configuration and image haven't changed
      --no-build         Don't build an image, even if it's policy
      --no-recreate      If containers already exist, don't recreate them. Incompatible with --force-recreate.
      --pull string      Pull image before running ("always"|"missing"|"never"|"build") (default "policy")
      --quiet-pull       Pull without printing progress information
      --remove-orphans   Remove containers for services not defined in the Compose file
      --scale scale      Scale SERVICE to NUM instances. Overrides the scale setting in the Compose file if present.
  -y, --yes              Assume "yes" as answer to all prompts and run non-interactively`,
  'compose down': `Usage:  docker compose down [OPTIONS] [SERVICES]

Stop and remove containers, networks

Options:
      --dry-run          Execute command in dry run mode
      --remove-orphans   Remove containers for services not defined in the Compose file
      --rmi string       Remove images used by services. "local" remove only images that don't have a custom tag ("local"|"all")
  -t, --timeout int      Specify a shutdown timeout in seconds
  -v, --volumes          Remove named volumes declared in the "volumes" section of the Compose file and anonymous volumes attached to \
containers`,
  'compose events': `Usage:  docker compose events [OPTIONS] [SERVICE...]

Receive real time events from containers

Options:
      --dry-run        Execute command in dry run mode
      --json           Output events as a stream of json objects
      --since string   Show all events created since timestamp
      --until string   Stream events until this timestamp`,
  'compose exec': `Usage:  docker compose exec [OPTIONS] SERVICE COMMAND [ARGS...]

Execute a command in a running container

Options:
  -d, --detach            Detached mode: Run command in the background
      --dry-run           Execute command in dry run mode
  -e, --env stringArray   Set environment variables
      --index int         Index of the container if service has multiple replicas
  -T, --no-tty            Disable pseudo-TTY allocation. By default 'docker compose exec' allocates a TTY.
      --privileged        Give extended privileges to the process
  -u, --user string       Run the command as this user
  -w, --workdir string    Path to workdir directory for this command`,
  'compose export': `Usage:  docker compose export [OPTIONS] SERVICE

Export a service container's filesystem as a tar archive

Options:
      --dry-run         Execute command in dry run mode
      --index int       index of the container if service has multiple replicas.
  -o, --output string   Write to a file, instead of STDOUT`,
  'compose images': `Usage:  docker compose images [OPTIONS] [SERVICE...]

List images used by the created containers

Options:
      --dry-run         Execute command in dry run mode
      --format string   Format the output. Values: [table | json] (default "table")
  -q, --quiet           Only display IDs`,
  'compose kill': `Usage:  docker compose kill [OPTIONS] [SERVICE...]

Force stop service containers

Options:
      --dry-run          Execute command in dry run mode
      --remove-orphans   Remove containers for services not defined in the Compose file
  -s, --signal string    SIGNAL to send to the container (default "SIGKILL")`,
};
