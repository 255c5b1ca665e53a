// The help pages of `docker context`; their flags are read from them. As docker-cli 28.5.2.

export const pages: Readonly<Record<string, string>> = {
  context: `Usage:  docker context COMMAND

Manage contexts

Commands:
  create      Create a context
  export      Export a context to a tar archive FILE or a tar stream on STDOUT.
  import      Import a context from a tar or zip file
  inspect     Display detailed information on one or more contexts
  ls          List contexts
  rm          Remove one or more contexts
  show        Print the name of the current context
  update      Update a context
  use         Set the current docker context

Run 'docker context COMMAND --help' for more information on a command.`,
  'context create': `Usage:  docker context create [OPTIONS] CONTEXT

Create a context

Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

$ docker context create my-context --description "some description" --docker \
"host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"

Options:
      --description string      Description of the context
      --docker stringToString   set the docker endpoint (default [])
      --from string             create context from a named context`,
  'context export': `Usage:  docker context export [OPTIONS] CONTEXT [FILE|-]

Export a context to a tar archive FILE or a tar stream on STDOUT.`,
  'context import': `Usage:  docker context import CONTEXT FILE|-

Import a context from a tar or zip file`,
  'context inspect': `Usage:  docker context inspect [OPTIONS] [CONTEXT] [CONTEXT...]

Display detailed information on one or more contexts

Options:
  -f, --format string   Format output using a custom template:
                        'json':             Print in JSON format
                        'TEMPLATE':         Print output using the given Go template.
                        Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates`,
  'context ls': `Usage:  docker context ls [OPTIONS]

List contexts

Aliases:
  docker context ls, docker context list

Options:
      --format string   Format output using a custom template:
                        'table':            Print output in table format with column headers (default)
                        'table TEMPLATE':   Print output in table format using the given Go template
                        'json':             Print in JSON format
                        'TEMPLATE':         Print output using the given Go template.
                        Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates
  -q, --quiet           Only show context names`,
  'context rm': `Usage:  docker context rm CONTEXT [CONTEXT...]

Remove one or more contexts

Aliases:
  docker context rm, docker context remove

Options:
  -f, --force   Force the removal of a context in use`,
  'context show': `Usage:  docker context show

Print the name of the current context`,
  'context update': `Usage:  docker context update [OPTIONS] CONTEXT

Update a context

Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

$ docker context update my-context --description "some description" --docker \
"host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"

Options:
      --description string      Description of the context
      --docker stringToString   set the docker endpoint (default [])`,
  'context use': `Usage:  docker context use CONTEXT

Set the current docker context`,
};
