*nat
:POSTROUTING
-p tcp -j SNAT --to-source 1.2.3.4:1-2 --random-fully --random --persistent;-p tcp -j SNAT --to-source 1.2.3.4:1-2 --random --random-fully --persistent;OK
-p tcp -j SNAT --to-source 1.2.3.4:1-2/1;-p tcp -j SNAT --to-source 1.2.3.4:1-2/0;OK
