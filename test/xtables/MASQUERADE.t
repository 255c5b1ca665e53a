*nat
:POSTROUTING
-p tcp -j MASQUERADE --to-ports 5;=;OK
-p tcp -j MASQUERADE --to-ports 5-4;;FAIL
-p tcp -j MASQUERADE --to-ports x;;FAIL
-p tcp -j MASQUERADE --persistent;;FAIL
