// What lsipc prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 lsipc [options]

Show information on IPC facilities.

Resource options:
 -m, --shmems             shared memory segments
 -M, --posix-shmems       POSIX shared memory segments
 -q, --queues             message queues
 -Q, --posix-mqueues      POSIX message queues
 -s, --semaphores         semaphores
 -S, --posix-semaphores   POSIX semaphores
 -g, --global             info about system-wide usage
                            (may be used with -m, -q and -s)
 -i, --id <id>            System V resource identified by <id>
 -N, --name <name>        POSIX resource identified by <name>

Options:
     --noheadings         don't print headings
     --notruncate         don't truncate output
     --time-format=<type> display dates in short, full or iso format
 -b, --bytes              print SIZE in bytes rather than in human-readable form
 -c, --creator            show creator and owner
 -e, --export             display in an export-able output format
 -J, --json               use the JSON output format
 -n, --newline            display each piece of information on a new line
 -l, --list               force list output format (for example with --id)
 -o, --output[=<list>]    define the columns to output
 -P, --numeric-perms      print numeric permissions (PERMS column)
 -r, --raw                display in raw mode
 -t, --time               show attach, detach and change times
 -y, --shell              use column names to be usable as shell variables

 -h, --help               display this help
 -V, --version            display version

Generic System V columns:
            KEY  Resource key
             ID  Resource ID
          OWNER  Owner's username or UID
          PERMS  Permissions
           CUID  Creator UID
          CUSER  Creator user
           CGID  Creator GID
         CGROUP  Creator group
            UID  User ID
           USER  User name
            GID  Group ID
          GROUP  Group name
          CTIME  Time of the last change

Generic POSIX columns:
           NAME  POSIX resource name
          OWNER  Owner's username or UID
          PERMS  Permissions
           CUID  Creator UID
          CUSER  Creator user
           CGID  Creator GID
         CGROUP  Creator group
          MTIME  Time of last action

System V Shared-memory columns (--shmems):
           SIZE  Segment size
         NATTCH  Number of attached processes
         STATUS  Status
         ATTACH  Attach time
         DETACH  Detach time
        COMMAND  Creator command line
           CPID  PID of the creator
           LPID  PID of last user

System V Message-queue columns (--queues):
      USEDBYTES  Bytes used
           MSGS  Number of messages
           SEND  Time of last msg sent
           RECV  Time of last msg received
          LSPID  PID of the last msg sender
          LRPID  PID of the last msg receiver

System V Semaphore columns (--semaphores):
          NSEMS  Number of semaphores
          OTIME  Time of the last operation

POSIX Semaphore columns (--posix-semaphores):
           SVAL  Semaphore value

Summary columns (--global):
       RESOURCE  Resource name
    DESCRIPTION  Resource description
          LIMIT  System-wide limit
           USED  Currently used
           USE%  Currently use percentage

For more details see lsipc(1).
`;
