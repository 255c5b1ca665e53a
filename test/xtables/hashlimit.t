*filter
:INPUT
-m hashlimit --hashlimit-upto 5/sec --hashlimit-name x;-m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 5 --hashlimit-name x;OK
-m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2mb --hashlimit-name x;=;OK
-m hashlimit --hashlimit-above 512kb/s --hashlimit-name y --hashlimit-mode dstip;-m hashlimit --hashlimit-above 512kb/s --hashlimit-mode dstip --hashlimit-name y;OK
