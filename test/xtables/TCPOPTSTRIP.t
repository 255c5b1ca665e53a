*mangle
:PREROUTING
-p tcp -j TCPOPTSTRIP;=;OK
-j TCPOPTSTRIP --strip-options 2;;FAIL
-p tcp -j TCPOPTSTRIP --strip-options 2,3,4,5,6,7,md5;-p tcp -j TCPOPTSTRIP --strip-options 2,3,4,5,6,7,19;OK
-p tcp -j TCPOPTSTRIP --strip-options foo;;FAIL
-p tcp -j TCPOPTSTRIP --strip-options 1;;FAIL
-p tcp -j TCPOPTSTRIP --strip-options 300;;FAIL
