*filter
:INPUT
-m owner --uid-owner 5;;FAIL
:OUTPUT
-m owner --uid-owner 5-7 ! --gid-owner 3;=;OK
-m owner ! --socket-exists;=;OK
