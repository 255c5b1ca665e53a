// The help pages of `docker trust`; their flags are read from them. As docker-cli 28.5.2.

export const pages: Readonly<Record<string, string>> = {
  trust: `Usage:  docker trust COMMAND

Manage trust on Docker images

Management Commands:
  key         Manage keys for signing Docker images
  signer      Manage entities who can sign Docker images

Commands:
  inspect     Return low-level information about keys and signatures
  revoke      Remove trust for an image
  sign        Sign an image

Run 'docker trust COMMAND --help' for more information on a command.`,
  'trust key': `Usage:  docker trust key COMMAND

Manage keys for signing Docker images

Commands:
  generate    Generate and load a signing key-pair
  load        Load a private key file for signing

Run 'docker trust key COMMAND --help' for more information on a command.`,
  'trust key generate': `Usage:  docker trust key generate NAME

Generate and load a signing key-pair

Options:
      --dir string   Directory to generate key in, defaults to current directory`,
  'trust key load': `Usage:  docker trust key load [OPTIONS] KEYFILE

Load a private key file for signing

Options:
      --name string   Name for the loaded key (default "signer")`,
  'trust signer': `Usage:  docker trust signer COMMAND

Manage entities who can sign Docker images

Commands:
  add         Add a signer
  remove      Remove a signer

Run 'docker trust signer COMMAND --help' for more information on a command.`,
  'trust signer add': `Usage:  docker trust signer add OPTIONS NAME REPOSITORY [REPOSITORY...]\x20

Add a signer

Options:
      --key list   Path to the signer's public key file`,
  'trust signer remove': `Usage:  docker trust signer remove [OPTIONS] NAME REPOSITORY [REPOSITORY...]

Remove a signer

Options:
  -f, --force   Do not prompt for confirmation before removing the most recent signer`,
  'trust inspect': `Usage:  docker trust inspect IMAGE[:TAG] [IMAGE[:TAG]...]

Return low-level information about keys and signatures

Options:
      --pretty   Print the information in a human friendly format`,
  'trust revoke': `Usage:  docker trust revoke [OPTIONS] IMAGE[:TAG]

Remove trust for an image

Options:
  -y, --yes   Do not prompt for confirmation`,
  'trust sign': `Usage:  docker trust sign IMAGE:TAG

Sign an image

Options:
      --local   Sign a locally tagged image`,
};
