*nat
:PREROUTING
-p tcp -j REDIRECT --to-ports 5 --random --persistent;;FAIL
-p tcp -j REDIRECT --to-ports 10-20/5;;FAIL
-p tcp -j REDIRECT --to-port 10;-p tcp -j REDIRECT --to-ports 10;OK
