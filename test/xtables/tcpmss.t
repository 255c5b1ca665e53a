*filter
:INPUT
-p tcp -m tcpmss --mss 42;=;OK
-p tcp -m tcpmss ! --mss 42:100;=;OK
-p tcp -m tcpmss --mss 100:42;;FAIL
-m tcpmss --mss 42;;FAIL
