*mangle
:PREROUTING
-p tcp --syn -j TCPMSS --set-mss 70000;;FAIL
-p tcp --syn -j TCPMSS --set-mss 1400 --clamp-mss-to-pmtu;;FAIL
